"""The lane's loop: inbox -> route -> decide -> journal -> effects and view. The only place that imports the domain."""
