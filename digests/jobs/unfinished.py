"""The jobs that are not done yet, in the engine's own tables: who has them, how to hand them on.

The engine resumes jobs of a dead executor itself, but only under the version they were started
with, and asks no one whether an executor is alive. What it has no call for stands here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

# The engine's queue for what it runs again by itself.
RECOVERED = "_dbos_internal_queue"

WAITING = ("ENQUEUED", "DELAYED")


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Jobs of one executor and version.

    Attributes:
        executor_id: who runs them, or ran them last; "" for jobs that wait and never ran.
        running: False for jobs that wait in a queue.
    """

    executor_id: str
    version: str
    running: bool
    jobs: int


def found() -> list[Unfinished]:
    """Count the unfinished jobs by executor, version and state; [] if there are none."""
    table = system().tables.workflow_status
    columns = (table.c.executor_id, table.c.application_version, table.c.status)
    query = (
        sa.select(*columns, sa.func.count())
        .where(table.c.status.in_(("PENDING", *WAITING)))
        .group_by(*columns)
    )
    with system().engine.begin() as connection:
        return [
            Unfinished(executor or "", version or "", status == "PENDING", jobs)
            for executor, version, status, jobs in connection.execute(query)
        ]


def in_turn(queue: str, turn: str | None) -> list[str]:
    """The ids of the unfinished jobs in one turn of a queue, oldest first; [] if there are none."""
    table = system().tables.workflow_status
    query = (
        sa.select(table.c.workflow_uuid)
        .where(table.c.queue_name == queue)
        .where(table.c.queue_partition_key == turn)
        .where(table.c.status.in_(("PENDING", *WAITING)))
        .order_by(table.c.created_at)
    )
    with system().engine.begin() as connection:
        return list(connection.execute(query).scalars())


def requeue(job_ids: Collection[str], executor_id: str) -> int:
    """Have jobs run again that an executor still has; how many those were."""
    return sum(
        bool(system().reenqueue_for_recovery(job_id, [executor_id], RECOVERED))
        for job_id in job_ids
    )


def adopt(old: str, new: str, dead: Collection[str], queues: Collection[str]) -> int:
    """Move jobs from one version to another, there to begin anew: all at once, or none.

    Args:
        old: the version whose jobs are taken.
        new: the version that runs them from now on.
        dead: executors of the old version that are known to be dead; only what they left running
            is taken, and what waits.
        queues: those there are now; what waited in another one begins as soon as it can.

    Returns:
        How many jobs were moved.
    """
    kept = system()
    table, steps = kept.tables.workflow_status, kept.tables.operation_outputs
    left = sa.and_(table.c.status == "PENDING", table.c.executor_id.in_(dead))
    move = (
        sa.update(table)
        .where(table.c.application_version == old)
        .where(sa.or_(table.c.status.in_(WAITING), left))
        .values(
            application_version=new,
            status=sa.case((table.c.status == "DELAYED", "DELAYED"), else_="ENQUEUED"),
            owner_xid=None,
            started_at_epoch_ms=None,
            queue_name=sa.case(
                (table.c.queue_name.in_(queues), table.c.queue_name), else_=RECOVERED
            ),
        )
        .returning(table.c.workflow_uuid)
    )
    with kept.engine.begin() as connection:
        ids = list(connection.execute(move).scalars())
        if ids:
            connection.execute(sa.delete(steps).where(steps.c.workflow_uuid.in_(ids)))
    return len(ids)


def system() -> Any:
    """The engine's own database; it has no public way to ask any of this."""
    from dbos._dbos import _get_dbos_instance

    return _get_dbos_instance()._sys_db
