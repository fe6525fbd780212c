"""What a printer says about itself. Source: Epson's reference, page GS I.

GS I 1 / 49     one byte      model id
GS I 2 / 50     one byte      type id: 01 two-byte characters, 02 cutter, 04 customer display
GS I 3 / 51     one byte      version of its ROM
GS I 65 - 69    5F text 00    firmware, maker, model, serial number, language of the font; may be empty
GS I 35 - 112   3D n text 00  printer information A
"""

from collections.abc import Mapping

NAMES = {65: "firmware", 66: "maker", 67: "model", 68: "serial_number", 69: "font_language"}
_BYTES = {1: "model_id", 2: "type_id", 3: "rom_version"}
_ASCII_DIGITS = 48
_INFORMATION_A, _INFORMATION_B = 0x3D, 0x5F


def read(number: int, answer: bytes) -> Mapping[str, str | bool]:
    """Return the answer to `GS I number` by name; ids as two hexadecimal digits. Empty when it is no answer to it."""
    if number % _ASCII_DIGITS in _BYTES and len(answer) == 1:
        name = _BYTES[number % _ASCII_DIGITS]
        bits = {"two_byte_characters": answer[0] & 1 != 0, "autocutter": answer[0] & 2 != 0}
        return {name: answer.hex(), **(bits if name == "type_id" else {})}
    if len(answer) > 1 and answer[-1] == 0 and answer[0] == _INFORMATION_B and number in NAMES:
        return {NAMES[number]: answer[1:-1].decode("latin-1")}
    if len(answer) > 2 and answer[-1] == 0 and answer[:2] == bytes((_INFORMATION_A, number)):  # noqa: PLR2004
        return {"information": answer[2:-1].decode("latin-1")}
    return {}
