import trio

from controller.devices.reporter import RETRY_S, Reporter
from controller.ports import LiveWeight, OutputComplete, SettledWeight, StatusUpdate


class Lane:
    def __init__(self, room):
        self.room = room
        self.readings = []

    def report(self, reading):
        if len(self.readings) >= self.room:
            return False
        self.readings.append(reading)
        return True


async def test_what_was_refused_comes_later_in_order_newest_of_a_kind(autojump_clock):
    lane = Lane(room=0)
    reporter = Reporter("scale", lane.report)
    reporter.post(LiveWeight(scale="moving", mass_g=1))
    reporter.post(SettledWeight(mass_g=2, request=1))
    reporter.post(LiveWeight(scale="stable", mass_g=2))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(reporter.run)
        await trio.sleep(1)
        lane.room = 1
        await trio.sleep(2 * RETRY_S)
        assert len(lane.readings) == 1
        lane.room = 9
        await trio.sleep(2 * RETRY_S)
        nursery.cancel_scope.cancel()
    assert lane.readings == [LiveWeight(scale="stable", mass_g=2), SettledWeight(mass_g=2, request=1)]


def test_every_paper_is_told_even_when_many_wait():
    lane = Lane(room=0)
    reporter = Reporter("printer", lane.report)
    papers = [OutputComplete(output_id=f"{n}-0") for n in range(3)]
    for paper in papers:
        assert not reporter.post(paper)
    lane.room = 9
    assert reporter.flush()
    assert lane.readings == papers


def test_only_changes_of_state_are_reported_unless_somebody_asks():
    lane = Lane(room=9)
    reporter = Reporter("drawer", lane.report)
    reporter.repeat_status()
    reporter.status("idle")
    reporter.status("idle")
    reporter.repeat_status()
    assert lane.readings == [
        StatusUpdate(device="drawer", state="fault", fault="unplugged"),
        StatusUpdate(device="drawer", state="idle"),
        StatusUpdate(device="drawer", state="idle"),
    ]
