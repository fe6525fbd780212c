"""Arabic and Hebrew for a device that sets letters one by one from the left: joined forms, visual order.

Each Arabic letter has up to four forms in the block FE70-FEFF, and Unicode says which: `<initial> 0628`. A line is cut
into runs of one direction; numbers keep theirs. This is one level of the bidirectional algorithm (UAX 9), enough for
names and amounts: nested levels would move an amount away from its column.
"""

import unicodedata
from functools import cache
from itertools import groupby

_FORMS = range(0xFE70, 0xFF00)
_LAM, _ALEFS = "\u0644", "\u0622\u0623\u0625\u0627"
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_RIGHT_TO_LEFT = {"R", "AL"}


def visual(text: str) -> str:
    """Return `text` in the order and with the shapes to set from left to right; other scripts are left alone."""
    if not any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text):
        return text
    return _ordered(_joined(text))


@cache
def _forms() -> dict[tuple[str, str], str]:
    """Map (letters, `isolated` | `final` | `initial` | `medial`) to their form."""
    found = {}
    for code in _FORMS:
        kind, _, letters = unicodedata.decomposition(chr(code)).partition(" ")
        if letters:
            found["".join(chr(int(part, 16)) for part in letters.split()), kind.strip("<>")] = chr(code)
    return found


def _joined(text: str) -> str:
    """Choose each letter's form by its neighbours; lam and alef become one."""
    forms = _forms()
    units = _units(text)
    shaped = []
    for index, unit in enumerate(units):
        before = index > 0 and _joins_left(units[index - 1]) and _joins_right(unit)
        after = index + 1 < len(units) and _joins_left(unit) and _joins_right(units[index + 1])
        kind = {(False, False): "isolated", (True, False): "final", (False, True): "initial", (True, True): "medial"}
        shaped.append(forms.get((unit, kind[before, after]), unit))
    return "".join(shaped)


def _units(text: str) -> list[str]:
    units: list[str] = []
    for char in text:
        if unicodedata.category(char) == "Mn" and "\u0600" <= char <= "\u06ff":
            continue  # vowel signs, which no shop writes, would part the letters
        if units and units[-1] == _LAM and char in _ALEFS:
            units[-1] += char
        else:
            units.append(char)
    return units


def _joins_left(unit: str) -> bool:
    """Return whether the unit reaches for the letter after it."""
    return (unit, "initial") in _forms()


def _joins_right(unit: str) -> bool:
    """Return whether the unit reaches for the letter before it."""
    return (unit, "final") in _forms()


def _ordered(text: str) -> str:
    """Reverse the runs that read from the right; a line that begins so reads so as a whole."""
    kinds = [unicodedata.bidirectional(char) for char in text]
    first = next((kind for kind in kinds if kind == "L" or kind in _RIGHT_TO_LEFT), "L")
    base = first != "L"
    rightwards = _directions(kinds, base=base)
    pairs = list(zip(text, rightwards, strict=True))
    runs = [(to_left, "".join(char for char, _ in run)) for to_left, run in groupby(pairs, key=lambda pair: pair[1])]
    set_runs = [run[::-1].translate(_MIRRORED) if to_left else run for to_left, run in runs]
    return "".join(reversed(set_runs) if base else set_runs)


def _directions(kinds: list[str], *, base: bool) -> list[bool]:
    """Return whether each character runs to the left: letters by their script, numbers never, others as around them."""
    strong = [kind in _RIGHT_TO_LEFT if kind in _RIGHT_TO_LEFT or kind == "L" else None for kind in kinds]
    number = [kind in {"EN", "AN"} for kind in kinds]
    with_sign = [
        kind == "ET" and any(number[max(index - 1, 0) : index + 2]) for index, kind in enumerate(kinds)
    ]  # a per cent or currency sign goes with its number
    strong = [False if a or b else own for a, b, own in zip(number, with_sign, strong, strict=True)]
    result = []
    for index, own in enumerate(strong):
        if own is not None:
            result.append(own)
            continue
        before = next((known for known in reversed(strong[:index]) if known is not None), base)
        after = next((known for known in strong[index + 1 :] if known is not None), base)
        result.append(before if before == after else base)
    return result
