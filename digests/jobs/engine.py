"""Durable work: the engine, dbos, which nothing outside of this room imports.

A job is a handler run under a deterministic id. Started twice under the same id it runs once;
killed in the middle and started again it goes on after the last step it finished. Jobs carry ids,
never message text: what a step returns is kept in the jobs database, which no deletion reaches.

DBOS is one per process, and so is `Jobs`, each with an executor id of its own. `liveness.py` sees
who died; `recover` and `adopt` hand on their unfinished jobs, each to exactly one living process.
"""

from __future__ import annotations

import asyncio
import os
import socket
import uuid
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from digests.database_url import for_engine, not_up_to_date
from digests.errors import StoreUnavailable
from digests.jobs import finished, unfinished
from digests.jobs import queues as lines
from digests.jobs.job import Handler as Handler
from digests.jobs.job import Job as Job
from digests.jobs.job import JobFailed as JobFailed
from digests.jobs.queues import Queue
from digests.jobs.takers import Takers
from digests.jobs.unfinished import Unfinished

# Changes only when the order of steps in some handler does: the engine resumes a job only under
# the version it was started with.
STEPS_VERSION = "2"

log = structlog.get_logger(__name__)


class Jobs:
    """The durable jobs of this process.

    Args:
        location: the directory that holds `jobs.db`, or a postgresql:// URL (schema `dbos`).
        executor_id: who this process is, unique for ever; "host:pid:5f3a1c2b" by default.
        version: see `STEPS_VERSION`.
    """

    def __init__(
        self,
        location: Path | str,
        *,
        executor_id: str | None = None,
        version: str = STEPS_VERSION,
    ) -> None:
        own = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.executor_id = executor_id or own
        self._url = for_engine(location)
        self.version = version
        self.launched = False
        self._queue_of: dict[str, Queue] = {}
        self._takers = Takers((), {})
        self._handlers: dict[str, Handler] = {}
        self._running: dict[asyncio.Task[Any], str] = {}
        self._put_aside: set[str] = set()
        self._workflow: Any = None

    def register(self, kind: str, handler: Handler) -> None:
        """Say what a kind of job does; before `launch`, the same kinds in every process."""
        self._handlers[kind] = handler

    async def launch(self, queues: Collection[Queue] = ()) -> None:
        """Open the database and begin to take work; the running loop is where handlers run.

        Args:
            queues: the lines in which jobs of some kinds wait; the others start at once. This
                process takes from these lines only.

        Raises:
            StoreUnavailable: if the database can't be reached, or isn't up to date and the role
                may not change that.
        """
        from dbos import DBOS

        await self.migrate()
        DBOS(
            config={
                "name": "digestif",
                "system_database_url": self._url,
                "application_version": self.version,
                "executor_id": self.executor_id,
                "log_level": "ERROR",
                "run_migrations": False,
                "sys_db_pool_size": 10,
                "notification_listener_polling_interval_sec": 0.2,
                "notification_coalesce_sec": 0.2,
            }
        )
        # Its own threads look for what it runs again; takers.py has those of the lines.
        DBOS.listen_queues([])
        self._workflow = _registered_workflow()
        self._queue_of = {kind: queue for queue in queues for kind in queue.kinds}
        _current.append(self)
        try:
            # On the loop's own thread, because the engine adopts the loop that it is launched on.
            DBOS.launch()
        except Exception as error:
            _current.remove(self)
            raise StoreUnavailable(not_up_to_date(error)) from error
        self._takers = Takers(await lines.register(queues), self._queue_of)
        self.launched = True

    async def migrate(self) -> None:
        """Make the jobs database or bring it up to date; no job is run. Raises StoreUnavailable."""
        from dbos import DBOS

        try:
            await asyncio.to_thread(DBOS.migrate, self._url)
        except Exception as error:
            raise StoreUnavailable(not_up_to_date(error)) from error

    async def start(self, kind: str, job_id: str, *ids: Any, after: float = 0.0) -> None:
        """Start a job unless one with that id was ever started; returns once that is durable.

        Args:
            kind: as registered.
            job_id: deterministic.
            *ids: what the handler is given; JSON values, no content.
            after: seconds before which it doesn't begin; only for kinds that wait in a queue.
        """
        from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

        if kind not in self._handlers:
            raise KeyError(f"no handler for jobs of kind {kind}")
        queue = self._queue_of.get(kind)
        with SetWorkflowID(job_id):
            if queue is None:
                await DBOS.start_workflow_async(self._workflow, kind, list(ids))
                return
            with SetEnqueueOptions(
                app_version=self.version,
                queue_partition_key=queue.turn(kind, job_id, ids),
                delay_seconds=after or None,
            ):
                await DBOS.enqueue_workflow_async(queue.name, self._workflow, kind, list(ids))
        self._takers.put(kind)

    async def cancel(self, job_id: str) -> None:
        """Have a job that still waits never begin."""
        from dbos import DBOS

        await DBOS.cancel_workflow_async(job_id)

    async def remove(self, job_ids: Collection[str]) -> None:
        """Remove all trace of jobs that are done."""
        from dbos import DBOS

        await DBOS.delete_workflows_async(list(job_ids))

    async def wait(self, job_id: str, seconds: float | None, look_seconds: float = 0.05) -> Any:
        """The result of a job, once it has one.

        Args:
            job_id: as it was started.
            seconds: None waits as long as it takes.
            look_seconds: from one look at the database to the next.

        Raises:
            TimeoutError: if it takes longer.
            JobFailed: if its handler failed.
        """
        from dbos import DBOS

        async with asyncio.timeout(seconds):
            handle: Any = await DBOS.retrieve_workflow_async(job_id, existing_workflow=False)
            return await handle.get_result(polling_interval_sec=look_seconds)

    async def status(self, job_id: str) -> str | None:
        """The engine's word for how a job stands ("PENDING", "SUCCESS", …); None if unknown."""
        from dbos import DBOS

        found = await DBOS.get_workflow_status_async(job_id)
        return found.status if found else None

    async def in_turn(self, kind: str, *ids: Any) -> list[str]:
        """The jobs that run or wait in turn with those of this kind and ids, oldest first."""
        queue = self._queue_of[kind]
        return await asyncio.to_thread(unfinished.in_turn, queue.name, queue.turn(kind, "", ids))

    async def forget(self, before: datetime) -> int:
        """Forget the jobs that ended before a moment, which must lie far back; return how many."""
        return await asyncio.to_thread(finished.forget, before)

    async def unfinished(self) -> list[Unfinished]:
        """What is running or waiting, of every executor and version."""
        return await asyncio.to_thread(unfinished.found)

    async def recover(self, dead: Collection[str]) -> int:
        """Hand the unfinished jobs of dead executors back to the engine; return how many.

        Safe to call from several processes at once: the engine gives each job to one of them, there
        to go on where it was. Jobs of another version are left alone.
        """
        from dbos import DBOS

        given = await asyncio.to_thread(DBOS._recover_pending_workflows, list(dead))
        self._takers.look()
        return len(given)

    async def adopt(self, version: str, dead: Collection[str]) -> int:
        """Take over the jobs of a version that no living process has; return how many.

        They begin anew: what their steps remember is of no use to steps in another order, and
        every effect is idempotent. What `dead` executors left running is taken, and what waited.
        """
        known = [queue.name for queue in self._queue_of.values()]
        moved = await asyncio.to_thread(unfinished.adopt, version, self.version, list(dead), known)
        self._takers.look()
        return moved

    def interrupt(self) -> int:
        """Break off what runs here, since this process can't say that it lives; return how many.

        Others may take its jobs over by now, and two must not write one message. Whoever resumes a
        job finds what was posted.
        """
        for task, job_id in self._running.items():
            self._put_aside.add(job_id)
            task.cancel()
        return len(self._running)

    async def resume(self) -> int:
        """Go on with jobs that were broken off here and that nobody took over; how many."""
        if not self._put_aside:
            return 0
        ids, self._put_aside = self._put_aside, set()
        ending = [task for task, job_id in self._running.items() if job_id in ids]
        if ending:
            await asyncio.wait(ending, timeout=1.0)
        resumed = await asyncio.to_thread(unfinished.requeue, ids, self.executor_id)
        self._takers.look()
        return resumed

    async def close(self, drain_seconds: float = 10.0) -> None:
        """Let running jobs finish for a while, then leave them to be resumed, and let go."""
        from dbos import DBOS

        if self._running:
            await asyncio.wait(self._running, timeout=drain_seconds)
        self.launched = False
        if self in _current:
            _current.remove(self)
        await self._takers.end()
        await asyncio.to_thread(DBOS.destroy)
        # The engine made its own threads the loop's default ones and took them along.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _handle(self, kind: str, ids: list[Any]) -> Any:
        from dbos import DBOS

        job = Job(str(DBOS.workflow_id), kind)
        task = asyncio.current_task()
        assert task is not None
        self._running[task] = job.id
        # Only when the task is done the engine has noted that the job is, so that there's room.
        task.add_done_callback(lambda _: self._takers.ended(kind))
        try:
            return await self._handlers[kind](job, *ids)
        except StoreUnavailable as error:
            # Not failed: it goes on with the first heartbeat that the database takes again.
            log.warning("jobs.put_aside", job=job.id, reason=str(error))
            self._put_aside.add(job.id)
            raise asyncio.CancelledError from None
        except Exception as error:
            log.exception("jobs.failed", job=job.id, kind=kind)
            raise JobFailed(f"{kind}: {type(error).__name__}") from None
        finally:
            self._running.pop(task, None)


# The engine's registry has one function; it finds its way to the `Jobs` that is launched.
_current: list[Jobs] = []
_workflow: list[Any] = []


def _registered_workflow() -> Any:
    if not _workflow:
        from dbos import DBOS

        async def run_job(kind: str, ids: list[Any]) -> Any:
            return await _current[-1]._handle(kind, ids)

        _workflow.append(DBOS.workflow(name="digestif.job")(run_job))
    return _workflow[0]
