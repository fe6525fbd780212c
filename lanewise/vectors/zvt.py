"""Vectors of the areas zvt.*."""

from lanewise.vectors.area import Areas

AREAS: Areas = {}
