"""A card terminal, written from the tables of ZVT PA00P015, not from our codecs: it reads cards, charges and reverses.

The money is the `ledger`: every charge and every reversal, by number. An approval is charged when the host says so, and
kept when the lane has answered the result (and the print lines, when it sends some); otherwise it is reversed. `fault`
says what goes wrong with the next payment and at which moment; `on_moment` hears of every moment that passes.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import trio

from controller.devices.sim.zvt_frames import Framing, Gone, Wire

PORT = 20007
ANSWER_S = 30.0
AGAIN_S = 2.0
PATIENCE_S = 60.0

Moment = Literal["asked", "begun", "reading", "charged", "told", "kept", "printed", "completed"]
MOMENTS: tuple[Moment, ...] = ("asked", "begun", "reading", "charged", "told", "kept", "printed", "completed")
"""The order came; it was accepted; a card is read; the host said yes; the result was sent; the lane answered it; print
lines were answered; the completion was sent."""

FaultKind = Literal[
    "none",
    "decline",
    "no_card",
    "late",
    "double",
    "twice",
    "refuse",
    "hang",
    "drop",
    "reboot",
    "half",
    "deaf",
    "garbage",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with a payment, from `moment` on, for `seconds`.

    decline, no_card   no payment                      late      the host takes `seconds`
    double             the result is sent twice        twice     a second charge is told, with its own receipt
    refuse             84 xx instead of 80 00          hang      says nothing for `seconds`, then reboots
    drop               closes the connection           reboot    closes it and is away for `seconds`
    half               half a message, then closes     deaf      does not hear the lane's answer to the result
    garbage            closes after bytes that are no message
    """

    kind: FaultKind = "none"
    moment: Moment = "reading"
    seconds: float = 0.0
    code: int = 0x6C


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Money that moved. `order` counts the authorisations the terminal got."""

    kind: Literal["charge", "reversal", "auto_reversal"]
    order: int
    receipt: int
    amount_minor: int


@dataclass(slots=True, kw_only=True)
class Payment:
    """A transaction as the terminal stores it."""

    order: int
    receipt: int
    amount_minor: int
    original: int | None = None
    reversed: bool = False


class ZvtSim:
    """`serve` each connection; one at a time. `keeps` makes a terminal that stores what nobody answered.

    `trouble_until_s` is when its last moment passed, or its last fault ended.
    """

    def __init__(
        self,
        *,
        framing: Framing = "tcp",
        terminal_id: str = "29001006",
        prints: bool = False,
        keeps: bool = False,
        on_moment: Callable[[Moment], None] = lambda _moment: None,
    ) -> None:
        self.ledger: list[Movement] = []
        self.fault = Fault()
        self.away_until_s = 0.0
        self.trouble_until_s = 0.0
        self.orders = 0
        self.aborts = 0
        self.split_bytes = 0
        self.merge = False
        self.spoil_frames = 0
        self.refuse_frames = 0
        self.card_s = 0.5
        self.host_s = 0.5
        self.on_moment = on_moment
        self._framing: Framing = framing
        self._terminal_id = terminal_id
        self._prints = prints
        self._keeps = keeps
        self._currency = b"\x09\x78"
        self._receipt = 0
        self._stored: list[Payment] = []
        self._pending: Payment | None = None
        self._serving = trio.CancelScope()
        self._one_at_a_time = trio.Lock()

    @property
    def away(self) -> bool:
        """Whether it reboots."""
        return trio.current_time() < self.away_until_s

    def net_minor(self, order: int) -> int:
        """Return what a customer paid for an authorisation, in the end."""
        moves = [move for move in self.ledger if move.order == order]
        return sum(move.amount_minor if move.kind == "charge" else -move.amount_minor for move in moves)

    async def listen(self, port: int = PORT, task_status: trio.TaskStatus[int] = trio.TASK_STATUS_IGNORED) -> None:
        """Serve a TCP port of this machine until cancelled; 0 takes a free one, which `task_status` tells."""
        listeners = await trio.open_tcp_listeners(port, host="127.0.0.1")
        task_status.started(listeners[0].socket.getsockname()[1])
        await trio.serve_listeners(self.serve, listeners)

    async def serve(self, stream: trio.abc.Stream) -> None:
        """Serve one connection until it ends; a new one ends the one before."""
        self._serving.cancel()
        async with self._one_at_a_time:
            wire = Wire(stream, self._framing)
            wire.split_bytes, wire.merge = self.split_bytes, self.merge
            wire.spoil_frames, wire.refuse_frames = self.spoil_frames, self.refuse_frames
            try:
                with trio.CancelScope() as self._serving, suppress(Gone):
                    while not self.away:
                        await self._command(wire, await wire.receive())
            finally:
                self._take_back(refused=False)
                with trio.CancelScope(shield=True):
                    await wire.close()

    async def _command(self, wire: Wire, message: bytes) -> None:
        order, data = message[:2].hex(), message[3:]
        match order:
            case "0600":
                await wire.send(b"\x80\x00\x00")
                self._currency = data[4:6]
                await self._end(wire, b"\x06\x0f", b"\x19\x00\x29" + self._id + b"\x49" + self._currency)
            case "0501":
                await wire.send(b"\x80\x00\x00")
                await self._end(wire, b"\x06\x0f", b"\x00")
            case "06b0":
                self.aborts += 1
                await wire.send(b"\x80\x00\x00")
            case "0620":
                await self._repeat(wire)
            case "0601":
                await self._pay(wire, int(data[1:7].hex()))
            case "0630":
                await self._reverse(wire, int(data[4:6].hex()), int(data[7:13].hex()))
            case "0650":
                await self._close_day(wire)
            case _:
                await wire.send(b"\x84\x83\x00")

    # A payment.

    async def _pay(self, wire: Wire, amount_minor: int) -> None:
        fault, self.fault = self.fault, Fault()
        self.orders += 1
        await self._pass(wire, "asked", fault)
        if fault.kind == "refuse":
            await wire.send(bytes((0x84, fault.code, 0x00)))
            return
        await wire.send(b"\x80\x00\x00")
        await self._pass(wire, "begun", fault)
        await self._ask(wire, b"\x04\xff\x02\x0a\x01")
        await self._pass(wire, "reading", fault)
        code = await self._read_card(wire, fault)
        if code is None:
            await self._approve(wire, amount_minor, fault)
        else:
            await self._ask(wire, b"\x04\x0f\x02\x27" + bytes((code,)))
            await self._end(wire, b"\x06\x1e", bytes((code,)))

    async def _read_card(self, wire: Wire, fault: Fault) -> int | None:
        """Wait for card and host; return the code of a failure."""
        if fault.kind == "no_card":
            await self._aborted(wire, PATIENCE_S)
            return 0x6C
        host_s = fault.seconds if fault.kind == "late" else self.host_s
        try:
            if await self._aborted(wire, self.card_s + host_s):
                return 0x6C
        finally:
            self.trouble_until_s = trio.current_time()
        return fault.code if fault.kind == "decline" else None

    async def _aborted(self, wire: Wire, seconds: float) -> bool:
        with trio.move_on_after(seconds):
            while True:
                message = await wire.receive()
                if message[:2] == b"\x06\xb0":
                    self.aborts += 1
                    await wire.send(b"\x80\x00\x00")
                    return True
                await wire.send(b"\x84\x9c\x00")
        return False

    async def _approve(self, wire: Wire, amount_minor: int, fault: Fault) -> None:
        payment = self._charge(amount_minor)
        await self._pass(wire, "charged", fault)
        if not await self._tell(wire, payment, fault):
            self._take_back(refused=True)
            await self._ask(wire, b"\x04\x0f\x02\x27\x6c")
            await self._end(wire, b"\x06\x1e", b"\x6c")
            return
        if self._prints:
            for line in (b"\x00Card payment", b"\x40APPROVED", b"\x81"):
                await self._ask(wire, b"\x06\xd1" + bytes((len(line),)) + line)
            await self._pass(wire, "printed", fault)
        self._keep()
        await self._pass(wire, "kept", fault)
        if fault.kind == "twice":
            await self._charge_again(wire, amount_minor)
        await self._end(wire, b"\x06\x0f", b"")
        await self._pass(wire, "completed", fault)

    async def _tell(self, wire: Wire, payment: Payment, fault: Fault) -> bool:
        """Send the result until the lane says yes or no; say which."""
        result = self._result(payment)
        while True:
            await wire.send(result)
            await self._pass(wire, "told", fault)
            if fault.kind == "double":
                await wire.send(result)
                await self._answer(wire)
                fault = Fault()
            answer = await self._answer(wire)
            if fault.kind == "deaf":
                raise Gone
            if answer[:2] in {b"\x80\x00", b"\x84\x00"}:
                return True
            if answer[:2] != b"\x84\x9c":
                return False
            await trio.sleep(AGAIN_S)

    async def _charge_again(self, wire: Wire, amount_minor: int) -> None:
        """Charge a second time, as a broken terminal does; only an answer keeps it."""
        second = self._charge(amount_minor)
        try:
            await wire.send(self._result(second))
            if (await self._answer(wire))[:2] in {b"\x80\x00", b"\x84\x00"}:
                self._keep()
        finally:
            self._take_back(refused=True)

    # Everything else.

    async def _repeat(self, wire: Wire) -> None:
        await wire.send(b"\x80\x00\x00")
        if not self._stored:
            await self._end(wire, b"\x06\x0f", b"")
            return
        await self._ask(wire, self._result(self._stored[-1]))
        await self._end(wire, b"\x06\x0f", b"")

    async def _reverse(self, wire: Wire, receipt: int, amount_minor: int) -> None:
        fault, self.fault = self.fault, Fault()
        await self._pass(wire, "asked", fault)
        await wire.send(b"\x80\x00\x00")
        found = [p for p in self._stored if (p.receipt, p.amount_minor, p.original) == (receipt, amount_minor, None)]
        if not found or found[-1].reversed:
            code = b"\xb4" if found else b"\xb5"
            await self._ask(wire, b"\x04\x0f\x02\x27" + code)
            await self._end(wire, b"\x06\x1e", code)
            return
        payment = found[-1]
        payment.reversed = True
        self._write("reversal", payment)
        self._receipt += 1
        back = Payment(order=payment.order, receipt=self._receipt, amount_minor=amount_minor, original=receipt)
        self._stored.append(back)
        await self._pass(wire, "charged", fault)
        await self._ask(wire, self._result(back))
        await self._pass(wire, "told", fault)
        await self._end(wire, b"\x06\x0f", b"")
        await self._pass(wire, "completed", fault)

    async def _close_day(self, wire: Wire) -> None:
        await wire.send(b"\x80\x00\x00")
        payments = [payment for payment in self._stored if payment.original is None and not payment.reversed]
        total = sum(payment.amount_minor for payment in payments)
        groups = bytes((len(payments),)) + _bcd(total, 6) + bytes(6 * 7)
        numbers = [payment.receipt for payment in self._stored] or [0]
        totals = _bcd(numbers[0], 2) + _bcd(numbers[-1], 2) + groups
        data = b"\x27\x00\x04" + _bcd(total, 6) + b"\x0c\x21\x00\x00\x0d\x01\x01\x60\xf0\xf5\xf3" + totals
        await self._ask(wire, b"\x04\x0f" + bytes((len(data),)) + data)
        block = bytes.fromhex("1f070103") + b"\x25" + bytes((2 + 9 + 3,)) + b"\x07\x09Z-REPORT " + b"\x09\x01\x81"
        await self._ask(wire, b"\x06\xd3" + bytes((len(block) + 2,)) + b"\x06" + bytes((len(block),)) + block)
        self._stored.clear()
        await self._end(wire, b"\x06\x0f", b"")

    async def _ask(self, wire: Wire, message: bytes) -> bytes:
        await wire.send(message)
        return await self._answer(wire)

    async def _answer(self, wire: Wire) -> bytes:
        """Wait for the lane's answer; an abort that comes meanwhile is too late."""
        with trio.move_on_after(ANSWER_S):
            while True:
                message = await wire.receive()
                if message[0] in {0x80, 0x84}:
                    return message
                await wire.send(b"\x84\x83\x00")
        raise Gone

    async def _end(self, wire: Wire, control: bytes, data: bytes) -> None:
        await self._ask(wire, control + bytes((len(data),)) + data)

    async def _pass(self, wire: Wire, moment: Moment, fault: Fault) -> None:
        """Let a moment pass, with the fault that belongs to it."""
        self.on_moment(moment)
        self.trouble_until_s = trio.current_time()
        if moment != fault.moment:
            return
        match fault.kind:
            case "drop":
                raise Gone
            case "reboot":
                self.away_until_s = self.trouble_until_s = trio.current_time() + fault.seconds
                raise Gone
            case "half":
                await wire.send_half(b"\x04\xff\x01\x0e")
                raise Gone
            case "garbage":
                await wire.send_half(bytes(range(40)))
                raise Gone
            case "hang":
                try:
                    with trio.move_on_after(fault.seconds):
                        while True:
                            await wire.receive()
                finally:
                    self.trouble_until_s = trio.current_time()
                raise Gone
            case _:
                return

    def _charge(self, amount_minor: int) -> Payment:
        self._receipt += 1
        payment = Payment(order=self.orders, receipt=self._receipt, amount_minor=amount_minor)
        self._pending = payment
        self._write("charge", payment)
        return payment

    def _keep(self) -> None:
        if self._pending is not None:
            self._stored.append(self._pending)
        self._pending = None

    def _take_back(self, *, refused: bool) -> None:
        """Reverse what was refused, and what nobody answered; some terminals keep the latter."""
        if self._pending is not None and (refused or not self._keeps):
            self._write("auto_reversal", self._pending)
            self._pending = None
        self._keep()

    def _write(self, kind: Literal["charge", "reversal", "auto_reversal"], payment: Payment) -> None:
        move = Movement(kind=kind, order=payment.order, receipt=payment.receipt, amount_minor=payment.amount_minor)
        self.ledger.append(move)

    @property
    def _id(self) -> bytes:
        return bytes.fromhex(self._terminal_id)

    def _result(self, payment: Payment) -> bytes:
        data = b"\x27\x00\x04" + _bcd(payment.amount_minor, 6) + b"\x49" + self._currency
        data += b"\x0b" + _bcd(payment.receipt, 3)
        data += b"\x0c\x12\x34\x56\x0d\x04\x16\x22\xf0\xf8\xee\xee\xee\xee\xee\xee\x57\x26\x29" + self._id
        if payment.original is not None:
            data += b"\x37" + _bcd(payment.original, 3)
        data += b"\x87" + _bcd(payment.receipt, 2) + b"\x8a\x2e\x8b\xf0\xf8Maestro\x00"
        return b"\x04\x0f" + bytes((len(data),)) + data


def _bcd(number: int, size: int) -> bytes:
    return bytes.fromhex(f"{number:0{2 * size}d}"[-2 * size :])
