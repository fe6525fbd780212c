"""How far the stream has been read, kept in the same transaction as what was read.

So a restart goes on exactly where the last commit stood: nothing is delivered twice, and nothing out of order.
"""

import structlog
from sqlalchemy import Connection, delete, insert, select, update

from runtime.messages import StreamState
from store.tables import stream_cursor

log = structlog.get_logger()


def start_seq(connection: Connection, stream: str, state: StreamState) -> int:
    """Return the stream sequence to read from: after the cursor, or 1 when this is not the stream it was made on.

    A stream that was lost, restored or rolled back counts its sequences again; reading it whole is safe, because
    records that are here already change nothing.
    """
    row = connection.execute(select(stream_cursor).where(stream_cursor.c.stream == stream)).one_or_none()
    if row is not None and row.created == state.created and row.stream_seq <= state.last_seq:
        return int(row.stream_seq) + 1
    if row is not None:
        log.warning("stream_rolled_back", stream=stream, read=row.stream_seq, last_seq=state.last_seq)
    connection.execute(delete(stream_cursor).where(stream_cursor.c.stream == stream))
    connection.execute(insert(stream_cursor).values(stream=stream, created=state.created, stream_seq=0))
    return 1


def move(connection: Connection, stream: str, stream_seq: int) -> None:
    """Remember that everything up to `stream_seq` is taken in."""
    connection.execute(update(stream_cursor).where(stream_cursor.c.stream == stream).values(stream_seq=stream_seq))
