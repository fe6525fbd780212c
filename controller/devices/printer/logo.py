"""A logo for the head of a receipt, from a picture file."""

from controller.devices.escpos.png import read_picture
from controller.ports import Image


def logo(file: bytes, paper_dots: int) -> Image:
    """Return a PNG or PBM file's picture, no wider than the paper. Raises `escpos.png.BadPicture`, which says why."""
    dots = read_picture(file).reduced(paper_dots)
    return Image(width_dots=dots.width_dots, data=dots.to_bytes())
