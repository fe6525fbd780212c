"""The store server's configuration: one TOML file, checked whole before anything is opened.

`store_id`, `data_dir` and `nats_url` on top, `host` and `port` (0 takes a free one) in a table `[http]`.
"""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from runtime import toml_file


class HttpConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the web pages are."""

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8081


class StoreConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything the store server is told."""

    store_id: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,16}$")]
    data_dir: str
    nats_url: Annotated[str, Meta(pattern=r"^(nats|tls)://")] = "nats://127.0.0.1:4222"
    http: HttpConfig = HttpConfig()


def load(path: Path) -> StoreConfig:
    """Return the configuration in `path`; raises `ConfigFault`."""
    return toml_file.parse(toml_file.read(path), StoreConfig, str(path))
