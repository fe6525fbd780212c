from pathlib import Path

import pytest

from store.config import ConfigError, HttpConfig, StoreConfig, load, parse

GOOD = """\
store_id = "s1"
data_dir = "/tmp/store"
nats_url = "nats://127.0.0.1:4222"

[http]
host = "0.0.0.0"
port = 0
"""


def test_a_whole_file() -> None:
    assert parse(GOOD) == StoreConfig(
        store_id="s1",
        data_dir="/tmp/store",
        nats_url="nats://127.0.0.1:4222",
        http=HttpConfig(host="0.0.0.0", port=0),
    )


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("port = 0", "prt = 0", "line 7: Object contains unknown field `prt`"),
        ("port = 0", 'port = "x"', "line 7: Expected `int`, got `str`"),
        ("port = 0", "port = 65536", "line 7: port must be"),
        ('store_id = "s1"', 'store_id = "a.b"', "line 1: 'a.b' is not an id"),
        ("nats://", "http://", "line 3: nats_url must start"),
        ('data_dir = "/tmp/store"', "", "missing required field `data_dir`"),
        ("[http]", "[htp]", "line 5: Object contains unknown field `htp`"),
        ("port = 0", "port = ", "line 7"),
    ],
)
def test_faults_name_their_line(old, new, complaint) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(GOOD.replace(old, new))
    assert complaint in str(caught.value)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(ConfigError, match=r"/nowhere/store\.toml"):
        load(Path("/nowhere/store.toml"))
