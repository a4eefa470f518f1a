"""PostgreSQL's partitions of messages, one for each month of their ts: made, listed, dropped."""

from __future__ import annotations

from digests.store import postgres_schema
from digests.store.database import Connection, Span

# How long a drop waits for those at work on messages, seconds; everybody else waits behind it.
LOCK_SECONDS = 1

_MONTHS = """SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = to_regclass('messages') AND c.relname <> 'messages_rest'
    ORDER BY c.relname"""
_OWN = _MONTHS.replace("ORDER BY", "AND pg_has_role(c.relowner, 'USAGE') ORDER BY")
_NEWEST = """SELECT ts FROM messages WHERE team_id = :team_id AND deleted = 0
    ORDER BY ts DESC LIMIT 1"""


def _months(c: Connection, sql: str) -> list[str]:
    """Return the months that have a partition, oldest first, as "2026_11"."""
    return [row["name"].removeprefix("messages_") for row in c.rows(sql)]


def spans(c: Connection, team_id: str) -> list[Span]:
    """See `Connection.spans`: a month each, up to the newest in which a workspace has messages.

    The first and the last are open, so that what lies in `messages_rest` is in one of them too.
    """
    newest = c.rows(_NEWEST, {"team_id": team_id})
    starts = [postgres_schema.bounds(month)[0] for month in _months(c, _MONTHS)]
    begun = [start for start in starts if newest and start <= newest[0]["ts"]]
    edges: list[str | None] = [None, *begun[1:], None]
    return [(edges[n], edges[n + 1]) for n in reversed(range(len(edges) - 1))]


def make(c: Connection, schema: str, month: str) -> None:
    """Make a month's partition unless it is there."""
    name = {"name": f"messages_{month}"}
    if not c.rows("SELECT 1 AS there WHERE to_regclass(:name) IS NOT NULL", name):
        c.lock(f"partitions {schema}")
        c.run(postgres_schema.partition(month))


def before(c: Connection, team_id: str, ts: str) -> dict[str, int]:
    """Return the months that may be dropped: ended before a ts, and one workspace's alone.

    Returns:
        How many messages each has that weren't deleted.
    """
    ended = [month for month in _months(c, _OWN) if postgres_schema.bounds(month)[1] <= ts]
    return {month: _count(c, month) for month in ended if not _shared(c, team_id, month)}


def _shared(c: Connection, team_id: str, month: str) -> bool:
    others = f"SELECT 1 AS one FROM messages_{month} WHERE team_id <> :team_id LIMIT 1"
    return bool(c.rows(others, {"team_id": team_id}))


def _count(c: Connection, month: str) -> int:
    return int(c.rows(f"SELECT COUNT(*) AS n FROM messages_{month} WHERE deleted = 0")[0]["n"])


def drop(c: Connection, schema: str, month: str) -> None:
    """Drop a month with all its messages; fails if others don't let go of them in time."""
    c.run(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
    c.lock(f"partitions {schema}")
    c.run(f"DROP TABLE IF EXISTS messages_{month}")
