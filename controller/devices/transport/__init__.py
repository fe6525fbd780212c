"""Ways to reach a device: a serial port, or its twin in memory."""
