"""The driver against an emulated scale in every protocol, on a clock of their own."""

from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import trio

from controller.devices.scale.conversation import HandshakeKey
from controller.devices.scale.driver import ScaleDriver
from controller.devices.scale.profile import DIALOG06, PROFILES, ScaleSettings, dialog06
from controller.devices.sim.dialog06_talk import Dialog06Talk
from controller.devices.sim.memory_cable import MemoryCable
from controller.devices.sim.scale_sim import TALKS, ScaleSim
from controller.ports import LiveWeight, SettledWeight, StatusUpdate

SETTLING_MAX_S = 0.150
LINE_BYTES_PER_S = 960
PRICING = sorted(set(TALKS) - {"cn_continuous"})
ASKED = sorted(name for name in PRICING if not PROFILES[name].continuous)
KEYED_TARE = ["dialog06", "sma", "toledo8217"]


class Bench:
    def __init__(self, profile, talk=None, *, zero_between=False):
        self.readings = []
        self.arrived_s = []
        parity = "odd" if profile.bytesize == 7 else "none"
        protocol = profile.name if talk is None else "enq_dc1"
        self.cable = MemoryCable()
        self.sim = ScaleSim(self.cable, protocol=protocol, talk=talk, parity=parity, clock=trio.current_time)
        settings = ScaleSettings(port=profile.port("memory"), profile=profile, zero_between=zero_between)
        self.driver = ScaleDriver(settings, self.report, open_stream=self.cable.lane.open)

    def report(self, reading):
        self.readings.append(reading)
        self.arrived_s.append(trio.current_time())
        return True

    def all(self, kind):
        return [reading for reading in self.readings if isinstance(reading, kind)]

    def faults(self):
        return [reading.fault for reading in self.all(StatusUpdate)]


@asynccontextmanager
async def bench(profile, talk=None, **settings):
    stand = Bench(profile, talk, **settings)
    stand.cable.trouble.bytes_per_s = LINE_BYTES_PER_S
    async with trio.open_nursery() as nursery:
        await nursery.start(stand.sim.run)
        nursery.start_soon(stand.driver.run)
        await trio.sleep(1.0)
        yield stand
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize("name", PRICING)
async def test_a_weight_is_usable_within_150_ms_of_coming_to_rest(name, autojump_clock):
    slowest_s = 0.0
    async with bench(PROFILES[name]) as stand:
        for round_number in range(40):
            stand.driver.read_weight(round_number)
            await trio.sleep(0.0137 * round_number % 0.1)
            stand.sim.put(100 + 10 * round_number)
            settles_s = stand.sim.settles_s
            await trio.sleep(1.0)
            settled = stand.all(SettledWeight)[-1]
            assert (settled.request, settled.mass_g) == (round_number, stand.sim.mass_g)
            slowest_s = max(slowest_s, stand.arrived_s[stand.readings.index(settled)] - settles_s)
            stand.sim.put(0, settled=True)
            await trio.sleep(1.5)
        assert len(stand.all(SettledWeight)) == 40
        assert stand.driver.health.noise_bytes == 0
    assert 0 <= slowest_s <= SETTLING_MAX_S


@pytest.mark.parametrize("name", PRICING)
async def test_moving_over_under_and_empty_are_shown_and_never_sold(name, autojump_clock):
    async with bench(PROFILES[name]) as stand:
        stand.driver.read_weight(1)
        await trio.sleep(0.5)
        stand.sim.put(20_000)
        await trio.sleep(1.0)
        stand.sim.put(-500)
        await trio.sleep(1.0)
        stand.sim.put(0, settled=True)
        await trio.sleep(1.0)
        states = {live.scale for live in stand.all(LiveWeight)}
        assert states >= {"moving", "over", "under", "zero"}
        assert stand.all(SettledWeight) == []
        assert stand.faults() == [None]


async def test_a_scale_without_a_sign_of_rest_shows_and_never_sells(autojump_clock):
    async with bench(PROFILES["cn_continuous"]) as stand:
        stand.driver.read_weight(1)
        stand.sim.put(500)
        await trio.sleep(2.0)
        assert stand.all(SettledWeight) == []
        assert stand.all(LiveWeight)[-1] == LiveWeight(scale="unknown", mass_g=500)


@pytest.mark.parametrize("name", PRICING)
async def test_the_tare_is_taken_off_once(name, autojump_clock):
    async with bench(PROFILES[name]) as stand:
        stand.sim.put(500)
        await trio.sleep(1.0)
        stand.driver.read_weight(1, tare_g=20, unit_price_minor=199)
        await trio.sleep(2.0)
        (settled,) = stand.all(SettledWeight)
        assert (settled.mass_g, settled.tare_g) == (480, 20)
        assert bytes.fromhex(settled.frame)
        assert settled.zero_seen
        assert ("tare 20 g" in stand.sim.ledger) == (name in {"sma", "toledo8217"})
        stand.driver.read_weight(2)
        await trio.sleep(2.0)
        assert stand.all(LiveWeight)[-1].scale == "not_cleared"
        stand.sim.put(700)
        await trio.sleep(2.0)
        assert [weight.mass_g for weight in stand.all(SettledWeight)] == [480, 700]


@pytest.mark.parametrize("name", ["sma", "toledo8217"])
async def test_a_tare_left_by_an_earlier_process_is_cleared(name, autojump_clock):
    async with bench(PROFILES[name]) as stand:
        stand.sim._plate.tare(100)
        stand.sim.put(500, settled=True)
        stand.driver.read_weight(1)
        await trio.sleep(2.0)
        assert [weight.mass_g for weight in stand.all(SettledWeight)] == [500]


@pytest.mark.parametrize("name", ["enq_dc1", "nci", "sma", "toledo8217"])
async def test_zero(name, autojump_clock):
    async with bench(PROFILES[name]) as stand:
        stand.sim.put(6, settled=True)
        assert stand.driver.zero() == "asked"
        await trio.sleep(1.0)
        assert stand.sim.ledger.count("zero") == 1
        stand.sim.put(506)
        stand.driver.read_weight(1)
        await trio.sleep(2.0)
        assert [weight.mass_g for weight in stand.all(SettledWeight)] == [500]


async def test_zero_that_a_scale_does_not_know_is_said_to_be_so(autojump_clock):
    async with bench(PROFILES["sasi"]) as stand:
        assert stand.driver.zero() == "not_supported"


@pytest.mark.parametrize("name", ASKED)
async def test_half_a_frame_and_a_wrong_byte_are_asked_again(name, autojump_clock):
    async with bench(PROFILES[name]) as stand:
        stand.sim.put(500, settled=True)
        stand.cable.trouble.cut_count = 2
        stand.driver.read_weight(1)
        await trio.sleep(4.0)
        assert [weight.mass_g for weight in stand.all(SettledWeight)] == [500]
        assert stand.faults() == [None]


@pytest.mark.parametrize("name", ["enq_dc1", "toledo_continuous"])
async def test_a_wrong_byte_under_a_check_prices_nothing(name, autojump_clock):
    async with bench(PROFILES[name]) as stand:
        stand.cable.trouble.corrupt_count = 30
        stand.sim.put(500, settled=True)
        stand.driver.read_weight(1)
        await trio.sleep(0.5)
        assert stand.all(SettledWeight) == []
        stand.cable.trouble.corrupt_count = 0
        await trio.sleep(4.0)
        assert [weight.mass_g for weight in stand.all(SettledWeight)] == [500]


@pytest.mark.parametrize("name", PRICING)
async def test_a_hanging_scale_is_a_fault_and_back_within_2_s(name, autojump_clock):
    async with bench(PROFILES[name]) as stand:
        stand.sim.silent = True
        await trio.sleep(7.0)
        assert stand.faults() == [None, "no_answer"]
        stand.sim.silent = False
        await trio.sleep(2.0)
        assert stand.faults() == [None, "no_answer", None]


@pytest.mark.parametrize("name", PRICING)
async def test_babble_is_noise_and_no_weight(name, autojump_clock):
    async with bench(PROFILES[name]) as stand:
        stand.cable.trouble.hang(hanging=True)
        stand.cable.trouble.babbling = True
        stand.driver.read_weight(1)
        await trio.sleep(10.0)
        assert stand.all(SettledWeight) == []
        assert stand.faults()[-1] == "no_answer"
        stand.cable.trouble.hang(hanging=False)
        stand.cable.trouble.babbling = False
        stand.sim.put(500, settled=True)
        await trio.sleep(2.5)
        assert [weight.mass_g for weight in stand.all(SettledWeight)] == [500]


@pytest.mark.parametrize("name", ASKED)
async def test_an_answer_that_comes_after_the_deadline_is_no_answer_to_the_next_question(name, autojump_clock):
    profile = PROFILES[name]
    async with bench(profile) as stand:
        stand.cable.trouble.late_s = profile.reply_deadline_s + 0.1
        stand.sim.put(500, settled=True)
        stand.driver.read_weight(1)
        await trio.sleep(10.0)
        assert stand.all(SettledWeight) == []
        assert stand.faults()[-1] == "no_answer"


async def test_after_a_sale_the_scale_must_be_empty_where_that_is_the_rule(autojump_clock):
    async with bench(PROFILES["toledo8217"], zero_between=True) as stand:
        for request, mass_g in enumerate([500, 700]):
            stand.sim.put(mass_g)
            stand.driver.read_weight(request)
            await trio.sleep(2.0)
        assert [weight.mass_g for weight in stand.all(SettledWeight)] == [500]
        stand.sim.put(0)
        await trio.sleep(2.0)
        stand.sim.put(700)
        await trio.sleep(2.0)
        assert [weight.mass_g for weight in stand.all(SettledWeight)] == [500, 700]


KEY = (0x1234, 0xABCD)


async def test_dialog06_proves_itself_and_weighs_on_after_fifty(autojump_clock):
    async with bench(dialog06(HandshakeKey(*KEY)), Dialog06Talk(KEY)) as stand:
        for round_number in range(60):
            stand.driver.read_weight(round_number)
            stand.sim.put(100 + round_number, settled=True)
            await trio.sleep(1.5)
            stand.sim.put(0, settled=True)
            await trio.sleep(1.0)
        assert [weight.mass_g for weight in stand.all(SettledWeight)] == [100 + n for n in range(60)]
        assert stand.sim.ledger.count("handshake accepted") == 2
        assert "handshake refused" not in stand.sim.ledger


@pytest.mark.parametrize("profile", [DIALOG06, dialog06(HandshakeKey(1, 2))])
async def test_dialog06_without_the_right_key_sells_nothing(profile, autojump_clock):
    async with bench(profile, Dialog06Talk(KEY)) as stand:
        stand.driver.read_weight(1)
        stand.sim.put(500, settled=True)
        await trio.sleep(3.0)
        assert stand.all(SettledWeight) == []
        assert stand.all(LiveWeight)[-1].scale == "unknown"


async def test_a_tare_beyond_the_scale_is_taken_off_here(autojump_clock):
    small = replace(PROFILES["toledo8217"], tare_max_g=10)
    async with bench(small) as stand:
        stand.sim.put(500, settled=True)
        stand.driver.read_weight(1, tare_g=20)
        await trio.sleep(2.0)
        assert [weight.mass_g for weight in stand.all(SettledWeight)] == [480]
        assert "tare 20 g" not in stand.sim.ledger
