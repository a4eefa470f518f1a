"""The store's home in one SQLite file: WAL, one writer thread, readers in their own threads.

Several processes on one file are correct: every write takes SQLite's one write lock before it reads
anything (BEGIN IMMEDIATE) and waits for it. WAL needs a local disk.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import sqlite_utils

from digests.errors import StoreUnavailable
from digests.store.database import CLOSED, Connection, Params, Row, Span
from digests.store.sqlite_schema import migrations

T = TypeVar("T")

READERS = 4  # threads; reads hold Python's lock most of the time, so more gain nothing
MERGE_PAGES = 200  # of the index merged in one transaction: some ten milliseconds
_OUR_FAULT = (sqlite3.ProgrammingError, sqlite3.IntegrityError, sqlite3.DataError)
BUSY_SECONDS = 30.0  # how long one process waits for another's write


class SqliteConnection:
    """A `Connection` on SQLite."""

    indexed = ":terms"
    matching = "m.id IN (SELECT rowid FROM messages_fts WHERE messages_fts MATCH :match)"

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw

    def rows(self, sql: str, params: Params | None = None) -> list[Row]:
        """See `Connection.rows`."""
        return cast("list[Row]", self.raw.execute(sql, params or {}).fetchall())

    def run(self, sql: str, params: Params | None = None) -> int:
        """See `Connection.run`."""
        return self.raw.execute(sql, params or {}).rowcount

    def run_many(self, sql: str, params: Iterable[Params]) -> None:
        """See `Connection.run_many`."""
        self.raw.executemany(sql, params)

    def rows_of_many(self, sql: str, params: Iterable[Params]) -> list[Row]:
        """See `Connection.rows_of_many`."""
        execute = self.raw.execute
        return [row for each in params for row in execute(sql, each).fetchall()]

    def lock(self, name: str) -> None:
        """See `Connection.lock`: a writer already holds SQLite's only write lock."""

    def listed(self, column: str, name: str) -> str:
        """See `Connection.listed`."""
        return f"{column} IN (SELECT value FROM json_each(:{name}))"

    def list_of(self, values: Iterable[str]) -> str:
        """See `Connection.list_of`."""
        return json.dumps(sorted(values))

    def spans(self, team_id: str) -> list[Span]:
        """See `Connection.spans`: the word index is one for all time."""
        return [(None, None)]

    def index(self, terms: list[str]) -> str:
        """See `Connection.index`."""
        return " ".join(terms)

    def match(self, clauses: list[list[str]], prefixes: list[str], every: bool) -> str:
        """See `Connection.match`."""
        phrases = [f'"{" ".join(clause)}"' for clause in clauses]
        return (" AND " if every else " OR ").join(phrases + [f'"{p}" *' for p in prefixes])


class SqliteDatabase:
    """A `Database` in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer = ThreadPoolExecutor(1, "store-writer")
        self._readers = ThreadPoolExecutor(READERS, "store-reader")
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._writing: SqliteConnection | None = None
        self._closed = False

    async def open(self) -> None:
        """Open or make the file and bring its schema up to date. Raises StoreUnavailable."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._open)

    def _open(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            raw = self._connect()
            _migrate(raw)
        except (OSError, sqlite3.Error) as error:
            raise StoreUnavailable(
                f"The database {self._path.name} can't be used: {error}."
            ) from error
        raw.isolation_level = None
        self._writing = SqliteConnection(raw)

    def _connect(self) -> sqlite3.Connection:
        raw = sqlite3.connect(
            self._path, timeout=BUSY_SECONDS, check_same_thread=False, cached_statements=512
        )
        self._opened.append(raw)
        raw.row_factory = sqlite3.Row
        _patiently(lambda: raw.execute("PRAGMA journal_mode = WAL"))
        raw.execute("PRAGMA synchronous = NORMAL")
        raw.execute(
            "PRAGMA secure_delete = ON"
        )  # what is deleted is overwritten, not just unlinked
        raw.execute("PRAGMA cache_size = -65536")
        return raw

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """See `Database.read`."""
        return await self._on(self._readers, self._read, fn)

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """See `Database.write`."""
        return await self._on(self._writer, self._write, fn)

    async def _on(self, pool: ThreadPoolExecutor, how: Callable[[Any], T], fn: Any) -> T:
        if self._closed:
            raise StoreUnavailable(CLOSED)
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, how, fn)
        except sqlite3.DatabaseError as error:
            if isinstance(error, _OUR_FAULT):
                raise
            message = f"The database {self._path.name} can't be used: {error}."
            raise StoreUnavailable(message) from error

    def _read(self, fn: Callable[[Connection], T]) -> T:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            raw = self._connect()
            raw.isolation_level = None
            raw.execute("PRAGMA query_only = ON")
            connection = self._local.connection = SqliteConnection(raw)
        connection.raw.execute("BEGIN")
        try:
            return fn(connection)
        finally:
            connection.raw.execute("COMMIT")

    def _write(self, fn: Callable[[Connection], T]) -> T:
        connection = self._writing
        assert connection is not None, "open() comes first"
        connection.raw.execute("BEGIN IMMEDIATE")
        try:
            result = fn(connection)
            connection.raw.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.raw.execute("ROLLBACK")
            raise
        return result

    async def ping(self) -> None:
        """See `Database.ping`: a file that was opened for writing stays so."""
        await self.read(lambda c: c.rows("SELECT 1 AS one"))

    async def make_room(self, ts: Iterable[str]) -> None:
        """See `Database.make_room`: a file has room as it is."""

    async def drop_before(self, team_id: str, before: str) -> int:
        """See `Database.drop_before`: one table holds all months, so nothing goes at once."""
        return 0

    async def tidy(self) -> None:
        """See `Database.tidy`: the index only marks what is deleted until its parts are merged."""
        pages = -MERGE_PAGES  # a negative number begins, the positive ones go on
        while await self.write(lambda c, pages=pages: _merge(c, pages)):  # type: ignore[misc]
            pages = MERGE_PAGES
        await self._on(self._writer, self._checkpoint, None)

    def _checkpoint(self, _: None) -> None:
        assert self._writing is not None, "open() comes first"
        self._writing.raw.execute("PRAGMA wal_checkpoint (TRUNCATE)")

    async def describe(self) -> dict[str, str]:
        """See `Database.describe`."""
        sizes = (Path(f"{self._path}{end}") for end in ("", "-wal"))
        size = sum(path.stat().st_size for path in sizes if path.exists())
        return {
            "kind": "SQLite",
            "version": sqlite3.sqlite_version,
            "place": str(self._path),
            "size": f"{size / 1e6:.1f} MB",
        }

    async def damage(self) -> str:
        """See `Database.damage`."""
        found = await self.read(lambda c: c.rows("PRAGMA quick_check (1)"))
        return "" if found[0]["quick_check"] == "ok" else str(found[0]["quick_check"])

    async def lacks(self) -> list[str]:
        """See `Database.lacks`: who can open the file for writing lacks nothing."""
        return []

    async def close(self) -> None:
        """See `Database.close`."""
        self._closed = True
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._readers.shutdown()
        self._writer.shutdown()
        while self._opened:
            self._opened.pop().close()


def _merge(c: Connection, pages: int) -> bool:
    """Merge some pages of the index; return whether there is more to merge."""
    merge = "INSERT INTO messages_fts (messages_fts, rank) VALUES ('merge', :pages)"
    before = c.rows("SELECT total_changes() AS n")[0]["n"]
    c.run(merge, {"pages": pages})
    # one change is the command itself: less than two means that nothing was left
    return bool(c.rows("SELECT total_changes() AS n")[0]["n"] - before >= 2)


def _migrate(raw: sqlite3.Connection) -> None:
    """Apply what is missing under the write lock, so that two processes may start at once."""
    db = sqlite_utils.Database(raw)
    _patiently(lambda: db.execute("BEGIN IMMEDIATE"))
    try:
        migrations.apply(db)
        db.commit()
    except BaseException:
        db.rollback()
        raise


def _patiently(act: Callable[[], object]) -> None:
    """Repeat what SQLite refuses at once instead of waiting, such as the switch to WAL."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            act()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
