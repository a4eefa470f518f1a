"""What was found in a channel's week, kept so that the next look reads only what changed since.

A kept week holds ids and numbers alone, never text, and says by which code it was made; another
version of that code begins anew. What the body means is its maker's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from digests.audience import Audience
from digests.models import Message, Window, ts_at
from digests.store import reading
from digests.store.database import Connection, Database, Row
from digests.store.readable import readable_channels

Span = tuple[str, str]  # the first and the last ts, both inclusive

_CHANNEL = "team_id = :team_id AND channel_id = :channel_id"
_WEEK = f"{_CHANNEL} AND start = :start AND ends = :ends"
_TAKE = f"SELECT body, oldest, revision FROM weeks WHERE {_WEEK} AND made_by = :made_by"
_KEPT = f"SELECT oldest, revision FROM weeks WHERE {_WEEK}"
_REVISION = f"SELECT revision FROM changes WHERE {_CHANNEL}"
_TOUCHED = f"""SELECT ts FROM touched WHERE {_CHANNEL} AND revision > :revision
    AND ts >= :oldest AND ts < :ends"""
_AT_ONCE = 20  # stretches that one question asks for
# changes nothing, and keeps other writers of the channel out until the transaction ends
_HOLD = """INSERT INTO changes (team_id, channel_id, revision) VALUES (:team_id, :channel_id, 0)
    ON CONFLICT (team_id, channel_id) DO UPDATE SET revision = changes.revision"""
_KEEP = """INSERT INTO weeks (team_id, channel_id, start, ends, oldest, revision, made_by, body)
    VALUES (:team_id, :channel_id, :start, :ends, :oldest, :revision, :made_by, :body)
    ON CONFLICT (team_id, channel_id, start, ends) DO UPDATE SET oldest = excluded.oldest,
    revision = excluded.revision, made_by = excluded.made_by, body = excluded.body"""
_WATCH = f"""UPDATE changes SET oldest = (SELECT MIN(oldest) FROM weeks WHERE {_CHANNEL}),
    ends = (SELECT MAX(ends) FROM weeks WHERE {_CHANNEL}) WHERE {_CHANNEL}"""
_LONG_OVER = f"DELETE FROM weeks WHERE {_CHANNEL} AND ends <= :long_ago"
_TOLD = f"""DELETE FROM touched WHERE {_CHANNEL} AND NOT EXISTS (SELECT 1 FROM weeks w
    WHERE w.team_id = touched.team_id AND w.channel_id = touched.channel_id
    AND w.revision < touched.revision AND w.oldest <= touched.ts AND touched.ts < w.ends)"""


class Kept(Protocol):
    """A kept week, and how far a change in it reaches."""

    def roots(self, present: Mapping[str, str]) -> Iterable[str]:
        """Return the ts of the roots whose threads have to be read again.

        Args:
            present: of the messages that changed, those that are there: the root's ts by their own.
        """
        ...

    def spans(self, threads: Sequence[Message]) -> Iterable[Span]:
        """Return the stretches of the channel that have to be read again, replies left out.

        Args:
            threads: the messages of the threads that `roots` asked for.
        """
        ...


K = TypeVar("K", bound=Kept)


@dataclass(frozen=True, slots=True)
class Taken(Generic[K]):
    """A channel's week in one snapshot.

    Attributes:
        kept: what was kept of it; None if there is nothing to go on from.
        messages: ascending by ts: with `kept` what has to be read again, else all of the week.
            Before them stand the roots of replies whose root is older than the window.
        revision: of the channel, at the moment of reading.
        base: the revision of `kept`, None without it.
        oldest: the oldest ts whose changes are noted, "" without `kept`.
    """

    kept: K | None
    messages: list[Message]
    revision: int
    base: int | None = None
    oldest: str = ""


class Weeks:
    """Kept weeks, by channel and window."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(
        self,
        audience: Audience,
        channel_id: str,
        window: Window,
        made_by: str,
        parse: Callable[[str, frozenset[str]], K],
    ) -> Taken[K]:
        """Return what is kept of a channel's week and the messages that it lacks.

        Args:
            audience: who will read of it; of what they may not read there is nothing.
            channel_id: the channel.
            window: the week.
            made_by: stands for the code that made what is kept, and for all it rests on but the
                messages.
            parse: makes of a body and the ts of the messages changed since what is kept.
        """
        params = {**_params(audience.team_id, channel_id, window), "made_by": made_by}
        return await self._database.read(
            lambda c: _take(c, audience, channel_id, window, params, parse)
        )

    async def keep(
        self,
        team_id: str,
        channel_id: str,
        window: Window,
        made_by: str,
        taken: Taken[Any],
        *,
        oldest: str,
        body: str,
    ) -> bool:
        """Keep what was made of a taken week; what is older than the week before it goes.

        Args:
            team_id: the workspace.
            channel_id: the channel.
            window: the week.
            made_by: as in `take`.
            taken: what it was made from.
            oldest: the oldest ts on which it rests, at most the window's start.
            body: ids and numbers.

        Returns:
            Whether it was kept: not if the channel changed meanwhile in a way nobody noted.
        """
        params = {**_params(team_id, channel_id, window), "made_by": made_by, "oldest": oldest}
        params |= {"body": body, "revision": taken.revision}
        params["long_ago"] = ts_at(window.start - (window.end - window.start))
        return await self._database.write(lambda c: _keep(c, params, taken))

    async def clear(self, team_id: str) -> None:
        """Drop all that is kept of a workspace, so that the next look begins anew."""

        def fn(c: Connection) -> None:
            for table in ("weeks", "touched"):
                c.run(f"DELETE FROM {table} WHERE team_id = :team_id", {"team_id": team_id})

        await self._database.write(fn)


def _params(team_id: str, channel_id: str, window: Window) -> dict[str, Any]:
    bounds = {"start": ts_at(window.start), "ends": ts_at(window.end)}
    return {"team_id": team_id, "channel_id": channel_id, **bounds}


def _take(
    c: Connection,
    audience: Audience,
    channel_id: str,
    window: Window,
    params: dict[str, Any],
    parse: Callable[[str, frozenset[str]], K],
) -> Taken[K]:
    revision = next((int(row["revision"]) for row in c.rows(_REVISION, params)), 0)
    found = c.rows(_TAKE, params) if _readable(c, audience, channel_id) else []
    if not found:
        return Taken(None, reading.in_window(c, audience, channel_id, window), revision)
    row = found[0]
    since = {**params, "oldest": row["oldest"], "revision": row["revision"]}
    touched = frozenset(each["ts"] for each in c.rows(_TOUCHED, since))
    kept = parse(row["body"], touched)
    messages = _changed(c, audience, params, touched, kept) if touched else []
    return Taken(kept, messages, revision, int(row["revision"]), row["oldest"])


def _readable(c: Connection, audience: Audience, channel_id: str) -> list[Row]:
    condition, params = readable_channels(c, audience)
    sql = f"SELECT 1 AS one FROM channels c WHERE c.channel_id = :channel_id AND {condition}"
    return c.rows(sql, {**params, "channel_id": channel_id})


def _changed(
    c: Connection, audience: Audience, params: dict[str, Any], touched: frozenset[str], kept: Kept
) -> list[Message]:
    """Read what a change reaches: whole threads, and stretches of talk nobody threaded."""
    present = c.rows(
        f"SELECT ts, thread_ts FROM messages WHERE {_CHANNEL} AND deleted = 0 AND "
        + c.listed("ts", "listed"),
        {**params, "listed": c.list_of(touched)},
    )
    roots = set(kept.roots({row["ts"]: row["thread_ts"] or row["ts"] for row in present}))
    where = {name: params[name] for name in ("channel_id", "start", "ends")}
    where["listed"] = c.list_of(roots)
    here = "m.channel_id = :channel_id AND"
    inside = f"{here} m.ts >= :start AND m.ts < :ends AND"
    # no bounds in time for replies, or SQLite walks through the week instead of the threads
    listed = [f"{here} {c.listed(f'm.{name}', 'listed')}" for name in ("ts", "thread_ts")]
    found = reading.select_any(c, audience, listed, where)
    spans = list(kept.spans(found))
    stretches = [
        f"{inside} m.ts >= :first{n} AND m.ts <= :last{n} "
        "AND (m.thread_ts IS NULL OR m.thread_ts = m.ts)"
        for n in range(len(spans))
    ]
    for n, (first, last) in enumerate(spans):
        where |= {f"first{n}": first, f"last{n}": last}
    for at in range(0, len(stretches), _AT_ONCE):
        found += reading.select_any(c, audience, stretches[at : at + _AT_ONCE], where)
    return _of_the_week(found, params["start"], params["ends"])


def _of_the_week(found: Iterable[Message], start: str, ends: str) -> list[Message]:
    """Each message once, ascending; those before the window only if somebody replied in it."""
    by_ts = {message.ts: message for message in found if message.ts < ends}
    wanted = {message.root_ts for message in by_ts.values() if message.ts >= start}
    return [by_ts[ts] for ts in sorted(by_ts) if ts >= start or ts in wanted]


def _keep(c: Connection, params: dict[str, Any], taken: Taken[Any]) -> bool:
    c.run(_HOLD, params)
    unchanged = c.rows(_REVISION, params)[0]["revision"] == taken.revision
    rows = c.rows(_KEPT, params)
    # then all changes since are noted, so the next look finds them
    noted = taken.base is not None and any(
        row["revision"] == taken.base and row["oldest"] <= params["oldest"] for row in rows
    )
    if not (unchanged or noted):
        return False
    c.run(_KEEP, params)
    c.run(_LONG_OVER, params)
    c.run(_WATCH, params)
    c.run(_TOLD, params)
    return True
