"""The processes at work on this store, each with its last heartbeat."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from digests.store import rows
from digests.store.database import Database
from digests.store.records import Executor

_BEAT = """INSERT INTO executors (executor_id, host, pid, version, at)
    VALUES (:executor_id, :host, :pid, :version, :at)
    ON CONFLICT (executor_id) DO UPDATE SET at = excluded.at"""


class Executors:
    """Who is at work."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def beat(self, executor: Executor) -> None:
        """Note that a process lives; its first heartbeat makes it known."""
        params = {
            "executor_id": executor.executor_id,
            "host": executor.host,
            "pid": executor.pid,
            "version": executor.version,
            "at": rows.moment(executor.at),
        }
        await self._database.write(lambda c: c.run(_BEAT, params))

    async def again(self, executor_id: str, at: datetime) -> bool:
        """Note that a known process still lives; False if it was struck off the list meanwhile."""
        sql = "UPDATE executors SET at = :at WHERE executor_id = :executor_id"
        params = {"executor_id": executor_id, "at": rows.moment(at)}
        return bool(await self._database.write(lambda c: c.run(sql, params)))

    async def all(self) -> list[Executor]:
        """Return every process on the list by id; [] if none is at work."""
        sql = "SELECT * FROM executors ORDER BY executor_id"
        found = await self._database.read(lambda c: c.rows(sql))
        return [
            Executor(r["executor_id"], r["host"], r["pid"], r["version"], rows.parsed(r["at"]))
            for r in found
        ]

    async def remove(self, executors: Iterable[Executor]) -> None:
        """Strike off processes that ended, each unless it has given a heartbeat since."""
        sql = "DELETE FROM executors WHERE executor_id = :executor_id AND at = :at"
        params = [{"executor_id": e.executor_id, "at": rows.moment(e.at)} for e in executors]
        await self._database.write(lambda c: c.run_many(sql, params))

    async def leave(self, executor_id: str) -> None:
        """Strike off the process that calls this, as it ends."""
        sql = "DELETE FROM executors WHERE executor_id = :executor_id"
        await self._database.write(lambda c: c.run(sql, {"executor_id": executor_id}))
