"""Frames as text: what a session may receive, and how the rest is answered. Pure."""

import msgspec

from contracts.view import Ack, ClientFrame, IntentFrame, ServerFrame

COMMAND_ID_MAX = 64
SAFE_INTEGER = 2**53 - 1  # what JavaScript holds exactly

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[ClientFrame] = msgspec.json.Decoder(ClientFrame)


class MalformedFrame(ValueError):
    """Not a frame of the contract. `seq` is the number it carries, 0 when none can be read."""

    def __init__(self, seq: int, detail: str) -> None:
        super().__init__(detail)
        self.seq = seq


class _Numbered(msgspec.Struct):
    seq: int = 0


_numbered: msgspec.json.Decoder[_Numbered] = msgspec.json.Decoder(_Numbered)


def encode(frame: ServerFrame) -> str:
    """Return the text of one WebSocket message."""
    return _encoder.encode(frame).decode()


def decode(text: str) -> ClientFrame:
    """Return the frame in one WebSocket message; raises `MalformedFrame` for anything else, however nested."""
    try:
        frame = _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise MalformedFrame(_seq_of(text), str(error)) from error
    if isinstance(frame, IntentFrame):
        _check_intent(frame)
    elif "seq" in frame.__struct_fields__ and not _is_safe(getattr(frame, "seq", 0)):
        raise MalformedFrame(0, "seq is too large")
    return frame


def refusal(error: MalformedFrame) -> Ack:
    """Return the answer to a malformed frame; `detail` is for a developer's eyes."""
    return Ack(seq=error.seq, ok=False, code="malformed", args={"detail": str(error)[:120]})


def _check_intent(frame: IntentFrame) -> None:
    if not _is_safe(frame.seq):
        raise MalformedFrame(0, "seq is too large")
    if not 1 <= len(frame.command_id) <= COMMAND_ID_MAX:
        raise MalformedFrame(frame.seq, f"command_id needs 1 to {COMMAND_ID_MAX} characters")
    if not all(_is_safe(value) for value in msgspec.structs.astuple(frame.intent) if isinstance(value, int)):
        raise MalformedFrame(frame.seq, "an integer is beyond 2^53 - 1")


def _seq_of(text: str) -> int:
    try:
        seq = _numbered.decode(text).seq
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return 0
    return seq if _is_safe(seq) else 0


def _is_safe(value: int) -> bool:
    return abs(value) <= SAFE_INTEGER
