"""Parts of bench/pricing_speed.py."""
