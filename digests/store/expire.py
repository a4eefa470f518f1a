"""Retention: what is older than a workspace keeps goes, a batch at a time."""

from __future__ import annotations

from digests.store.changes import forget_weeks_before
from digests.store.database import Connection, Database, Params
from digests.store.erase import forget
from digests.store.sources import hold

BATCH = 2_000  # messages in one transaction, so that other writers wait for milliseconds only

_OLD = "team_id = :team_id AND ts < :before"
_OLDEST = f"SELECT channel_id, ts, deleted FROM messages WHERE {_OLD} ORDER BY ts LIMIT {BATCH}"
_ONE = "team_id = :team_id AND channel_id = :channel_id AND ts = :ts"
_TABLES = ("messages", "reactions", "files")


async def expire(database: Database, team_id: str, before: str) -> int:
    """Erase a workspace's messages older than ts `before`; return how many had not been deleted."""
    params = {"team_id": team_id, "before": before}
    gone, more = 0, True
    while more:
        more, here = await database.write(lambda c: _batch(c, params))
        gone += here
    await database.write(lambda c: _around(c, params))
    return gone


def _batch(c: Connection, params: Params) -> tuple[bool, int]:
    """Erase the oldest; return whether there may be more, and how many went."""
    hold(c, params["team_id"])
    old = c.rows(_OLDEST, params)
    keys = [
        {"team_id": params["team_id"], "channel_id": r["channel_id"], "ts": r["ts"]} for r in old
    ]
    forget(c, keys)
    for table in _TABLES:
        c.run_many(f"DELETE FROM {table} WHERE {_ONE}", keys)
    return len(old) == BATCH, sum(not row["deleted"] for row in old)


def _around(c: Connection, params: Params) -> None:
    """Forget what stands beside messages that are no longer there, and what was known complete."""
    for table in ("reactions", "files"):
        c.run(f"DELETE FROM {table} WHERE {_OLD} AND ts <> ''", params)
    c.run("DELETE FROM coverage WHERE team_id = :team_id AND newest < :before", params)
    c.run(
        """UPDATE coverage SET oldest = :before
        WHERE team_id = :team_id AND oldest < :before AND newest >= :before""",
        params,
    )
    forget_weeks_before(c, params["team_id"], params["before"])
