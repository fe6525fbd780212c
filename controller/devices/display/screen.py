"""The twice twenty characters a display shows, as its commands leave them. Pure; for the emulator and the tests."""

from controller.devices.display.interpreter import Command

WIDTH = 20
HEIGHT = 2
BLANK = b" "
PRINTER, DISPLAY = 1, 2


class Screen:
    """`apply` commands, read `rows`. A write past the end of a line goes on as the mode says.

    In string mode (after ESC Q A, B) only strings and CLR are heard. A selection of the printer alone makes it deaf.
    """

    def __init__(self) -> None:
        self.rows = [bytearray(BLANK * WIDTH) for _ in range(HEIGHT)]
        self.selected = True
        self.string_mode = False
        self.mode = "overwrite"
        self._x = 0
        self._y = 0
        self._full = False  # in a scroll mode: the last column was written and the next character scrolls

    @property
    def lines(self) -> tuple[bytes, bytes]:
        """What can be read."""
        return bytes(self.rows[0]), bytes(self.rows[1])

    def apply(self, command: Command) -> None:
        """Do what one command says."""
        if command.kind == "select":
            if not self.string_mode:
                self.selected = bool(command.arguments[0] & DISPLAY)
            return
        if not self.selected or (self.string_mode and command.kind not in {"upper_line", "lower_line", "clear"}):
            return
        match command.kind:
            case "text":
                self._write(command.text[0])
            case "clear" | "initialise":
                self._clear()
            case "clear_line":
                self.rows[self._y] = bytearray(BLANK * WIDTH)
                self._x = 0
            case "overwrite" | "vertical_scroll" | "horizontal_scroll":
                self.mode = command.kind
            case "upper_line" | "lower_line":
                self._string(command)
            case "upper_scroll":
                self.rows[0] = _line(command.text)
            case _:
                self._move(command)

    def _clear(self) -> None:
        self.rows = [bytearray(BLANK * WIDTH) for _ in range(HEIGHT)]
        self._x = self._y = 0
        self._full = self.string_mode = False

    def _string(self, command: Command) -> None:
        self.string_mode = True
        self.rows[0 if command.kind == "upper_line" else 1] = _line(command.text)

    def _move(self, command: Command) -> None:
        before = (self._x, self._y)
        match command.kind:
            case "cursor":
                x, y = command.arguments
                if 1 <= x <= WIDTH and 1 <= y <= HEIGHT:
                    self._x, self._y = x - 1, y - 1
            case "home":
                self._x = self._y = 0
            case "bottom":
                self._x, self._y = WIDTH - 1, HEIGHT - 1
            case "line_start":
                self._x = 0
            case "line_end":
                self._x = WIDTH - 1
            case "left" | "right":
                step = 1 if command.kind == "right" else -1
                self._y, self._x = divmod((self._y * WIDTH + self._x + step) % (WIDTH * HEIGHT), WIDTH)
            case "up":
                self._y = 0
            case "down":
                self._down()
        self._full = self._full and before == (self._x, self._y)

    def _down(self) -> None:
        if self.mode == "vertical_scroll" and self._y == HEIGHT - 1:
            self.rows = [self.rows[1], bytearray(BLANK * WIDTH)]
        else:
            self._y = (self._y + 1) % HEIGHT

    def _write(self, byte: int) -> None:
        if self._full and self.mode == "horizontal_scroll":
            self.rows[self._y] = self.rows[self._y][1:] + BLANK
        elif self._full:
            self._down()
            self._x = 0
        self._full = False
        self.rows[self._y][self._x] = byte
        if self._x < WIDTH - 1:
            self._x += 1
        elif self.mode == "overwrite":
            self._x, self._y = 0, (self._y + 1) % HEIGHT
        else:
            self._full = True


def _line(text: bytes) -> bytearray:
    return bytearray(text[:WIDTH].ljust(WIDTH))
