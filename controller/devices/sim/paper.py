"""The paper in the emulated printer: commands to lines of text, and on demand to dots.

Positions are in dots: font A is 12 wide, font B 9, a Chinese character twice font A.
"""

from collections.abc import Callable
from dataclasses import replace

from controller.devices.sim import blocks
from controller.devices.sim.escpos_table import Word
from controller.devices.sim.paper_settings import Settings, decoded
from controller.devices.sim.strips import FONT_A_DOTS, FONT_B_DOTS, Block, Cell, Strip, Style, TextLine, as_placed


class PaperRoll:
    """What was printed since the last cut. Decodes GB18030 in Chinese mode and the chosen code page out of it."""

    def __init__(self, column_count: int) -> None:
        self.width_dots = column_count * FONT_A_DOTS
        self.unknown: list[bytes] = []
        self._strips: list[Strip] = []
        self._settings = Settings()
        self._cells: list[Cell] = []
        self._half = b""
        self._x = 0
        self._extent = 0
        self._set_by: dict[bytes, Callable[[bytes], None]] = self._commands()

    @property
    def strips(self) -> tuple[Strip, ...]:
        """Finished lines."""
        return tuple(self._strips)

    @property
    def text(self) -> str:
        """Finished lines where they stand on the paper, with the begun one."""
        begun = self._line()
        return as_placed((*self._strips, begun) if begun.cells else self._strips, self.width_dots)

    def reset(self) -> None:
        """ESC @: styles are forgotten, the begun line too."""
        self.forget_line()
        self._settings = Settings()

    def forget_line(self) -> None:
        """Drop what is not on paper yet."""
        self._cells.clear()
        self._half = b""
        self._x = self._extent = 0

    def take(self, word: Word) -> None:
        """Do a command that is no cut, status or pulse."""
        if not word.head:
            self._print(word.arguments)
            return
        command = self._set_by.get(word.head)
        if command is not None:
            command(word.arguments)
        elif word.head[0] in b"\x10\x1b\x1c\x1d" and not word.arguments:
            self.unknown.append(word.head)

    def end_line(self) -> None:
        """Put the begun line on paper, if there is one."""
        if self._cells:
            self.line_feed()

    def line_feed(self) -> None:
        """Put the begun line on paper, or feed an empty one."""
        self._strips.append(self._line())
        self.forget_line()

    def tear(self) -> tuple[Strip, ...]:
        """Return what comes off; a begun line is not on paper yet."""
        strips = tuple(self._strips)
        self._strips.clear()
        return strips

    def _line(self) -> TextLine:
        return TextLine(tuple(self._cells), self._settings.align, self._extent, self._settings.left_dots)

    @property
    def _area_dots(self) -> int:
        left = min(self._settings.left_dots, self.width_dots)
        return min(self._settings.area_dots or self.width_dots, self.width_dots - left)

    def _print(self, data: bytes) -> None:
        text, self._half = decoded(self._half + data, self._settings)
        for char in text:
            columns = 2 if self._settings.chinese and not char.isascii() else 1
            style = self._settings.style
            self._put(Cell(self._x, char, columns, style), columns * style.font_dots * style.across)

    def _put(self, cell: Cell, width_dots: int) -> None:
        width_dots += self._settings.spacing_dots * cell.style.across
        if self._x + width_dots > self._area_dots and self._x > 0:
            self.line_feed()
            cell = replace(cell, x=0)
        self._cells.append(cell)
        self._move(self._x + width_dots)

    def _move(self, x: int) -> None:
        self._x = x
        self._extent = max(self._extent, x)

    def _commands(self) -> dict[bytes, Callable[[bytes], None]]:
        s = self._change
        return {
            b"\n": lambda _: self.line_feed(),
            b"\t": lambda _: self._tab(),
            b"\x1b@": lambda _: self.reset(),
            b"\x1bd": lambda a: self._feed_lines(a[0]),
            b"\x1bJ": lambda _: self.end_line(),
            b"\x1c&": lambda _: self._chinese(on=True),
            b"\x1c.": lambda _: self._chinese(on=False),
            b"\x1bt": lambda a: s(code_page=a[0]),
            b"\x1ba": lambda a: s(align=a[0] % 48) if not self._cells and a[0] % 48 <= 2 else None,  # noqa: PLR2004
            b"\x1b!": lambda a: self._print_mode(a[0]),
            b"\x1d!": lambda a: self._restyle(across=(a[0] >> 4 & 7) + 1, down=(a[0] & 7) + 1),
            b"\x1bM": lambda a: self._restyle(font_dots=FONT_B_DOTS if a[0] % 48 == 1 else FONT_A_DOTS),
            b"\x1bE": lambda a: self._restyle(bold=bool(a[0] & 1)),
            b"\x1bG": lambda a: self._restyle(bold=bool(a[0] & 1)),
            b"\x1b-": lambda a: self._restyle(underline=a[0] % 48 > 0),
            b"\x1dB": lambda a: self._restyle(reverse=bool(a[0] & 1)),
            b"\x1b ": lambda a: s(spacing_dots=a[0]),
            b"\x1dL": lambda a: s(left_dots=int.from_bytes(a, "little")) if not self._cells else None,
            b"\x1dW": lambda a: s(area_dots=int.from_bytes(a, "little")) if not self._cells else None,
            b"\x1bD": lambda a: s(tabs=tuple(n * self._pitch for n in a.removesuffix(b"\0"))),
            b"\x1b$": lambda a: self._move_to(int.from_bytes(a, "little")),
            b"\x1dT": lambda a: self.forget_line() if a[0] % 48 == 0 else self.end_line(),
            b"\x1b\\": lambda a: self._move_to(self._x + int.from_bytes(a, "little", signed=True)),
            b"\x1dw": lambda a: s(module_dots=a[0]) if 2 <= a[0] <= 6 else None,  # noqa: PLR2004
            b"\x1dh": lambda a: s(bar_height_dots=a[0]) if a[0] else None,
            b"\x1dH": lambda a: s(text_below=a[0] % 48 in {2, 3}),
            b"\x1dk": self._bar_code,
            b"\x1d(k": self._put_block(blocks.code_2d),
            b"\x1dv0": self._put_block(blocks.raster),
            b"\x1b*": self._bit_image,
            b"\x1d(L": self._put_block(blocks.graphics),
            b"\x1d8L": self._put_block(blocks.graphics),
        }

    def _chinese(self, *, on: bool) -> None:
        self._settings.chinese = on
        self._half = b""

    def _change(self, **values: object) -> None:
        for name, value in values.items():
            setattr(self._settings, name, value)

    def _restyle(self, **values: object) -> None:
        self._settings.style = replace(self._settings.style, **values)  # type: ignore[arg-type]

    def _print_mode(self, bits: int) -> None:
        self._settings.style = replace(
            self._settings.style,
            font_dots=FONT_B_DOTS if bits & 0x01 else FONT_A_DOTS,
            bold=bool(bits & 0x08),
            down=2 if bits & 0x10 else 1,
            across=2 if bits & 0x20 else 1,
            underline=bool(bits & 0x80),
        )

    @property
    def _pitch(self) -> int:
        return (self._settings.style.font_dots + self._settings.spacing_dots) * self._settings.style.across

    def _tab(self) -> None:
        stop = next((tab for tab in self._settings.tabs if tab > self._x), None)
        if stop is not None:
            self._move_to(min(stop, self._area_dots))

    def _move_to(self, x: int) -> None:
        """Go to a dot; a gap is spaces in the text."""
        if not 0 <= x <= self._area_dots:
            return
        spaces = round(max(x - self._x, 0) / self._pitch)
        if spaces:
            self._cells.append(Cell(self._x, " " * spaces, 1, self._settings.style))
        self._move(x)

    def _feed_lines(self, count: int) -> None:
        self.line_feed()
        for _ in range(count - 1):
            self._strips.append(TextLine((), self._settings.align, 0))

    def _put_block(self, made: Callable[[Settings, bytes], Block | None]) -> Callable[[bytes], None]:
        """Return a command that prints what `made` makes of its arguments, if anything."""

        def command(arguments: bytes) -> None:
            block = made(self._settings, arguments)
            if block is not None:
                self.end_line()
                self._strips.append(block)

        return command

    def _bar_code(self, arguments: bytes) -> None:
        before = len(self._strips)
        self._put_block(blocks.bar_code)(arguments)
        if len(self._strips) == before:
            self.unknown.append(b"\x1dk" + arguments)

    def _bit_image(self, arguments: bytes) -> None:
        """ESC *: columns of dots within a line; the text stands for them."""
        across = 1 if arguments[0] & 1 else 2
        down = 24 if arguments[0] >= 32 else 8 * 3  # noqa: PLR2004 - 24-dot modes from 32 on
        width_dots = int.from_bytes(arguments[1:3], "little") * across
        if width_dots:
            text = f"[image {width_dots}x{down}]"
            self._put(Cell(self._x, text, max(width_dots // FONT_A_DOTS, 1), Style()), width_dots)
