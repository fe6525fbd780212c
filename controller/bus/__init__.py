"""The lane's way to the store: what waits to be sent, and the task that sends it."""
