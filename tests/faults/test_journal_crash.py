"""kill -9 at random moments of appending: what was acknowledged is there, gapless, and its chain holds."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from controller.journal import Journal, SpaceLimits
from tests.seed import SEED

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("LANEWISE_KILLS", "30"))
LIFE_MAX_S = 0.15
OPTIONS = {"store": "s1", "lane": "3", "currency": "CNY", "limits": SpaceLimits(reserve_bytes=4096)}

LANE = textwrap.dedent(
    """
    import os, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from controller.journal import Draft, Journal, SpaceLimits

    journal = Journal.open(
        Path(sys.argv[1]), store="s1", lane="3", currency="CNY", now=lambda: datetime.now(UTC),
        limits=SpaceLimits(reserve_bytes=4096),
    )
    os.write(1, b"ready\\n")
    while True:
        count = 1 + journal.head_seq % 4
        drafts = [Draft("item_registered", 1, os.urandom(200), b'{"n":%d}' % n) for n in range(count)]
        last = journal.append(drafts, "2025-01-31T08:15:00.000Z")[-1]
        os.write(1, b"%d %s\\n" % (last.lane_seq, last.chain.hex().encode()))
        if last.lane_seq % 97 == 0:
            journal.set_marks(published=last.lane_seq, applied=last.lane_seq // 2)
            journal.checkpoint_if_large(idle=True)
    """
)


def live_and_die(folder: Path, life_s: float) -> dict[int, str]:
    """Run a lane for `life_s` after it is ready, kill it, return what it acknowledged: lane_seq -> chain."""
    with subprocess.Popen([sys.executable, "-c", LANE, str(folder)], stdout=subprocess.PIPE, cwd=ROOT) as lane:
        assert lane.stdout is not None
        assert lane.stdout.readline() == b"ready\n"
        time.sleep(life_s)
        lane.send_signal(signal.SIGKILL)
        lines = lane.stdout.read().split(b"\n")[:-1]
    return {int(seq): chain.decode() for seq, chain in (line.split() for line in lines)}


@pytest.mark.faults
def test_acknowledged_records_survive_kill_9(tmp_path):
    moments = random.Random(SEED)
    acknowledged: dict[int, str] = {}
    for _ in range(KILLS):
        acknowledged |= live_and_die(tmp_path / "lane", moments.uniform(0.0, LIFE_MAX_S))
    journal = Journal.open(tmp_path / "lane", now=lambda: datetime.now(UTC), **OPTIONS)
    journal.verify()
    records = []
    while batch := journal.read(len(records), 1000):
        records += batch
    journal.close()
    assert [record.lane_seq for record in records] == list(range(1, len(records) + 1))
    stored = {record.lane_seq: record.chain.hex() for record in records}
    assert {seq: stored.get(seq) for seq in acknowledged} == acknowledged
    assert len(acknowledged) > KILLS, "the lanes lived long enough to prove something"


@pytest.mark.faults
def test_each_restart_goes_on_in_the_same_epoch(tmp_path):
    epochs = set()
    for _ in range(3):
        live_and_die(tmp_path / "lane", 0.02)
        journal = Journal.open(tmp_path / "lane", now=lambda: datetime.now(UTC), **OPTIONS)
        epochs.add(journal.epoch)
        journal.close()
    assert len(epochs) == 1
