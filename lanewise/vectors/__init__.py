"""Device vectors of public sources, put to our codecs."""
