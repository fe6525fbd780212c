"""Vectors of the areas display.*."""

from lanewise.vectors.area import Areas

AREAS: Areas = {}
