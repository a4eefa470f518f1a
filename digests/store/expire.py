"""Retention: what is older than a workspace keeps goes, channel by channel and batch by batch."""

from __future__ import annotations

from digests.store.changes import forget_weeks_before
from digests.store.database import Connection, Database, Params
from digests.store.erase import forget_before
from digests.store.sources import hold

BATCH = 200  # messages in one transaction, so that other writers wait for milliseconds only

_IN_CHANNEL = "team_id = :team_id AND channel_id = :channel_id AND ts < :before"
_TABLES = ("messages", "reactions", "files", "feedback")
# files that were deleted are known by rows without a channel, which stay
_CHANNELS = " UNION ".join(
    f"""SELECT channel_id FROM {table}
    WHERE team_id = :team_id AND ts < :before AND channel_id <> ''"""
    for table in (*_TABLES, "sources")
)
_NEXT = f"SELECT ts FROM messages WHERE {_IN_CHANNEL} ORDER BY ts LIMIT 1 OFFSET {BATCH}"
_COUNT = f"SELECT COUNT(*) AS n FROM messages WHERE {_IN_CHANNEL} AND deleted = 0"


async def expire(database: Database, team_id: str, before: str) -> int:
    """Erase a workspace's messages older than ts `before` and what was made of them.

    Interrupted, it is simply called again. Digests that cite them are marked stale.

    Returns:
        How many messages went that had not been deleted.
    """
    params = {"team_id": team_id, "before": before}
    found = await database.read(lambda c: c.rows(_CHANNELS, params))
    channels = [{**params, "channel_id": row["channel_id"]} for row in found]
    for channel in channels:
        await database.write(lambda c, channel=channel: _release(c, channel))  # type: ignore[misc]
    gone = await database.drop_before(team_id, before)
    for channel in channels:
        more = True
        while more:
            more, went = await database.write(lambda c, channel=channel: _batch(c, channel))  # type: ignore[misc]
            gone += went
    await database.write(lambda c: _shorten(c, params))
    return gone


def _release(c: Connection, channel: Params) -> None:
    """Let go of what rests on a channel's old messages, before the first of them goes."""
    hold(c, channel["team_id"])
    forget_before(c, channel)


def _batch(c: Connection, channel: Params) -> tuple[bool, int]:
    """Erase a channel's oldest; return whether there are more, and how many went."""
    hold(c, channel["team_id"])
    later = c.rows(_NEXT, channel)
    oldest = {**channel, "before": later[0]["ts"]} if later else channel
    gone = c.rows(_COUNT, oldest)[0]["n"]
    forget_before(c, oldest)
    for table in _TABLES:
        c.run(f"DELETE FROM {table} WHERE {_IN_CHANNEL}", oldest)
    return bool(later), gone


def _shorten(c: Connection, params: Params) -> None:
    """Take back what was known to be complete of the time before."""
    c.run("DELETE FROM coverage WHERE team_id = :team_id AND newest < :before", params)
    c.run(
        """UPDATE coverage SET oldest = :before
        WHERE team_id = :team_id AND oldest < :before AND newest >= :before""",
        params,
    )
    forget_weeks_before(c, params["team_id"], params["before"])
