"""The wallet's driver: one flow at a time, asked over HTTPS.

Nothing is kept here across restarts: the gateway knows every order by the intent's id, and `resolve` asks it.
"""

import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
import trio

from controller.barcode.payment import family_of
from controller.devices.health import Health
from controller.devices.reporter import DeviceReport, Reporter
from controller.devices.wallet.client import Connect, GatewayUnreachable, connector, endpoint, post
from controller.devices.wallet.codec import Action, Answer, BadAnswer, Credentials, read_answer, request
from controller.devices.wallet.flow import Flow, Order, Outcome
from controller.devices.wallet.profile import MICROPAY, WalletProfile
from controller.ports import (
    AbortPayment,
    ConfirmPayment,
    PaymentApproved,
    PaymentDeclined,
    PaymentKept,
    PaymentProgress,
    PaymentUnknown,
    ResolvePayment,
    ReversePayment,
    StartPayment,
)

FLOWS_MAX = 8
OURS_MAX = 100
"""Intents remembered as begun or asked about by this process."""
REPEAT_S = 5.0
"""Between two reports of an approval that nobody confirmed."""
PING_ORDER = "ping"
NONCE_BYTES = 16

_PING = Order(intent_id=PING_ORDER, amount_minor=0, currency="")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletSettings:
    """The gateway: `url` with https, our `merchant` there, and the key both sides sign with (at least 16 bytes)."""

    url: str
    merchant: str
    key_id: str
    key: bytes = field(repr=False)
    ca_file: str | None = None
    profile: WalletProfile = MICROPAY

    def __post_init__(self) -> None:
        """Refuse a gateway that could not be asked."""
        endpoint(self.url)
        if len(self.key) < NONCE_BYTES:
            raise ValueError("the gateway's key has at least 16 bytes")


class WalletDriver:
    """A `PaymentTerminal` for codes that customers show. `run` until cancelled; nothing else waits."""

    def __init__(
        self,
        settings: WalletSettings,
        report: DeviceReport,
        *,
        connect: Connect | None = None,
        unix_s: Callable[[], float] = time.time,
        nonce: Callable[[], str] = lambda: secrets.token_hex(NONCE_BYTES),
    ) -> None:
        self._profile = settings.profile
        self._endpoint = endpoint(settings.url)
        self._credentials = Credentials(merchant=settings.merchant, key_id=settings.key_id, key=settings.key)
        self._connect = connect or connector(settings.ca_file)
        self._reporter = Reporter("wallet", report)
        self._unix_s = unix_s
        self._nonce = nonce
        self._flows: deque[Flow] = deque()
        self._ours: deque[str] = deque(maxlen=OURS_MAX)
        self._unconfirmed: dict[str, PaymentApproved] = {}
        self._doubted: tuple[str, str | None] | None = None
        self._pause = trio.CancelScope()
        self._away = trio.Event()

    @property
    def health(self) -> Health:
        """The device's statistics."""
        return self._reporter.health

    def start(self, wish: StartPayment) -> None:
        """Charge the wallet that shows this code, once."""
        assert wish.method == "wallet", "this device takes wallets"
        wallet = family_of(wish.code or "")
        if self._flow(wish.intent_id) is not None:
            return
        if wallet is None:
            self._decline(wish.intent_id, "code_invalid")
        elif self._flows:
            self._decline(wish.intent_id, "terminal_busy")
        else:
            order = Order(
                intent_id=wish.intent_id,
                amount_minor=wish.amount_minor,
                currency=wish.currency,
                code=wish.code,
                wallet=wallet,
            )
            self._begin(Flow(order, "money", self._profile, trio.current_time()))

    def confirm(self, wish: ConfirmPayment) -> None:
        """Take note that an approval is on disk; a gateway takes nothing back by itself."""
        if self._unconfirmed.pop(wish.intent_id, None) is not None:
            self._reporter.post(PaymentKept(intent_id=wish.intent_id))

    def abort(self, wish: AbortPayment) -> None:
        """Give a payment up: it is revoked, and what was paid meanwhile is given back."""
        flow = self._flow(wish.intent_id)
        if flow is not None:
            flow.abort(trio.current_time())
            if flow.outcome is not None:
                self._end(flow, flow.outcome)
            self._pause.cancel()

    def resolve(self, wish: ResolvePayment) -> None:
        """Find out what became of an intent; an order that is still open is revoked."""
        if self._flow(wish.intent_id) is None:
            order = Order(intent_id=wish.intent_id, amount_minor=wish.amount_minor, currency=wish.currency)
            self._begin(Flow(order, "truth", self._profile, trio.current_time() + self._grace_s(wish.intent_id)))

    def reverse(self, wish: ReversePayment) -> None:
        """Give the money back."""
        flow = self._flow(wish.intent_id)
        if flow is not None:
            flow.undo(trio.current_time())
            self._pause.cancel()
            return
        order = Order(intent_id=wish.intent_id, amount_minor=wish.amount_minor, currency=wish.currency)
        self._begin(Flow(order, "nothing", self._profile, trio.current_time()))

    async def run(self) -> None:
        """Serve the gateway until cancelled."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._reporter.run)
            nursery.start_soon(self._look_while_away, nursery)
            await self._serve()

    async def _serve(self) -> None:
        await self._ping()
        pinged_s = repeated_s = trio.current_time()
        while True:
            now_s = trio.current_time()
            flow = self._flows[0] if self._flows else None
            if flow is not None and now_s >= flow.due_s:
                await self._step(flow)
            elif self._unconfirmed and now_s >= repeated_s + REPEAT_S:
                for approved in self._unconfirmed.values():
                    self._reporter.post(approved)
                repeated_s = now_s
            elif flow is None and now_s >= pinged_s + self._profile.ping_s:
                await self._ping()
                pinged_s = trio.current_time()
            else:
                until_s = [flow.due_s if flow is not None else pinged_s + self._profile.ping_s]
                until_s += [repeated_s + REPEAT_S] if self._unconfirmed else []
                with trio.CancelScope(deadline=min(until_s)) as self._pause:
                    await trio.sleep_forever()

    async def _step(self, flow: Flow) -> None:
        if flow.waits_for_customer:
            self._reporter.post(PaymentProgress(intent_id=flow.order.intent_id, message="customer_confirms"))
        answer = await self._ask(flow.ask(), flow.order)
        flow.hear(answer, trio.current_time())
        if flow.outcome is not None:
            self._end(flow, flow.outcome)
        elif flow.doubt is not None and self._doubted != (flow.order.intent_id, flow.doubt):
            self._doubted = (flow.order.intent_id, flow.doubt)
            self._reporter.post(PaymentUnknown(intent_id=flow.order.intent_id, reason=flow.doubt))
        self._rotate(flow)

    def _end(self, flow: Flow, outcome: Outcome) -> None:
        self._flows.remove(flow)
        self._doubted = None
        self._unconfirmed.pop(outcome.intent_id, None)
        if isinstance(outcome, PaymentApproved):
            self._unconfirmed[outcome.intent_id] = outcome
        self._reporter.post(outcome)

    def _rotate(self, flow: Flow) -> None:
        """Let the next flow go on while this one waits for a gateway that does not answer."""
        if self._flows and self._flows[0] is flow and flow.doubt is not None:
            self._flows.rotate(-1)

    async def _ping(self) -> None:
        """Look whether the gateway is there, unless there is something better to do."""
        with trio.CancelScope() as self._pause:
            await self._ask("ping", _PING)

    async def _look_while_away(self, nursery: trio.Nursery) -> None:
        """Ask each `look_s` whether the gateway is back, whatever else still waits for its answer."""
        while True:
            await self._away.wait()
            await trio.sleep(self._profile.look_s)
            if self._away.is_set():  # at most request_s / look_s of them at a time
                nursery.start_soon(self._look)

    async def _look(self) -> None:
        if await self._ask("ping", _PING) is not None:
            for flow in self._flows:
                flow.hurry(trio.current_time())
            self._pause.cancel()

    async def _ask(self, action: Action, order: Order) -> Answer | None:
        """Return the gateway's answer, None when there is none to believe; the lamp shows which.

        Silence says nothing when another question was answered meanwhile.
        """
        answered_before = self.health.good_reads
        asked = request(
            self._endpoint.base_path,
            action,
            _fields(action, order),
            self._credentials,
            unix_s=int(self._unix_s()),
            valid_s=int(self._profile.request_s),
            nonce=self._nonce(),
        )
        reason = "deadline"
        with trio.move_on_after(self._profile.request_s):
            try:
                got = await post(self._endpoint, asked, self._connect)
                answer = read_answer(
                    asked,
                    order.intent_id,
                    got.status,
                    got.headers,
                    got.body,
                    self._credentials.key,
                    unix_s=int(self._unix_s()),
                    skew_s=self._profile.clock_skew_s,
                )
            except GatewayUnreachable as fault:
                reason = str(fault)
            except BadAnswer as fault:
                reason = fault.reason
            else:
                self.health.good_reads += 1
                if self._away.is_set():
                    self._away = trio.Event()
                self._reporter.status("idle")
                return answer
        self.health.timeouts += 1
        if action != "ping" or not self._away.is_set():
            log.warning("wallet_gateway_no_answer", action=action, reason=reason)
        if self.health.good_reads == answered_before:
            self._away.set()
            self._reporter.status("fault", "no_answer")
        return None

    def _grace_s(self, intent_id: str) -> float:
        """Return how long a request of another process about this intent may still take effect."""
        return 0.0 if intent_id in self._ours else self._profile.request_s + 1

    def _begin(self, flow: Flow) -> None:
        if len(self._flows) >= FLOWS_MAX:
            self._reporter.post(PaymentUnknown(intent_id=flow.order.intent_id, reason="terminal_busy"))
            return
        self._ours.append(flow.order.intent_id)
        self._flows.append(flow)
        self._pause.cancel()

    def _flow(self, intent_id: str) -> Flow | None:
        return next((flow for flow in self._flows if flow.order.intent_id == intent_id), None)

    def _decline(self, intent_id: str, reason: str) -> None:
        self._reporter.post(PaymentDeclined(intent_id=intent_id, reason=reason))


def _fields(action: Action, order: Order) -> dict[str, Any]:
    fields: dict[str, Any] = {"order_no": order.intent_id}
    if action in {"pay", "refund"}:
        fields |= {"amount_minor": order.amount_minor, "currency": order.currency}
    if action == "pay":
        fields |= {"code": order.code, "wallet": order.wallet}
    if action == "refund":
        fields["refund_no"] = f"{order.intent_id}-R"
    return fields
