"""All areas: which codec answers which vectors."""

from lanewise.vectors import barcode, display, printer, scale, scanner, zvt
from lanewise.vectors.area import Areas

ALL: Areas = {**barcode.AREAS, **scanner.AREAS, **scale.AREAS, **printer.AREAS, **display.AREAS, **zvt.AREAS}
