"""A configuration is right or refused with its line."""

import pytest

from controller.config import parse
from runtime.toml_file import ConfigFault

GOOD = """\
[lane]
store_id = "0001"
lane_id = "3"
store_names = { "zh-CN" = "滨江店", "en" = "Riverside" }
data_dir = "data"
price_book = "book.json"

[gateway]
port = 8080

[devices.scanner]
path = "/dev/serial/by-id/scanner"
"""


def test_a_good_file() -> None:
    config = parse(GOOD, "lane.toml")
    assert config.gateway.port == 8080
    assert config.devices.scanner is not None
    assert config.devices.scale is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("port = 8080", 'port = "8080"', "lane.toml:9: Expected `int`"),
        ("port = 8080", "port = 99999", "lane.toml:9:"),
        ("port = 8080", "prot = 8080", "lane.toml:9: Object contains unknown field `prot`"),
        ('lane_id = "3"', 'lane_id = "a b"', "lane.toml:3:"),
        (
            'path = "/dev/serial/by-id/scanner"',
            "baudrate = 9600",
            "lane.toml:11: one of `path`, `address`, `evdev` is missing",
        ),
        ("[gateway]", "[gateway", "line 8"),
        ("[gateway]", '[barcode]\nmarket = "XX"\n[gateway]', "lane.toml:9: unknown market 'XX'; known are `US`"),
        ("[gateway]", "[barcode]\naim = true\n[gateway]", "lane.toml:9: Object contains unknown field `aim`"),
        (
            "[gateway]",
            '[[barcode.layouts]]\npattern = "21IIIIIPPPPPC"\n[[barcode.layouts]]\npattern = "21"\n[gateway]',
            "lane.toml:11: in-store layout '21': 13 or 18",
        ),
        (
            "[gateway]",
            '[[barcode.badges]]\nkind = "member"\nprefix = "77"\n[[barcode.badges]]\nkind = "guest"\n[gateway]',
            "lane.toml:12: Invalid enum value 'guest'",
        ),
        ('data_dir = "data"', 'data_dir = "data"\ntimezone = "Mars/Base"', "lane.toml:6: unknown timezone"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(old: str, new: str, said: str) -> None:
    with pytest.raises(ConfigFault) as fault:
        parse(GOOD.replace(old, new), "lane.toml")
    assert said in str(fault.value)
