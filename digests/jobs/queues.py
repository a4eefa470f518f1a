"""The lines in which jobs wait, where a limit holds for all processes together.

Each workspace has its own, so that none can starve another, and a process takes from those of its
workspace only. What has to come one after the other is a partition of such a line.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Queue:
    """A line in which jobs wait where a limit holds for all processes together.

    Attributes:
        name: its own in the whole database, so it says the workspace.
        kinds: whose jobs wait in it, each with the places of those of its ids that name what its
            jobs do one after the other, in the order they were started; () where they needn't.
        at_once: how many may run at once in all processes together; None for no limit.
        per_process: how many one process runs at once; None for as many as there are.
        a_minute: how many may start within a minute in all processes together; None for no limit.
        poll_seconds: how often each process looks for the next; on average a job waits half of it.
    """

    name: str
    kinds: Mapping[str, tuple[int, ...]]
    at_once: int | None = None
    per_process: int | None = None
    a_minute: int | None = None
    poll_seconds: float = 0.1

    @property
    def in_turn(self) -> bool:
        """Whether some of its jobs have to come one after the other."""
        return any(self.kinds.values())

    def turn(self, kind: str, job_id: str, ids: Collection[Any]) -> str | None:
        """What a job comes one after the other with; None where nothing does in this queue."""
        if not self.in_turn:
            return None
        given = list(ids)
        return ":".join(str(given[place]) for place in self.kinds[kind]) or job_id


def prepare(url: str, queues: Collection[Queue]) -> None:
    """Make a database ready and the queues known in it, before the engine is launched on it.

    The engine begins to work on those it finds when it is launched; for others it looks once a
    second only, which the first job would wait for.

    Args:
        url: the engine's database, made if it isn't there.
        queues: those that are known already stay as they are.
    """
    from dbos import DBOS, DBOSClient

    DBOS.migrate(url)
    client = DBOSClient(system_database_url=url, application_name=APPLICATION)
    try:
        for queue in queues:
            limits = _limits(queue)
            client.register_queue(queue.name, on_conflict="never_update", **limits)
    finally:
        client.destroy()


async def register(queues: Collection[Queue]) -> None:
    """Have the limits hold that queues have in this version; the engine is launched."""
    from dbos import DBOS

    await asyncio.gather(*(DBOS.register_queue_async(q.name, **_limits(q)) for q in queues))


APPLICATION = "digestif"


def _limits(queue: Queue) -> dict[str, Any]:
    a_minute = queue.a_minute
    return {
        "global_concurrency": queue.at_once,
        "worker_concurrency": queue.per_process,
        "partition_concurrency": 1 if queue.in_turn else None,
        "limiter": {"limit": a_minute, "period": 60.0} if a_minute else None,
        "polling_interval_sec": queue.poll_seconds,
    }
