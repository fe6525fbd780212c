"""Text measured in printer columns, and broken into lines."""

import unicodedata

from controller.devices.printer.letters import Letters, Measure
from controller.devices.printer.profile import PrinterProfile

_REPLACED = str.maketrans({"\u00a0": " ", "\t": " "})
_CHINESE_REPLACED = str.maketrans({"\u00a5": "\uffe5"})  # GB18030 has the wide yen sign only
UNKNOWN = "?"


def printable(text: str, profile: PrinterProfile, letters: Letters | None = None) -> str:
    """Return `text` with only what gets on paper; line breaks stay. Without `letters`, what the printer has itself."""
    letters = letters or Letters(profile)
    wanted = unicodedata.normalize("NFC", text).translate(_REPLACED)
    if profile.chinese and letters.code_page("\u00a5") is None:
        wanted = wanted.translate(_CHINESE_REPLACED)
    return "".join(
        char if letters.native(char) or letters.drawn(char) else UNKNOWN
        for char in wanted
        if char == "\n" or _has_shape(char)
    )


def two_columns_unless_ascii(char: str) -> int:
    """Measure as Chinese mode prints."""
    return 1 if char.isascii() else 2


def width(text: str, measure: Measure = two_columns_unless_ascii) -> int:
    """Return the columns of printable text."""
    return sum(measure(char) for char in text)


def wrap(text: str, column_count: int, measure: Measure = two_columns_unless_ascii) -> list[str]:
    """Break printable text into lines; between words where there are any, anywhere in Chinese."""
    return [line for paragraph in text.split("\n") for line in _wrap(paragraph, column_count, measure)]


def cut_to(text: str, column_count: int, measure: Measure = two_columns_unless_ascii) -> str:
    """Return the longest beginning that fits; a mark stays with its letter."""
    used = 0
    for index, char in enumerate(text):
        used += measure(char)
        if used > column_count:
            return text[:index]
    return text


def _wrap(paragraph: str, column_count: int, measure: Measure) -> list[str]:
    lines: list[str] = []
    rest = paragraph
    while width(rest, measure) > column_count:
        line = cut_to(rest, column_count, measure)
        assert line, "a line holds at least one character"
        space = line.rfind(" ") if _within_word(rest, len(line), measure) else -1
        if space > 0:
            line = line[:space]
        lines.append(line.rstrip(" "))
        rest = rest[len(line) :].lstrip(" ")
    return [*lines, rest]


def _within_word(text: str, index: int, measure: Measure) -> bool:
    return measure(text[index - 1]) < 2 and measure(text[index]) == 1 and " " not in text[index - 1 : index + 1]  # noqa: PLR2004 - Chinese takes two


def _has_shape(char: str) -> bool:
    return unicodedata.category(char)[0] != "C"
