"""`lanewise simulate`: one emulated device by hand."""
