"""The bot's durable jobs: this table is the index of all work that outlives a process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot import backfill, budget_warnings, joining, retention
from bot.answer import channel_days, flow, mending, pressed, private, rewriting
from bot.digest import correcting, lookup, own_digest, planning, preparing, previewing, weekly
from bot.incidents import incident
from bot.services import Services
from bot.slack_errors import SlackUnreachable
from digests.jobs.engine import Job

log = structlog.get_logger(__name__)

Work = Callable[..., Awaitable[Any]]

KINDS: Mapping[str, Work] = {
    "answer": flow.answer,
    "choose": pressed.choose,
    "post": pressed.post_in_thread,
    "mend_answers": mending.mend,
    "mend_answer": mending.mend_one,
    "rewrite": rewriting.rewrite,
    "improve": rewriting.improve,
    "private_thread": private.thread,
    "private_channel": channel_days.show,
    "post_channel": channel_days.post,
    "join": backfill.joined,
    "join_public": joining.run,
    "digest": planning.send,
    "mend": weekly.mend,
    "kept_out": weekly.take_out,
    "digest_lookup": lookup.answer,
    "digest_preview": weekly.preview,
    "digest_thread": lookup.thread,
    "digest_review": previewing.send,
    "own_digest": own_digest.send,
    "refresh": weekly.refresh_all,
    "corrected": correcting.refresh,
    "prepare": preparing.run,
    "tidy": retention.run,
}

# How long to wait for a Slack that can't be reached before the next try, in seconds; after the
# last a job gives up. Together about an hour and a half.
WAITS = (1, 2, 5, 10, 30, 60, *[300] * 17)


def register(services: Services) -> None:
    """Tell the jobs engine what each kind does; before it is launched."""
    for kind, work in KINDS.items():
        services.jobs.register(kind, _bind(services, work))


def _bind(services: Services, work: Work) -> Any:
    async def handler(job: Job, /, *ids: Any) -> Any:
        with structlog.contextvars.bound_contextvars(job=job.id):
            try:
                with services.metrics.job(job.kind):
                    return await _patiently(work, services, job, *ids)
            finally:
                await _look_at_budgets(services)

    return handler


async def _patiently(work: Work, services: Services, job: Job, *ids: Any) -> Any:
    for wait in WAITS:
        try:
            return await work(services, job, *ids)
        except SlackUnreachable:
            log.warning("job.waits_for_slack", seconds=wait)
            await asyncio.sleep(wait)
    return await work(services, job, *ids)


async def _look_at_budgets(services: Services) -> None:
    if services.claude is None:
        return
    try:
        await budget_warnings.look(services)
    except Exception as error:
        # Whatever stands in the way of a warning, the job is done.
        incident(error, "looking at the budgets")
