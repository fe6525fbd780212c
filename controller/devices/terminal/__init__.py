"""Card terminals that speak ZVT."""
