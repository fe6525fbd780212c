"""Labels through the emulated scanner's wire: on the page, on the paper, in the store's books."""

import pytest
import trio

from contracts import view as v
from controller.barcode.check_digit import mod10
from lanewise.environment import EnvironmentSettings, open_environment
from lanewise.lane_client import open_lane_client
from lanewise.sample import price_book_json

pytestmark = pytest.mark.system

PATIENCE_S = 60.0
DUCK = "26386000289700486"
DUCK += mod10(DUCK)
SUSHI = "213870002599" + mod10("213870002599")  # where the book says 28.80
SMUDGED = "2138700025991"
CARD = "4111111111111111"
MILK_EXPIRED = "0109522030000016" + "17250101"


async def test_packs_of_the_counter_are_sold_as_their_labels_say(tmp_path):
    settings = EnvironmentSettings(data_dir=tmp_path, price_book=price_book_json(), locale="en")
    async with open_environment(settings) as environment:
        lane = environment.lanes[0]
        async with open_lane_client(lane.ws_url) as client:
            await client.attached(PATIENCE_S)
            await client.wait_for(scanner_ready, PATIENCE_S)
            lane.scanner.send(DUCK)
            lane.scanner.send(SUSHI)
            view = await client.wait_for(lambda view: len(view.lines) == 2, PATIENCE_S)
            assert [line.amount_minor for line in view.lines] == [2897, 2599]
            assert [line.label for line in view.lines] == [
                v.LabelView(amount_minor=2897, mass_g=486),
                v.LabelView(amount_minor=2599),
            ]
            for code, aim, reason in [
                (CARD, "]C0", "card_number"),
                (MILK_EXPIRED, "]d2", "expired"),
                (SMUDGED, "]E0", "not_found"),
            ]:
                lane.scanner.send(code, aim=aim)
                await client.wait_for(lambda view, reason=reason: notice(view) == reason, PATIENCE_S)
            assert (await client.intent(v.StartTender())).ok
            assert (await client.intent(v.TenderCash(amount_minor=2897 + 2599))).ok
            await client.wait_for(lambda view: view.phase == "change_due", PATIENCE_S)
        with trio.fail_after(PATIENCE_S):
            while not lane.printer.papers or (await booked(environment)).total_minor == 0:  # noqa: ASYNC110 - the store's
                await trio.sleep(0.1)
        paper = lane.printer.papers[0].text
        assert "0.486 kg label price" in paper
        assert "28.97" in paper
        assert (await booked(environment)).total_minor == 2897 + 2599
        assert (await booked(environment)).sales == 1
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert CARD.encode() not in written
    assert b"263860002897004" in written


def scanner_ready(view):
    return any(device.kind == "scanner" and device.state == "idle" for device in view.devices)


def notice(view):
    return view.notice.code if view.notice is not None else None


async def booked(environment):
    [lane] = (await environment.store_status()).lanes
    return lane
