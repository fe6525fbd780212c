"""Command channels of scanners: the bytes a lane sends, and what each does (devices' manuals, as named)."""

from controller.devices.scanner import ssi

NEWLAND_HEAD = b"~\x010000"
NEWLAND_TAIL = b";\x03"
NEWLAND_PERMANENT = b"@"
NEWLAND_TEMPORARY = b"#"

EFFECTS: dict[bytes, str] = {
    # Datalogic RS-232 standard: Magellan 9300i p. 469, 9800i p. 411, 800i p. 153
    b"E": "enable",
    b"D": "disable",
    b"R": "reset",
    b"F": "not-on-file indication",
    b"B": "good-read beep",
    b"\x01": "forced good-read beep",
    b"\x07": "forced good-read beep",
    b"i": "identification",
    b"h": "health",
    b"s": "status",
    # Magellan single cable: one vendor driver
    b"S334\r": "single-cable: beep",
    b"S10\r": "single-cable: reset",
    # Honeywell: 7000 series p. 10-5; 2020 p. 2-13
    b"\x16T\r": "trigger on",
    b"\x16U\r": "trigger off",
    b"\x1b7": "good-read indication",
    b"\x1b8": "bad-read indication",
    # Honeywell MetroSelect: MS9520 p. 23-2
    b"\x02999999\x03": "enter or leave programming",
    # CipherLab: 1663 p. 209, 1664 p. 241
    b"#@----\r": "halt scanning",
    b"#@....\r": "resume scanning",
    b"#@////\r": "beep",
}


def newland(tag: bytes, *, permanent: bool = False) -> bytes:
    """Return a Newland command: head, storage, tag with its value, tail. Tags are in the model's manual."""
    return NEWLAND_HEAD + (NEWLAND_PERMANENT if permanent else NEWLAND_TEMPORARY) + tag + NEWLAND_TAIL


def effect(command: bytes) -> str | None:
    """Return what a command does, in any vendor's language; None if it is none."""
    if command in EFFECTS:
        return EFFECTS[command]
    if command.startswith(NEWLAND_HEAD) and command.endswith(NEWLAND_TAIL):
        body = command[len(NEWLAND_HEAD) : -len(NEWLAND_TAIL)]
        kind = {NEWLAND_PERMANENT: "permanent", NEWLAND_TEMPORARY: "temporary"}.get(body[:1])
        return f"{kind} setting {body[1:].decode('latin-1')}" if kind is not None else None
    length = command[0] if command else 0
    framed = len(command) == length + ssi.CHECKSUM_BYTES and length >= ssi.HEADER_BYTES
    if framed and ssi.checksum(command[:length]) == command[length:]:
        return ssi.EFFECTS.get(command[1])
    return None
