"""Text measured in printer columns: a character of one byte takes one column, a Chinese one two."""

import unicodedata

from controller.devices.printer.profile import PrinterProfile

_REPLACED = str.maketrans({"\u00a5": "\uffe5", "\u00a0": " ", "\t": " "})  # GB18030 has the wide yen sign only
UNKNOWN = "?"
GB_PAIR_BYTES = 2


def printable(text: str, profile: PrinterProfile) -> str:
    """Return `text` with only what the printer can print; line breaks stay."""
    wanted = unicodedata.normalize("NFC", text).translate(_REPLACED)
    return "".join(
        char if _can_print(char, profile) else UNKNOWN for char in wanted if char == "\n" or _has_shape(char)
    )


def width(text: str) -> int:
    """Return the columns of printable text."""
    return sum(_columns(char) for char in text)


def wrap(text: str, column_count: int) -> list[str]:
    """Break printable text into lines; between words where there are any, anywhere in Chinese."""
    return [line for paragraph in text.split("\n") for line in _wrap(paragraph, column_count)]


def cut_to(text: str, column_count: int) -> str:
    """Return the longest beginning that fits."""
    used = 0
    for index, char in enumerate(text):
        used += _columns(char)
        if used > column_count:
            return text[:index]
    return text


def _wrap(paragraph: str, column_count: int) -> list[str]:
    lines: list[str] = []
    rest = paragraph
    while width(rest) > column_count:
        line = cut_to(rest, column_count)
        assert line, "a line holds at least one character"
        space = line.rfind(" ") if _within_word(rest, len(line)) else -1
        if space > 0:
            line = line[:space]
        lines.append(line.rstrip(" "))
        rest = rest[len(line) :].lstrip(" ")
    return [*lines, rest]


def _within_word(text: str, index: int) -> bool:
    return _columns(text[index - 1]) == 1 and _columns(text[index]) == 1 and " " not in text[index - 1 : index + 1]


def _columns(char: str) -> int:
    return 1 if char.isascii() else 2


def _has_shape(char: str) -> bool:
    return unicodedata.category(char)[0] != "C"


def _can_print(char: str, profile: PrinterProfile) -> bool:
    if char.isascii():
        return True
    return profile.four_byte_codes or len(char.encode("gb18030")) == GB_PAIR_BYTES
