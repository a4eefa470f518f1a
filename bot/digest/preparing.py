"""Reading ahead of the digest: once an hour, what has gone quiet since."""

from __future__ import annotations

from datetime import datetime

import structlog

from bot.services import Services
from digests.audience import everyone
from digests.jobs.engine import Job
from digests.reading.prepare import prepare
from digests.schedule import Plan, parse_week, week_of

log = structlog.get_logger(__name__)


def job_id(team_id: str, moment: datetime) -> str:
    """The id of the hour's reading: asked for by several processes, it is done once."""
    return f"prepare:{team_id}:{moment:%Y-%m-%dT%H}"


async def start(services: Services, plan: Plan) -> None:
    """Start the hour's reading for a digest, unless there is no model or it was started."""
    if services.writer is None:
        return
    team_id, now = services.slack.team_id, services.now()
    week = week_of(now, plan.zone, plan.at)
    await services.jobs.start(
        "prepare", job_id(team_id, now), team_id, week.name, plan.zone, plan.at
    )


async def run(services: Services, job: Job, team_id: str, week: str, zone: str, at: str) -> int:
    """Read what has gone quiet; returns how many threads that were."""
    if services.writer is None:
        return 0
    window = parse_week(week, zone, at)
    read = await prepare(
        services.store, services.writer, window, everyone(team_id), now=services.now(), key=job.id
    )
    if read:
        log.info("digest.prepared", week=week, threads=read)
    return read
