"""The bundled font: GNU Unifont's bitmaps of the basic plane, under the SIL Open Font License (OFL.txt)."""

from functools import cache
from importlib import resources

from controller.devices.escpos.glyphs import Font


@cache
def load() -> Font:
    """Return the font; the first call reads its file."""
    return Font(resources.files(__name__).joinpath("unifont.bin").read_bytes())
