"""What is asked to be shown, as exactly twenty characters the display has. Pure."""

import unicodedata
from functools import lru_cache

COLUMNS = 20
ROWS = 2
UNKNOWN = "?"
CHARACTERS_KNOWN = 4096
"""More than a store's names and texts have: a text is laid out at each scan, a character looked at once."""
_ASCII = str.maketrans(
    {
        "\u00a3": "GBP",
        "\u00a5": "Y",
        "\u20ac": "EUR",
        "\u00d7": "x",
        "\u2013": "-",
        "\u2014": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2026": "...",
        "\u00a0": " ",
        "\u202f": " ",
        "\u3000": " ",
        "\t": " ",
    }
)


def fit(text: str, encoding: str, alternative: str | None = None) -> bytes:
    """Return `text` as COLUMNS bytes of the display's character set, padded with spaces, the end cut off.

    A character the set lacks is shown in its ASCII form where it has one (full-width digits, currency signs, dashes).
    If it has none, as Chinese has none, `alternative` is shown instead of the whole text; without it a question mark
    stands for each such character. Nothing is transliterated. Control characters, also CR and LF, are left out: at
    column 20 they would scroll.
    """
    shown = _shown(text, encoding)
    if shown is None and alternative is not None:
        shown = _shown(alternative, "ascii")
        text = alternative
    if shown is None:
        parts = [_character(char, encoding) for char in _clean(text)]
        shown = "".join(UNKNOWN if part is None else part for part in parts).encode(encoding)
    return shown[:COLUMNS].ljust(COLUMNS)


def _shown(text: str, encoding: str) -> bytes | None:
    parts = [_character(char, encoding) for char in _clean(text)]
    known = [part for part in parts if part is not None]
    return "".join(known).encode(encoding) if len(known) == len(parts) else None


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\t", " "))


@lru_cache(CHARACTERS_KNOWN)
def _character(char: str, encoding: str) -> str | None:
    """Return the character, or what stands for it in ASCII; None if nothing does. A control character is left out."""
    if unicodedata.category(char)[0] == "C":
        return ""
    compatible = unicodedata.normalize("NFKC", char)
    for candidate in (char, compatible, compatible.translate(_ASCII)):
        if candidate.isascii() or _has(candidate, encoding):
            return candidate if candidate.isascii() or len(candidate) == 1 else None
    return None


def _has(text: str, encoding: str) -> bool:
    try:
        return len(text.encode(encoding)) == len(text)
    except UnicodeEncodeError:
        return False
