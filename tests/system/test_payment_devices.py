"""Payment devices over a real socket, a real pty and real TLS."""

import shutil
import ssl
from contextlib import asynccontextmanager

import pytest
import trio

from controller.devices.sim.memory_net import NetStream
from controller.devices.sim.pty_port import PtyPort
from controller.devices.sim.pty_stream import PtyStream
from controller.devices.sim.wallet_sim import WalletSim
from controller.devices.sim.zvt_sim import Fault, ZvtSim
from controller.devices.terminal.book_file import FileStore
from controller.devices.terminal.driver import TerminalDriver, TerminalSettings
from controller.devices.terminal.profile import ZVT_SERIAL, ZVT_TCP
from controller.devices.transport.serial import open_serial
from controller.devices.transport.stream import SerialSettings, TransportUnavailable
from controller.devices.wallet.driver import WalletDriver, WalletSettings
from controller.ports import (
    ConfirmPayment,
    PaymentApproved,
    PaymentDeclined,
    PaymentReversed,
    ResolvePayment,
    StartPayment,
    StatusUpdate,
)

pytestmark = pytest.mark.system

KEY = b"0123456789abcdef"
DEADLINE_S = 60.0


async def until(holds):
    with trio.fail_after(DEADLINE_S):
        while not holds():  # noqa: ASYNC110 - the other side is another machine
            await trio.sleep(0.01)


class Lane:
    """Confirms every approval at once; `got` waits for a kind of reading."""

    def __init__(self):
        self.readings = []
        self.driver = None

    def report(self, reading):
        self.readings.append(reading)
        if isinstance(reading, PaymentApproved):
            self.driver.confirm(ConfirmPayment(intent_id=reading.intent_id))
        return True

    async def got(self, *kinds):
        await until(lambda: any(isinstance(reading, kinds) for reading in self.readings))
        return next(reading for reading in self.readings if isinstance(reading, kinds))

    async def ready(self):
        await until(lambda: any(isinstance(r, StatusUpdate) and r.state == "idle" for r in self.readings))


def tcp(port):
    @asynccontextmanager
    async def open_tcp(_settings):
        try:
            stream = await trio.open_tcp_stream("127.0.0.1", port)
        except OSError as error:
            raise TransportUnavailable("unplugged") from error
        async with stream:
            yield NetStream(stream)

    return open_tcp


def terminal(lane, store, profile, path, open_stream):
    settings = TerminalSettings(port=SerialSettings(path=path), profile=profile)
    lane.driver = TerminalDriver(settings, lane.report, store=store, open_stream=open_stream)
    return lane.driver


def card(intent_id):
    return StartPayment(intent_id=intent_id, amount_minor=1234, currency="EUR", method="card")


async def test_a_terminal_on_tcp_survives_a_crash_of_the_lane(tmp_path):
    sim, store = ZvtSim(keeps=True), FileStore(tmp_path / "terminal.json")
    sim.card_s = sim.host_s = 0.05
    async with trio.open_nursery() as nursery:
        port = await nursery.start(sim.listen, 0)
        lane = Lane()
        async with trio.open_nursery() as first:
            first.start_soon(terminal(lane, store, ZVT_TCP, "tcp", tcp(port)).run)
            await lane.ready()
            lane.driver.start(card("i1"))
            await lane.got(PaymentApproved)
            await trio.sleep(0.2)
            sim.fault = Fault(kind="hang", moment="charged", seconds=60)
            lane.driver.start(card("i2"))
            await until(lambda: len(sim.ledger) == 2)
            first.cancel_scope.cancel()
        lane = Lane()
        async with trio.open_nursery() as second:
            second.start_soon(terminal(lane, store, ZVT_TCP, "tcp", tcp(port)).run)
            lane.driver.resolve(ResolvePayment(intent_id="i2", amount_minor=1234, currency="EUR", method="card"))
            approved = await lane.got(PaymentApproved, PaymentDeclined, PaymentReversed)
            assert (approved.intent_id, approved.reference) == ("i2", "0002")
            second.cancel_scope.cancel()
        assert [move.kind for move in sim.ledger] == ["charge", "charge"]
        nursery.cancel_scope.cancel()


async def test_a_terminal_on_a_serial_line(tmp_path):
    port = PtyPort(tmp_path / "tty")
    stream = PtyStream(port)
    sim = ZvtSim(framing="serial", prints=True)
    sim.card_s = sim.host_s = 0.05
    sim.spoil_frames = sim.refuse_frames = 1
    lane = Lane()
    async with trio.open_nursery() as nursery:
        await nursery.start(port.run, stream.take)
        nursery.start_soon(sim.serve, stream)
        store = FileStore(tmp_path / "terminal.json")
        nursery.start_soon(terminal(lane, store, ZVT_SERIAL, str(port.path), open_serial).run)
        await lane.ready()
        lane.driver.start(card("i1"))
        await lane.got(PaymentApproved)
        await until(lambda: lane.driver.paper("i1") == ("Card payment", "APPROVED", ""))
        assert sim.net_minor(1) == 1234
        nursery.cancel_scope.cancel()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes a certificate with openssl")
async def test_a_wallet_over_tls(tmp_path):
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    made += ["-addext", "subjectAltName=DNS:localhost", "-out", certificate, "-keyout", key]
    await trio.run_process(made, capture_stderr=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    clock = lambda: 1_791_234_567  # noqa: E731
    sim, lane = WalletSim(KEY, unix_s=clock), Lane()
    async with trio.open_nursery() as nursery:
        listeners = await trio.open_ssl_over_tcp_listeners(0, context, host="127.0.0.1", https_compatible=True)
        port = listeners[0].transport_listener.socket.getsockname()[1]
        nursery.start_soon(trio.serve_listeners, sim.serve, listeners)
        settings = WalletSettings(
            url=f"https://localhost:{port}/gate", merchant="m1", key_id="k1", key=KEY, ca_file=str(certificate)
        )
        lane.driver = WalletDriver(settings, lane.report, unix_s=clock)
        nursery.start_soon(lane.driver.run)
        await lane.ready()
        wish = StartPayment(intent_id="i1", amount_minor=5, currency="CNY", method="wallet", code="134567890123456789")
        lane.driver.start(wish)
        approved = await lane.got(PaymentApproved)
        assert approved.reference == "T-i1"
        stranger = Lane()
        untrusted = WalletSettings(url=settings.url, merchant="m1", key_id="k1", key=KEY)
        stranger.driver = WalletDriver(untrusted, stranger.report, unix_s=clock)
        nursery.start_soon(stranger.driver.run)
        fault = await stranger.got(StatusUpdate)
        assert (fault.state, fault.fault) == ("fault", "no_answer")
        nursery.cancel_scope.cancel()
