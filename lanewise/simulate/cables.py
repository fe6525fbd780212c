"""What can be done to the cable of an emulated device."""

from collections.abc import Sequence
from typing import Protocol

from controller.devices.sim.cable import Cable, Trouble
from controller.devices.sim.tcp_port import TcpPort
from lanewise.simulate.words import Word, Words, plainly, switch


class Pluggable(Protocol):
    """An emulated device."""

    port: Cable

    def unplug(self) -> None:
        """Pull the cable."""

    def replug(self) -> None:
        """Put it back."""


def cable_words(device: Pluggable) -> Words:
    """Return the commands every device has."""
    cable, trouble = device.port, device.port.trouble

    def set_cut(arguments: Sequence[str]) -> None:
        trouble.cut_count = _count(arguments)

    def set_corrupt(arguments: Sequence[str]) -> None:
        trouble.corrupt_count = _count(arguments)

    words = {
        **way_words(trouble),
        "unplug": Word("", "pull the cable", plainly(device.unplug)),
        "plug": Word("", "put it back", plainly(device.replug)),
        "stall": Word("[on|off]", "take no bytes, as with a full buffer", lambda a: cable.stall(stalled=switch(a))),
        "cut": Word("[N]", "send only half of the next N answers", set_cut),
        "corrupt": Word("[N]", "change a bit in the next N answers", set_corrupt),
    }
    if isinstance(cable, TcpPort):
        words["vanish"] = Word("", "out of reach without a word: half open", plainly(cable.vanish))
        words["reappear"] = Word("", "in reach again", plainly(cable.reappear))
    return words


def way_words(trouble: Trouble) -> Words:
    """Return what can go wrong on the way, whatever it is made of."""

    def set_late(arguments: Sequence[str]) -> None:
        (trouble.late_s,) = (_not_negative(float(argument)) for argument in arguments)

    def set_slow(arguments: Sequence[str]) -> None:
        (trouble.bytes_per_s,) = (int(_not_negative(int(argument))) for argument in arguments)

    def set_garble(arguments: Sequence[str]) -> None:
        trouble.garbled = switch(arguments)

    def set_babble(arguments: Sequence[str]) -> None:
        trouble.babbling = switch(arguments)

    return {
        "hang": Word("[on|off]", "take everything, answer nothing", lambda a: trouble.hang(hanging=switch(a))),
        "babble": Word("[on|off]", "send noise all the time", set_babble),
        "garble": Word("[on|off]", "wrong speed: every byte becomes another", set_garble),
        "late": Word("SECONDS", "answer so much later", set_late),
        "slow": Word("BYTES_PER_SECOND", "960 is 9600 baud, 0 no limit", set_slow),
    }


def _count(arguments: Sequence[str]) -> int:
    (count,) = (int(argument) for argument in arguments or ["1"])
    return int(_not_negative(count))


def _not_negative(value: float) -> float:
    if value < 0:
        raise ValueError(value)
    return value
