"""Who is at work, and what becomes of the work of those who died.

Each process gives a heartbeat every few seconds. Each watches the others: one whose heartbeat
hasn't changed for a while, or whose pid is gone from this very machine, is dead, and its unfinished
jobs are handed back to the engine. No two clocks are ever compared: a watcher measures with its own
how long a heartbeat has stood still, and only while it can read the list.

The other way round, a process that couldn't give a heartbeat for a while breaks off what it does
before anybody may take it for dead: two must not write one message.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import structlog

from digests.jobs.engine import Jobs
from digests.jobs.unfinished import Unfinished
from digests.store import Executor, Store

log = structlog.get_logger(__name__)

BEAT_SECONDS = 3.0
# Without a heartbeat for so long a process breaks off its work, and a bit later others take it.
BREAK_OFF_AFTER = 10.0
DEAD_AFTER = 15.0


def this_host() -> str:
    """This machine, its boot and process namespace: within it a pid means one process."""
    parts = [socket.gethostname()]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()[:8])
        parts.append(os.readlink("/proc/self/ns/pid").strip("pid:[]"))
    return "/".join(parts)


class Liveness:
    """The heartbeat of this process, and its eye on the others.

    Args:
        store: where the list of processes is.
        jobs: of this process.
        beat_seconds: between two heartbeats, in real time.
        break_off_after: seconds without a heartbeat after which this process stops its jobs.
        dead_after: seconds without a heartbeat after which another one is dead; longer than that.
    """

    def __init__(
        self,
        store: Store,
        jobs: Jobs,
        *,
        beat_seconds: float = BEAT_SECONDS,
        break_off_after: float = BREAK_OFF_AFTER,
        dead_after: float = DEAD_AFTER,
    ) -> None:
        self._executors, self._jobs = store.executors, jobs
        self._beat_seconds, self._dead_after = beat_seconds, dead_after
        self._break_off_after = break_off_after
        self._host, self._pid = this_host(), os.getpid()
        # executor id -> its last heartbeat, and since when that one has stood, on our own clock
        self._seen: dict[str, tuple[datetime, float]] = {}
        self._alarm: asyncio.TimerHandle | None = None
        self._keeping: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Get on the list, and stay there; before the jobs are launched.

        Raises:
            StoreUnavailable: if the database can't be reached.
        """
        await self._executors.beat(self._self())
        self._rewind()
        self._keeping = asyncio.create_task(self._keep())

    async def end(self) -> None:
        """Get off the list, so that others take at once what is left; after the jobs are closed."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        if self._alarm is not None:
            self._alarm.cancel()
        with suppress(Exception):
            await self._executors.leave(self._jobs.executor_id)

    async def look(self) -> int:
        """Look for work that nobody does any more and hand it on; how many jobs that was.

        Raises:
            Exception: if a database can't be reached.
        """
        # What is unfinished is read before who is alive: who starts in between is on the list.
        unfinished = await self._jobs.unfinished()
        listed = await self._executors.all()
        dead = self._dead(listed)
        gone = {executor.executor_id for executor in dead}
        living = {e.executor_id: e.version for e in listed if e.executor_id not in gone}
        living[self._jobs.executor_id] = self._jobs.version
        handed = await self._hand_on(unfinished, living)
        await self._executors.remove(dead)
        return handed

    async def _hand_on(self, unfinished: Collection[Unfinished], living: dict[str, str]) -> int:
        version, handed = self._jobs.version, 0
        lost = [u for u in unfinished if u.running and u.executor_id not in living]
        if dead := {u.executor_id for u in lost if u.version == version}:
            handed += await self._jobs.recover(dead)
        for old in {u.version for u in unfinished} - {version, *living.values()}:
            left = {u.executor_id for u in lost if u.version == old}
            handed += await self._jobs.adopt(old, left)
        if handed:
            log.info("jobs.taken_over", jobs=handed, executors=len(lost))
        return handed

    def _dead(self, listed: Collection[Executor]) -> list[Executor]:
        now = time.monotonic()
        before, self._seen = self._seen, {}
        for executor in listed:
            at, since = before.get(executor.executor_id, (executor.at, now))
            unchanged = at == executor.at
            self._seen[executor.executor_id] = (executor.at, since if unchanged else now)
        return [
            executor
            for executor in listed
            if executor.executor_id != self._jobs.executor_id
            and (
                self._gone(executor)
                or now - self._seen[executor.executor_id][1] >= self._dead_after
            )
        ]

    def _gone(self, executor: Executor) -> bool:
        """Whether a process of this machine is surely no more."""
        if executor.host != self._host:
            return False
        if executor.pid == self._pid:
            return True  # the pid is ours now
        try:
            os.kill(executor.pid, 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return False

    async def _keep(self) -> None:
        while True:
            try:
                await self._beat()
                if self._jobs.launched:
                    await self.look()
            except Exception as error:
                # How long the others' heartbeats stand isn't known for while we couldn't look.
                self._seen.clear()
                log.warning("heartbeat.failed", error=type(error).__name__, reason=str(error))
            await asyncio.sleep(self._beat_seconds)

    async def _beat(self) -> None:
        known = await self._executors.again(self._jobs.executor_id, datetime.now(UTC))
        if not known:
            self._break_off("taken_for_dead")
            await self._executors.beat(self._self())
        self._rewind()
        if self._jobs.launched and (resumed := await self._jobs.resume()):
            log.info("jobs.resumed", jobs=resumed)

    def _rewind(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        loop = asyncio.get_running_loop()
        self._alarm = loop.call_later(self._break_off_after, self._break_off, "no_heartbeat")

    def _break_off(self, reason: str) -> None:
        log.warning("jobs.broken_off", reason=reason, jobs=self._jobs.interrupt())

    def _self(self) -> Executor:
        jobs = self._jobs
        now = datetime.now(UTC)
        return Executor(jobs.executor_id, self._host, self._pid, jobs.version, now)
