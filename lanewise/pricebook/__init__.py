"""`lanewise pricebook`: check, build, show and compare price books."""
