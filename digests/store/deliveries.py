"""What was posted where: each message of the bot's stands in its place exactly once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from digests.models import Source
from digests.store import rows, sources
from digests.store.database import Connection, Database, Row
from digests.store.records import Delivery

LAST = "\U0010ffff"  # the character that sorts after all others, which no key holds

_CLAIM = """INSERT INTO deliveries (key, team_id, channel_id, thread_ts, state, at)
    VALUES (:key, :team_id, :channel_id, :thread_ts, 'claimed', :at)
    ON CONFLICT (key) DO NOTHING RETURNING key"""
_TAKE_OVER = """UPDATE deliveries SET at = :at
    WHERE key = :key AND at = :seen AND ts IS NULL RETURNING key"""
_ONE = "SELECT * FROM deliveries WHERE key = :key"
_POSTED = """UPDATE deliveries SET ts = :ts, stale = :stale,
    state = CASE WHEN state = 'done' THEN 'done' ELSE 'posted' END WHERE key = :key"""

_STOP = """UPDATE deliveries SET stopped_by = :user_id WHERE team_id = :team_id
    AND channel_id = :channel_id AND thread_ts = :thread_ts AND state <> 'done' RETURNING key"""
_STOP_BEFORE = """INSERT INTO deliveries
    (key, team_id, channel_id, thread_ts, state, at, stopped_by) VALUES
    (:key, :team_id, :channel_id, :thread_ts, 'claimed', :at, :user_id)
    ON CONFLICT (key) DO NOTHING"""


class Deliveries:
    """Claims on places and what became of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(
        self, key: str, team_id: str, channel_id: str, thread_ts: str | None, at: datetime
    ) -> Delivery:
        """Claim a place for one message; of any number of callers, one is told "new".

        The others are told how far it has come: "claimed", "posted" with its ts, or "done".
        """
        params = {"key": key, "team_id": team_id, "channel_id": channel_id, "thread_ts": thread_ts}

        def fn(c: Connection) -> Delivery:
            first = c.rows(_CLAIM, {**params, "at": rows.moment(at)})
            return _delivery(c.rows(_ONE, {"key": key})[0], "new" if first else None)

        return await self._database.write(fn)

    async def take_over(self, key: str, seen: datetime, at: datetime) -> bool:
        """Make another's claim one's own; of any number of callers, one is told True.

        Args:
            key: a key that somebody claimed.
            seen: when that was, as `of` or `claim` told it.
            at: the time of the claim from now on.

        Returns:
            False if it was posted, or taken over by someone else, since.
        """
        params = {"key": key, "seen": rows.moment(seen), "at": rows.moment(at)}
        return bool(await self._database.write(lambda c: c.rows(_TAKE_OVER, params)))

    async def posted(self, key: str, ts: str, cited: Iterable[Source] | None = None) -> bool:
        """Note that the message stands in Slack as it should be.

        Args:
            key: its key; nothing happens if its place was never claimed.
            ts: its ts in Slack.
            cited: every message it cites, in place of what was noted before; None leaves that. It
                counts as stale only if one of them is deleted by now, or edited since it was read.

        Returns:
            Whether it is stale already.
        """
        read = None if cited is None else list(cited)

        def fn(c: Connection) -> bool:
            stale = False
            for row in c.rows(_ONE, {"key": key}):
                team_id = row["team_id"]
                sources.hold(c, team_id)
                if read is not None:
                    put = [(each.channel_id, each.ts) for each in read]
                    sources.put(c, team_id, "delivery", key, put)
                known = sources.of(c, team_id, "delivery", key)
                stale = sources.any_deleted(c, team_id, known)
                stale = stale or sources.any_edited(c, team_id, read or ())
                c.run(_POSTED, {"key": key, "ts": ts, "stale": int(stale)})
            return stale

        return await self._database.write(fn)

    async def done(self, key: str) -> None:
        """Note that nothing is left to do for it."""
        sql = "UPDATE deliveries SET state = 'done' WHERE key = :key"
        await self._database.write(lambda c: c.run(sql, {"key": key}))

    async def stop(
        self,
        place: tuple[str, str, str],
        user_id: str,
        at: datetime,
        waiting: Collection[str] = (),
    ) -> list[str]:
        """Note that somebody wants nothing more written in a thread; the keys that concerns.

        It concerns what was claimed there and isn't done, in whatever process.

        Args:
            place: team_id, channel_id and thread_ts.
            user_id: who, "" for somebody.
            at: when.
            waiting: the keys of what will be written there and isn't claimed yet.
        """
        names = ("team_id", "channel_id", "thread_ts")
        params = {**dict(zip(names, place, strict=True)), "user_id": user_id}

        def fn(c: Connection) -> list[str]:
            for key in waiting:
                c.run(_STOP_BEFORE, {**params, "key": key, "at": rows.moment(at)})
            return sorted(row["key"] for row in c.rows(_STOP, params))

        return await self._database.write(fn)

    async def stopped(self, keys: Collection[str]) -> list[str]:
        """Return those of these keys on which somebody pressed Stop, ascending; often []."""

        def fn(c: Connection) -> list[str]:
            sql = "SELECT key FROM deliveries WHERE stopped_by IS NOT NULL AND "
            found = c.rows(sql + c.listed("key", "keys"), {"keys": c.list_of(set(keys))})
            return sorted(row["key"] for row in found)

        return await self._database.read(fn)

    async def of(self, key: str) -> Delivery | None:
        """Return a delivery, None if its place was never claimed."""
        found = await self._database.read(lambda c: c.rows(_ONE, {"key": key}))
        return _delivery(found[0]) if found else None

    async def under(self, team_id: str, prefix: str) -> list[Delivery]:
        """Return the deliveries whose key begins with something, by key; [] if there are none."""
        sql = """SELECT * FROM deliveries WHERE team_id = :team_id
            AND key >= :first AND key < :after ORDER BY key"""
        params = {"team_id": team_id, "first": prefix, "after": prefix + LAST}
        found = await self._database.read(lambda c: c.rows(sql, params))
        return [_delivery(row) for row in found]

    async def outdated(self, keys: Collection[str]) -> None:
        """Note that what stands under some keys isn't as it should be.

        It counts as stale until `posted` tells otherwise, also if nobody lives to edit it.
        """

        def fn(c: Connection) -> None:
            sql = "UPDATE deliveries SET stale = 1 WHERE ts IS NOT NULL AND "
            c.run(sql + c.listed("key", "keys"), {"keys": c.list_of(set(keys))})

        await self._database.write(fn)

    async def citing(self, team_id: str, channel_id: str, ts: str) -> list[Delivery]:
        """Return the deliveries that cite a message, by key; [] if there are none."""
        found = await self._database.read(
            lambda c: sources.citing(c, "deliveries", "delivery", team_id, channel_id, ts)
        )
        return [_delivery(row) for row in found]

    async def stale(self, team_id: str) -> list[Delivery]:
        """Return the deliveries that aren't as they should be, mostly since a message changed."""
        sql = "SELECT * FROM deliveries WHERE team_id = :team_id AND stale = 1 ORDER BY key"
        found = await self._database.read(lambda c: c.rows(sql, {"team_id": team_id}))
        return [_delivery(row) for row in found]


def _delivery(row: Row, state: str | None = None) -> Delivery:
    return Delivery(
        key=row["key"],
        team_id=row["team_id"],
        channel_id=row["channel_id"],
        state=state or row["state"],
        thread_ts=row["thread_ts"],
        ts=row["ts"],
        at=rows.parsed(row["at"]),
        stale=bool(row["stale"]),
        stopped_by=row["stopped_by"],
    )
