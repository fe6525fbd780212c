"""How ZVT writes numbers and lengths.

    BCD       00 00 00 00 20 40     20.40 in six bytes, two digits each
    LLVAR     F1 F8                 18 bytes follow, a digit in each low nibble
    LLLVAR    F0 F1 F4              14 bytes follow
    PAN       EE EE 47 7F           ****477: E hides a digit, F fills up an odd number of them

Source: ZVT PA00P015 chapter 13, PA00P016 5.2.8.
"""

MASK = "*"
_NIBBLE = 0x0F
_FILL = 0x0F
_HIDDEN = 0x0E
_SEPARATOR = 0x0D
_DIGIT_MAX = 9
_COUNTER = 0xF0


def bcd(number: int, size_bytes: int) -> bytes:
    """Return a number in `size_bytes` of BCD."""
    text = f"{number:0{2 * size_bytes}d}"
    assert len(text) == 2 * size_bytes, "the number is too large for its field"
    return bytes.fromhex(text)


def digits(data: bytes) -> str:
    """Return BCD as its digits, leading zeros included; other nibbles stay hexadecimal."""
    return data.hex()


def number(data: bytes) -> int | None:
    """Return BCD as a number, None when it holds anything but digits."""
    text = data.hex()
    return int(text) if text.isdecimal() else None


def card_digits(data: bytes) -> str:
    """Return a card number as sent, hidden digits as `*`."""
    shown = []
    for nibble in (half for byte in data for half in (byte >> 4, byte & _NIBBLE)):
        if nibble <= _DIGIT_MAX:
            shown.append(str(nibble))
        elif nibble in {_HIDDEN, _FILL, _SEPARATOR}:
            shown.append({_HIDDEN: MASK, _FILL: "", _SEPARATOR: "="}[nibble])
        else:
            shown.append(f"{nibble:x}")
    return "".join(shown)


def counter(data: bytes) -> int | None:
    """Return the length that an LL or LLL counter says, None when it is no counter."""
    if any(byte & _COUNTER != _COUNTER or byte & _NIBBLE > _DIGIT_MAX for byte in data):
        return None
    return int("".join(str(byte & _NIBBLE) for byte in data))


def variable(data: bytes, counter_bytes: int) -> bytes:
    """Return `data` behind its LL (2) or LLL (3) counter."""
    text = f"{len(data):0{counter_bytes}d}"
    assert len(text) == counter_bytes, "the data is too long for its counter"
    return bytes(_COUNTER | int(digit) for digit in text) + data
