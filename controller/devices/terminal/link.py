"""One connection to a terminal: messages in and out, acknowledged where the wire wants that."""

import trio

from controller.devices.health import Health
from controller.devices.noise import Noise
from controller.devices.terminal.apdu import Apdu
from controller.devices.terminal.codec import ACK, NAK, Broken, Receipt, SerialCodec, TcpCodec, TerminalCodec
from controller.devices.terminal.profile import TerminalProfile
from controller.devices.transport.stream import DeviceStream, FaultCode, TransportLost

INBOX_MAX = 64
"""Messages nobody took yet; a terminal waits for our answer after each, so more is babble."""
SEND_DEADLINE_S = 5.0


class Link:
    """`run` reads until cancelled; `send` and `receive` are one task's."""

    def __init__(self, stream: DeviceStream, profile: TerminalProfile, health: Health) -> None:
        self._stream = stream
        self._profile = profile
        self._health = health
        self._codec = self._new_codec()
        self._in, self._inbox = trio.open_memory_channel[Apdu](INBOX_MAX)
        self._lost: FaultCode | None = None
        self._receipt: Receipt | None = None
        self._receipted = trio.Event()
        self._writing = trio.Lock()

    async def receive(self) -> Apdu:
        """Wait for the terminal's next message; raises `TransportLost` after the last one."""
        try:
            return await self._inbox.receive()
        except trio.EndOfChannel:
            raise TransportLost(self._lost or "unplugged") from None

    def waiting(self) -> Apdu | None:
        """Return the oldest message nobody took yet."""
        try:
            return self._inbox.receive_nowait()
        except (trio.WouldBlock, trio.EndOfChannel):
            return None

    async def send(self, apdu: Apdu) -> None:
        """Return when the terminal has the message (serial) or the network (TCP); raises `TransportLost`."""
        if self._lost is not None:
            raise TransportLost(self._lost)
        data = self._codec.encode(apdu)
        if self._profile.framing == "tcp":
            await self._write(data)
            return
        for _ in range(self._profile.sends):
            self._receipt, self._receipted = None, trio.Event()
            await self._write(data)
            with trio.move_on_after(self._profile.receipt_s):
                await self._receipted.wait()
            if self._receipt is not None and self._receipt.good:
                return
            if self._lost is not None:
                raise TransportLost(self._lost)
            self._health.retries += 1
        raise TransportLost("no_answer")

    async def run(self) -> None:
        """Read until the connection is lost, which `receive` tells."""
        with self._in:
            try:
                await self._read()
            except TransportLost as lost:
                self._lost = lost.reason
                self._receipted.set()

    async def _read(self) -> None:
        while True:
            gap_s = self._profile.byte_gap_s if self._framed else self._profile.tcp_gap_s
            data = None
            with trio.move_on_after(gap_s if self._codec.partial else float("inf")):
                data = await self._stream.receive_some()
            if data is None:
                await self._give_up_partial()
                continue
            for reading in self._codec.feed(data):
                await self._take(reading)

    async def _give_up_partial(self) -> None:
        """Have a frame sent again; on TCP nobody can say where the next message begins, so begin anew."""
        self._health.timeouts += 1
        if not self._framed:
            raise TransportLost("error")
        self._codec = self._new_codec()
        await self._write(bytes((NAK,)))

    async def _take(self, reading: Apdu | Receipt | Broken | Noise) -> None:
        match reading:
            case Apdu():
                if self._framed:
                    await self._write(bytes((ACK,)))
                self._deliver(reading)
            case Receipt():
                self._receipt = reading
                self._receipted.set()
            case Broken():
                await self._write(bytes((NAK,)))
            case Noise():
                self._health.noise_bytes += reading.byte_count
                if not self._framed:
                    raise TransportLost("error")  # an answer to noise would be taken for one to the next question

    def _deliver(self, apdu: Apdu) -> None:
        self._health.good_reads += 1
        try:
            self._in.send_nowait(apdu)
        except trio.WouldBlock as full:
            raise TransportLost("overrun") from full

    async def _write(self, data: bytes) -> None:
        with trio.move_on_after(SEND_DEADLINE_S) as late:
            async with self._writing:
                await self._stream.send_all(data)
        if late.cancelled_caught:
            raise TransportLost("no_answer")

    @property
    def _framed(self) -> bool:
        return self._profile.framing == "serial"

    def _new_codec(self) -> TerminalCodec:
        return SerialCodec() if self._framed else TcpCodec()
