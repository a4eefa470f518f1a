"""A whole store from one home to another, resumable and verified row by row and by search.

Nothing may write to either of them meanwhile. Durable work is no part of the store.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from digests.audience import everyone
from digests.errors import BadInput, StoreUnavailable
from digests.store.database import Connection, Row
from digests.store.records import Query
from digests.store.search_text import terms
from digests.store.store import Store

Progress = Callable[[int, int], None]

BATCH = 2_000  # rows in one transaction
SEARCHES = 25  # words searched in both homes, for each workspace
_MARK = {"team_id": "", "name": "copy"}  # how far a copy has come, among the target's settings

# each table with its key, in whose order it is copied and compared
TABLES: dict[str, tuple[str, ...]] = {
    "workspaces": ("team_id",),
    "channels": ("team_id", "channel_id"),
    "memberships": ("team_id", "channel_id", "user_id"),
    "users": ("team_id", "user_id"),
    "messages": ("team_id", "channel_id", "ts"),
    "reactions": ("team_id", "channel_id", "ts", "name", "user_id"),
    "files": ("team_id", "file_id", "channel_id", "ts"),
    "coverage": ("team_id", "channel_id", "oldest"),
    "cursors": ("team_id", "channel_id"),
    "summaries": ("key",),
    "digests": ("team_id", "digest_id"),
    "deliveries": ("key",),
    "sources": ("team_id", "channel_id", "ts", "kind", "key"),
    "feedback": ("team_id", "channel_id", "ts", "user_id"),
    "usage": ("id",),
    "batches": ("key",),
    "audit": ("id",),
    "settings": ("team_id", "name"),
}
# without a message's index and SQLite's number of it, which each home makes itself
_COLUMNS = {
    "messages": """team_id, channel_id, ts, text, user_id, author, thread_ts, subtype, bot_id,
    edited_ts, broadcast, files, deleted"""
}


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What was copied: rows by table, and how many searches gave the same in both homes."""

    rows: dict[str, int]
    searches: int


async def copy_store(
    source: Store, target: Store, *, progress: Progress | None = None
) -> CopyReport:
    """Copy everything into an empty store; interrupted, the next call goes on where it stopped.

    Args:
        source: where from; it is only read.
        target: where to: empty, or left unfinished by an earlier call.
        progress: told (rows done, rows in all) after each batch; each row counts twice, once
            copied and once compared.

    Raises:
        BadInput: the target holds something else already.
        StoreUnavailable: a database can't be reached, or the copy differs from the original.
    """
    mark = await _mark(target)
    counts = {table: await _count(source, table) for table in TABLES}
    total = 2 * sum(counts.values())
    done = sum([await _count(target, table) for table in TABLES])

    def told(rows: int) -> None:
        nonlocal done
        done += rows
        if progress:
            progress(done, total)

    for table in TABLES:
        await _copy(source, target, table, mark, told)
    for table in TABLES:
        await _compare(source, target, table, told)
    searches = await _compare_searches(source, target)
    sql = "DELETE FROM settings WHERE team_id = :team_id AND name = :name"
    await target.database.write(lambda c: c.run(sql, _MARK))
    await target.tidy()
    return CopyReport(counts, searches)


async def _mark(target: Store) -> dict[str, Any]:
    """How far an earlier call came: the last key copied of each table; {} for an empty target."""
    mark = await target.settings.get(**_MARK)
    if mark is None:
        for table in TABLES:
            if await _count(target, table):
                raise BadInput("The database to copy to isn't empty: give one that is.")
        mark = {}
        await target.settings.put(**_MARK, value=mark)
    return dict(mark)


def _own(table: str) -> str:
    """The mark is no part of the store."""
    return "NOT (team_id = '' AND name = 'copy')" if table == "settings" else "1 = 1"


async def _count(store: Store, table: str) -> int:
    sql = f"SELECT COUNT(*) AS n FROM {table} WHERE {_own(table)}"
    return int((await store.database.read(lambda c: c.rows(sql)))[0]["n"])


async def _page(store: Store, table: str, after: list[str] | None) -> list[dict[str, Any]]:
    """The rows after a key, in order of the key, at most BATCH."""
    key = TABLES[table]
    params: dict[str, Any] = {f"k{n}": value for n, value in enumerate(after or [])}
    sql = f"SELECT {_COLUMNS.get(table, '*')} FROM {table} WHERE {_own(table)}"
    order = f"ORDER BY {', '.join(key)} LIMIT :limit"

    def fn(c: Connection) -> list[dict[str, Any]]:
        found: list[Row] = []
        for later in _later(key) if after else ("1 = 1",):
            limit = {"limit": BATCH - len(found)}
            found += c.rows(f"{sql} AND {later} {order}", {**params, **limit})
        return [{name: row[name] for name in row.keys()} for row in found]  # noqa: SIM118

    return await store.database.read(fn)


def _later(key: tuple[str, ...]) -> Iterator[str]:
    """What comes after a key, nearest first.

    Together they say (a, b) > (:k0, :k1), for which PostgreSQL plans badly: it takes nothing to be
    left once `a` has the same value everywhere.
    """
    for depth in reversed(range(len(key))):
        same = [f"{name} = :k{n}" for n, name in enumerate(key[:depth])]
        yield " AND ".join([*same, f"{key[depth]} > :k{depth}"])


async def _copy(
    source: Store, target: Store, table: str, mark: dict[str, Any], told: Callable[[int], None]
) -> None:
    after: list[str] | None = mark.get(table)
    page = await _page(source, table, after)
    while page:
        after = [page[-1][name] for name in TABLES[table]]
        mark[table] = after
        writing = _put(target, table, page, json.dumps(mark))
        _, following = await asyncio.gather(writing, _page(source, table, after))
        told(len(page))
        page = following


async def _put(target: Store, table: str, page: list[dict[str, Any]], mark: str) -> None:
    if table == "messages":
        await target.database.make_room(row["ts"] for row in page)
    await target.database.write(lambda c: _write(c, table, page, {**_MARK, "value": mark}))


def _write(c: Connection, table: str, page: list[dict[str, Any]], state: dict[str, Any]) -> None:
    """Write a page and how far the copy has come, both or neither."""
    columns = list(page[0])
    values = [f":{name}" for name in columns]
    if table == "messages":
        columns, values = [*columns, "terms"], [*values, c.indexed]
        page = [{**row, "terms": c.index(terms(row["text"]))} for row in page]
    c.run_many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(values)})", page)
    c.run("UPDATE settings SET value = :value WHERE team_id = :team_id AND name = :name", state)


async def _compare(source: Store, target: Store, table: str, told: Callable[[int], None]) -> None:
    after: list[str] | None = None
    while True:
        reading = (_page(store, table, after) for store in (source, target))
        page, copied = await asyncio.gather(*reading)
        if page != copied:
            raise StoreUnavailable(
                f"The copy differs from the original in {table}; nothing was changed in the "
                "original. Copy again into an empty database."
            )
        if not page:
            return
        after = [page[-1][name] for name in TABLES[table]]
        told(len(page))


async def _compare_searches(source: Store, target: Store) -> int:
    compared = 0
    for workspace in await source.workspaces.all():
        audience = everyone(workspace.team_id)
        for word in await _words(source, workspace.team_id):
            query = Query(word)
            hits = await source.messages.search(audience, query)
            if hits != await target.messages.search(audience, query):
                raise StoreUnavailable(
                    f'A search for "{word}" gives something else in the copy; nothing was changed '
                    "in the original. Copy again into an empty database."
                )
            compared += 1
    return compared


async def _words(store: Store, team_id: str) -> list[str]:
    """Words of the newest messages, spread over them."""
    sql = """SELECT text FROM messages WHERE team_id = :team_id AND deleted = 0
        ORDER BY ts DESC LIMIT 500"""
    found = await store.database.read(lambda c: c.rows(sql, {"team_id": team_id}))
    spoken = list(dict.fromkeys(_spoken(found)))
    return spoken[:: max(1, len(spoken) // SEARCHES)][:SEARCHES]


def _spoken(found: list[Row]) -> Iterator[str]:
    return (word for row in found for word in row["text"].split())
