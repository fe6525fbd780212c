"""Devices in the configuration: every place, every mistake with its line, and what the drivers are given."""

from pathlib import Path

import pytest

from controller import device_settings
from controller.config import parse
from controller.devices.transport.stream import EvdevSettings, LpSettings, SerialSettings, TcpSettings
from controller.fleet import Fleet
from runtime.toml_file import ConfigFault

LANE = """\
[lane]
store_id = "0001"
lane_id = "3"
store_names = { en = "Riverside" }
data_dir = "data"
price_book = "book.json"

"""
FIRST = LANE.count("\n") + 1


def devices(text):
    return parse(LANE + text, "lane.toml").devices


@pytest.mark.parametrize(
    ("section", "line", "said"),
    [
        ('[devices.scanner]\nprofile = "line"', 0, "one of `path`, `address`, `evdev` is missing"),
        ('[devices.scanner]\npath = "/dev/a"\naddress = "h:1"', 2, "`path` and `address` exclude each other"),
        ('[devices.scanner]\nlp = "/dev/usb/lp0"', 1, "not by `lp`"),
        ('[devices.scale]\nevdev = "/dev/input/e"', 1, "not by `evdev`"),
        ('[devices.scanner]\npath = "ttyS0"', 1, "Expected `str` matching regex"),
        ('[devices.printer]\naddress = "printer"', 1, "Expected `str` matching regex"),
        ('[devices.printer]\naddress = "printer:70000"', 1, "no such port"),
        ('[devices.printer]\naddress = "printer:9100"\nbaudrate = 9600', 2, "for a device with `path`"),
        ('[devices.printer]\npath = "/dev/a"\ndead_after_s = 9', 2, "for a device with `address`"),
        ('[devices.scanner]\npath = "/dev/a"\nlayout = "de"', 2, "for a device with `evdev`"),
        ('[devices.scanner]\nevdev = "/dev/a"\nlayout = "xx"', 2, "Invalid enum value 'xx'"),
        ('[devices.scanner]\npath = "/dev/a"\nbackend = "twisted"', 2, "Invalid enum value 'twisted'"),
        ('[devices.scanner]\npath = "/dev/a"\nprofile = "magellen"', 2, "unknown profile 'magellen'; known are `line`"),
        ('[devices.scanner]\npath = "/dev/a"\nprofile = "magellan"\nframe_gap_s = 0.05', 3, "ends its frames itself"),
        ('[devices.scale]\npath = "/dev/a"\n\nprofile = "cas"', 3, "unknown profile 'cas'; known are `enq_dc1`"),
        ('[devices.scale]\nvia = "scanner"', 1, "this lane has no scanner"),
        (
            '[devices.scanner]\npath = "/dev/a"\n[devices.scale]\nvia = "scanner"\npath = "/dev/b"',
            4,
            "leave `path` out",
        ),
        (
            '[devices.scanner]\npath = "/dev/a"\n[devices.scale]\npath = "/dev/a"',
            3,
            "`/dev/a` is the scanner's already",
        ),
        ('[devices.display]\nvia = "printer"', 1, "this lane has no printer"),
        ('[devices.display]\npath = "/dev/a"\nencoding = "koi8"', 2, "unknown encoding 'koi8'"),
        ('[devices.scale]\npath = "/dev/a"\nhandshake_key = "12345678"', 2, "only `dialog06` has a handshake"),
        ('[devices.printer]\npath = "/dev/a"\n[devices.printer.second]\npath = "/dev/a"', 3, "the same one"),
        ('[devices.printer]\npath = "/dev/a"\n[devices.printer.second]\nprofile = "80mm"', 2, "one of `path`"),
        ('[devices.drawer]\nvia = "printer"', 1, "this lane has no printer"),
        ('[devices.printer]\npath = "/dev/a"\n[devices.drawer]\nvia = "printer"\nlp = "/dev/b"', 4, "leave `lp` out"),
        ('[devices.terminal]\naddress = "t:20007"\npassword = "12"', 2, "Expected `str` matching regex"),
        ('[devices.terminal]\naddress = "t:20007"\ncurrency = "XYZ"', 2, "unknown currency 'XYZ'"),
        ('[devices.toaster]\npath = "/dev/a"', 0, "unknown field `toaster`"),
    ],
)
def test_mistakes_are_refused_with_their_line(section, line, said):
    with pytest.raises(ConfigFault) as fault:
        devices(section)
    assert f"lane.toml:{FIRST + line}: " in str(fault.value)
    assert said in str(fault.value)


def test_places_and_lines_reach_the_drivers():
    found = devices(
        """\
[devices.scanner]
evdev = "/dev/input/by-id/usb-scanner-event-kbd"
layout = "de"
gs_substitute = "~"
frame_gap_s = 0.05
[devices.scale]
path = "/dev/serial/by-id/scale"
profile = "toledo8217"
backend = "trio"
baudrate = 4800
[devices.printer]
lp = "/dev/usb/lp0"
[devices.display]
address = "[fe80::1]:9101"
dead_after_s = 12
"""
    )
    scanner = device_settings.scanner(found.scanner)
    assert scanner.port == EvdevSettings(path="/dev/input/by-id/usb-scanner-event-kbd", layout="de")
    assert (scanner.gs_substitute, scanner.profile.frame_gap_s) == (b"~", 0.05)
    assert device_settings.scale(found.scale, found).port == SerialSettings(
        path="/dev/serial/by-id/scale", baudrate=4800, bytesize=7, parity="E", backend="trio"
    )
    assert device_settings.printer(found.printer).port == LpSettings(path="/dev/usb/lp0")
    display = device_settings.display(found.display, found)
    assert display.port == TcpSettings(host="fe80::1", port=9101, dead_after_s=12)


def test_two_devices_on_one_cable_share_its_port():
    found = devices(
        """\
[devices.scanner]
path = "/dev/ttyUSB0"
profile = "magellan"
[devices.scale]
via = "scanner"
profile = "magellan"
[devices.printer]
path = "/dev/ttyUSB1"
[devices.display]
via = "printer"
"""
    )
    assert device_settings.scale(found.scale, found).port == device_settings.scanner(found.scanner).port
    assert device_settings.display(found.display, found).shared
    tasks = Fleet(found, lambda _reading: True, 1, Path("nowhere")).tasks()
    assert list(tasks) == ["scanner", "scale", "printer", "display", "scanner port", "printer port"]


def test_printers_drawer_and_terminal():
    found = devices(
        """\
[devices.printer]
address = "printer:9100"
profile = "epson-80mm"
[devices.printer.second]
lp = "/dev/usb/lp1"
[devices.drawer]
via = "printer"
open_when_high = false
alarm_after_s = 0
[devices.terminal]
path = "/dev/ttyS0"
password = "123456"
currency = "CHF"
"""
    )
    assert device_settings.printer(found.printer).profile.code_pages
    assert device_settings.printer(found.printer.second).port == LpSettings(path="/dev/usb/lp1")
    drawer = device_settings.drawer(found.drawer)
    assert (drawer.open_when_high, drawer.alarm_after_s) == (False, None)
    terminal = device_settings.terminal(found.terminal)
    assert (terminal.port.stopbits, terminal.profile.framing, terminal.currency) == (2, "serial", "CHF")
    fleet = Fleet(found, lambda _reading: True, 1, Path("nowhere"))
    assert list(fleet.drivers()) == ["printer", "drawer", "terminal"]


def test_a_dialog_06_licence():
    found = devices('[devices.scale]\npath = "/dev/a"\nprofile = "dialog06"\nhandshake_key = "12aBCdEf"\n')
    assert device_settings.scale(found.scale, found).profile.name == "dialog06"


def test_a_wallet_and_its_key(tmp_path):
    key = tmp_path / "wallet.key"
    text = f'[devices.wallet]\nurl = "https://pay.example/v1"\nmerchant = "m"\nkey_id = "k"\nkey_file = "{key}"\n'

    def complaint():
        with pytest.raises(ConfigFault) as fault:
            devices(text)
        assert f"lane.toml:{FIRST + 4}: " in str(fault.value)
        return str(fault.value)

    assert "No such file" in complaint()
    key.write_bytes(b"0123456789abcde\n")
    key.chmod(0o600)
    assert "has 15 bytes, at least 16 are needed" in complaint()
    key.write_bytes(b"0123456789abcdef\n")
    key.chmod(0o644)
    assert "can be read by others: chmod 600" in complaint()
    key.chmod(0o600)
    assert device_settings.wallet(devices(text).wallet).key == b"0123456789abcdef"
    with pytest.raises(ConfigFault, match="reached by https"):
        devices(text.replace("https:", "http:"))


@pytest.mark.parametrize("path", ["/a\\u0000b", "/dev/zero", "/dev/full"])
def test_a_key_that_is_no_file_is_refused_and_never_read(path):
    with pytest.raises(ConfigFault, match="key_file"):
        devices(f'[devices.wallet]\nurl = "https://a"\nmerchant = "m"\nkey_id = "k"\nkey_file = "{path}"\n')
