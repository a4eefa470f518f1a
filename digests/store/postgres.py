"""The store's home in PostgreSQL: schema `digestif`, a pool, any number of processes.

Needs the extra `postgres` (psycopg 3 with its pool); imported only when such a URL is given.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

import psycopg
from psycopg import errors, sql
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from digests.errors import StoreUnavailable, StoreUnreachable
from digests.store import postgres_months, postgres_rights, postgres_schema
from digests.store.database import CLOSED, Connection
from digests.store.postgres_connection import PostgresConnection, Raw

T = TypeVar("T")

POOL_MAX = 10  # connections of one process; PostgreSQL allows 100 in all by default
REACH_SECONDS = 10.0  # how long to wait for a connection before saying that there is none
RECONNECT_SECONDS = 4.0  # after that the pool begins anew, instead of waiting ever longer
ATTEMPTS = 4  # of a transaction that met a deadlock or a connection that had died
_NO_WRITES = (
    "The database takes no writes: this address leads to a standby, or it is set to read only. "
    "Give all addresses and target_session_attrs=read-write."
)
_NOT_AGAIN = (PoolTimeout, errors.LockNotAvailable)  # whoever waited for them waited long enough


class PostgresDatabase:
    """A `Database` in one schema of a PostgreSQL database."""

    def __init__(self, url: str, schema: str = "digestif") -> None:
        self._url = url
        self._schema = schema
        self._closed = False
        self._months: set[str] = set()
        self._threads = ThreadPoolExecutor(POOL_MAX, "store-postgres")
        self._pool: ConnectionPool[Raw] = ConnectionPool(
            url,
            min_size=1,
            max_size=POOL_MAX,
            timeout=REACH_SECONDS,
            reconnect_timeout=RECONNECT_SECONDS,
            open=False,
            configure=self._configure,
            connection_class=cast("type[Raw]", psycopg.Connection),
            kwargs={"row_factory": dict_row, "application_name": "digestif"},
        )

    def _configure(self, raw: Raw) -> None:
        raw.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(self._schema)))
        raw.execute("SET jit TO off")  # costs more than it gains on reads this short
        raw.commit()

    async def open(self) -> None:
        """Connect and bring the schema up to date. Raises StoreUnavailable."""
        try:
            await self._on(self._open)
        except StoreUnavailable:
            await self.close()
            raise

    def _open(self) -> None:
        # the first connection is made without the pool, which wouldn't say why it can't
        seconds = int(REACH_SECONDS)
        with psycopg.connect(self._url, row_factory=dict_row, connect_timeout=seconds) as raw:
            self._configure(raw)
            _must_take_writes(PostgresConnection(raw))
            _migrate(raw, self._schema)
        self._pool.open(wait=True, timeout=REACH_SECONDS)

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """See `Database.read`."""
        return await self._on(lambda: self._transaction(fn, read_only=True))

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """See `Database.write`."""
        return await self._on(lambda: self._transaction(fn, read_only=False))

    def _transaction(self, fn: Callable[[Connection], T], *, read_only: bool) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                # the pool commits what went well and rolls back what didn't
                with self._pool.connection() as raw:
                    raw.read_only = read_only or None  # None leaves it to the server, which knows
                    level = psycopg.IsolationLevel.REPEATABLE_READ if read_only else None
                    raw.isolation_level = level
                    return fn(PostgresConnection(raw))
            except (errors.OperationalError, errors.InterfaceError) as error:
                if attempt == ATTEMPTS or isinstance(error, _NOT_AGAIN):
                    raise
        raise AssertionError("the last attempt returns or raises")

    async def _on(self, act: Callable[[], T]) -> T:
        if self._closed:
            raise StoreUnavailable(CLOSED)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, act)
        except errors.InsufficientPrivilege as error:
            raise StoreUnavailable(
                f"The database role lacks a right: {_plain(error)}. It must own the schema "
                f"{self._schema} or be allowed to create it; else run `digestif db migrate` with a "
                "role that is, and grant this one what docs/operations.md lists."
            ) from error
        except PoolTimeout as error:
            raise StoreUnreachable(
                "The database can't be reached, or all connections to it are busy: none was free "
                f"within {REACH_SECONDS:.0f} s."
            ) from error
        except errors.ReadOnlySqlTransaction as error:
            raise StoreUnreachable(_NO_WRITES) from error
        except (errors.OperationalError, errors.InterfaceError) as error:
            raise StoreUnreachable(f"The database can't be reached: {_plain(error)}.") from error

    async def ping(self) -> None:
        """See `Database.ping`."""
        await self.read(_must_take_writes)

    async def make_room(self, ts: Iterable[str]) -> None:
        """See `Database.make_room`: a partition for each month, made once by whoever is first."""
        months = {month for each in ts if (month := postgres_schema.month_of(each))}
        for month in sorted(months - self._months):
            await self._on(lambda month=month: self._make_room(month))  # type: ignore[misc]
            self._months.add(month)

    def _make_room(self, month: str) -> None:
        try:
            self._transaction(
                lambda c: postgres_months.make(c, self._schema, month), read_only=False
            )
        except (errors.InsufficientPrivilege, errors.CheckViolation):
            # no right to make tables, or messages of that month are in messages_rest already:
            # they are as well kept there, only retention has to delete them one by one
            return

    async def drop_before(self, team_id: str, before: str) -> int:
        """See `Database.drop_before`: months go as a whole."""
        return await self._on(lambda: self._drop_before(team_id, before))

    def _drop_before(self, team_id: str, before: str) -> int:
        ended = self._transaction(
            lambda c: postgres_months.before(c, team_id, before), read_only=True
        )
        return sum(held for month, held in ended.items() if self._drop(month))

    def _drop(self, month: str) -> bool:
        try:
            self._transaction(
                lambda c: postgres_months.drop(c, self._schema, month), read_only=False
            )
        except (errors.InsufficientPrivilege, errors.LockNotAvailable):
            # not the owner, or somebody reads for long: its messages go one by one, and the empty
            # month another day
            return False
        self._months.discard(month)
        return True

    async def tidy(self) -> None:
        """See `Database.tidy`: autovacuum does it, but for the statistics that plans rest on."""
        await self.write(lambda c: c.run("ANALYZE"))

    async def describe(self) -> dict[str, str]:
        """See `Database.describe`."""
        row = await self.read(
            lambda c: c.rows("""SELECT current_setting('server_version') AS version,
            current_database() AS name, pg_size_pretty(pg_database_size(current_database())) AS size
            """)[0]
        )
        place = f"{row['name']}, schema {self._schema}"
        role = await self.read(postgres_rights.role)
        return {
            "kind": "PostgreSQL",
            "version": row["version"],
            "place": place,
            "size": row["size"],
            "role": role,
        }

    async def damage(self) -> str:
        """See `Database.damage`: PostgreSQL checks its own pages; nothing is looked at here."""
        return ""

    async def lacks(self) -> list[str]:
        """See `Database.lacks`."""
        return await self.read(lambda c: postgres_rights.lacking(c, self._schema))

    async def close(self) -> None:
        """See `Database.close`."""
        self._closed = True
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._threads.shutdown()
        self._pool.close()


def _must_take_writes(c: Connection) -> None:
    """Raise StoreUnreachable on a standby, or where somebody or a full disk forbade writes."""
    refuses = """SELECT pg_is_in_recovery()
        OR current_setting('default_transaction_read_only') = 'on' AS so"""
    if c.rows(refuses)[0]["so"]:
        raise StoreUnreachable(_NO_WRITES)


def _migrate(raw: Raw, schema: str) -> None:
    """Apply what is missing; one process at a time, and without any right to if nothing is."""
    c = PostgresConnection(raw)
    done = _applied(c)
    pending = [step for step in postgres_schema.steps() if step[0] not in done]
    raw.commit()
    if not pending:
        return
    c.lock(f"migrations {schema}")
    if not c.rows("SELECT 1 AS there FROM pg_namespace WHERE nspname = :n", {"n": schema}):
        raw.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    c.run("""CREATE TABLE IF NOT EXISTS migrations (
        name TEXT PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())""")
    done = _applied(c)
    for name, statements in pending:
        if name not in done:
            for statement in statements:
                c.run(statement)
            c.run("INSERT INTO migrations (name) VALUES (:name)", {"name": name})
    raw.commit()


def _applied(c: PostgresConnection) -> set[str]:
    if not c.rows("SELECT 1 AS there WHERE to_regclass('migrations') IS NOT NULL"):
        return set()
    return {row["name"] for row in c.rows("SELECT name FROM migrations")}


def _plain(error: Exception) -> str:
    """The first line of what PostgreSQL says: it names hosts and roles, never passwords."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rstrip(".")
