import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from runtime import logs


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def test_a_file_gets_one_json_object_a_line():
    stream = io.StringIO()
    logs.configure("info", stream=stream)
    structlog.get_logger().debug("hidden")
    structlog.get_logger().warning("scanner_lost", fault="unplugged")
    (line,) = stream.getvalue().splitlines()
    entry = json.loads(line)
    assert (entry["event"], entry["level"], entry["fault"]) == ("scanner_lost", "warning", "unplugged")
    assert entry["timestamp"].endswith("Z")


def fail(first: str, rest: str) -> None:
    card = first + rest
    raise ValueError("card refused" if card else "no card")


def test_a_traceback_keeps_its_locals_to_itself():
    stream = io.StringIO()
    logs.configure("info", form="json", stream=stream)
    try:
        fail("4111111111111111"[:4], "411111")
    except ValueError:
        structlog.get_logger().exception("failed")
    assert "card refused" in stream.getvalue()
    assert "4111411111" not in stream.getvalue()


def test_a_person_gets_text():
    stream = io.StringIO()
    logs.configure("info", form="console", stream=stream)
    structlog.get_logger().info("ready", port=8080)
    assert "ready" in stream.getvalue()
    assert "port=8080" in stream.getvalue()
    assert "{" not in stream.getvalue()


def test_libraries_speak_our_form_from_warning_on():
    stream = io.StringIO()
    logs.configure("debug", form="json", stream=stream)
    logging.getLogger("nats").info("hidden")
    logging.getLogger("nats").warning("slow %s", "consumer")
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["event"] == "slow consumer"
    assert json.loads(line)["logger"] == "nats"
