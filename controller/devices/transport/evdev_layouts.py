"""Which character a key types, by keyboard layout. Key codes are Linux's (input-event-codes.h): places, not letters.

A layout has three levels: plain, Shift, AltGr. A dead key waits for the next one: `^` then `a` is `â`, `^` then space
is `^`. Source: xkeyboard-config symbols us, gb, de, fr.
"""

from dataclasses import dataclass, field
from typing import Literal

Level = Literal[0, 1, 2]

SPACE = 57
_PLACES = (*range(2, 14), *range(16, 28), *range(30, 41), 41, 43, *range(44, 54), 86)
"""1 to =, Q to ], A to ', left of 1, right of ' (or above Enter), Z to /, right of the left Shift."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """`plain` and `shift` hold a character for each of the places; `dead` the keys that wait, as (key, level)."""

    plain: str
    shift: str
    altgr: dict[int, str] = field(default_factory=dict)
    dead: frozenset[tuple[int, Level]] = frozenset()

    def character(self, key: int, level: Level) -> str | None:
        """Return what the key types; None if nothing."""
        if key == SPACE:
            return " "
        if level == 2:  # noqa: PLR2004 - AltGr
            return self.altgr.get(key)
        return dict(zip(_PLACES, self.shift if level else self.plain, strict=True)).get(key)


US = Layout(
    plain="1234567890-=qwertyuiop[]asdfghjkl;'`\\zxcvbnm,./<",
    shift='!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"~|ZXCVBNM<>?>',
)
GB = Layout(
    plain="1234567890-=qwertyuiop[]asdfghjkl;'`#zxcvbnm,./\\",
    shift='!"£$%^&*()_+QWERTYUIOP{}ASDFGHJKL:@¬~ZXCVBNM<>?|',
    altgr={5: "€"},
)
DE = Layout(
    plain="1234567890ß\N{ACUTE ACCENT}" "qwertzuiopü+" "asdfghjklöä" "^" "#" "yxcvbnm,.-" "<",
    shift='!"§$%&/()=?`' "QWERTZUIOPÜ*" "ASDFGHJKLÖÄ" "°" "'" "YXCVBNM;:_" ">",
    altgr={
        3: "²", 4: "³", 8: "{", 9: "[", 10: "]", 11: "}", 12: "\\", 16: "@", 18: "€", 27: "~", 50: "µ", 86: "|",
    },
    dead=frozenset({(13, 0), (13, 1), (41, 0)}),
)  # fmt: skip
FR = Layout(
    plain="&é\"'(-è_çà)=" "azertyuiop^$" "qsdfghjklmù" "²" "*" "wxcvbn,;:!" "<",
    shift="1234567890°+" "AZERTYUIOP¨£" "QSDFGHJKLM%" "~" "µ" "WXCVBN?./§" ">",
    altgr={
        3: "~", 4: "#", 5: "{", 6: "[", 7: "|", 8: "`", 9: "\\", 10: "^", 11: "@", 12: "]", 13: "}", 18: "€",
    },
    dead=frozenset({(26, 0), (26, 1), (3, 2), (8, 2)}),
)  # fmt: skip

LAYOUTS = {"us": US, "gb": GB, "de": DE, "fr": FR}
