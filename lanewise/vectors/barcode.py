"""Vectors of the areas barcode.*."""

from lanewise.vectors.area import Areas

AREAS: Areas = {}
