"""A wallet gateway, written from docs/devices/wallet.md, not from our codec: orders, telephones, money and trouble.

The money is the `ledger`. `customer` says what the next customer does with the telephone, `usual` what everyone after
that does, `answer` what the one who is asked now does; `trouble` is what happens to each request on its way.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import h11
import trio
import trio.testing

PORT = 20443
EPOCH_S = 1_791_234_567

Handled = Literal["well", "lost", "unanswered", "late", "forged", "stale", "broken", "refused"]
"""Done and answered; never arrived; done, but the answer is lost; looked at after `late_s`;
answered with a wrong signature; with an old nonce; with no HTTP; with 503."""


def unix_now() -> int:
    """Return a wall clock that goes with Trio's, mocked or not."""
    return EPOCH_S + int(trio.current_time())


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Pays after `pays_s` (None: never), or the wallet refuses with `refusal`. `races`: pays in spite of a revoke."""

    pays_s: float | None = 0.0
    refusal: str = ""
    races: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Money that moved."""

    kind: Literal["charge", "refund"]
    order_no: str
    amount_minor: int


@dataclass(slots=True, kw_only=True)
class _Order:
    state: str
    amount_minor: int
    pays_at_s: float | None = None
    races: bool = False
    wallet: str = "wechat"
    reason: str = ""


class WalletSim:
    """`serve` each connection; time is Trio's, `unix_s` what the signatures say."""

    def __init__(self, key: bytes, merchant: str = "m1", unix_s: Callable[[], int] = unix_now) -> None:
        self.ledger: list[Movement] = []
        self.asked: list[str] = []
        self.customer = self.usual = Customer()
        self.trouble: Callable[[str], Handled] = lambda _action: "well"
        self.late_s = 30.0
        self.slow_s = 0.05
        self.race_s = 1.0
        self.down = False
        self._key = key
        self._merchant = merchant
        self._unix_s = unix_s
        self._orders: dict[str, _Order] = {}
        self._nonces: set[str] = set()

    def net_minor(self, order_no: str) -> int:
        """Return what a customer paid for an order, in the end."""
        moves = [move for move in self.ledger if move.order_no == order_no]
        return sum(move.amount_minor if move.kind == "charge" else -move.amount_minor for move in moves)

    @property
    def asked_minor(self) -> int:
        """What the customer is asked for now; 0 while nobody is."""
        order = self._asked()
        return order.amount_minor if order is not None else 0

    def answer(self, customer: Customer) -> bool:
        """Decide for the customer who is asked now; return whether there is one."""
        order = self._asked()
        if order is not None:
            self._decide(order, customer)
        return order is not None

    def settle(self) -> None:
        """Let every customer whose time has come pay."""
        for order_no, order in self._orders.items():
            due = order.pays_at_s is not None and trio.current_time() >= order.pays_at_s
            if due and (order.state == "USERPAYING" or (order.races and order.state == "REVOKED")):
                order.state, order.pays_at_s = "SUCCESS", None
                self.ledger.append(Movement(kind="charge", order_no=order_no, amount_minor=order.amount_minor))

    async def listen(self, port: int = PORT, task_status: trio.TaskStatus[int] = trio.TASK_STATUS_IGNORED) -> None:
        """Serve plain HTTP on a port of this machine until cancelled; 0 takes a free one, which `task_status` tells."""
        listeners = await trio.open_tcp_listeners(port, host="127.0.0.1")
        task_status.started(listeners[0].socket.getsockname()[1])
        await trio.serve_listeners(self.serve, listeners)

    async def connect(self, _to: Any, nursery: trio.Nursery) -> trio.abc.Stream:
        """Connect in memory."""
        await trio.lowlevel.checkpoint()
        if self.down:
            raise OSError("down")
        here, there = trio.testing.memory_stream_pair()
        nursery.start_soon(self.serve, there)
        return here

    async def serve(self, stream: trio.abc.Stream) -> None:
        """Answer one request."""
        try:
            await self._serve(stream)
        except (trio.BrokenResourceError, trio.ClosedResourceError, h11.ProtocolError):
            pass
        finally:
            with trio.CancelScope(shield=True):
                await trio.aclose_forcefully(stream)

    async def _serve(self, stream: trio.abc.Stream) -> None:
        connection = h11.Connection(h11.SERVER)
        head: h11.Request | None = None
        body = bytearray()
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(bytes(await stream.receive_some()))
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage):
                break
            else:
                return
        assert head is not None
        await self._handle(stream, connection, head, bytes(body))

    async def _handle(
        self, stream: trio.abc.Stream, connection: h11.Connection, head: h11.Request, body: bytes
    ) -> None:
        path = head.target.decode()
        action = path.rsplit("/", 1)[-1]
        sent = {name.decode(): value.decode() for name, value in head.headers}
        self.asked.append(action)
        handled = self.trouble(action)
        await trio.sleep(self.slow_s)
        if handled == "lost":
            return
        if handled == "late":
            await trio.sleep(self.late_s)
        if handled == "broken":
            await stream.send_all(b"what?\r\n\r\n")
            return
        if not self._believes(path, sent, body):
            await self._answer(stream, connection, 401, path, sent, b"{}", forged=False)
            return
        status = 503 if handled == "refused" else 200
        answer = b"{}" if handled == "refused" else self._act(action, json.loads(body))
        if handled == "unanswered":
            return
        if handled == "stale":
            sent = {**sent, "lanewise-nonce": "0" * 32}
        await self._answer(stream, connection, status, path, sent, answer, forged=handled == "forged")

    def _believes(self, path: str, sent: dict[str, str], body: bytes) -> bool:
        stamp, nonce = sent.get("lanewise-timestamp", ""), sent.get("lanewise-nonce", "")
        expires = sent.get("lanewise-expires", "")
        wanted = self._sign(("POST", path, stamp, expires, nonce), body)
        if wanted != sent.get("lanewise-signature") or nonce in self._nonces or self._unix_s() > int(expires):
            return False
        self._nonces.add(nonce)
        return sent.get("lanewise-merchant") == self._merchant

    async def _answer(
        self,
        stream: trio.abc.Stream,
        connection: h11.Connection,
        status: int,
        path: str,
        sent: dict[str, str],
        body: bytes,
        *,
        forged: bool,
    ) -> None:
        stamp = str(self._unix_s())
        signature = self._sign((str(status), path, stamp, sent.get("lanewise-nonce", "")), body)
        headers = [
            ("content-length", str(len(body))),
            ("lanewise-timestamp", stamp),
            ("lanewise-signature", "f" * 64 if forged else signature),
        ]
        for event in (h11.Response(status_code=status, headers=headers), h11.Data(data=body), h11.EndOfMessage()):
            data = connection.send(event)
            if data:
                await stream.send_all(data)

    def _sign(self, head: tuple[str, ...], body: bytes) -> str:
        text = "\n".join((*head, hashlib.sha256(body).hexdigest(), ""))
        return hmac.new(self._key, text.encode(), "sha256").hexdigest()

    def _act(self, action: str, asked: dict[str, Any]) -> bytes:
        self.settle()
        order_no = asked["order_no"]
        order = self._orders.get(order_no)
        if action == "pay" and order is None:
            order = self._pay(order_no, asked["amount_minor"], asked["wallet"])
        elif action == "revoke":
            order = self._revoke(order_no, order)
        elif action == "refund" and order is not None and order.state == "SUCCESS":
            order.state = "REFUNDED"
            self.ledger.append(Movement(kind="refund", order_no=order_no, amount_minor=order.amount_minor))
        state, reason = (order.state, order.reason) if order is not None else ("NOTFOUND", "")
        answer = {"order_no": order_no, "state": state, "reason": reason}
        if order is not None and state in {"SUCCESS", "REFUNDED"}:
            answer |= {
                "amount_minor": order.amount_minor,
                "transaction_id": f"T-{order_no}",
                "wallet": order.wallet,
                "payer": "o7***Q",
            }
        return json.dumps(answer).encode()

    def _pay(self, order_no: str, amount_minor: int, wallet: str = "wechat") -> _Order:
        customer, self.customer = self.customer, self.usual
        order = self._orders[order_no] = _Order(state="USERPAYING", amount_minor=amount_minor, wallet=wallet)
        self._decide(order, customer)
        return order

    def _asked(self) -> _Order | None:
        return next((order for order in reversed(self._orders.values()) if order.state == "USERPAYING"), None)

    def _decide(self, order: _Order, customer: Customer) -> None:
        if customer.refusal:
            order.state, order.reason = "FAILED", customer.refusal
        order.pays_at_s = None if customer.pays_s is None else trio.current_time() + customer.pays_s
        order.races = customer.races
        self.settle()

    def _revoke(self, order_no: str, order: _Order | None) -> _Order:
        if order is None:
            order = self._orders[order_no] = _Order(state="REVOKED", amount_minor=0)
        if order.state == "USERPAYING":
            order.state = "REVOKED"
            order.pays_at_s = trio.current_time() + self.race_s if order.races else None
        return order
