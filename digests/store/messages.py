"""Messages: what is written, and what an audience may read of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from digests.audience import Audience
from digests.models import Channel, Message, Thread, Window, ts_at
from digests.store import reading, rows, searching
from digests.store.changes import touch
from digests.store.database import Connection, Database, Params
from digests.store.erase import erase_message, forget
from digests.store.expire import expire
from digests.store.files import delete_file, note_files, without_deleted
from digests.store.readable import readable_channels
from digests.store.records import Hit, Query
from digests.store.search_text import terms
from digests.store.sources import hold

BATCH = 1_000  # messages in one transaction, so that other writers wait for milliseconds only

READ_AT_ONCE = 50  # lists of messages in one snapshot

_CONTENT = ("text", "terms", "user_id", "author", "thread_ts", "subtype", "bot_id", "edited_ts",
            "broadcast", "files")  # fmt: skip
_COLUMNS = ("team_id", "channel_id", "ts", *_CONTENT)
# Which of two versions stands is the same in whatever order they come: the later edit, and among
# equals (unfurls, growing streams) the longer text; a deleted message stays deleted.
_ORDER = ("edited_ts", "LENGTH({0}.text)", "text", "COALESCE({0}.thread_ts, '')",
          "LENGTH({0}.files)", "files", "author", "subtype", "broadcast",
          "COALESCE({0}.user_id, '')", "COALESCE({0}.bot_id, '')")  # fmt: skip


def _version(table: str) -> str:
    return ", ".join(e.format(table) if "(" in e else f"{table}.{e}" for e in _ORDER)


_PUT = f"""INSERT INTO messages ({", ".join(_COLUMNS)})
    SELECT {{values}} WHERE NOT EXISTS (SELECT 1 FROM channels c WHERE c.team_id = :team_id
        AND c.channel_id = :channel_id AND c.removed = 1)
    ON CONFLICT (team_id, channel_id, ts) DO UPDATE SET
    {", ".join(f"{name} = excluded.{name}" for name in _CONTENT)}
    WHERE messages.deleted = 0 AND ({_version("excluded")}) > ({_version("messages")})
    RETURNING team_id, channel_id, ts, EXISTS (SELECT 1 FROM sources s
        WHERE s.team_id = :team_id AND s.channel_id = :channel_id AND s.ts = :ts) AS cited"""
_ALIVE = """NOT EXISTS (SELECT 1 FROM messages m WHERE m.team_id = :team_id
    AND m.channel_id = :channel_id AND m.ts = :ts AND m.deleted = 1)
    AND NOT EXISTS (SELECT 1 FROM channels c WHERE c.team_id = :team_id
    AND c.channel_id = :channel_id AND c.removed = 1)"""
_REACT = f"""INSERT INTO reactions (team_id, channel_id, ts, name, user_id, count, at)
    SELECT :team_id, :channel_id, :ts, :name, :user_id, :count, :at
    WHERE {_ALIVE} ON CONFLICT (team_id, channel_id, ts, name, user_id)
    DO UPDATE SET count = excluded.count, at = excluded.at
    WHERE (excluded.at, excluded.count) > (reactions.at, reactions.count)"""


class Messages:
    """Every stored message of every workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- writing ----------------------------------------------------------------------------

    async def put(self, messages: Iterable[Message]) -> int:
        """Store messages and return how many were added or changed.

        Any number, in any order, any number of times, gives the same: the last edit wins, and a
        deletion wins over everything. What rests on a changed message is dropped with it.
        """
        changed = 0
        remaining = iter(messages)
        while batch := list(islice(remaining, BATCH)):
            # the same order everywhere keeps two writers from waiting for each other
            batch.sort(key=lambda m: (m.team_id, m.channel_id, m.ts))
            await self._database.make_room(message.ts for message in batch)
            changed += await self._database.write(lambda c, batch=batch: _put(c, batch))  # type: ignore[misc]
        return changed

    async def delete(self, team_id: str, channel_id: str, ts: str) -> bool:
        """Erase a message and all that was made of it; return whether it was there.

        Only its key stays, so that the message can't come back with a late event.
        """
        key = {"team_id": team_id, "channel_id": channel_id, "ts": ts}
        await self._database.make_room([ts])
        return await self._database.write(lambda c: erase_message(c, key))

    async def react(
        self, team_id: str, channel_id: str, ts: str, user_id: str, name: str, added: bool, at: str
    ) -> None:
        """Note that someone added or took back a reaction at ts `at`; the latest wins in any order.

        The message may come later; if it was deleted, nothing is stored.
        """
        params = {"team_id": team_id, "channel_id": channel_id, "ts": ts, "user_id": user_id}
        params |= {"name": name, "at": at}
        await self._database.write(lambda c: _react(c, {**params, "count": int(added)}))

    async def delete_file(self, team_id: str, file_id: str) -> int:
        """Take a deleted file off every message it hangs on; return how many those were."""
        return await self._database.write(lambda c: delete_file(c, team_id, file_id))

    async def expire(self, team_id: str, before: str) -> int:
        """Erase every message older than ts `before` without a trace; return how many."""
        dropped = await self._database.drop_before(team_id, before)
        return dropped + await expire(self._database, team_id, before)

    # -- reading ----------------------------------------------------------------------------

    async def get(self, audience: Audience, channel_id: str, ts: str) -> Message | None:
        """Return one message, None if there is none or the audience may not read it."""
        return await self._database.read(lambda c: reading.one(c, audience, channel_id, ts))

    async def some_of(
        self, audience: Audience, wanted: Sequence[tuple[str, Sequence[str]]]
    ) -> list[dict[str, Message]]:
        """Return some messages by ts, for each (channel_id, ts of its messages), in that order.

        What isn't stored or may not be read is left out.
        """
        found: list[dict[str, Message]] = []
        for first in range(0, len(wanted), READ_AT_ONCE):
            some = wanted[first : first + READ_AT_ONCE]
            found += await self._database.read(
                lambda c, some=some: [_some(c, audience, channel, set(ts)) for channel, ts in some]  # type: ignore[misc]
            )
        return found

    async def thread(self, audience: Audience, channel_id: str, thread_ts: str) -> Thread:
        """Return the whole thread that the message `thread_ts` opens or belongs to, ascending.

        A message that stands alone is a thread of one; nothing stored gives no messages. Raises
        UnknownChannel if the channel isn't stored, NotReadable if the audience may not read it.
        """
        return await self._database.read(
            lambda c: reading.thread(c, audience, channel_id, thread_ts)
        )

    async def since(
        self, audience: Audience, channel_id: str, after_ts: str, limit: int = 200
    ) -> list[Message]:
        """Return the newest messages of a channel after ts `after_ts` (exclusive), ascending.

        At most `limit`, replies included; [] if there are none or they may not be read.
        """
        return await self._database.read(
            lambda c: reading.since(c, audience, channel_id, after_ts, limit)
        )

    async def active(self, audience: Audience, window: Window) -> list[tuple[Channel, int]]:
        """Return each readable channel with messages in the window, and how many; busiest first."""
        return await self._database.read(lambda c: reading.active(c, audience, window))

    async def spoken_in(self, audience: Audience, window: Window) -> list[Channel]:
        """Return each readable channel with messages in the window, by name."""
        return await self._database.read(lambda c: _spoken_in(c, audience, window))

    async def in_window(self, audience: Audience, channel_id: str, window: Window) -> list[Message]:
        """Return a channel's messages in the window, ascending by ts.

        Before them stand the roots of replies whose root is older than the window.
        """
        return await self._database.read(
            lambda c: reading.in_window(c, audience, channel_id, window)
        )

    async def search(self, audience: Audience, query: Query) -> list[Hit]:
        """Return the best hits among the newest matches, best first; [] if nothing matches."""
        return await self._database.read(lambda c: searching.search(c, audience, query))

    async def per_day(self, audience: Audience, window: Window) -> dict[str, int]:
        """Return the messages of each day ("2026-11-17", in the window's zone), quiet days too."""
        return await self._database.read(lambda c: reading.per_day(c, audience, window))

    async def old_threads(
        self, team_id: str, channel_id: str, span: tuple[str, str], most: int
    ) -> list[str]:
        """Return the roots older than a span of threads replied to within it, newest first.

        Args:
            team_id: the workspace.
            channel_id: the channel.
            span: the first and the last ts, both included.
            most: how many at most.
        """
        sql = """SELECT thread_ts FROM messages WHERE team_id = :team_id
            AND channel_id = :channel_id AND ts >= :first AND ts <= :last AND deleted = 0
            AND thread_ts < :first GROUP BY thread_ts ORDER BY thread_ts DESC LIMIT :most"""
        params = {"team_id": team_id, "channel_id": channel_id, "most": most}
        params |= {"first": span[0], "last": span[1]}
        found = await self._database.read(lambda c: c.rows(sql, params))
        return [row["thread_ts"] for row in found]

    async def count(self, team_id: str, most: int | None = None) -> int:
        """Return how many messages of a workspace are stored; `most` if there are that many."""
        stored = "SELECT 1 AS one FROM messages WHERE team_id = :team_id AND deleted = 0"
        bound = "" if most is None else " LIMIT :most"
        sql, params = f"SELECT COUNT(*) AS n FROM ({stored}{bound}) m", {"team_id": team_id}
        found = await self._database.read(lambda c: c.rows(sql, {**params, "most": most}))
        return int(found[0]["n"])

    async def count_of(self, team_id: str, user_id: str) -> int:
        """Return how many stored messages somebody wrote."""
        sql = """SELECT COUNT(*) AS n FROM messages
            WHERE team_id = :team_id AND user_id = :user_id AND deleted = 0"""
        params = {"team_id": team_id, "user_id": user_id}
        return int((await self._database.read(lambda c: c.rows(sql, params)))[0]["n"])


def _spoken_in(c: Connection, audience: Audience, window: Window) -> list[Channel]:
    condition, params = readable_channels(c, audience)
    sql = f"""SELECT c.* FROM channels c WHERE {condition} AND EXISTS (SELECT 1 FROM messages m
        WHERE m.team_id = c.team_id AND m.channel_id = c.channel_id AND m.deleted = 0
        AND m.ts >= :start AND m.ts < :end) ORDER BY c.name, c.channel_id"""
    params |= {"start": ts_at(window.start), "end": ts_at(window.end)}
    return [rows.channel(row) for row in c.rows(sql, params)]


def _some(c: Connection, audience: Audience, channel_id: str, ts: set[str]) -> dict[str, Message]:
    condition = f"m.channel_id = :channel_id AND {c.listed('m.ts', 'listed')}"
    params = {"channel_id": channel_id, "listed": c.list_of(ts)}
    return {message.ts: message for message in reading.select(c, audience, condition, params)}


def _put(c: Connection, batch: list[Message]) -> int:
    for team_id in sorted({message.team_id for message in batch if message.edited_ts}):
        hold(c, team_id)
    batch = without_deleted(c, batch)
    params = (rows.message_params(message, c.index(terms(message.text))) for message in batch)
    changed = c.rows_of_many(_PUT.format(values=_values(c)), params)
    c.run_many(_REACT, (row for message in batch for row in _reaction_rows(message)))
    note_files(c, batch)
    forget(c, (_key(row) for row in changed if row["cited"]))
    reacted = (_key_of(message) for message in batch if message.reactions)
    touch(c, (_key(row) for row in changed), reacted)
    return len(changed)


def _react(c: Connection, params: Params) -> None:
    if c.run(_REACT, params):
        touch(c, (), [params])


def _values(c: Connection) -> str:
    return ", ".join(c.indexed if name == "terms" else f":{name}" for name in _COLUMNS)


def _key(row: Any) -> dict[str, str]:
    return {name: row[name] for name in ("team_id", "channel_id", "ts")}


def _key_of(message: Message) -> dict[str, str]:
    return {"team_id": message.team_id, "channel_id": message.channel_id, "ts": message.ts}


def _reaction_rows(message: Message) -> Iterator[Params]:
    """What a message says of its reactions: facts without a time, so any event outweighs them."""
    key: Params = {**_key_of(message), "at": ""}
    for reaction in message.reactions:
        for user_id in reaction.users:
            yield {**key, "name": reaction.name, "user_id": user_id, "count": 1}
        if (unnamed := reaction.count - len(set(reaction.users))) > 0:
            yield {**key, "name": reaction.name, "user_id": "", "count": unnamed}
