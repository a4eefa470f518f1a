"""Jobs that ended long ago, which the engine itself never forgets."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from digests.jobs.unfinished import system

ENDED = ("SUCCESS", "ERROR", "CANCELLED")
BATCH = 500  # jobs in one transaction


def forget(before: datetime) -> int:
    """Forget the jobs that ended before a moment; return how many.

    A job of such an id would run again if it were started, so the moment lies far back.
    """
    table = system().tables.workflow_status
    old = (
        sa.select(table.c.workflow_uuid)
        .where(table.c.status.in_(ENDED))
        .where(table.c.completed_at < int(before.timestamp() * 1000))
        .limit(BATCH)
    )
    gone = 0
    while True:
        with system().engine.begin() as connection:
            ids = list(connection.execute(old).scalars())
        if not ids:
            return gone
        system().delete_workflows(ids)
        gone += len(ids)
