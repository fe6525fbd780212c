"""`lanewise doctor`: what is connected, whether it works, and the configuration for it."""
