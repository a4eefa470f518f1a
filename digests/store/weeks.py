"""What was found in a channel's week, kept so that the next look reads only what changed since.

A kept week holds ids and numbers alone, never text, and says by which code it was made; another
version of that code begins anew. What the body means is its maker's business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from digests.audience import Audience
from digests.models import Message, Window, ts_at
from digests.store import reading
from digests.store.database import Connection, Database, Row
from digests.store.readable import readable_channels

Span = tuple[str, str]  # the first and the last ts, both inclusive

AT_ONCE = 25
"""Channels that are looked at, or kept, in one transaction: some thousandths of a second each."""

_SPANS_AT_ONCE = 20  # stretches that one question asks for
_WEEK = "w.team_id = :team_id AND w.start = :start AND w.ends = :ends AND w.made_by = :made_by"
_TAKE = f"""SELECT w.channel_id, w.body, w.oldest, w.revision FROM weeks w
    JOIN channels c ON c.team_id = w.team_id AND c.channel_id = w.channel_id WHERE {_WEEK} AND """
_REVISIONS = "SELECT channel_id, revision FROM changes WHERE team_id = :team_id AND "
_CHANGED = f"""FROM touched t JOIN weeks w ON w.team_id = t.team_id
    AND w.channel_id = t.channel_id AND {_WEEK} WHERE t.team_id = :team_id
    AND t.revision > w.revision AND t.ts >= w.oldest AND t.ts < :ends AND """
_KEPT = """SELECT channel_id, oldest, revision FROM weeks
    WHERE team_id = :team_id AND start = :start AND ends = :ends AND """
# changes nothing, and keeps other writers of the channel out until the transaction ends
_HOLD = """INSERT INTO changes (team_id, channel_id, revision) VALUES (:team_id, :channel_id, 0)
    ON CONFLICT (team_id, channel_id) DO UPDATE SET revision = changes.revision"""
_KEEP = """INSERT INTO weeks (team_id, channel_id, start, ends, oldest, revision, made_by, body)
    VALUES (:team_id, :channel_id, :start, :ends, :oldest, :revision, :made_by, :body)
    ON CONFLICT (team_id, channel_id, start, ends) DO UPDATE SET oldest = excluded.oldest,
    revision = excluded.revision, made_by = excluded.made_by, body = excluded.body"""
_LONG_OVER = "DELETE FROM weeks WHERE team_id = :team_id AND ends <= :long_ago AND "
_OF_CHANNEL = "FROM weeks w WHERE w.team_id = changes.team_id AND w.channel_id = changes.channel_id"
_WATCH = f"""UPDATE changes SET oldest = (SELECT MIN(w.oldest) {_OF_CHANNEL}),
    ends = (SELECT MAX(w.ends) {_OF_CHANNEL}) WHERE team_id = :team_id AND """
_TOLD = """DELETE FROM touched WHERE NOT EXISTS (SELECT 1 FROM weeks w
    WHERE w.team_id = touched.team_id AND w.channel_id = touched.channel_id
    AND w.revision < touched.revision AND w.oldest <= touched.ts AND touched.ts < w.ends)
    AND team_id = :team_id AND """

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a look at a channel's week rests on.

    Attributes:
        revision: of the channel, at the moment of reading.
        kept: the revision of what was kept, None where nothing was.
        oldest: the oldest ts whose changes are noted, "" where nothing was kept.
    """

    revision: int
    kept: int | None = None
    oldest: str = ""


@dataclass(frozen=True, slots=True)
class Keep:
    """What a look at a channel's week found, to be kept.

    Attributes:
        basis: what the look rests on.
        oldest: the oldest ts on which it rests, at most the window's start.
        body: ids and numbers.
    """

    channel_id: str
    basis: Basis
    oldest: str
    body: str


class Snapshot:
    """A channel's week at one moment: what was kept of it, what changed since, its messages.

    Attributes:
        basis: what a look at it rests on.
        body: what was kept; None if there is nothing to go on from.
        touched: ts of the messages that came, changed or went since, and whether their words did,
            rather than their reactions alone.
        there: those of them that are there, ascending.
    """

    def __init__(
        self, c: Connection, audience: Audience, channel_id: str, window: Window, basis: Basis
    ) -> None:
        """Hold what it takes to read; for as long as the connection's transaction lasts."""
        self.channel_id, self.basis = channel_id, basis
        self.body: str | None = None
        self.touched: dict[str, bool] = {}
        self.there: list[Message] = []
        self._c, self._audience, self._window = c, audience, window
        self._bounds = {"channel_id": channel_id, "start": ts_at(window.start)}
        self._bounds["ends"] = ts_at(window.end)

    def week(self) -> list[Message]:
        """All messages, ascending; before them the roots of replies whose root is older."""
        channel_id = self._bounds["channel_id"]
        return reading.in_window(self._c, self._audience, channel_id, self._window)

    def some(self, ts: Iterable[str]) -> list[Message]:
        """Those of some messages that are there and older than the window's end, ascending."""
        return self._of(("ts",), ts)

    def threads(self, roots: Iterable[str]) -> list[Message]:
        """Some threads, by their roots' ts, ascending, up to the window's end."""
        # no bounds in time for replies, or SQLite walks through the week instead of the threads
        return self._of(("ts", "thread_ts"), roots)

    def talk(self, spans: Iterable[Span]) -> list[Message]:
        """The messages of some stretches of the window, ascending, replies left out."""
        where, stretches = dict(self._bounds), []
        for n, (first, last) in enumerate(spans):
            where |= {f"first{n}": first, f"last{n}": last}
            stretches.append(
                "m.channel_id = :channel_id AND m.ts >= :start AND m.ts < :ends "
                f"AND m.ts >= :first{n} AND m.ts <= :last{n} "
                "AND (m.thread_ts IS NULL OR m.thread_ts = m.ts)"
            )
        found: list[Message] = []
        for at in range(0, len(stretches), _SPANS_AT_ONCE):
            some = stretches[at : at + _SPANS_AT_ONCE]
            found += reading.select_any(self._c, self._audience, some, where)
        return _in_order(found)

    def _of(self, columns: Iterable[str], listed: Iterable[str]) -> list[Message]:
        where = {**self._bounds, "listed": self._c.list_of(listed)}
        here = "m.channel_id = :channel_id AND"
        conditions = [f"{here} {self._c.listed(f'm.{name}', 'listed')}" for name in columns]
        found = reading.select_any(self._c, self._audience, conditions, where)
        return _in_order(m for m in found if m.ts < self._bounds["ends"])


class Weeks:
    """Kept weeks, by channel and window."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(
        self,
        audience: Audience,
        channel_ids: Sequence[str],
        window: Window,
        made_by: str,
        look: Callable[[Snapshot], T],
    ) -> list[T]:
        """Look at the week of some channels and return what each look found, in the same order.

        Args:
            audience: who will read of it; of what they may not read there is nothing.
            channel_ids: the channels.
            window: the week.
            made_by: stands for the code that made what is kept, and for all it rests on but the
                messages.
            look: is given a channel's week as it is at one moment. It runs where the database is
                read.
        """
        found: list[T] = []
        for first in range(0, len(channel_ids), AT_ONCE):
            some = channel_ids[first : first + AT_ONCE]
            found += await self._database.read(
                lambda c, some=some: [  # type: ignore[misc]
                    look(each) for each in _snapshots(c, audience, some, window, made_by)
                ]
            )
        return found

    async def keep(
        self, team_id: str, window: Window, made_by: str, looks: Iterable[Keep]
    ) -> set[str]:
        """Keep what some looks found; what is older than the week before it goes.

        Args:
            team_id: the workspace.
            window: the week.
            made_by: as in `look`.
            looks: one for each channel; taken from it in lots.

        Returns:
            The ids of the channels of which it was kept: not of those that changed meanwhile in a
            way nobody noted.
        """
        params = {**_params(team_id, window, made_by)}
        params["long_ago"] = ts_at(window.start - (window.end - window.start))
        remaining, kept = iter(looks), set[str]()
        while some := sorted(islice(remaining, AT_ONCE), key=lambda look: look.channel_id):
            kept |= await self._database.write(lambda c, some=some: _keep(c, params, some))  # type: ignore[misc]
        return kept

    async def clear(self, team_id: str) -> None:
        """Drop all that is kept of a workspace, so that the next look begins anew."""

        def fn(c: Connection) -> None:
            for table in ("weeks", "touched"):
                c.run(f"DELETE FROM {table} WHERE team_id = :team_id", {"team_id": team_id})

        await self._database.write(fn)


def _params(team_id: str, window: Window, made_by: str) -> dict[str, Any]:
    bounds = {"start": ts_at(window.start), "ends": ts_at(window.end)}
    return {"team_id": team_id, "made_by": made_by, **bounds}


def _snapshots(
    c: Connection, audience: Audience, channel_ids: Sequence[str], window: Window, made_by: str
) -> Iterator[Snapshot]:
    params = _params(audience.team_id, window, made_by)
    params["listed"] = c.list_of(channel_ids)
    revisions = _revisions(c, params)
    condition, readers = readable_channels(c, audience)
    listed = c.listed("w.channel_id", "listed")
    rows = c.rows(f"{_TAKE}{listed} AND {condition}", {**params, **readers})
    kept = {row["channel_id"]: row for row in rows}
    touched, there = _changed(c, audience, params)
    for channel_id in channel_ids:
        basis = Basis(revisions.get(channel_id, 0))
        if (row := kept.get(channel_id)) is not None:
            basis = Basis(basis.revision, int(row["revision"]), row["oldest"])
        snapshot = Snapshot(c, audience, channel_id, window, basis)
        if row is not None:
            snapshot.body = row["body"]
            snapshot.touched, snapshot.there = touched[channel_id], there[channel_id]
        yield snapshot


def _revisions(c: Connection, params: dict[str, Any]) -> dict[str, int]:
    found = c.rows(_REVISIONS + c.listed("channel_id", "listed"), params)
    return {row["channel_id"]: int(row["revision"]) for row in found}


def _changed(
    c: Connection, audience: Audience, params: dict[str, Any]
) -> tuple[dict[str, dict[str, bool]], dict[str, list[Message]]]:
    """What changed in some channels since their weeks were kept, and what of it is there."""
    touched: dict[str, dict[str, bool]] = defaultdict(dict)
    there: dict[str, list[Message]] = defaultdict(list)
    since = _CHANGED + c.listed("t.channel_id", "listed")
    for row in c.rows(f"SELECT t.channel_id, t.ts, t.spoken {since}", params):
        touched[row["channel_id"]][row["ts"]] = bool(row["spoken"])
    if touched:
        for message in reading.of_pairs(c, audience, f"SELECT t.channel_id, t.ts {since}", params):
            there[message.channel_id].append(message)
    return touched, there


def _in_order(found: Iterable[Message]) -> list[Message]:
    """Each message once, ascending."""
    by_ts = {message.ts: message for message in found}
    return [by_ts[ts] for ts in sorted(by_ts)]


def _keep(c: Connection, params: dict[str, Any], looks: Sequence[Keep]) -> set[str]:
    c.run_many(_HOLD, [{**params, "channel_id": look.channel_id} for look in looks])
    asked = {**params, "listed": c.list_of(look.channel_id for look in looks)}
    revisions = _revisions(c, asked)
    listed = c.listed("channel_id", "listed")
    before = {row["channel_id"]: row for row in c.rows(_KEPT + listed, asked)}
    kept = [
        look
        for look in looks
        if revisions[look.channel_id] == look.basis.revision
        or _is_noted(look, before.get(look.channel_id))
    ]
    rows = (
        {"channel_id": k.channel_id, "oldest": k.oldest, "body": k.body,
         "revision": k.basis.revision} for k in kept
    )  # fmt: skip
    c.run_many(_KEEP, [{**params, **row} for row in rows])
    told = {**params, "listed": c.list_of(look.channel_id for look in kept)}
    for sql in (_LONG_OVER, _WATCH, _TOLD):
        c.run(sql + listed, told)
    return {look.channel_id for look in kept}


def _is_noted(look: Keep, before: Row | None) -> bool:
    """Whether all changes since the look are noted, so that the next one finds them."""
    return before is not None and (
        before["revision"] == look.basis.kept and before["oldest"] <= look.oldest
    )
