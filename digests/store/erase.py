"""Deletion that is real: a message goes, and with it everything made of it.

What stays of a single deleted message is its key without any text, so that a late event can't bring
it back; digests and deliveries that cite it are marked stale for whoever edits them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from digests.store.changes import forget_weeks, touch
from digests.store.database import Connection, Params
from digests.store.sources import hold

_ONE = "team_id = :team_id AND channel_id = :channel_id AND ts = :ts"
_CHANNEL = "team_id = :team_id AND channel_id = :channel_id"
_CITING = """SELECT s.key FROM sources s WHERE s.team_id = :team_id
    AND s.channel_id = :channel_id AND s.ts = :ts AND s.kind = """
_CITING_ANY = _CITING.replace(" AND s.ts = :ts", "")
_CITING_OLD = _CITING.replace("s.ts = :ts", "s.ts < :before")


def _forget(citing: str) -> tuple[str, ...]:
    """Statements for what rests on messages: `citing` finds the keys of a kind."""
    return (
        f"DELETE FROM summaries WHERE key IN ({citing} 'summary')",
        f"""UPDATE digests SET stale = 1
        WHERE team_id = :team_id AND digest_id IN ({citing} 'digest')""",
        f"UPDATE deliveries SET stale = 1 WHERE key IN ({citing} 'delivery')",
    )


_FORGET = (*_forget(_CITING), f"DELETE FROM sources WHERE {_ONE} AND kind = 'summary'")
_FORGET_OLD = (
    *_forget(_CITING_OLD)[:2],
    f"DELETE FROM sources WHERE {_CHANNEL} AND ts < :before AND kind IN ('summary', 'delivery')",
)
_TOMBSTONE = """INSERT INTO messages (team_id, channel_id, ts, text, terms, author, subtype,
    edited_ts, broadcast, files, deleted) VALUES (:team_id, :channel_id, :ts, '', '', '', '', '', 0,
    '', 1) ON CONFLICT (team_id, channel_id, ts) DO UPDATE SET text = '', terms = '',
    user_id = NULL, author = '', thread_ts = NULL, subtype = '', bot_id = NULL, edited_ts = '',
    broadcast = 0, files = '', deleted = 1 WHERE messages.deleted = 0"""
_AROUND = tuple(f"DELETE FROM {table} WHERE {_ONE}" for table in ("reactions", "files", "feedback"))
_REMOVED = """INSERT INTO channels (team_id, channel_id, name, kind, is_shared, is_archived,
    is_member, opted_out, topic, removed) VALUES (:team_id, :channel_id, '', 'private', 0, 0, 0, 0,
    '', 1) ON CONFLICT (team_id, channel_id) DO UPDATE SET name = '', topic = '', is_member = 0,
    removed = 1, members_known = 0, members_at = ''"""
_OF_CHANNEL = ("messages", "reactions", "files", "memberships", "coverage", "cursors", "feedback")


def forget(c: Connection, keys: Iterable[Params]) -> None:
    """Drop the summaries that rest on changed messages and mark digests and deliveries stale."""
    for key in _cited(c, keys):
        for sql in _FORGET:
            c.run(sql, key)


def forget_before(c: Connection, params: Params) -> None:
    """Drop the summaries that rest on old messages and mark digests stale; see `expire`.

    Answers aren't: what stands in a thread goes as Slack lets the thread's own messages go.

    Args:
        c: in a transaction that began with `hold`.
        params: team_id, channel_id, and the ts `before` which messages are old.
    """
    for sql in _FORGET_OLD:
        c.run(sql, params)


def _cited(c: Connection, keys: Iterable[Params]) -> list[Params]:
    """Those of the keys on which something rests; one query for each channel."""
    by_channel: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in keys:
        by_channel[key["team_id"], key["channel_id"]].append(key["ts"])
    listed = f"SELECT DISTINCT ts FROM sources WHERE {_CHANNEL} AND {c.listed('ts', 'listed')}"
    cited: list[Params] = []
    for (team_id, channel_id), ts in by_channel.items():
        channel = {"team_id": team_id, "channel_id": channel_id}
        found = c.rows(listed, {**channel, "listed": c.list_of(ts)})
        cited.extend({**channel, "ts": row["ts"]} for row in found)
    return cited


def erase_message(c: Connection, key: Params) -> bool:
    """Erase one message; return whether it was there."""
    hold(c, key["team_id"])
    there = c.rows(f"SELECT deleted FROM messages WHERE {_ONE}", key)
    c.run(_TOMBSTONE, key)
    for sql in _AROUND:
        c.run(sql, key)
    forget(c, [key])
    touch(c, [key])
    return bool(there) and not there[0]["deleted"]


def erase_channel(c: Connection, team_id: str, channel_id: str) -> None:
    """Erase a channel with all its text; it stays out until Slack describes it again."""
    params = {"team_id": team_id, "channel_id": channel_id}
    hold(c, team_id)
    for sql in _forget(_CITING_ANY):
        c.run(sql, params)
    c.run(f"DELETE FROM summaries WHERE {_CHANNEL}", params)
    c.run(f"DELETE FROM sources WHERE {_CHANNEL} AND kind = 'summary'", params)
    for table in _OF_CHANNEL:
        c.run(f"DELETE FROM {table} WHERE {_CHANNEL}", params)
    c.run(_REMOVED, params)
    forget_weeks(c, team_id, channel_id)
