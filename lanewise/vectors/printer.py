"""Vectors of the areas printer.*."""

from lanewise.vectors.area import Areas

AREAS: Areas = {}
