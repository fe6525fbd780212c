"""The lane's devices: for each one a profile (data), a codec (pure) and a driver (the only part that waits)."""
