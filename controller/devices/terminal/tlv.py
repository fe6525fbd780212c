"""ZVT's TLV containers (bitmap 06): BER tags, BER lengths.

    06  82 02 8A  1F07 01 02  25 82 02 82  07 18 ... 07 16 ...  09 01 81
    container     tag  len    constructed: holds tags itself

A tag whose low five bits are all set goes on while bit 7 of the next byte is set; bit 5 of its first byte says that
it holds tags. A length below 80 is itself; 81 and 82 announce one and two bytes. A container that is cut short gives
what is whole, with `complete` false. Source: ZVT PA00P015 chapter 9.
"""

from dataclasses import dataclass

DEPTH_MAX = 8
"""Containers inside each other; deeper ones stay bytes."""

_TAG_GOES_ON = 0x1F
_MORE = 0x80
_CONSTRUCTED = 0x20
_LENGTH_BYTES_MAX = 2
_TAG_BYTES_MAX = 4


@dataclass(frozen=True, slots=True)
class Tag:
    """One object: its tag as hex digits (`1F07`), its value, and what it holds if it is constructed."""

    name: str
    value: bytes
    inner: tuple["Tag", ...] = ()


@dataclass(frozen=True, slots=True)
class Container:
    """The objects in order. `complete` is false when the bytes ended inside one."""

    tags: tuple[Tag, ...] = ()
    complete: bool = True

    def all(self, name: str) -> list[bytes]:
        """Return every value of this tag, at any depth, in order."""
        return _all(self.tags, name)

    def first(self, name: str) -> bytes | None:
        """Return the first value of this tag, at any depth."""
        found = self.all(name)
        return found[0] if found else None

    def flat(self) -> list[tuple[str, bytes]]:
        """Return every object that holds none, at any depth, in order."""
        return _flat(self.tags)


def parse(data: bytes, depth: int = 0) -> Container:
    """Return the objects of a container's content."""
    tags: list[Tag] = []
    at = 0
    while at < len(data):
        head = _head(data, at)
        if head is None:
            return Container(tuple(tags), complete=False)
        name, start, length = head
        if start + length > len(data):
            return Container(tuple(tags), complete=False)
        value = data[start : start + length]
        constructed = bool(data[at] & _CONSTRUCTED) and depth < DEPTH_MAX
        tags.append(Tag(name, value, parse(value, depth + 1).tags if constructed else ()))
        at = start + length
    return Container(tuple(tags))


def encode(*objects: tuple[str, bytes]) -> bytes:
    """Return objects as bytes: pairs of a tag in hex and its value."""
    return b"".join(bytes.fromhex(name) + encode_length(len(value)) + value for name, value in objects)


def encode_length(length: int) -> bytes:
    """Return a BER length of up to two bytes."""
    if length < _MORE:
        return bytes((length,))
    size = (length.bit_length() + 7) // 8
    assert size <= _LENGTH_BYTES_MAX, "a container holds 65535 bytes"
    return bytes((_MORE | size,)) + length.to_bytes(size, "big")


def read_length(data: bytes, at: int) -> tuple[int, int] | None:
    """Return the length at `at` and where it ends, None when it is cut or of no known form."""
    if at >= len(data):
        return None
    if data[at] < _MORE:
        return data[at], at + 1
    size = data[at] & ~_MORE
    if not 1 <= size <= _LENGTH_BYTES_MAX or at + 1 + size > len(data):
        return None
    return int.from_bytes(data[at + 1 : at + 1 + size], "big"), at + 1 + size


def _head(data: bytes, at: int) -> tuple[str, int, int] | None:
    end = at + 1
    if data[at] & _TAG_GOES_ON == _TAG_GOES_ON:
        while end < len(data) and data[end] & _MORE and end - at < _TAG_BYTES_MAX:
            end += 1
        end += 1
    if end > len(data):
        return None
    length = read_length(data, end)
    return None if length is None else (data[at:end].hex().upper(), length[1], length[0])


def _all(tags: tuple[Tag, ...], name: str) -> list[bytes]:
    found = []
    for tag in tags:
        if tag.name == name:
            found.append(tag.value)
        found += _all(tag.inner, name)
    return found


def _flat(tags: tuple[Tag, ...]) -> list[tuple[str, bytes]]:
    found = []
    for tag in tags:
        found += _flat(tag.inner) if tag.inner else [(tag.name, tag.value)]
    return found
