"""Bytes that mean nothing, as a value."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar, cast

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Noise:
    """`byte_count` bytes in a row that no frame holds."""

    byte_count: int


def merge_noise(readings: Iterable[T]) -> list[T]:
    """Return the readings with noise after noise as one piece."""
    merged: list[T] = []
    for reading in readings:
        last = merged[-1] if merged else None
        if isinstance(reading, Noise) and isinstance(last, Noise):
            merged[-1] = cast("T", Noise(last.byte_count + reading.byte_count))
        else:
            merged.append(reading)
    return merged
