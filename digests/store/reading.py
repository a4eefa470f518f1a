"""The reads of message text, each bound to an audience: plain functions on a connection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from digests.audience import Audience
from digests.errors import NotReadable, UnknownChannel
from digests.models import Channel, Message, Thread, Window, ts_at
from digests.store import rows
from digests.store.database import Connection, Row
from digests.store.readable import MESSAGES, readable, readable_channels

_COLUMNS = """m.team_id, m.channel_id, m.ts, m.text, m.user_id, m.author, m.thread_ts, m.subtype,
    m.bot_id, m.edited_ts, m.broadcast, m.files"""
_OF_CHANNEL = """c.name, c.kind, c.is_shared, c.is_archived, c.is_member, c.opted_out, c.topic,
    c.created"""
_REACTIONS = """SELECT channel_id, ts, name, user_id, count FROM reactions
    WHERE team_id = :team_id AND count > 0 AND """


def select(
    c: Connection, audience: Audience, condition: str, params: Mapping[str, Any]
) -> list[Message]:
    """Return the messages for which the condition on `m` (and what follows WHERE) holds."""
    return with_reactions(c, matching(c, audience, condition, params))


def select_any(
    c: Connection, audience: Audience, conditions: Iterable[str], params: Mapping[str, Any]
) -> list[Message]:
    """Return the messages that each condition on `m` finds, one condition after the other."""
    return with_reactions(c, _rows(c, audience, conditions, params))


def of_pairs(
    c: Connection, audience: Audience, pairs: str, params: Mapping[str, Any]
) -> list[Message]:
    """Return the messages whose channel_id and ts a query gives, ascending by both.

    Args:
        c: where to read.
        audience: who reads.
        pairs: the query.
        params: its parameters.
    """
    listed = f"IN ({pairs})"
    # no bounds in time, or SQLite walks through all that lies within them
    condition = f"(m.channel_id, m.ts) {listed} ORDER BY m.channel_id, m.ts"
    found = matching(c, audience, condition, params)
    reacted = rows.reactions(c.rows(f"{_REACTIONS}(channel_id, ts) {listed}", params))
    return [rows.message(row, reacted.get((row["channel_id"], row["ts"]), ())) for row in found]


def matching(
    c: Connection, audience: Audience, condition: str, params: Mapping[str, Any]
) -> list[Row]:
    """Return the rows of the messages for which a condition holds; see `select`."""
    return _rows(c, audience, (condition,), params)


def _rows(
    c: Connection,
    audience: Audience,
    conditions: Iterable[str],
    params: Mapping[str, Any],
    columns: str = _COLUMNS,
) -> list[Row]:
    """Return what each condition finds, one after the other, for one question to the database."""
    sql, audience_params = readable(c, audience)
    queries = (f"SELECT {columns} FROM {MESSAGES} WHERE {sql} AND {each}" for each in conditions)
    return c.rows(" UNION ALL ".join(queries), {**params, **audience_params})


def with_reactions(c: Connection, found: list[Row]) -> list[Message]:
    """Make messages of rows, in the same order."""
    by_team: dict[str, list[Row]] = {}
    for row in found:
        by_team.setdefault(row["team_id"], []).append(row)
    reacted: list[Row] = []
    for team_id, own in by_team.items():
        params = {
            "team_id": team_id,
            "channels": c.list_of({row["channel_id"] for row in own}),
            "listed": c.list_of({row["ts"] for row in own}),
        }
        listed = f"{c.listed('channel_id', 'channels')} AND {c.listed('ts', 'listed')}"
        reacted += c.rows(_REACTIONS + listed, params)
    by_message = rows.reactions(reacted)
    return [rows.message(row, by_message.get((row["channel_id"], row["ts"]), ())) for row in found]


def one(c: Connection, audience: Audience, channel_id: str, ts: str) -> Message | None:
    """See `Messages.get`."""
    params = {"channel_id": channel_id, "ts": ts}
    found = select(c, audience, "m.channel_id = :channel_id AND m.ts = :ts", params)
    return found[0] if found else None


def thread(c: Connection, audience: Audience, channel_id: str, thread_ts: str) -> Thread:
    """See `Messages.thread`."""
    ts, found = thread_ts, _of_thread(c, audience, channel_id, thread_ts)
    # each row says what its channel is, which spares a question; without rows it may be the reason
    channel = rows.channel(found[0]) if found else _channel(c, audience, channel_id)
    if found and found[0]["ts"] == ts and (found[0]["thread_ts"] or ts) != ts:
        ts = found[0]["thread_ts"]  # a reply was asked for
        found = _of_thread(c, audience, channel_id, ts)
    messages = sorted(with_reactions(c, found), key=lambda message: message.ts)
    return Thread(channel, ts, tuple(messages), len(messages))


def _of_thread(c: Connection, audience: Audience, channel_id: str, ts: str) -> list[Row]:
    """Return the message itself, and the replies to it."""
    this = "m.channel_id = :channel_id AND m.ts = :ts"
    # replies are younger than their root, which spares PostgreSQL the months before
    replies = "m.channel_id = :channel_id AND m.thread_ts = :ts AND m.ts > :ts"
    columns = f"{_COLUMNS}, {_OF_CHANNEL}"
    return _rows(c, audience, (this, replies), {"channel_id": channel_id, "ts": ts}, columns)


def _channel(c: Connection, audience: Audience, channel_id: str) -> Channel:
    params = {"team_id": audience.team_id, "channel_id": channel_id}
    sql = """SELECT * FROM channels
        WHERE team_id = :team_id AND channel_id = :channel_id AND removed = 0"""
    found = [rows.channel(row) for row in c.rows(sql, params)]
    if not found:
        raise UnknownChannel(f"No channel {channel_id} is stored.")
    if not audience.may_read(found[0]):
        raise NotReadable(f"What stands in {channel_id} can't be shown to everyone here.")
    return found[0]


def since(
    c: Connection, audience: Audience, channel_id: str, after_ts: str, limit: int
) -> list[Message]:
    """See `Messages.since`."""
    condition = "m.channel_id = :channel_id AND m.ts > :after ORDER BY m.ts DESC LIMIT :limit"
    params = {"channel_id": channel_id, "after": after_ts, "limit": max(0, limit)}
    return select(c, audience, condition, params)[::-1]


def active(c: Connection, audience: Audience, window: Window) -> list[tuple[Channel, int]]:
    """See `Messages.active`."""
    # counted for all channels, since asking of a million messages whether they may be read takes
    # seconds; only what may be read is returned
    counted = """SELECT channel_id, COUNT(*) AS n FROM messages WHERE deleted = 0
        AND team_id = :team_id AND ts >= :start AND ts < :end GROUP BY channel_id"""
    bounds = {"team_id": audience.team_id, **_bounds(window)}
    counts = {row["channel_id"]: row["n"] for row in c.rows(counted, bounds)}
    sql, params = readable_channels(c, audience)
    channels = [
        rows.channel(row) for row in c.rows(f"SELECT * FROM channels c WHERE {sql}", params)
    ]
    found = [(each, counts[each.channel_id]) for each in channels if each.channel_id in counts]
    return sorted(found, key=lambda pair: (-pair[1], pair[0].name, pair[0].channel_id))


def in_window(c: Connection, audience: Audience, channel_id: str, window: Window) -> list[Message]:
    """See `Messages.in_window`."""
    params = {"channel_id": channel_id, **_bounds(window)}
    condition = "m.channel_id = :channel_id AND m.ts >= :start AND m.ts < :end ORDER BY m.ts"
    inside = select(c, audience, condition, params)
    older = {m.thread_ts for m in inside if m.thread_ts and m.thread_ts < params["start"]}
    return _roots(c, audience, channel_id, older) + inside


def _roots(c: Connection, audience: Audience, channel_id: str, ts: Iterable[str]) -> list[Message]:
    listed = f"m.channel_id = :channel_id AND {c.listed('m.ts', 'listed')} ORDER BY m.ts"
    params = {"channel_id": channel_id, "listed": c.list_of(ts)}
    return select(c, audience, listed, params)


def per_day(c: Connection, audience: Audience, window: Window) -> dict[str, int]:
    """See `Messages.per_day`."""
    sql, params = readable(c, audience)
    query = f"SELECT COUNT(*) AS n FROM {MESSAGES} WHERE {sql} AND m.ts >= :start AND m.ts < :end"
    return {
        day: c.rows(query, {**params, "start": ts_at(start), "end": ts_at(end)})[0]["n"]
        for day, start, end in _days(window)
    }


def _days(window: Window) -> list[tuple[str, datetime, datetime]]:
    """The days of a window in its own zone, cut to the window; days of 23 and 25 hours too."""
    zone = ZoneInfo(window.zone)
    days = []
    day, start = window.start.astimezone(zone).date(), window.start
    while start < window.end:
        day += timedelta(days=1)
        end = min(datetime.combine(day, time(), zone).astimezone(UTC), window.end)
        days.append(((day - timedelta(days=1)).isoformat(), start, end))
        start = end
    return days


def _bounds(window: Window) -> dict[str, str]:
    return {"start": ts_at(window.start), "end": ts_at(window.end)}
