"""The paper in the emulated printer: bytes to characters, lines, alignment, as plain text."""

CODE128 = 73
CODE128_SET_BYTES = 2
LAST_UNCOUNTED = 6


class PaperRoll:
    """What was printed since the last cut. Decodes GB18030 in Chinese mode and PC437 out of it, as printers do."""

    def __init__(self, column_count: int) -> None:
        self._column_count = column_count
        self._lines: list[str] = []
        self._line = bytearray()
        self._segments: list[str] = []
        self._chinese = False
        self._align = 0
        self._size = 0

    @property
    def text(self) -> str:
        """Finished lines, with the begun one."""
        begun = "".join(self._segments) + self._decode()
        return "\n".join([*self._lines, begun] if begun else self._lines)

    def reset(self) -> None:
        """ESC @: styles are forgotten, the begun line too."""
        self.forget_line()
        self._chinese = False
        self._align = 0
        self._size = 0

    def forget_line(self) -> None:
        """Drop what is not on paper yet."""
        self._line.clear()
        self._segments.clear()

    def take(self, command: bytes) -> None:
        """Do a command that is no cut, feed or status: a style, a bar code, or one byte of text."""
        if len(command) == 1:
            self._line += command
        elif command in {b"\x1c&", b"\x1c."}:
            self._segments.append(self._decode())
            self._line.clear()
            self._chinese = command == b"\x1c&"
        elif command[:2] == b"\x1ba":
            self._align = command[2] % 48
        elif command[:2] == b"\x1d!":
            self._size = command[2]
        elif command[:2] == b"\x1dk":
            self._lines.append(self._placed(_symbol(command), 1))
        elif command[:2] == b"\x1bd":
            self.line_feed()

    def line_feed(self) -> None:
        """Put the begun line on paper."""
        self._segments.append(self._decode())
        wide = 2 if self._size & 0xF0 else 1
        self._lines.append(self._placed("".join(self._segments), wide))
        self.forget_line()

    def tear(self) -> str:
        """Cut; return what comes off, empty for blank paper."""
        text = "\n".join(self._lines).strip("\n")
        self._lines.clear()
        return text

    def _placed(self, line: str, wide: int) -> str:
        used = sum(1 if ord(char) < 0x80 else 2 for char in line) * wide  # noqa: PLR2004 - end of ASCII
        spare = max(self._column_count - used, 0)
        indent = {0: 0, 1: spare // 2, 2: spare}[self._align]
        return (" " * indent + line).rstrip(" ")

    def _decode(self) -> str:
        if not self._chinese:
            return bytes(self._line).decode("cp437")
        text, rest = "", bytes(self._line)
        while rest:
            length = _code_length(rest)
            text += rest[:length].decode("gb18030", errors="replace")
            rest = rest[length:]
        return text


def _code_length(data: bytes) -> int:
    """GB18030: one byte below 81; a second byte 30-39 makes it four, any other two."""
    if data[0] < 0x81:  # noqa: PLR2004 - the standard's table
        return 1
    return 4 if 0x30 <= data[1:2][0] <= 0x39 else 2  # noqa: PLR2004 - the standard's table


def _symbol(command: bytes) -> str:
    """Return a bar code as text; Code 128 (m 73) begins with a code set such as `{B`."""
    if command[2] == CODE128:
        data = command[4 + CODE128_SET_BYTES :].replace(b"{{", b"{")
        return f"[code128 {data.decode('ascii', errors='replace')}]"
    data = command[4:] if command[2] > LAST_UNCOUNTED else command[3:-1]
    return f"[barcode {data.decode('ascii', errors='replace')}]"
