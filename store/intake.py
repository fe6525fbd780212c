"""The intake task: LANE_EVENTS -> one transaction a batch -> marks to the lanes; and the answer to "how are you?".

fetch -> commit (ingest + stream cursor) -> ack -> AppliedMark on core NATS
"""

import random
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
import structlog
import trio
from sqlalchemy import Connection

from contracts import subjects
from contracts.envelope import AppliedMark, encode
from contracts.status import StoreStatus
from runtime.backoff import Backoff
from runtime.clock import utc_text
from runtime.island import one_error
from runtime.messages import InMessage, LinkDown, StreamSpec
from runtime.nats_link import Link, Pull, open_link
from store import cursor
from store.database import Database
from store.ingest import ingest, marks_of
from store.status import read_status

BATCH_MESSAGES = 256
FETCH_TIMEOUT_S = 2.0
REQUESTS_CAPACITY = 512
STREAM_BYTES_MAX = 8 * 1024**3
DUPLICATE_WINDOW_S = 120.0
LANE_EVENTS = StreamSpec(
    name=subjects.STREAM,
    subjects=(subjects.STREAM_SUBJECTS,),
    max_bytes=STREAM_BYTES_MAX,
    duplicate_window_s=DUPLICATE_WINDOW_S,
)

log = structlog.get_logger()


class Intake:
    """`run` lives as long as the store. The broker may come and go."""

    def __init__(
        self,
        database: Database,
        url: str,
        store: str,
        now: Callable[[], datetime],
        *,
        rng: random.Random | None = None,
    ) -> None:
        self._database = database
        self._url = url
        self._store = store
        self._now = now
        self._backoff = Backoff(rng or random.Random())  # noqa: S311 - spreads reconnections, hides nothing
        # Reading a mark and sending it is one step: a lane must not get an old mark after a newer one.
        self._marks_turn = trio.Lock()
        self.online = False

    async def run(self) -> None:
        """Take in until cancelled; raises `DatabaseFault` only."""
        while True:
            try:
                with one_error(LinkDown):
                    async with open_link(self._url, f"store-{self._store}") as link:
                        await self._serve(link)
            except LinkDown as error:
                if self._backoff.failures == 0:
                    log.warning("broker_lost", store=self._store, reason=error.reason)
            finally:
                self.online = False
            await trio.sleep(self._backoff.next_s())

    async def status(self, lane: str | None = None) -> StoreStatus:
        """Return how the store is."""
        online = self.online
        return await self._database.run(
            lambda connection: read_status(connection, self._store, lane, broker_online=online),
        )

    async def _serve(self, link: Link) -> None:
        state = await link.ensure_stream(LANE_EVENTS)
        start = await self._database.run(lambda connection: cursor.start_seq(connection, LANE_EVENTS.name, state))
        pull = await link.pull(
            LANE_EVENTS.name,
            f"store-{self._store}",
            start_seq=start,
            subject=f"lane.{self._store}.*.event.>",
            max_ack_pending=2 * BATCH_MESSAGES,
        )
        requests = await link.subscribe(subjects.status_request(self._store), REQUESTS_CAPACITY)
        self.online = True
        self._backoff.reset()
        log.info("broker_online", store=self._store, stream_seq=start)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._keep_answering, link, requests)
            while True:
                messages = await pull.fetch(BATCH_MESSAGES, FETCH_TIMEOUT_S)
                if messages:
                    await self._take_in(link, pull, messages)

    async def _take_in(self, link: Link, pull: Pull, messages: Sequence[InMessage]) -> None:
        received_at = utc_text(self._now())

        def work(connection: Connection) -> list[AppliedMark]:
            marks = ingest(connection, self._store, messages, received_at)
            cursor.move(connection, LANE_EVENTS.name, messages[-1].stream_seq)
            return marks

        async with self._marks_turn:
            marks = await self._database.run(work)
            await pull.ack(messages[-1])
            await self._send(link, marks)

    async def _keep_answering(self, link: Link, requests: trio.MemoryReceiveChannel[InMessage]) -> None:
        """Answer a status request; one that names a lane also gets that lane its marks."""
        async for request in requests:
            lane = request.data.decode(errors="replace") or None
            if lane is not None:
                await self._send_marks(link, lane)
            if request.reply:
                await link.publish(request.reply, msgspec.json.encode(await self.status(lane)))

    async def _send_marks(self, link: Link, lane: str) -> None:
        async with self._marks_turn:
            marks = await self._database.run(lambda connection: marks_of(connection, self._store, lane))
            await self._send(link, marks)

    async def _send(self, link: Link, marks: Sequence[AppliedMark]) -> None:
        for mark in marks:
            await link.publish(subjects.applied(mark.store, mark.lane), encode(mark))
