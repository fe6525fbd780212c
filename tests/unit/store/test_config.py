from pathlib import Path

import pytest

from runtime.toml_file import ConfigFault, parse
from store.config import HttpConfig, StoreConfig, load

GOOD = """\
store_id = "s1"
data_dir = "/tmp/store"
nats_url = "nats://127.0.0.1:4222"

[http]
host = "0.0.0.0"
port = 0
"""


def test_a_whole_file() -> None:
    assert parse(GOOD, StoreConfig, "store.toml") == StoreConfig(
        store_id="s1",
        data_dir="/tmp/store",
        nats_url="nats://127.0.0.1:4222",
        http=HttpConfig(host="0.0.0.0", port=0),
    )


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("port = 0", "prt = 0", "store.toml:7: Object contains unknown field `prt`"),
        ("port = 0", 'port = "x"', "store.toml:7: Expected `int`, got `str`"),
        ("port = 0", "port = 65536", "store.toml:7: Expected `int` <= 65535"),
        ('store_id = "s1"', 'store_id = "a.b"', "store.toml:1: Expected `str` matching"),
        ("nats://", "http://", "store.toml:3: Expected `str` matching"),
        ('data_dir = "/tmp/store"', "", "missing required field `data_dir`"),
        ("[http]", "[htp]", "store.toml:5: Object contains unknown field `htp`"),
        ("port = 0", "port = ", "line 7"),
    ],
)
def test_faults_name_their_line(old, new, complaint) -> None:
    with pytest.raises(ConfigFault) as caught:
        parse(GOOD.replace(old, new), StoreConfig, "store.toml")
    assert complaint in str(caught.value)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(ConfigFault, match=r"/nowhere/store\.toml"):
        load(Path("/nowhere/store.toml"))
