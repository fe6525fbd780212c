"""What holds for every codec and parser, whatever the bytes: used by hypothesis here and by `tools/fuzz_codecs`.

- It answers, or raises the one error it names.
- Any split of the bytes gives the same readings.
- What it holds between calls is bounded by its named constant: everything reachable from it is measured.
- The steps it takes grow with the bytes, no faster: lines of our code are counted, not seconds.
"""

import sys
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, is_dataclass

from controller.devices.noise import merge_noise

STEPS_MIN = 5_000
STEPS_PER_BYTE_MAX = 200
PIECES_MAX = 9
MEASURED_EACH = 5
REPEAT_MAX_BYTES = 1024
CODE = "/controller/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A codec that is fed. `held_max_bytes` is the constant of its module that says what it may keep.

    `answers_all`: no bytes are ever lost to it, so the test of endless bytes says nothing of it.
    """

    make: Callable[[], object]
    held_max_bytes: int
    seeds: tuple[bytes, ...]
    answers_all: bool = False

    def check(self, data: bytes) -> None:
        """Raise AssertionError, or whatever a faulty codec raises."""
        whole = self.make()
        empty = held_bytes(whole)
        wanted = merge_noise(whole.feed(data))
        self.check_held(whole, empty)
        for size in (1, 2 + sum(data[:8]) % (PIECES_MAX - 1)):
            codec, found = self.make(), []
            for count, at in enumerate(range(0, len(data), size)):
                found += codec.feed(data[at : at + size])
                if count % MEASURED_EACH == 0:
                    self.check_held(codec, empty)
            assert merge_noise(found) == wanted, f"in pieces of {size}"
            if hasattr(codec, "pause"):
                codec.pause()
                assert not codec.pending

    def check_held(self, codec: object, empty: int) -> None:
        """Measure the codec; a fresh one measures `empty`."""
        kept = held_bytes(codec) - empty
        assert kept <= self.held_max_bytes, f"holds {kept} bytes"

    def run(self, data: bytes) -> None:
        """Feed everything at once, and to another one byte by byte."""
        self.make().feed(data)
        codec = self.make()
        for byte in data:
            codec.feed(bytes((byte,)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parser:
    """A function of bytes; `error` is the one it may raise."""

    parse: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    error: tuple[type[Exception], ...] = ()

    def check(self, data: bytes) -> None:
        """Raise AssertionError, or whatever a faulty parser raises."""
        self.run(data)

    def run(self, data: bytes) -> None:
        """Read, or be refused."""
        with suppress(*self.error):
            self.parse(data)


Target = Stream | Parser


def check_steps(target: Target, data: bytes) -> None:
    """Count the lines that run."""
    taken = steps(lambda: target.run(data))
    bound = STEPS_MIN + STEPS_PER_BYTE_MAX * len(data)
    assert taken <= bound, f"{taken} steps for {len(data)} bytes"


def held_bytes(thing: object) -> int:
    """Return how many bytes, characters and entries are reachable from `thing`."""
    seen: set[int] = set()
    waiting, total = [thing], 0
    while waiting:
        one = waiting.pop()
        if id(one) in seen or one is None or (callable(one) and not hasattr(one, "feed")):
            continue
        seen.add(id(one))
        if isinstance(one, bytes | bytearray | str):
            total += len(one)
        elif isinstance(one, Mapping):
            total += len(one)
            waiting += [*one, *one.values()]
        elif isinstance(one, Collection):
            total += len(one)
            waiting += one
        else:
            waiting += _attributes(one)
    return total


def _attributes(one: object) -> list[object]:
    if is_dataclass(one) or type(one).__module__.startswith(("controller", "tests")):
        names = {*vars(one)} if hasattr(one, "__dict__") else {*getattr(type(one), "__slots__", ())}
        return [getattr(one, name) for name in names if hasattr(one, name)]
    return []


def steps(call: Callable[[], object]) -> int:
    """Return how many lines of the controller run within `call`."""
    count = 0

    def line(_frame: object, event: str, _argument: object) -> object:
        nonlocal count
        count += event == "line"
        return line

    def enter(frame: object, _event: str, _argument: object) -> object:
        return line if CODE in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        call()
    finally:
        sys.settrace(before)
    return count
