"""The lane's snapshot file beside its journal: read once at the start, written anew after so many records."""

from importlib.resources import files
from pathlib import Path

import trio

from contracts.chain import sha256
from controller.kept import KeptJournal
from controller.lane.loop import Lane
from controller.lane.snapshot import Snapshot, decode, encode

INTERVAL_S = 5.0
RECORDS_BETWEEN = 2_000
"""Records a restart may have to replay; a busy lane writes so many in half an hour."""


def domain_version() -> str:
    """Return a digest of the domain's code: another code may make another state of the same events."""
    sources = sorted(path.read_bytes() for path in files("controller.domain").iterdir() if path.name.endswith(".py"))
    return sha256(b"\0".join(sources)).hex()


class SnapshotFile:
    """`state` is the state after `lane_seq`, or None and 0 when there is no snapshot to use."""

    def __init__(self, path: Path, kept: KeptJournal) -> None:
        self._path = path
        self._kept = kept
        self._opened_at_seq = kept.head_seq
        self._version = domain_version()
        found = decode(path.read_bytes(), self._version, kept.chain_now) if path.exists() else None
        self.state = found.state if found else None
        self.lane_seq = found.lane_seq if found else 0

    async def keep(self, lane: Lane) -> None:
        """Write a snapshot whenever the last one is old enough, until cancelled."""
        while True:
            await trio.sleep(INTERVAL_S)
            state, lane_seq = lane.state, self._opened_at_seq + lane.commits
            if lane_seq - self.lane_seq < RECORDS_BETWEEN:
                continue
            chain = await self._kept.chain_at(lane_seq)
            assert chain is not None, "the state is the state after a record"
            snapshot = Snapshot(version=self._version, lane_seq=lane_seq, chain=chain, state=state)
            await trio.to_thread.run_sync(self._write, encode(snapshot))
            self.lane_seq = lane_seq

    def _write(self, data: bytes) -> None:
        fresh = self._path.with_suffix(".new")
        fresh.write_bytes(data)
        fresh.replace(self._path)
