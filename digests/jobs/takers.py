"""Who takes the jobs out of the lines: a thread for each, which looks when there may be something.

The engine's own threads look at set times, so that a job waits for half of one, and a process that
has nothing to do asks the database dozens of times a second. Here a line is looked at at once when
this process put something in it, or made room in it by ending a job; now and then it is looked at
for what other processes left there.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from digests.jobs import unfinished
from digests.jobs.queues import Queue

# Of several processes that look at the same moment the database may let but one have its way; so
# after a ring a line is looked at once more.
AGAIN_SECONDS = 0.25
# How long the end waits for a thread that is taking jobs out at that moment.
END_SECONDS = 10.0


_own = threading.local()


def take_alone(engine: sa.Engine) -> None:
    """Let no other process take jobs out of a line while this one looks whether there is room.

    PostgreSQL's transactions see to it. SQLite takes its write lock with the first write, after
    what runs was counted, and two processes would both find room for one job.
    """
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "begin", _lock)


def _lock(connection: sa.Connection) -> None:
    if getattr(_own, "takes", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


class Bell:
    """What a line's thread waits on, where the engine has a `threading.Event` that ends it."""

    def __init__(self) -> None:
        self._rung = threading.Event()
        self._again = self._ended = False

    def ring(self) -> None:
        """Have the line looked at now."""
        self._rung.set()

    def end(self) -> None:
        """Have the thread end."""
        self._ended = True
        self._rung.set()

    def is_set(self) -> bool:
        """Whether the thread has to end."""
        return self._ended

    def wait(self, timeout: float) -> bool:
        """Wait for a ring, at most so many seconds; return whether the thread has to end."""
        self._again = self._rung.wait(min(timeout, AGAIN_SECONDS) if self._again else timeout)
        # Whoever rings from here on has written before, so that the look that follows sees it.
        self._rung.clear()
        return self._ended


class Taker:
    """The thread that takes the jobs out of one line, begun at once.

    Args:
        queue: the line as the engine knows it; the engine is launched.
    """

    def __init__(self, queue: Any) -> None:
        self._bell = Bell()
        self._thread = threading.Thread(
            target=self._take,
            args=(queue,),
            name=f"line {queue.name}",
            daemon=True,
        )
        # What was left there before this process began.
        self._bell.ring()
        self._thread.start()

    def _take(self, queue: Any) -> None:
        from dbos._dbos import _get_dbos_instance
        from dbos._queue import queue_worker_thread

        _own.takes = True
        # The bell has of an event what the loop asks for.
        bell: Any = self._bell
        queue_worker_thread(bell, _get_dbos_instance(), queue)

    def look(self) -> None:
        """Look now whether a job can begin; from any thread."""
        self._bell.ring()

    def end(self) -> None:
        """Take no more; waits for jobs that are being taken out at this moment."""
        self._bell.end()
        self._thread.join(END_SECONDS)


class Takers:
    """The threads of this process's lines.

    Args:
        known: the lines as the engine knows them; the engine is launched.
        queue_of: the line in which jobs of each kind wait.
    """

    def __init__(self, known: Collection[Any], queue_of: Mapping[str, Queue]) -> None:
        if known:
            take_alone(unfinished.system().engine)
        self._takers = {queue.name: Taker(queue) for queue in known}
        self._queue_of = queue_of

    def put(self, kind: str) -> None:
        """A job of this kind waits in line now."""
        queue = self._queue_of.get(kind)
        if queue and queue.name in self._takers:
            self._takers[queue.name].look()

    def ended(self, kind: str) -> None:
        """A job of this kind is done, and may have held up another."""
        queue = self._queue_of.get(kind)
        if queue and queue.holds_up:
            self.put(kind)

    def look(self) -> None:
        """Look now in every line."""
        for taker in self._takers.values():
            taker.look()

    async def end(self) -> None:
        """Take no more jobs."""
        ending, self._takers = self._takers, {}
        await asyncio.gather(*(asyncio.to_thread(taker.end) for taker in ending.values()))
