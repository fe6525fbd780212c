"""Bar codes an emulated printer draws: what stands below them, and their modules.

Sources: ISO/IEC 15420, 15417, 16388, 16390 for the patterns; Epson's reference, page GS k, for the data.
"""

from dataclasses import dataclass

NAMES = {
    0: "UPC-A", 1: "UPC-E", 2: "EAN-13", 3: "EAN-8", 4: "CODE39", 5: "ITF", 6: "CODABAR",
    65: "UPC-A", 66: "UPC-E", 67: "EAN-13", 68: "EAN-8", 69: "CODE39", 70: "ITF", 71: "CODABAR", 72: "CODE93",
    73: "CODE128", 74: "GS1-128", 75: "GS1 DataBar Omnidirectional", 76: "GS1 DataBar Truncated",
    77: "GS1 DataBar Limited", 78: "GS1 DataBar Expanded", 79: "CODE128 auto",
}  # fmt: skip
_LEFT = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
_PARITY = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")
_CODE128_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
)
_CODE128 = _CODE128_WIDTHS.split()
_START = {"A": 103, "B": 104, "C": 105}
_SWITCH = {"A": 101, "B": 100, "C": 99}
_FUNCTION = {"1": 102, "2": 97, "3": 96}
_ITF = ("11221", "21112", "12112", "22111", "11212", "21211", "12211", "11122", "21121", "12121")
_CODE39_BARS = ("21112", "12112", "22111", "11212", "21211", "12211", "11122", "21121", "12121", "11221")
_CODE39_SPACES = ("1211", "1121", "1112", "2111")
_CODE39_SIGNS = {"$": "121212111", "/": "121211121", "+": "121112121", "%": "111212121"}


@dataclass(frozen=True, slots=True)
class BarSymbol:
    """`text` stands below; `modules` is 1 for a bar, 0 for a gap, empty where this emulator draws only a frame."""

    name: str
    text: str
    modules: str


def symbol(kind: int, data: bytes) -> BarSymbol | None:
    """Return what a printer makes of GS k; None where it prints nothing: unknown kind or data it does not take."""
    name = NAMES.get(kind)
    text = data.decode("latin-1")
    match name:
        case None:
            return None
        case "EAN-13" | "UPC-A" | "EAN-8":
            return _ean(name, text)
        case "CODE39":
            return _code39(text.strip("*"))
        case "ITF":
            return _itf(text[: len(text) // 2 * 2])
        case "CODE128":
            return _code128(text)
        case _:
            return BarSymbol(name, text, "")


def _ean(name: str, text: str) -> BarSymbol | None:
    length = {"EAN-13": 13, "UPC-A": 12, "EAN-8": 8}[name]
    if not (text.isascii() and text.isdigit()) or len(text) not in {length - 1, length}:
        return None
    if len(text) < length:
        weighted = sum(int(digit) * (3 - 2 * (n % 2)) for n, digit in enumerate(reversed(text)))
        text += str(-weighted % 10)
    digits = text if name != "UPC-A" else "0" + text
    half = 4 if name == "EAN-8" else 6
    parity = "LLLL" if name == "EAN-8" else _PARITY[int(digits[0])]
    left, right = digits[-2 * half : -half], digits[-half:]
    modules = "101" + "".join(_ean_digit(int(d), side) for d, side in zip(left, parity, strict=True)) + "01010"
    return BarSymbol(name, text, modules + "".join(_ean_digit(int(d), "R") for d in right) + "101")


def _ean_digit(digit: int, side: str) -> str:
    left = _LEFT[digit]
    right = left.translate(str.maketrans("01", "10"))
    return {"L": left, "R": right, "G": right[::-1]}[side]


def _code39(text: str) -> BarSymbol | None:
    patterns = [_code39_char(char) for char in f"*{text}*"]
    if any(pattern is None for pattern in patterns):
        return None
    return BarSymbol("CODE39", f"*{text}*", "0".join(_widths(pattern) for pattern in patterns if pattern))


def _code39_char(char: str) -> str | None:
    if char in _CODE39_SIGNS:
        return _CODE39_SIGNS[char]
    alphabet = "1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ-. *"
    index = alphabet.find(char)
    if index < 0:
        return None
    bars, spaces = _CODE39_BARS[index % 10], _CODE39_SPACES[index // 10]
    return "".join(bar + gap for bar, gap in zip(bars, spaces + " ", strict=True)).strip()


def _itf(text: str) -> BarSymbol | None:
    if not (text.isascii() and text.isdigit()):
        return None
    pairs = zip(text[::2], text[1::2], strict=True)
    body = "".join(bar + gap for a, b in pairs for bar, gap in zip(_ITF[int(a)], _ITF[int(b)], strict=True))
    return BarSymbol("ITF", text, _widths("1111" + body + "211"))


def _code128(text: str) -> BarSymbol | None:
    """Read `{A`, `{B`, `{C` and the specials `{S` (not drawn), `{1` to `{4`, `{{`."""
    if len(text) < 2 or text[0] != "{" or text[1] not in _START:  # noqa: PLR2004 - the code set's two characters
        return None
    code_set, rest = text[1], text[2:]
    values, shown = [_START[code_set]], ""
    while rest:
        special = rest[:1] == "{"
        char, rest = (rest[1:2], rest[2:]) if special else (rest[0], rest[1:])
        if special and char in _SWITCH:
            code_set = char
            values.append(_SWITCH[char])
        elif special and char in _FUNCTION:
            values.append(_FUNCTION[char])
            shown += " "
        elif special and char == "4":
            values.append(101 if code_set == "A" else 100)
            shown += " "
        else:
            value = _code128_value(char, code_set) if not special or char == "{" else None
            if value is None:
                return None
            values.append(value)
            shown += f"{value:02}" if code_set == "C" else char if " " <= char <= "~" else " "
    check = (values[0] + sum(n * value for n, value in enumerate(values[1:], start=1))) % 103
    return BarSymbol("CODE128", shown, "".join(_widths(_CODE128[value]) for value in (*values, check, 106)))


def _code128_value(char: str, code_set: str) -> int | None:
    code = ord(char)
    if code_set == "C":
        return code if code <= 99 else None  # noqa: PLR2004 - two digits in a byte
    if code_set == "A":
        return (code - 32) % 96 if code < 96 else None  # noqa: PLR2004 - control characters follow the capitals
    return code - 32 if 32 <= code <= 127 else None  # noqa: PLR2004 - printable ASCII


def _widths(widths: str) -> str:
    return "".join("10"[n % 2] * int(width) for n, width in enumerate(widths))
