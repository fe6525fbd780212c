"""Vectors of the areas scanner.*."""

from lanewise.vectors.area import Areas

AREAS: Areas = {}
