"""What no TOML reader of ours may do: fail in any way but its own."""

import pytest
from msgspec import Struct

from runtime.toml_file import ConfigFault, parse


class Empty(Struct):
    """A file with nothing in it."""


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 5000, "a = " + "1" * 5000, "a = " + "{b = " * 3000, "a = 1979-02-31", "="]
)
def test_a_file_that_cannot_be_read_is_a_fault_of_the_file(text):
    with pytest.raises(ConfigFault, match=r"lane\.toml"):
        parse(text, Empty, "lane.toml")
