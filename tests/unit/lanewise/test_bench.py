"""What the demo's bench does to emulated devices, and what it shows of them."""

from types import SimpleNamespace

import msgspec
import pytest
import trio

from contracts import bench as b
from controller.devices.sim import zvt_sim
from controller.devices.sim.display_sim import DisplaySim
from controller.devices.sim.drawer_sim import DrawerSim
from controller.devices.sim.memory_cable import MemoryCable
from controller.devices.sim.printer_sim import PrinterSim
from controller.devices.sim.scale_sim import ScaleSim
from controller.devices.sim.scanner_sim import ScannerSim
from controller.devices.sim.tcp_port import TcpPort
from lanewise.bench_commands import attend, do
from lanewise.bench_state import MOVEMENTS_SHOWN, state
from lanewise.simulate.listening import TerminalAtPort, WalletAtPort


class Process:
    """A child process or a broker: it remembers what was done to it."""

    def __init__(self):
        self.running = True
        self.done = []

    async def kill(self):
        self.done.append("kill")

    async def start(self):
        self.done.append("start")

    async def stop(self):
        self.done.append("stop")


@pytest.fixture
def lane():
    cables = {kind: MemoryCable() for kind in ("scanner", "scale", "printer", "drawer", "display")}
    for cable in cables.values():
        cable.plug()
    lane = SimpleNamespace(
        scanner=ScannerSim(cables["scanner"]),
        scale=ScaleSim(cables["scale"]),
        printer=PrinterSim(cables["printer"]),
        drawer=DrawerSim(cables["drawer"]),
        display=DisplaySim(cables["display"]),
        terminal=TerminalAtPort(TcpPort()),
        wallet=WalletAtPort(TcpPort(), b"key"),
        process=Process(),
    )
    attend(lane)
    return lane


@pytest.fixture
def place(lane):
    return SimpleNamespace(lanes=(lane,), broker=Process(), store=Process())


@pytest.fixture
def heard(lane, monkeypatch):
    """Everything that went through the scanner's cable."""
    sent = []
    monkeypatch.setattr(lane.scanner.port, "write", lambda data: sent.append(data) or True)
    return sent


async def test_every_kind_of_device_can_be_unplugged_and_plugged_in(place):
    for kind in state(place).plugged:
        for plugged in (False, False, True, True):
            assert await do(b.Plug(device=kind, plugged=plugged), place) is None
            assert state(place).plugged[kind] is plugged, kind


async def test_a_scan_and_a_burst_go_through_the_wire_in_order(place, heard):
    assert await do(b.Scan(code="4011"), place) is None
    assert await do(b.ScanBurst(codes=("1", "2", "3")), place) is None
    assert heard == [b"]E04011\r", b"]E01\r", b"]E02\r", b"]E03\r"]
    await do(b.Plug(device="scanner", plugged=False), place)
    assert await do(b.ScanBurst(codes=("4",)), place) == "unplugged"


def test_a_burst_has_an_end():
    decoder = msgspec.json.Decoder(b.BenchCommand)
    codes = ["1"] * (b.BURST_MAX_CODES + 1)
    with pytest.raises(msgspec.ValidationError):
        decoder.decode(msgspec.json.encode({"do": "scan_burst", "codes": codes}))
    assert decoder.decode(msgspec.json.encode({"do": "scan_burst", "codes": codes[1:]}))


@pytest.mark.parametrize(("wallet", "start"), [("wechat", b"13"), ("alipay", b"28")])
async def test_a_telephone_shows_a_code_of_eighteen_digits(place, heard, wallet, start):
    assert await do(b.ShowCode(wallet=wallet), place, digits=lambda count: "7" * count) is None
    assert heard == [b"]C0" + start + b"7" * 16 + b"\r"]
    await do(b.ShowCode(wallet=wallet), place)
    await do(b.ShowCode(wallet=wallet), place)
    assert len(heard[1]) == len(heard[0])
    assert heard[1] != heard[2]


async def test_nobody_answers_for_a_customer_who_was_not_asked(place):
    for answer in ("pays", "refuses", "late", "drop"):
        assert await do(b.AnswerCard(answer=answer), place) == "nobody_asked"
    for answer in ("confirms", "refuses", "late"):
        assert await do(b.AnswerWallet(answer=answer), place) == "nobody_asked"


@pytest.mark.parametrize(
    ("answer", "left", "charged"), [("confirms", "SUCCESS", 500), ("refuses", "FAILED", 0), ("late", "USERPAYING", 0)]
)
async def test_a_wallet_payment_waits_for_its_customer(place, lane, answer, left, charged):
    order = lane.wallet.sim._pay("order-1", 500)
    assert (order.state, state(place).wallet.asked_minor) == ("USERPAYING", 500)
    assert await do(b.AnswerWallet(answer=answer), place) is None
    assert (order.state, state(place).wallet.ledger.charged_minor) == (left, charged)


async def test_a_late_customer_pays_after_the_lane_gave_up(place, lane, autojump_clock):
    order = lane.wallet.sim._pay("order-1", 500)
    await do(b.AnswerWallet(answer="late"), place)
    lane.wallet.sim._revoke("order-1", order)
    assert state(place).wallet.ledger.charge_count == 0
    await trio.sleep(2)
    shown = state(place).wallet
    assert (shown.asked_minor, shown.ledger.charged_minor) == (0, 500)
    assert shown.ledger.movements == (b.Movement(kind="charge", number="order-1", amount_minor=500),)


async def test_a_gateway_can_fail_and_be_well_again(place, lane):
    for down, handled in ((True, "refused"), (False, "well")):
        await do(b.SetGateway(down=down), place)
        assert state(place).wallet.down is down
        assert lane.wallet.sim.trouble("pay") == handled


async def test_the_ledger_counts_everything_and_shows_the_newest(place, lane):
    for receipt in range(1, 11):
        lane.terminal.sim.ledger.append(
            zvt_sim.Movement(kind="charge", order=receipt, receipt=receipt, amount_minor=100)
        )
    lane.terminal.sim.ledger.append(zvt_sim.Movement(kind="reversal", order=10, receipt=10, amount_minor=100))
    ledger = state(place).terminal.ledger
    assert (ledger.charge_count, ledger.charged_minor, ledger.returned_minor) == (10, 1000, 100)
    assert len(ledger.movements) == MOVEMENTS_SHOWN
    assert ledger.movements[-1] == b.Movement(kind="reversal", number="10", amount_minor=100)


async def test_a_terminal_that_reboots_is_away_until_it_is_back(place, autojump_clock):
    assert state(place).terminal.doing == "idle"
    await do(b.RebootTerminal(), place)
    assert state(place).terminal.doing == "away"
    await trio.sleep(10)
    assert state(place).terminal.doing == "idle"


async def test_trouble_in_a_cable_begins_and_ends(place, lane):
    await do(b.MakeTrouble(device="printer", trouble="hang", on=True), place)
    await do(b.MakeTrouble(device="scale", trouble="babble", on=True), place)
    shown = state(place)
    assert (shown.hanging, shown.babbling) == (("printer",), ("scale",))
    assert lane.printer.port.trouble.mute
    await do(b.MakeTrouble(device="printer", trouble="hang", on=False), place)
    await do(b.MakeTrouble(device="scale", trouble="babble", on=False), place)
    shown = state(place)
    assert (shown.hanging, shown.babbling) == ((), ())


async def test_a_shaking_pan_never_settles(place, lane):
    lane.scale.put(500, settled=True)
    assert not state(place).scale_moving
    await do(b.ShakeScale(shaking=True), place)
    assert (state(place).scale_moving, lane.scale.shown_g) == (True, 500)
    await do(b.ShakeScale(shaking=False), place)
    assert not state(place).scale_moving


async def test_a_load_has_a_limit(place):
    assert await do(b.PutWeight(mass_g=30_001), place) == "mass_limit"
    assert await do(b.PutWeight(mass_g=-1), place) == "mass_limit"
    assert await do(b.PutWeight(mass_g=30_000), place) is None


async def test_paper_cover_and_drawer(place):
    await do(b.SetPaper(present=False), place)
    await do(b.SetCover(open=True), place)
    await do(b.SetDrawer(open=True), place)
    shown = state(place)
    assert (shown.paper, shown.cover_open, shown.drawer_open) == (False, True, True)


async def test_the_display_is_shown_as_it_stands(place, lane):
    lane.display.hear(b"\x0cApples         11.80\x1f$\x01\x02Total")
    assert state(place).display == ("Apples         11.80", "Total".ljust(20))


async def test_processes_are_killed_and_the_broker_stops(place, lane):
    await do(b.KillProcess(process="lane"), place)
    await do(b.KillProcess(process="store"), place)
    await do(b.RunBroker(running=False), place)
    await do(b.RunBroker(running=True), place)
    assert (lane.process.done, place.store.done, place.broker.done) == (["kill"], ["kill"], ["stop", "start"])


async def test_every_state_is_a_frame_a_page_can_read(place):
    text = msgspec.json.encode(state(place))
    assert msgspec.json.decode(text, type=b.BenchFrame) == state(place)
