"""What a vector gives, read so that what is missing or misspelt is said and not stumbled over.

Bytes are hexadecimal in any spelling: `1b40`, `1B 40`, `0x1b 0x40`, `1b:40`.
"""

import re
from collections.abc import Callable

from lanewise.vectors.area import Answer, Given, Got, NotExpressible

_BETWEEN_BYTES = re.compile(r"0[xX]|\\x|[\s:,-]")


def text_of(given: Given, name: str) -> str:
    """Return a field that must be text.

    Raises:
        NotExpressible: it is not there, or something else.

    """
    value = given.get(name)
    if not isinstance(value, str):
        raise NotExpressible(f"no {name} in {sorted(given)}" if value is None else f"{name} is no text: {value!r}")
    return value


def bytes_of(given: Given, name: str) -> bytes:
    """Return a field that must be bytes.

    Raises:
        NotExpressible: it is not there, or not hexadecimal.

    """
    return _bytes(name, text_of(given, name))


def sent(given: Given) -> bytes:
    """Return what goes to the device; nothing if the vector does not say."""
    return bytes_of(given, "tx") if given.get("tx") is not None else b""


def received(given: Given, name: str = "rx") -> list[bytes]:
    """Return what comes from the device, one item a read: `rx_chunks`, or all of `name`, text or a list of it."""
    value = given.get("rx_chunks", given.get(name, ""))
    reads = value if isinstance(value, list) else [value]
    if not all(isinstance(read, str) for read in reads):
        raise NotExpressible(f"{name} is no text: {value!r}")
    return [_bytes(name, read) for read in reads]


def exchange(answer: Callable[[Given], Got]) -> Answer:
    """Return a mapping that refuses a vector in which nothing is sent or received."""

    def answer_one(given: Given) -> Got:
        if not sent(given) and not any(received(given)):
            raise NotExpressible(f"no bytes sent or received in {sorted(given)}")
        return answer(given)

    return answer_one


def _bytes(name: str, value: str) -> bytes:
    try:
        return bytes.fromhex(_BETWEEN_BYTES.sub("", value))
    except ValueError:
        raise NotExpressible(f"{name} is not hexadecimal: {value[:40]!r}") from None
