"""Vectors of the areas scanner.command and scanner.magellan (scanner.aim is the bar codes')."""

from controller.devices.scanner.codec import ScanFrame
from controller.devices.scanner.commands import effect
from controller.devices.scanner.magellan import MagellanScannerCodec, SingleCable, read_label
from lanewise.vectors.area import Areas, Given, Got
from lanewise.vectors.given import bytes_of, exchange, received


def _command(given: Given) -> Got:
    """Say what the bytes to the scanner do, and what it answers."""
    got: Got = {"effect": effect(bytes_of(given, "tx"))}
    answer = {b"\x06": True, b"\x15": False}.get(b"".join(received(given)))
    return got if answer is None else got | {"accepted": answer}


def _magellan(given: Given) -> Got:
    """Route the frames, read the labels, and state the code as the lane gets it."""
    got: Got = {}
    codec = MagellanScannerCodec()
    cable = SingleCable()
    for side, frame in [routed for chunk in received(given) for routed in cable.feed(chunk)]:
        if side != "scanner":
            continue
        label = read_label(bytes(byte & 0x7F for byte in frame).decode("ascii").strip("\r\n"))
        scans = [reading for reading in codec.feed(frame) if isinstance(reading, ScanFrame)]
        if label is not None:
            got |= {"symbology": label.symbology, "data": label.data, "identifier": label.identifier}
        if scans:
            got |= {"aim": scans[0].symbology, "code": scans[0].data, "gtin": scans[0].data}
    return got


AREAS: Areas = {"scanner.command": _command, "scanner.magellan": exchange(_magellan)}
