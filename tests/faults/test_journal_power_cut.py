"""Power cuts at every write of a journal's life: what a disk may then hold, and what the journal makes of it.

A recording VFS notes every write, sync, create and delete that SQLite asks for. After each of them the power may fail;
of what was not synced, the disk may hold nothing, all, any prefix, all but one write, or a write torn at 512 bytes.
Names follow one of two file systems: `ordered` (like ext4, a delete is there at once) and `strict` (POSIX allows that a
deleted file comes back until its folder is synced). Every distinct state is opened again: each acknowledged record must
be there and the chain must hold. The last test shows that the check finds the losses of weaker settings.
"""

import itertools
import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest

from controller.journal import Draft, Journal, SpaceLimits, database

COMMITS = 60
CHECKPOINT_PAGES = 20
SECTOR_BYTES = 512
STATES_PER_CUT = 16
SEED = 20250131
LIMITS = SpaceLimits(reserve_bytes=4096)

Op = tuple[str, str, int, bytes]  # what, file name, offset or number, data
Content = dict[str, bytes]


class RecordingFile(apsw.VFSFile):
    def __init__(self, ops: list[Op], path: str | apsw.URIFilename, flags: list[int]) -> None:
        filename = path.filename() if isinstance(path, apsw.URIFilename) else path
        self._ops, self._name = ops, Path(filename).name
        if not Path(filename).exists():
            ops.append(("create", self._name, 0, b""))
        super().__init__("unix", path, flags)

    def xWrite(self, data, offset):  # noqa: N802 - SQLite's name
        super().xWrite(data, offset)
        self._ops.append(("write", self._name, offset, bytes(data)))

    def xTruncate(self, newsize):  # noqa: N802 - SQLite's name
        super().xTruncate(newsize)
        self._ops.append(("truncate", self._name, newsize, b""))

    def xSync(self, flags):  # noqa: N802 - SQLite's name
        super().xSync(flags)
        self._ops.append(("sync", self._name, 0, b""))


class RecordingVFS(apsw.VFS):
    def __init__(self, ops: list[Op]) -> None:
        self._ops = ops
        super().__init__("recording", base="unix", makedefault=True)

    def xOpen(self, name, flags):  # noqa: N802 - SQLite's name
        return RecordingFile(self._ops, name, flags)

    def xDelete(self, filename, syncdir):  # noqa: N802 - SQLite's name
        super().xDelete(filename, syncdir)
        self._ops.append(("delete", Path(filename).name, int(syncdir), b""))


@dataclass
class Inode:
    durable: bytes = b""
    pending: list[tuple[str, int, bytes]] = field(default_factory=list)

    def after(self, operations: list[tuple[str, int, bytes]]) -> bytes:
        content = bytearray(self.durable)
        for what, number, data in operations:
            if what == "truncate":
                del content[number:]
                continue
            content.extend(bytes(max(number + len(data) - len(content), 0)))
            content[number : number + len(data)] = data
        return bytes(content)

    def possible(self) -> list[bytes]:
        """Return the contents this file may have after a power cut: none and all of the pending writes first."""
        pending, count = self.pending, len(self.pending)
        subsets = [[], pending]
        subsets += [pending[:end] for end in range(1, count)]
        subsets += [pending[:gap] + pending[gap + 1 :] for gap in range(count)]
        if count and pending[-1][0] == "write" and len(pending[-1][2]) > SECTOR_BYTES:
            what, offset, data = pending[-1]
            torn = random.Random(offset).randrange(1, -(-len(data) // SECTOR_BYTES)) * SECTOR_BYTES
            subsets.append([*pending[:-1], (what, offset, data[:torn])])
        return list(dict.fromkeys(self.after(subset) for subset in subsets))


@dataclass
class Disk:
    """What is surely on the disk and what may be, after some operations."""

    strict: bool
    live: dict[str, Inode] = field(default_factory=dict)
    named: dict[str, Inode] = field(default_factory=dict)

    def apply(self, op: Op) -> None:
        what, name, number, data = op
        match what:
            case "create":
                self.live[name] = self.named[name] = Inode()
            case "write" | "truncate":
                self.live[name].pending.append((what, number, data))
            case "sync":
                inode = self.live[name]
                inode.durable, inode.pending = inode.after(inode.pending), []
            case "delete":
                del self.live[name]
                if number:
                    self.named = dict(self.live)
            case "syncdir":
                self.named = dict(self.live)
        if not self.strict:
            self.named = dict(self.live)

    def states(self, choose: random.Random) -> Iterator[Content]:
        for names in (self.named, self.live):
            possible = [inode.possible() for inode in names.values()]
            states = list(itertools.islice(itertools.product(*possible), 10_000))
            chosen = states if len(states) <= STATES_PER_CUT else choose.sample(states, STATES_PER_CUT)
            for contents in chosen:
                yield dict(zip(names, contents, strict=True))


@dataclass
class Life:
    """One journal's operations; `acknowledged` maps the number of operations so far to (records, chain)."""

    ops: list[Op]
    acknowledged: dict[int, tuple[int, bytes]]


def record_a_life(folder: Path, monkeypatch, durability: tuple[str, ...] = ()) -> Life:
    """Run a journal from its creation to its end; a weaker `durability` also leaves the folder unsynced."""
    ops: list[Op] = []
    acknowledged: dict[int, tuple[int, bytes]] = {}
    sizes = random.Random(SEED)
    monkeypatch.setattr(database, "WAL_AUTOCHECKPOINT_PAGES", CHECKPOINT_PAGES)
    syncdir = [] if durability else [("syncdir", "", 0, b"")]
    monkeypatch.setattr(database, "sync_folder", lambda _: ops.extend(syncdir))
    monkeypatch.setattr(database, "DURABILITY", durability or database.DURABILITY)
    vfs = RecordingVFS(ops)
    try:
        journal = open_journal(folder, 1)
        acknowledged[len(ops)] = (0, journal.head_chain)
        for number in range(COMMITS):
            body = sizes.randbytes(sizes.randrange(50, 3000))
            journal.append([Draft("item_registered", 1, body, body)] * (1 + number % 3), "2025-01-31T08:15:00.000Z")
            acknowledged[len(ops)] = (journal.head_seq, journal.head_chain)
        journal.checkpoint_if_large(idle=True)
        journal.close()
    finally:
        vfs.unregister()
        monkeypatch.undo()
    return Life(ops, acknowledged)


def open_journal(folder: Path, second: int) -> Journal:
    now = datetime.fromtimestamp(second, UTC)
    return Journal.open(folder, store="s1", lane="3", currency="CNY", now=lambda: now, limits=LIMITS)


def loss(state: Content, promised: tuple[int, bytes] | None, folder: Path) -> str | None:
    """Open `state` as the lane would at its next start and say what is missing."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in state.items():
        (folder / name).write_bytes(content)
    journal = open_journal(folder, 2)
    try:
        journal.verify()
        if promised is None:
            return None
        lane_seq, chain = promised
        if journal.epoch != 1:
            return "the whole journal"
        if journal.head_seq < lane_seq:
            return f"{lane_seq - journal.head_seq} records"
        found = journal.read(lane_seq - 1, 1)[0].chain if lane_seq else chain
        return None if found == chain else "the chain"
    finally:
        journal.close()


def losses(life: Life, *, strict: bool, folder: Path) -> Iterator[str | None]:
    """Cut the power after every operation; yield for each state what was lost, if anything."""
    disk, choose = Disk(strict), random.Random(SEED)
    promised: tuple[int, bytes] | None = None
    seen: set[int] = set()
    for number, op in enumerate([*life.ops, ("end", "", 0, b"")]):
        promised = life.acknowledged.get(number, promised)
        for state in disk.states(choose):
            key = hash((promised, *sorted(state.items())))
            if key not in seen:
                seen.add(key)
                yield loss(state, promised, folder)
        disk.apply(op)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Thousands of openings with their syncs belong in memory, where there is a file system for it."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else tmp_path) as name:
        yield Path(name)


@pytest.mark.faults
@pytest.mark.parametrize("strict", [False, True], ids=["ordered", "strict"])
def test_no_power_cut_loses_an_acknowledged_record(folder, monkeypatch, strict):
    life = record_a_life(folder / "life", monkeypatch)
    found = list(losses(life, strict=strict, folder=folder / "cut"))
    assert [lost for lost in found if lost is not None] == []
    assert len(found) > 1000, "the enumeration saw the journal's life"


@pytest.mark.faults
@pytest.mark.parametrize(
    ("durability", "strict"),
    [
        (("PRAGMA synchronous=NORMAL", "PRAGMA journal_mode=WAL"), False),
        (("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL"), True),
    ],
    ids=["NORMAL", "FULL after WAL"],
)
def test_the_check_finds_the_losses_of_weaker_settings(folder, monkeypatch, durability, strict):
    life = record_a_life(folder / "life", monkeypatch, durability=durability)
    assert any(losses(life, strict=strict, folder=folder / "cut"))
