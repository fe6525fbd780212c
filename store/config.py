"""The store server's configuration: one TOML file, checked whole before anything is opened.

`store_id`, `data_dir` and `nats_url` on top, `host` and `port` (0 takes a free one) in a table `[http]`.
"""

import re
import tomllib
from pathlib import Path

import msgspec

from contracts import subjects

PORT_MAX = 65_535


class ConfigError(ValueError):
    """The file cannot be used; the text names the file, the line when it is known, and what is wrong."""


class HttpConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the web pages are."""

    host: str = "127.0.0.1"
    port: int = 8081


class StoreConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything the store server is told."""

    store_id: str
    data_dir: str
    nats_url: str = "nats://127.0.0.1:4222"
    http: HttpConfig = HttpConfig()


def load(path: Path) -> StoreConfig:
    """Return the configuration in `path`; raises `ConfigError`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    try:
        return parse(text)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error


def parse(text: str) -> StoreConfig:
    """Return the configuration in `text`; raises `ConfigError`."""
    try:
        config = msgspec.convert(tomllib.loads(text), StoreConfig)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(error)) from error
    except msgspec.ValidationError as error:
        raise ConfigError(f"{_line_of(text, str(error))}{error}") from error
    _check(config, text)
    return config


def _check(config: StoreConfig, text: str) -> None:
    try:
        subjects.token(config.store_id)
    except ValueError as error:
        raise ConfigError(f"{_line_of(text, '`$.store_id`')}{error}") from error
    if not 0 <= config.http.port <= PORT_MAX:
        raise ConfigError(f"{_line_of(text, '`$.http.port`')}port must be 0 to {PORT_MAX}")
    if not config.nats_url.startswith(("nats://", "tls://")):
        raise ConfigError(f"{_line_of(text, '`$.nats_url`')}nats_url must start with nats:// or tls://")


def _line_of(text: str, complaint: str) -> str:
    """Return `line N: ` for the key a msgspec complaint is about, "" when it stands nowhere (a missing one)."""
    unknown = re.search(r"unknown field `(\w+)`", complaint)
    place = re.search(r"`\$\.([\w.]+)`", complaint)
    key = unknown[1] if unknown else place[1].rsplit(".", 1)[-1] if place else None
    if key is None or "missing required field" in complaint:
        return ""
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(rf"\s*(\[\s*)?{re.escape(key)}\s*(=|\])", line):
            return f"line {number}: "
    return ""
