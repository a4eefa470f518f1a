"""The archive of digests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from typing import Any

from digests.audience import Audience
from digests.models import Source, Window
from digests.store import rows, sources
from digests.store.database import Connection, Database, Params, Row
from digests.store.records import DigestRecord
from digests.store.search_text import Words, terms, words

Records = list[DigestRecord]
Wanted = Callable[[str], bool]

AT_ONCE = 500
"""Digests of which readers are compared in one go."""

_PUT = """INSERT INTO digests (digest_id, team_id, window_name, window_start, window_end,
    window_zone, org_wide, channel_ids, text, body, created_at, stale) VALUES (:digest_id, :team_id,
    :window_name, :window_start, :window_end, :window_zone, :org_wide, :channel_ids, :text, :body,
    :created_at, :stale) ON CONFLICT (team_id, digest_id) DO UPDATE SET text = excluded.text,
    window_name = excluded.window_name, window_start = excluded.window_start,
    window_end = excluded.window_end, window_zone = excluded.window_zone,
    org_wide = excluded.org_wide, channel_ids = excluded.channel_ids, body = excluded.body,
    created_at = excluded.created_at, stale = excluded.stale"""
_SAME = """SELECT 1 AS there FROM digests WHERE team_id = :team_id AND digest_id = :digest_id
    AND body = :body AND created_at = :created_at"""
_ASKED = ("team_id", "digest_id", "body", "created_at")
_ONE = "SELECT * FROM digests WHERE team_id = :team_id AND digest_id = :digest_id"
_NEWEST = """SELECT digest_id, org_wide, channel_ids FROM digests
    WHERE team_id = :team_id AND org_wide <= :org_wide
    ORDER BY window_end DESC, digest_id LIMIT :limit OFFSET :offset"""


class Digests:
    """Digests as they were compiled, for readers who may read all that they were made for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, record: DigestRecord) -> None:
        """Store a digest in place of an earlier one of the same id.

        It is no longer stale, unless it rests on a message that is deleted by now.
        """

        def fn(c: Connection) -> None:
            sources.hold(c, record.team_id)
            _put(c, record)

        await self._database.write(fn)

    async def replace(self, before: DigestRecord, record: DigestRecord) -> bool:
        """Store a digest in place of the very one that was read; see `put`.

        Returns:
            False if somebody changed it meanwhile: nothing is stored then, to be read again.
        """
        known = {k: v for k, v in _params(before).items() if k in _ASKED}

        def fn(c: Connection) -> bool:
            sources.hold(c, record.team_id)
            same = bool(c.rows(_SAME, known))
            if same:
                _put(c, record)
            return same

        return await self._database.write(fn)

    async def get(self, audience: Audience, digest_id: str) -> DigestRecord | None:
        """Return one digest; None if there is none or it was made for others."""
        params = {"team_id": audience.team_id, "digest_id": digest_id}

        def fn(c: Connection) -> DigestRecord | None:
            found = [row for row in c.rows(_ONE, params) if _may_read(audience, row)]
            return _record(c, found[0]) if found else None

        return await self._database.read(fn)

    async def of(self, team_id: str, digest_id: str) -> DigestRecord | None:
        """Return one digest, None if there is none; for the bot's own upkeep only."""
        params = {"team_id": team_id, "digest_id": digest_id}

        def fn(c: Connection) -> DigestRecord | None:
            return next((_record(c, row) for row in c.rows(_ONE, params)), None)

        return await self._database.read(fn)

    async def list(
        self, audience: Audience, limit: int = 50, wanted: Wanted | None = None
    ) -> Records:
        """Return the readable digests, newest window first, at most `limit`.

        `wanted` chooses by id before any text is read; None takes all.
        """
        return await self._readable(audience, limit, wanted, None)

    async def search(
        self, audience: Audience, text: str, limit: int = 20, wanted: Wanted | None = None
    ) -> Records:
        """Return those of `list` in which every word and "phrase" occurs, newest first."""
        asked = words(text)
        return await self._readable(audience, limit, wanted, asked) if asked else []

    async def citing(self, team_id: str, channel_id: str, ts: str) -> Records:
        """Return every digest that rests on a message, for whoever edits them after a change.

        For the bot's own upkeep only: what it returns was made for different audiences.
        """
        return await self._database.read(
            lambda c: [
                _record(c, r)
                for r in sources.citing(c, "digests", "digest", team_id, channel_id, ts)
            ]
        )

    async def stale(self, team_id: str) -> Records:
        """Return every digest of which a source was edited or deleted since; for upkeep only."""
        sql = "SELECT * FROM digests WHERE team_id = :team_id AND stale = 1 ORDER BY digest_id"
        return await self._database.read(
            lambda c: [_record(c, row) for row in c.rows(sql, {"team_id": team_id})]
        )

    async def begun_before(self, team_id: str, moment: datetime) -> Records:
        """Return every digest whose window began before a moment, by id; for upkeep only."""
        sql = """SELECT * FROM digests WHERE team_id = :team_id AND window_start < :moment
            ORDER BY digest_id"""
        params = {"team_id": team_id, "moment": rows.moment(moment)}
        return await self._database.read(lambda c: [_record(c, row) for row in c.rows(sql, params)])

    async def remove(self, team_id: str, digest_id: str) -> None:
        """Forget a digest; nothing happens if it isn't stored."""
        params = {"team_id": team_id, "key": digest_id}
        await self._database.write(lambda c: _remove(c, params))

    async def _readable(
        self, audience: Audience, limit: int, wanted: Wanted | None, asked: Words | None
    ) -> Records:
        def fn(c: Connection) -> Records:
            found: list[str] = []
            for ids in _newest(c, audience):
                chosen = [one for one in ids if wanted is None or wanted(one)]
                found += chosen if asked is None else _saying(c, audience.team_id, chosen, asked)
                if len(found) >= limit:
                    break
            newest, key = found[: max(0, limit)], {"team_id": audience.team_id}
            return [_record(c, r) for one in newest for r in c.rows(_ONE, key | {"digest_id": one})]

        return await self._database.read(fn)


def _newest(c: Connection, audience: Audience) -> Iterator[list[str]]:
    """The ids of the readable digests, newest first, some at a time; without their text."""
    params = {"team_id": audience.team_id, "org_wide": int(audience.org_wide), "limit": AT_ONCE}
    for offset in count(0, AT_ONCE):
        page = c.rows(_NEWEST, {**params, "offset": offset})
        yield [row["digest_id"] for row in page if _may_read(audience, row)]
        if len(page) < AT_ONCE:
            return


def _saying(c: Connection, team_id: str, ids: list[str], asked: Words) -> list[str]:
    """Those of some digests in which everything occurs that is asked for, in their order."""
    condition = c.listed("digest_id", "ids")
    sql = f"SELECT digest_id, text FROM digests WHERE team_id = :team_id AND {condition}"
    found = c.rows(sql, {"team_id": team_id, "ids": c.list_of(ids)}) if ids else []
    texts = {row["digest_id"]: row["text"] for row in found}
    return [one for one in ids if asked.found_in(terms(texts[one])) == len(asked)]


def _remove(c: Connection, params: Params) -> None:
    sources.hold(c, params["team_id"])
    c.run("DELETE FROM digests WHERE team_id = :team_id AND digest_id = :key", params)
    c.run("DELETE FROM sources WHERE team_id = :team_id AND kind = 'digest' AND key = :key", params)


def _may_read(audience: Audience, row: Row) -> bool:
    """Whether these readers may read everything that the digest's own readers may."""
    needed = frozenset(json.loads(row["channel_ids"]))
    return needed <= audience.channel_ids and audience.org_wide >= bool(row["org_wide"])


def _put(c: Connection, record: DigestRecord) -> None:
    rests_on = [(source.channel_id, source.ts) for source in record.sources]
    stale = sources.any_deleted(c, record.team_id, rests_on)
    c.run(_PUT, {**_params(record), "stale": int(stale)})
    sources.put(c, record.team_id, "digest", record.digest_id, rests_on)


def _params(record: DigestRecord) -> dict[str, Any]:
    return {
        "digest_id": record.digest_id,
        "team_id": record.team_id,
        "window_name": record.window.name,
        "window_start": rows.moment(record.window.start),
        "window_end": rows.moment(record.window.end),
        "window_zone": record.window.zone,
        "org_wide": int(record.audience.org_wide),
        "channel_ids": json.dumps(sorted(record.audience.channel_ids)),
        "text": record.text,
        "body": json.dumps(record.body),
        "created_at": rows.moment(record.created_at),
    }


def _record(c: Connection, row: Row) -> DigestRecord:
    team_id, digest_id = row["team_id"], row["digest_id"]
    start, end = rows.parsed(row["window_start"]), rows.parsed(row["window_end"])
    channel_ids = frozenset(json.loads(row["channel_ids"]))
    return DigestRecord(
        digest_id=digest_id,
        team_id=team_id,
        window=Window(start, end, row["window_zone"], row["window_name"]),
        audience=Audience(team_id, bool(row["org_wide"]), channel_ids),
        text=row["text"],
        body=json.loads(row["body"]),
        created_at=rows.parsed(row["created_at"]),
        sources=tuple(Source(*key) for key in sources.of(c, team_id, "digest", digest_id)),
        stale=bool(row["stale"]),
    )
