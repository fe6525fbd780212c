"""The emulated printer's interface: sees real-time commands as their bytes arrive, before the buffer, in any data."""

from collections.abc import Iterator

CLEAR_BUFFERS = bytes.fromhex("10140801031401060208")
LENGTHS = {b"\x10\x04": 3, b"\x10\x05": 3, b"\x10\x14": 5}
DLE = b"\x10"


class Arrivals:
    """Feed bytes in any pieces. Holds a real-time command that is not whole yet, nothing else."""

    def __init__(self) -> None:
        self._held = bytearray()

    def sort(self, data: bytes) -> Iterator[tuple[bool, bytes]]:
        """Yield (True, a real-time command) or (False, a byte for the buffer), in order."""
        self._held += data
        while self._held and self._held != DLE:
            length = self._command_length()
            if length is None:
                yield False, bytes((self._held.pop(0),))
            elif len(self._held) < length:
                return
            else:
                command = bytes(self._held[:length])
                del self._held[:length]
                yield True, command

    def _command_length(self) -> int | None:
        if self._held[:3] == CLEAR_BUFFERS[:3]:
            return len(CLEAR_BUFFERS)
        return LENGTHS.get(bytes(self._held[:2]))
