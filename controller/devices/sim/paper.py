"""The paper in the emulated printer: commands to lines of text, and on demand to dots.

Positions are in dots: font A is 12 wide, font B 9, a Chinese character twice font A.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from controller.devices.escpos.bitmap import Bitmap, from_bytes
from controller.devices.escpos.qr import qr_code
from controller.devices.sim.escpos_table import Word
from controller.devices.sim.strips import FONT_A_DOTS, FONT_B_DOTS, Block, Cell, Strip, Style, TextLine, as_placed
from controller.devices.sim.symbols import BarSymbol, symbol

EPSON_CODE_PAGES = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737", 15: "iso8859_7",
    16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 32: "cp720", 33: "cp775", 34: "cp855", 35: "cp861",
    36: "cp862", 37: "cp864", 38: "cp869", 39: "iso8859_2", 40: "iso8859_15", 45: "cp1250", 46: "cp1251",
    47: "cp1253", 48: "cp1254", 49: "cp1255", 50: "cp1256", 51: "cp1257", 52: "cp1258",
}  # fmt: skip
TAB_COLUMNS = 8
LETTERS = "LMQH"


@dataclass(slots=True)
class Settings:
    """What ESC @ sets back."""

    style: Style = field(default_factory=Style)
    align: int = 0
    chinese: bool = False
    code_page: int = 0
    left_dots: int = 0
    area_dots: int | None = None
    spacing_dots: int = 0
    tabs: tuple[int, ...] = tuple(range(TAB_COLUMNS * FONT_A_DOTS, 256 * FONT_A_DOTS, TAB_COLUMNS * FONT_A_DOTS))
    module_dots: int = 3
    bar_height_dots: int = 162
    qr_module_dots: int = 3
    qr_level: int = 0
    stored: dict[int, bytes] = field(default_factory=dict)
    graphics: Bitmap | None = None


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
        for char in self._decoded(data):
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

    def _decoded(self, data: bytes) -> str:
        if not self._settings.chinese:
            page = EPSON_CODE_PAGES.get(self._settings.code_page)
            # Below 80 every page is ASCII on paper, whatever a standard says of it.
            return "".join(
                chr(b) if b < 0x80 else bytes((b,)).decode(page, errors="replace") if page else "\ufffd"  # noqa: PLR2004
                for b in data
            )
        rest, text = self._half + data, ""
        while rest:
            length = _code_length(rest)
            if len(rest) < length:
                break
            text += rest[:length].decode("gb18030", errors="replace")
            rest = rest[length:]
        self._half = rest
        return text

    def _block(self, kind: str, text: str, draw: Callable[[], Bitmap]) -> None:
        self.end_line()
        self._strips.append(Block(kind, text, self._settings.align, draw))

    def _commands(self) -> dict[bytes, Callable[[bytes], None]]:
        s = self._change
        return {
            b"\n": lambda _: self.line_feed(),
            b"\t": lambda _: self._tab(),
            b"\x1b@": lambda _: self.reset(),
            b"\x1bd": lambda a: self._feed_lines(a[0]),
            b"\x1bJ": lambda _: self.end_line(),
            b"\x1c&": lambda _: s(chinese=True),
            b"\x1c.": lambda _: (s(chinese=False), setattr(self, "_half", b""))[0],
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
            b"\x1b\\": lambda a: self._move_to(self._x + int.from_bytes(a, "little", signed=True)),
            b"\x1dw": lambda a: s(module_dots=a[0]) if 2 <= a[0] <= 6 else None,  # noqa: PLR2004
            b"\x1dh": lambda a: s(bar_height_dots=a[0]) if a[0] else None,
            b"\x1dk": self._bar_code,
            b"\x1d(k": self._code_2d,
            b"\x1dv0": self._raster,
            b"\x1b*": self._bit_image,
            b"\x1d(L": self._graphics,
            b"\x1d8L": self._graphics,
        }

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

    def _bar_code(self, arguments: bytes) -> None:
        kind = arguments[0]
        data = arguments[1:].removesuffix(b"\0") if kind < 65 else arguments[2:]  # noqa: PLR2004 - form B is counted
        made = symbol(kind, data)
        if made is None:
            self.unknown.append(b"\x1dk" + arguments)
            return
        module, height = self._settings.module_dots, self._settings.bar_height_dots
        self._block(made.name, made.text, lambda: _bars(made, module, height))

    def _code_2d(self, arguments: bytes) -> None:
        """GS ( k: cn 48 PDF417, 49 QR, 54 DataMatrix; functions 67 size, 69 level, 80 store, 81 print."""
        kind, function, rest = arguments[2], arguments[3], arguments[4:]
        settings = self._settings
        if function == 80:  # noqa: PLR2004 - the reference's numbers, here and below
            settings.stored[kind] = rest[1:]
        elif kind == 49 and function == 67:  # noqa: PLR2004
            settings.qr_module_dots = rest[0]
        elif kind == 49 and function == 69:  # noqa: PLR2004
            settings.qr_level = (rest[0] - 48) % 4
        elif function == 81 and settings.stored.get(kind):  # noqa: PLR2004
            data, module, level = settings.stored[kind], settings.qr_module_dots, settings.qr_level
            name = {48: "pdf417", 49: "qr", 54: "datamatrix"}.get(kind, f"code {kind}")
            text = data.decode("utf-8", errors="replace")
            self._block(name, text, lambda: _qr(data, level, module) if name == "qr" else _frame(len(text)))

    def _raster(self, arguments: bytes) -> None:
        across, down = 1 + (arguments[0] % 48 & 1), 1 + (arguments[0] % 48 >> 1 & 1)
        width_dots = int.from_bytes(arguments[1:3], "little") * 8
        if width_dots and arguments[3:5] != b"\0\0":
            self._picture(from_bytes(width_dots, arguments[5:]).enlarged(across, down))

    def _graphics(self, arguments: bytes) -> None:
        """GS ( L and GS 8 L: function 112 keeps a picture, 50 prints it."""
        start = 2 if arguments[2:3] == b"0" else 4
        function, body = arguments[start + 1], arguments[start + 2 :]
        if function == 112:  # noqa: PLR2004 - the reference's number
            width_dots = int.from_bytes(body[4:6], "little")
            self._settings.graphics = from_bytes(width_dots, body[8:]).enlarged(body[1], body[2])
        elif function in {2, 50} and self._settings.graphics is not None:
            graphics, self._settings.graphics = self._settings.graphics, None
            self._picture(graphics)

    def _picture(self, dots: Bitmap) -> None:
        self._block("image", f"{dots.width_dots}x{dots.height_dots}", lambda: dots)

    def _bit_image(self, arguments: bytes) -> None:
        """ESC *: columns of dots within a line; the text stands for them."""
        across = 1 if arguments[0] & 1 else 2
        down = 24 if arguments[0] >= 32 else 8 * 3  # noqa: PLR2004 - 24-dot modes from 32 on
        width_dots = int.from_bytes(arguments[1:3], "little") * across
        if width_dots:
            text = f"[image {width_dots}x{down}]"
            self._put(Cell(self._x, text, max(width_dots // FONT_A_DOTS, 1), Style()), width_dots)


def _code_length(data: bytes) -> int:
    """GB18030: one byte below 81; a second byte 30-39 makes it four, any other two."""
    if data[0] < 0x81:  # noqa: PLR2004 - the standard's table
        return 1
    if len(data) == 1:
        return 2
    return 4 if 0x30 <= data[1] <= 0x39 else 2  # noqa: PLR2004 - the standard's table


def _bars(made: BarSymbol, module_dots: int, height_dots: int) -> Bitmap:
    if not made.modules:
        return _frame(len(made.text))
    return Bitmap(len(made.modules), (int(made.modules, 2),)).enlarged(module_dots, height_dots)


def _qr(data: bytes, level: int, module_dots: int) -> Bitmap:
    made = qr_code(data, LETTERS[level])  # type: ignore[arg-type]
    return _frame(len(data)) if made is None else made.enlarged(module_dots, module_dots)


def _frame(size: int) -> Bitmap:
    """Return an empty box for what this emulator cannot draw."""
    width = 24 + min(size, 24) * 8
    edge, sides = (1 << width) - 1, 1 << width - 1 | 1
    return Bitmap(width, (edge, *((sides,) * 22), edge))
