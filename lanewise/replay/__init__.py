"""Real baskets through real lanes: what is scanned, what the lane says, what the store booked."""
