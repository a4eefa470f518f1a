"""Which messages a summary, a digest or a delivery rests on."""

from __future__ import annotations

from collections.abc import Iterable

from digests.audience import Audience
from digests.models import Source
from digests.store.database import Connection, Row
from digests.store.readable import readable_channels

Key = tuple[str, str]  # channel_id, ts

_PUT = """INSERT INTO sources (team_id, channel_id, ts, kind, key)
    VALUES (:team_id, :channel_id, :ts, :kind, :key)
    ON CONFLICT (team_id, channel_id, ts, kind, key) DO NOTHING"""
_OF = "team_id = :team_id AND kind = :kind AND key = :key"


def hold(c: Connection, team_id: str) -> None:
    """Take turns with whoever deletes or edits: what is made of a message that is going goes too.

    To be called before anything else in a transaction.
    """
    c.lock(f"sources {team_id}")


def put(c: Connection, team_id: str, kind: str, key: str, sources: Iterable[Key]) -> None:
    """Store what `key` rests on in place of what it rested on before."""
    params = {"team_id": team_id, "kind": kind, "key": key}
    c.run(f"DELETE FROM sources WHERE {_OF}", params)
    rows = [{**params, "channel_id": channel, "ts": ts} for channel, ts in sorted(set(sources))]
    c.run_many(_PUT, rows)


def of(c: Connection, team_id: str, kind: str, key: str) -> list[Key]:
    """Return every (channel_id, ts) that `key` rests on, ascending; [] if there are none."""
    sql = f"SELECT channel_id, ts FROM sources WHERE {_OF} ORDER BY channel_id, ts"
    found = c.rows(sql, {"team_id": team_id, "kind": kind, "key": key})
    return [(row["channel_id"], row["ts"]) for row in found]


def all_readable(c: Connection, audience: Audience, channel_ids: Iterable[str]) -> bool:
    """Whether an audience may read every one of these channels as they are now."""
    wanted = set(channel_ids)
    condition, params = readable_channels(c, audience)
    sql = f"SELECT c.channel_id FROM channels c WHERE {condition} AND "
    sql += c.listed("c.channel_id", "wanted")
    found = c.rows(sql, {**params, "wanted": c.list_of(wanted)})
    return wanted <= {row["channel_id"] for row in found}


def any_deleted(c: Connection, team_id: str, sources: Iterable[Key]) -> bool:
    """Whether one of these messages was deleted."""
    sql = """SELECT 1 AS gone FROM messages WHERE team_id = :team_id AND channel_id = :channel_id
        AND ts = :ts AND deleted = 1"""
    keys = ({"team_id": team_id, "channel_id": channel, "ts": ts} for channel, ts in sources)
    return bool(c.rows_of_many(sql, keys))


def any_edited(c: Connection, team_id: str, read: Iterable[Source]) -> bool:
    """Whether one of these messages says something else than when it was read.

    A source of which nobody noted what edit was read counts as read just now.
    """
    sql = """SELECT 1 AS edited FROM messages WHERE team_id = :team_id AND channel_id = :channel_id
        AND ts = :ts AND edited_ts <> :edited_ts"""
    noted = [source for source in read if source.edited_ts is not None]
    keys = (
        {
            "team_id": team_id,
            "channel_id": source.channel_id,
            "ts": source.ts,
            "edited_ts": source.edited_ts,
        }
        for source in noted
    )
    return bool(c.rows_of_many(sql, keys))


def citing(
    c: Connection, table: str, kind: str, team_id: str, channel_id: str, ts: str
) -> list[Row]:
    """Return the rows of a table (digests by digest_id, others by key) that rest on a message."""
    own = "digest_id" if table == "digests" else "key"
    sql = f"""SELECT t.* FROM {table} t JOIN sources s ON s.key = t.{own} AND s.team_id = t.team_id
        WHERE s.team_id = :team_id AND s.channel_id = :channel_id AND s.ts = :ts AND s.kind = :kind
        ORDER BY t.{own}"""
    params = {"team_id": team_id, "channel_id": channel_id, "ts": ts, "kind": kind}
    return c.rows(sql, params)
