"""Durable work: the only file that imports dbos.

A job is a handler run under a deterministic id. Started twice under the same id it runs once;
killed in the middle and started again it goes on after the last step it finished. Jobs carry ids,
never message text: what a step returns is kept in the jobs database, which no deletion reaches.

DBOS is one per process, and so is `Jobs`. Every process has an executor id of its own. One that
died is noticed by its missing heartbeat, and `recover` hands its unfinished jobs back to the
engine, which gives each to exactly one living process.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import uuid
from collections.abc import Awaitable, Callable, Collection, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import structlog

# Changes only when the order of steps in some handler does: the engine resumes a job only under
# the version it was started with.
STEPS_VERSION = "1"

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Handler(Protocol):
    """What a kind of job does, given the running job and the JSON ids it was started with."""

    def __call__(self, job: Job, /, *ids: Any) -> Coroutine[Any, Any, Any]:
        """Do the job; the result is a small JSON value of ids."""
        ...


class JobFailed(Exception):
    """Raised into the engine when a handler failed: names the error's type, never its text."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job while it runs, under the deterministic `id` it was started with."""

    id: str
    kind: str

    async def step(self, name: str, fn: Callable[..., Awaitable[T]], *args: Any) -> T:
        """Run `fn(*args)` once and remember its result across restarts.

        Args:
            name: says what the step does; the order of steps must not depend on anything but
                the results of earlier ones.
            fn: returns a JSON value of ids, no content. It may run again if the process dies
                inside it, so its effect must be idempotent.
            *args: given to `fn`.
        """
        from dbos import DBOS

        async def run() -> Any:
            return await fn(*args)

        result: T = await DBOS.run_step_async({"name": name}, run)
        return result


@dataclass(frozen=True, slots=True)
class Queue:
    """A line in which jobs wait where a limit holds for all processes together.

    Attributes:
        concurrency: how many may run at once, None for no limit.
        limit: how many may start within `period` seconds, None for no limit.
    """

    name: str
    concurrency: int | None = None
    limit: int | None = None
    period: float = 60.0


def new_executor_id() -> str:
    """An id for this process that tells its host and pid: "host:1234:5f3a"."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:4]}"


class Jobs:
    """The durable jobs of this process.

    Args:
        location: the directory that holds `jobs.db`, or a postgresql:// URL (schema `dbos`).
        executor_id: who this process is; unique among those alive at the same time.
        version: see `STEPS_VERSION`.
        queues: the lines that `start` may name.
    """

    def __init__(
        self,
        location: Path | str,
        *,
        executor_id: str | None = None,
        version: str = STEPS_VERSION,
        queues: Collection[Queue] = (),
    ) -> None:
        self.executor_id = executor_id or new_executor_id()
        self._url = _database_url(location)
        self._version = version
        self._queues = tuple(queues)
        self._handlers: dict[str, Handler] = {}
        self._running: set[asyncio.Task[Any]] = set()
        self._workflow: Any = None

    def register(self, kind: str, handler: Handler) -> None:
        """Say what a kind of job does; before `launch`, the same kinds in every process."""
        self._handlers[kind] = handler

    async def launch(self) -> None:
        """Open the database and begin to take work; the running loop is where handlers run."""
        from dbos import DBOS

        DBOS(
            config={
                "name": "digestif",
                "system_database_url": self._url,
                "application_version": self._version,
                "executor_id": self.executor_id,
                "log_level": "ERROR",
                "run_migrations": True,
                "notification_listener_polling_interval_sec": 0.2,
            }
        )
        self._workflow = _registered_workflow()
        _current.append(self)
        # On the loop's own thread, because the engine adopts the loop that it is launched on.
        DBOS.launch()
        for queue in self._queues:
            await DBOS.register_queue_async(
                queue.name,
                global_concurrency=queue.concurrency,
                limiter={"limit": queue.limit, "period": queue.period} if queue.limit else None,
                polling_interval_sec=0.2,
            )

    async def start(self, kind: str, job_id: str, *ids: Any, queue: str | None = None) -> None:
        """Start a job unless one with that id was ever started; returns once that is durable."""
        from dbos import DBOS, SetWorkflowID

        if kind not in self._handlers:
            raise KeyError(f"no handler for jobs of kind {kind}")
        with SetWorkflowID(job_id):
            if queue is None:
                await DBOS.start_workflow_async(self._workflow, kind, list(ids))
            else:
                await DBOS.enqueue_workflow_async(queue, self._workflow, kind, list(ids))

    async def wait(self, job_id: str, seconds: float) -> Any:
        """The result of a job, once it has one.

        Raises:
            TimeoutError: if it takes longer.
            JobFailed: if its handler failed.
        """
        from dbos import DBOS

        async with asyncio.timeout(seconds):
            handle: Any = await DBOS.retrieve_workflow_async(job_id, existing_workflow=False)
            return await handle.get_result(polling_interval_sec=0.05)

    async def status(self, job_id: str) -> str | None:
        """The engine's word for how a job stands ("PENDING", "SUCCESS", …); None if unknown."""
        from dbos import DBOS

        found = await DBOS.get_workflow_status_async(job_id)
        return found.status if found else None

    async def unfinished(self) -> dict[str, int]:
        """How many jobs are running or waiting to be resumed, by executor id."""
        from dbos import DBOS

        counts: dict[str, int] = {}
        rows = await DBOS.list_workflows_async(
            status="PENDING", app_version=self._version, load_input=False, load_output=False
        )
        for row in rows:
            counts[str(row.executor_id)] = counts.get(str(row.executor_id), 0) + 1
        return counts

    async def recover(self, alive: Collection[str]) -> int:
        """Hand the unfinished jobs of every executor that isn't alive back to the engine.

        Safe to call from several processes at once: the engine gives each job to one of them.

        Returns:
            How many jobs were handed back.
        """
        from dbos import DBOS

        living = {*alive, self.executor_id}
        dead = {who: n for who, n in (await self.unfinished()).items() if who not in living}
        if dead:
            log.info("jobs.recovering", executors=len(dead), jobs=sum(dead.values()))
            await asyncio.to_thread(DBOS._recover_pending_workflows, list(dead))
        return sum(dead.values())

    async def close(self, drain_seconds: float = 10.0) -> None:
        """Let running jobs finish for a while, then leave them to be resumed, and let go."""
        from dbos import DBOS

        if self._running:
            await asyncio.wait(self._running, timeout=drain_seconds)
        if self in _current:
            _current.remove(self)
        await asyncio.to_thread(DBOS.destroy)
        for task in self._running:
            task.cancel()
        with contextlib.suppress(Exception):
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _handle(self, kind: str, ids: list[Any]) -> Any:
        from dbos import DBOS

        job = Job(str(DBOS.workflow_id), kind)
        task = asyncio.current_task()
        if task:
            self._running.add(task)
        try:
            return await self._handlers[kind](job, *ids)
        except Exception as error:
            log.exception("jobs.failed", job=job.id, kind=kind)
            raise JobFailed(f"{kind}: {type(error).__name__}") from None
        finally:
            if task:
                self._running.discard(task)


# The engine finds its functions by name in a registry of the process; the one function registered
# there finds its way to the `Jobs` that is launched.
_current: list[Jobs] = []
_workflow: list[Any] = []


def _registered_workflow() -> Any:
    if not _workflow:
        from dbos import DBOS

        async def run_job(kind: str, ids: list[Any]) -> Any:
            return await _current[-1]._handle(kind, ids)

        _workflow.append(DBOS.workflow(name="digestif.job")(run_job))
    return _workflow[0]


def _database_url(location: Path | str) -> str:
    text = str(location)
    if text.startswith(("postgresql://", "postgres://")):
        return text.replace("postgres://", "postgresql://", 1)
    return f"sqlite:///{Path(text).absolute() / 'jobs.db'}"
