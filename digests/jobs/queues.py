"""The lines in which jobs wait, where a limit holds for all processes together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Queue:
    """A line in which jobs wait where a limit holds for all processes together.

    It is partitioned by workspace, the first id of its jobs, so that none can starve another.

    Attributes:
        kinds: whose jobs wait in it.
        per_workspace: how many may run at once for one workspace, in all processes together.
        per_process: how many one process runs at once; None for as many as there are.
        a_minute: how many may start within a minute for one workspace; None for no limit.
        poll_seconds: how often each process looks for the next; on average a job waits half of it.
    """

    name: str
    kinds: frozenset[str]
    per_workspace: int
    per_process: int | None = None
    a_minute: int | None = None
    poll_seconds: float = 0.1
