"""Vectors of the areas scale.*."""

from lanewise.vectors.area import Areas

AREAS: Areas = {}
