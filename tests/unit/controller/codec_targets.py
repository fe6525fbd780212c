"""Every pure codec and parser of the devices and bar codes, with bytes it knows: for the laws and the fuzzer."""

from functools import partial

from controller.devices.display.interpreter import STRING_MAX_BYTES
from controller.devices.escpos import png
from controller.devices.escpos.codec import BLOCK_MAX_BYTES, EscPosCodec
from controller.devices.scale.profile import PROFILES as SCALES
from controller.devices.scale.protocol import toledo_continuous
from controller.devices.scanner import magellan, ssi
from controller.devices.scanner.codec import MAX_FRAME_BYTES, ScannerCodec
from controller.devices.scanner.profile import PROFILES as SCANNERS
from controller.devices.sim.arrivals import CLEAR_BUFFERS
from controller.devices.terminal.apdu import MESSAGE_MAX_BYTES
from controller.devices.terminal.codec import FRAME_MAX_BYTES, SerialCodec, TcpCodec, frame
from controller.devices.transport.evdev_codec import ALT_DIGITS_MAX, EVENT
from controller.devices.transport.evdev_layouts import LAYOUTS
from controller.devices.wallet.codec import BadAnswer
from runtime.toml_file import ConfigFault
from tests.unit.controller import codec_readers as readers
from tests.unit.controller import codec_seeds as known
from tests.unit.controller.codec_laws import Parser, Stream, Target
from tests.unit.controller.codec_machines import (
    PRINTING,
    Arriving,
    Encoded,
    Paying,
    Scanning,
    Showing,
    Typing,
    Wedge,
    Weighing,
    printed,
)

MODIFIERS_AND_A_DEAD_KEY = 8
KEYS_MAX_BYTES = EVENT.size + ALT_DIGITS_MAX + MODIFIERS_AND_A_DEAD_KEY

TARGETS: dict[str, Target] = {
    **{
        f"scanner_{name}": Stream(
            make=lambda profile=profile: Scanning(profile.codec(b"~")),
            held_max_bytes=ssi.HELD_MAX_BYTES if name == "zebra_ssi" else MAX_FRAME_BYTES,
            seeds=known.SSIS if name == "zebra_ssi" else known.LABELS if name == "magellan" else known.SCANS,
        )
        for name, profile in SCANNERS.items()
        if name in {"line", "magellan", "zebra_ssi"}  # the others speak as `line` does
    },
    "scanner_gap": Stream(
        make=lambda: Scanning(ScannerCodec(ends_by_gap=True)), held_max_bytes=MAX_FRAME_BYTES, seeds=known.SCANS
    ),
    "single_cable": Stream(make=magellan.SingleCable, held_max_bytes=MAX_FRAME_BYTES, seeds=known.LABELS),
    **{
        f"keys_{name}": Stream(make=partial(Typing, name), held_max_bytes=KEYS_MAX_BYTES, seeds=known.KEYS)
        for name in LAYOUTS
    },
    "wedge": Stream(make=partial(Wedge, "us"), held_max_bytes=MAX_FRAME_BYTES + KEYS_MAX_BYTES, seeds=known.KEYS),
    **{
        f"scale_{name}": Stream(
            make=partial(Weighing, SCALES[name]),
            held_max_bytes=getattr(SCALES[name].codec(), "max_bytes", toledo_continuous.FRAME_BYTES),
            seeds=seeds,
        )
        for name, seeds in known.WEIGHTS.items()
    },
    "printer_answers": Stream(make=EscPosCodec, held_max_bytes=BLOCK_MAX_BYTES, seeds=known.PRINTER_ANSWERS),
    **{
        f"display_{name}": Stream(make=partial(Showing, name), held_max_bytes=STRING_MAX_BYTES, seeds=seeds)
        for name, seeds in known.DISPLAY.items()
    },
    "terminal_tcp": Stream(
        make=lambda: Encoded(TcpCodec()),
        held_max_bytes=MESSAGE_MAX_BYTES,
        seeds=(*known.MESSAGES, b"\x04\xff\xff\xff\xff"),
    ),
    "terminal_serial": Stream(
        make=lambda: Encoded(SerialCodec()),
        held_max_bytes=FRAME_MAX_BYTES,
        seeds=(*map(frame, known.APDUS), b"\x06", b"\x15", b"\x10\x10", b"\x10\x03", b"\x10\x02"),
    ),
    "terminal_dialogue": Stream(
        make=Paying,
        held_max_bytes=3 * MESSAGE_MAX_BYTES,
        seeds=known.MESSAGES,
        answers_all=True,
    ),
    "terminal_dialogue_printing": Stream(
        make=partial(Paying, PRINTING),
        held_max_bytes=3 * MESSAGE_MAX_BYTES,
        seeds=known.MESSAGES,
        answers_all=True,
    ),
    "emulated_arrivals": Stream(
        make=Arriving,
        held_max_bytes=len(CLEAR_BUFFERS),
        seeds=(b"\x10\x04\x01", b"\x10\x14\x01\x00\x01", CLEAR_BUFFERS),
    ),
    "emulated_paper": Parser(parse=printed, seeds=known.ESC_POS),
    "terminal_data": Parser(
        parse=readers.in_messages,
        seeds=(known.RESULT, known.RESULT_TLV, known.LINES, b"\x40text\x06\x04\x1f\x07\x01\x02"),
    ),
    "terminal_book": Parser(parse=readers.in_book, seeds=known.BOOKS),
    "wallet_answer": Parser(parse=readers.answered, seeds=known.ANSWERS, error=(BadAnswer,)),
    "wallet_headers": Parser(
        parse=readers.with_headers, seeds=(b"1791234568", b"|", b"\xb2", b"9" * 64), error=(BadAnswer,)
    ),
    "wallet_address": Parser(parse=readers.in_address, seeds=known.ADDRESSES, error=(ValueError,)),
    "printer_words": Parser(
        parse=readers.printer_bytes, seeds=(b"_EPSON\0", b"=#x\0", b"\x20", bytes(4), b"\x14\x00\x0f\x00")
    ),
    "picture": Parser(parse=png.read_picture, seeds=known.PICTURES, error=(png.BadPicture,)),
    "scanner_words": Parser(
        parse=readers.labelled, seeds=(*known.LABELS, *known.SCANS, b"~\x010000#A;\x03", b"G00123\r\n", b"[[")
    ),
    "barcode": Parser(parse=readers.scanned, seeds=known.CODES),
    "barcode_elements": Parser(parse=readers.in_elements, seeds=known.ELEMENTS),
    "barcode_link": Parser(parse=readers.in_link, seeds=known.LINK_PARTS),
    "barcode_numbers": Parser(parse=readers.in_digits, seeds=(*known.NUMBERS, *known.ELEMENTS)),
    "barcode_layout": Parser(
        parse=readers.by_layout,
        seeds=(b"28IIIIcWWWWWC|2812345012340|", b"02IIIIIPPPPPC|0212345012344|,,,", b"XX", b"N", b"W"),
        error=(ValueError,),
    ),
    "barcode_rule": Parser(
        parse=readers.by_rule,
        seeds=(b"|21.....{NNDDD}|2112345012345", b"k|22{NN}.*|22151", b"|[0-9].*", b"[9-0]", b".*", b"kk|22|2212"),
        error=(ValueError,),
    ),
    "configuration": Parser(parse=readers.in_configuration, seeds=known.CONFIGS, error=(ConfigFault,)),
}
"""By name: what is fed in pieces, and what reads all at once."""
