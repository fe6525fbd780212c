"""The lane process put together by hand: what runs, what it is given, and what happens when it fails.

Device tasks are supervised and may fail for ever. Journal and lane loop may not: their crash ends the process, and
the next start replays the journal.
"""

import json
from importlib.resources import files
from pathlib import Path

import trio

import ui_web
from contracts import view as v
from controller import shelf
from controller.bus.relay import Relay
from controller.config import Config
from controller.fleet import Fleet
from controller.gateway import Gateway
from controller.journal import Journal, SpaceLimits
from controller.kept import KeptJournal
from controller.lane.loop import Lane
from controller.lane.opening import PLAIN, open_lane
from controller.ports import Effect, StatusUpdate
from controller.snapshots import SnapshotFile
from controller.supervision.policy import Policy
from controller.supervision.tree import Edge, supervise
from controller.vitals import FILE_NAME, keep_vitals
from runtime.clock import Clock

MIB = 1024 * 1024


async def serve(
    config: Config, folder: Path, clock: Clock, *, task_status: trio.TaskStatus[str] = trio.TASK_STATUS_IGNORED
) -> None:
    """Run the lane until cancelled; reports the page's address when it takes work. `folder` anchors relative paths."""
    data_dir = folder / config.lane.data_dir
    book = shelf.put(data_dir, (folder / config.lane.price_book).read_bytes())
    journal = Journal.open(
        data_dir / "journal",
        store=config.lane.store_id,
        lane=config.lane.lane_id,
        currency=book.currency,
        now=clock.wall,
        limits=SpaceLimits(refuse_bytes=config.lane.min_free_mb * MIB, reserve_bytes=config.lane.reserve_mb * MIB),
    )
    try:
        kept = KeptJournal(journal, config.lane.store_id, config.lane.lane_id, clock.monotonic_ns)
        snapshots = SnapshotFile(data_dir / "state.snapshot", kept)
        parts = _Parts()
        lane = open_lane(
            snapshot=snapshots.state,
            payloads=kept.payloads(snapshots.lane_seq),
            book=book,
            older_book=lambda content_hash: shelf.get(data_dir, content_hash),
            journal=kept,
            store_id=config.lane.store_id,
            store_names=config.lane.store_names,
            lane_id=config.lane.lane_id,
            epoch=kept.epoch,
            locale=config.lane.locale,
            timezone=config.lane.timezone,
            texts=_texts(config.lane.locale),
            plain_texts=_texts(PLAIN),
            barcodes=config.barcode.settings(),
            clock=clock,
            perform=parts.perform,
            publish=parts.publish,
        )
        vitals = data_dir / FILE_NAME
        await _run(lane, kept, parts, config, clock, snapshots=snapshots, vitals=vitals, task_status=task_status)
    finally:
        journal.close()


class _Parts:
    """Ties the knot: the lane needs devices and page, and they need the lane."""

    fleet: Fleet
    gateway: Gateway

    def perform(self, effect: Effect) -> None:
        self.fleet.perform(effect)

    def publish(self, view: v.LaneView, delta: v.Delta) -> None:
        self.gateway.publish(view, delta)


async def _run(
    lane: Lane,
    kept: KeptJournal,
    parts: _Parts,
    config: Config,
    clock: Clock,
    *,
    snapshots: SnapshotFile,
    vitals: Path,
    task_status: trio.TaskStatus[str],
) -> None:
    parts.fleet = Fleet(config.devices, lane.report, lane.state.last_scan_seq + 1, vitals.parent)
    parts.gateway = Gateway(
        static_dir=ui_web.static_dir(),
        build=ui_web.build_id(),
        submit=lane.submit,
        explain=lane.explainer.answer,
        current=lambda: lane.view,
        bench_url=config.gateway.bench_url,
        allowed_hosts=config.gateway.hosts,
    )
    relay = Relay(
        kept,
        config.bus.url,
        config.lane.store_id,
        config.lane.lane_id,
        lambda online, queued: lane.panel.link(online=online, queued=queued),
    )

    kinds = {str(kind): kind for kind in parts.fleet.drivers()}
    for kind in kinds.values():  # the first page already shows which devices this lane has
        lane.panel.report(StatusUpdate(device=kind, state="opening"))

    def on_edge(edge: Edge) -> None:
        if edge.condition != "up" and edge.name in kinds:  # a shared port's drivers report it themselves
            lane.report(StatusUpdate(device=kinds[edge.name], state="fault", fault="error"))

    async with trio.open_nursery() as nursery:
        host, port = await nursery.start(parts.gateway.serve, config.gateway.host, config.gateway.port)
        nursery.start_soon(lane.run)
        nursery.start_soon(lane.explainer.run)
        nursery.start_soon(relay.run)
        nursery.start_soon(kept.keep_checkpointed)
        nursery.start_soon(snapshots.keep, lane)
        nursery.start_soon(keep_vitals, vitals, parts.fleet.health, clock)
        for name, run in parts.fleet.tasks().items():
            nursery.start_soon(supervise, name, run, Policy(), clock, on_edge)
        task_status.started(f"http://{host}:{port}")


def _texts(locale: str) -> dict[str, str]:
    texts: dict[str, str] = json.loads((files("contracts") / "locale" / f"{locale}.json").read_text(encoding="utf-8"))
    return texts
