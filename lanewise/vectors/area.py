"""What an area's mapping looks like: what a vector gives in, what our codec makes of it out."""

from collections.abc import Callable, Mapping
from typing import Any

Given = Mapping[str, Any]
Got = dict[str, Any]


class NotExpressible(Exception):
    """The vector gives something the codec has no word for; the text says what."""


Answer = Callable[[Given], Got]
"""Maps a vector's `given` to fields in the vector's own words. It never sees what is expected."""

Areas = dict[str, Answer]
