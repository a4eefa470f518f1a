"""The lines in which jobs wait, where a limit holds for all processes together.

Each workspace has its own, so that none can starve another, and a process takes from those of its
workspace only. What has to come one after the other is a partition of such a line.
"""

from __future__ import annotations

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
        poll_seconds: how often each process looks for what other processes left there.
    """

    name: str
    kinds: Mapping[str, tuple[int, ...]]
    at_once: int | None = None
    per_process: int | None = None
    a_minute: int | None = None
    poll_seconds: float = 1.0

    @property
    def in_turn(self) -> bool:
        """Whether some of its jobs have to come one after the other."""
        return any(self.kinds.values())

    @property
    def holds_up(self) -> bool:
        """Whether one of its jobs may wait until another is done."""
        return self.in_turn or self.at_once is not None or self.per_process is not None

    def turn(self, kind: str, job_id: str, ids: Collection[Any]) -> str | None:
        """What a job comes one after the other with; None where nothing does in this queue."""
        if not self.in_turn:
            return None
        given = list(ids)
        return ":".join(str(given[place]) for place in self.kinds[kind]) or job_id


async def register(queues: Collection[Queue]) -> list[Any]:
    """Have the limits hold that queues have in this version; the engine is launched.

    Returns:
        The queues as the engine knows them.
    """
    from dbos import DBOS

    return [await DBOS.register_queue_async(queue.name, **_limits(queue)) for queue in queues]


def _limits(queue: Queue) -> dict[str, Any]:
    a_minute = queue.a_minute
    return {
        "global_concurrency": queue.at_once,
        "worker_concurrency": queue.per_process,
        "partition_concurrency": 1 if queue.in_turn else None,
        "limiter": {"limit": a_minute, "period": 60.0} if a_minute else None,
        "polling_interval_sec": queue.poll_seconds,
    }
