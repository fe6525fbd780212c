"""Vectors of the areas display.*: bytes through the interpreter, in the manuals' words."""

from controller.devices.display.interpreter import Command, Dialect, Interpreter
from controller.devices.display.screen import Screen
from lanewise.vectors.area import Answer, Areas, Given, Got
from lanewise.vectors.given import bytes_of

PLAIN = {
    "clear": "clear display",
    "left": "cursor left",
    "right": "cursor right",
    "up": "cursor up",
    "down": "cursor down",
    "home": "cursor to home position",
    "line_start": "cursor to left end",
    "line_end": "cursor to right end",
    "bottom": "cursor to bottom position",
    "overwrite": "overwrite mode",
    "vertical_scroll": "vertical scroll mode",
    "horizontal_scroll": "horizontal scroll mode",
    "initialise": "initialize display",
    "unknown": "unknown command",
}
TEXTS = {
    "text": "text",
    "upper_line": "upper line",
    "lower_line": "lower line",
    "upper_scroll": "upper line scrolls",
}
SELECTED = {1: "printer", 2: "display", 3: "printer and display"}
BLINK_STEP_MS = 50


def answer(dialect: Dialect) -> Answer:
    """Return the mapping of one command set."""

    def answer_one(given: Given) -> Got:
        commands = Interpreter(dialect).feed(bytes_of(given, "tx"))
        screen = Screen()
        for command in commands:
            screen.apply(command)
        upper, lower = (line.decode("cp437") for line in screen.lines)
        effect = "; ".join(_words(command, dialect) for command in _joined(commands))
        return {"effect": effect, "upper": upper, "lower": lower}

    return answer_one


def _joined(commands: list[Command]) -> list[Command]:
    """Return the commands with text after text as one."""
    joined: list[Command] = []
    for command in commands:
        if command.kind == "text" and joined and joined[-1].kind == "text":
            joined[-1] = Command("text", text=joined[-1].text + command.text)
        else:
            joined.append(command)
    return joined


def _words(command: Command, dialect: Dialect) -> str:
    if command.kind in TEXTS:
        return f"{TEXTS[command.kind]} = {command.text.decode('cp437')}"
    match command.kind, command.arguments:
        case "cursor", (x, y):
            return f"cursor to column {x}, line {y}"
        case "clear_line", _:
            return "clear line" if dialect == "epson" else "clear cursor line"
        case ("brightness" | "code_page" | "character_set") as kind, (n,):
            return f"{kind.replace('_', ' ')} {n}"
        case "blink", (n,):
            return f"blink {n * BLINK_STEP_MS} ms" if n else "blink off"
        case "cursor_shown", (n,):
            return "cursor on" if n else "cursor off"
        case "reverse", (n,):
            return "reverse on" if n else "reverse off"
        case "select", (n,):
            return f"select {SELECTED.get(n, n)}"
        case kind, _:
            return PLAIN[kind]


AREAS: Areas = {"display.cd5220": answer("cd5220"), "display.dm_d": answer("epson")}
