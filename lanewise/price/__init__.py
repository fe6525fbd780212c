"""`lanewise price`: baskets from a file, priced; cases with expected results, compared."""
