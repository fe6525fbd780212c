"""Messages that are no records of ours: kept byte by byte, never in the way of what follows."""

import structlog
from sqlalchemy import Connection, insert, update

from contracts.chain import sha256
from store.accept import Refused
from store.tables import quarantine

log = structlog.get_logger()


def set_aside(connection: Connection, subject: str, data: bytes, refused: Refused, received_at: str) -> None:
    """Keep `data`; the same bytes on the same subject for the same reason only count up."""
    log.error("message_quarantined", subject=subject, reason=refused.reason, detail=refused.detail)
    digest = sha256(data).hex()
    same = (quarantine.c.sha256 == digest) & (quarantine.c.reason == refused.reason) & (quarantine.c.subject == subject)
    again = connection.execute(update(quarantine).where(same).values(seen=quarantine.c.seen + 1))
    if again.rowcount:
        return
    connection.execute(
        insert(quarantine).values(
            subject=subject,
            reason=refused.reason,
            detail=refused.detail,
            sha256=digest,
            seen=1,
            received_at=received_at,
            data=data,
        ),
    )
