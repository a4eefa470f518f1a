"""Which stretches of a channel are known to be complete, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from digests.models import Window, ts_at
from digests.store.database import Connection, Database, Row

Stretch = tuple[str, str]  # oldest and newest ts, both inclusive

AT_ONCE = 500  # channels in one transaction, so that other writers wait for milliseconds only

_KNOWN = """SELECT channel_id, oldest, newest FROM coverage
    WHERE team_id = :team_id AND newest >= :start AND """
_SWALLOW = """DELETE FROM coverage
    WHERE team_id = :team_id AND channel_id = :channel_id AND oldest = :oldest"""
_PUT = """INSERT INTO coverage (team_id, channel_id, oldest, newest)
    VALUES (:team_id, :channel_id, :oldest, :newest)
    ON CONFLICT (team_id, channel_id, oldest) DO UPDATE SET newest = excluded.newest"""
_CHANNEL = "team_id = :team_id AND channel_id = :channel_id"


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the same stretches, ascending, with those that touch or overlap made one."""
    whole: list[Stretch] = []
    for oldest, newest in sorted(stretches):
        if whole and oldest <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], newest))
        else:
            whole.append((oldest, newest))
    return whole


def missing(stretches: Iterable[Stretch], start: str, end: str) -> list[Stretch]:
    """Return what lies between ts `start` and `end` outside of all stretches, ascending."""
    gaps: list[Stretch] = []
    for oldest, newest in merged(stretches):
        if newest < start or start >= end:
            continue
        if oldest > start:
            gaps.append((start, min(oldest, end)))
        start = max(start, newest)
    return gaps + ([(start, end)] if start < end else [])


def _add(c: Connection, team_id: str, stretches: Mapping[str, Stretch]) -> None:
    c.lock(f"coverage {team_id}")
    params = {"team_id": team_id, "start": min(oldest for oldest, _ in stretches.values())}
    params["listed"] = c.list_of(stretches)
    known: dict[str, list[Stretch]] = defaultdict(list)
    for row in c.rows(_KNOWN + c.listed("channel_id", "listed"), params):
        known[row["channel_id"]].append((row["oldest"], row["newest"]))
    swallowed, put = [], []
    for channel_id, new in stretches.items():
        touched = [old for old in known[channel_id] if old[1] >= new[0] and old[0] <= new[1]]
        oldest, newest = merged([*touched, new])[0]
        key = {"team_id": team_id, "channel_id": channel_id}
        swallowed += [{**key, "oldest": old[0]} for old in touched if old[0] != oldest]
        put.append({**key, "oldest": oldest, "newest": newest})
    c.run_many(_SWALLOW, swallowed)
    c.run_many(_PUT, put)


class CoverageLedger:
    """The ledger of what is known to be complete."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, team_id: str, channel_id: str, oldest_ts: str, newest_ts: str) -> None:
        """Note that all messages from `oldest_ts` to `newest_ts`, both inclusive, are stored."""
        await self.add_all(team_id, {channel_id: (oldest_ts, newest_ts)})

    async def add_all(self, team_id: str, stretches: Mapping[str, Stretch]) -> None:
        """Note a stretch of each of many channels, by channel id; see `add`."""
        complete = [(each, s) for each, s in sorted(stretches.items()) if s[0] <= s[1]]
        for first in range(0, len(complete), AT_ONCE):
            some = dict(complete[first : first + AT_ONCE])
            await self._database.write(lambda c, some=some: _add(c, team_id, some))  # type: ignore[misc]

    async def stretches(self, team_id: str, channel_id: str) -> list[Stretch]:
        """Return the complete stretches of a channel, ascending; [] if none is known."""
        sql = f"SELECT oldest, newest FROM coverage WHERE {_CHANNEL} ORDER BY oldest"
        params = {"team_id": team_id, "channel_id": channel_id}
        found = await self._database.read(lambda c: c.rows(sql, params))
        return [(row["oldest"], row["newest"]) for row in found]

    async def all_stretches(
        self, team_id: str, channel_ids: Iterable[str]
    ) -> dict[str, list[Stretch]]:
        """Return the complete stretches of many channels by id, in any order; see `stretches`."""
        wanted = list(channel_ids)
        found: dict[str, list[Stretch]] = {channel_id: [] for channel_id in wanted}

        def known(c: Connection, some: list[str]) -> list[Row]:
            params = {"team_id": team_id, "start": "", "listed": c.list_of(some)}
            return c.rows(_KNOWN + c.listed("channel_id", "listed"), params)

        for first in range(0, len(wanted), AT_ONCE):
            some = wanted[first : first + AT_ONCE]
            for row in await self._database.read(lambda c, some=some: known(c, some)):  # type: ignore[misc]
                found[row["channel_id"]].append((row["oldest"], row["newest"]))
        return found

    async def gaps(self, team_id: str, channel_id: str, window: Window) -> list[Stretch]:
        """Return the parts of a window, as (oldest, newest) ts, not known to be complete."""
        known = await self.stretches(team_id, channel_id)
        return missing(known, ts_at(window.start), ts_at(window.end))

    async def cursor(self, team_id: str, channel_id: str) -> str | None:
        """Return where a backfill of a channel stopped, None if none is under way."""
        sql = f"SELECT cursor FROM cursors WHERE {_CHANNEL}"
        params = {"team_id": team_id, "channel_id": channel_id}
        found = await self._database.read(lambda c: c.rows(sql, params))
        return found[0]["cursor"] if found else None

    async def set_cursor(self, team_id: str, channel_id: str, cursor: str | None) -> None:
        """Note where a backfill of a channel stands; None when it is finished."""
        params = {"team_id": team_id, "channel_id": channel_id, "cursor": cursor}
        put = """INSERT INTO cursors (team_id, channel_id, cursor)
            VALUES (:team_id, :channel_id, :cursor)
            ON CONFLICT (team_id, channel_id) DO UPDATE SET cursor = excluded.cursor"""
        sql = f"DELETE FROM cursors WHERE {_CHANNEL}" if cursor is None else put
        await self._database.write(lambda c: c.run(sql, params))
