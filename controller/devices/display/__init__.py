"""Customer displays: two lines of twenty characters."""
