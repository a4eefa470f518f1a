"""The bot's durable jobs: this table is the index of all work that outlives a process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import backfill
from bot.answer import flow, private
from bot.services import Services
from bot import weekly
from digests.jobs import Job

KINDS: Mapping[str, Any] = {
    "answer": flow.answer,
    "rewrite": private.rewrite,
    "private_thread": private.thread,
    "private_channel": private.channel,
    "join": backfill.joined,
    "digest": weekly.send,
}


def register(services: Services) -> None:
    """Tell the jobs engine what each kind does; before it is launched."""
    for kind, work in KINDS.items():
        services.jobs.register(kind, _bind(services, work))


def _bind(services: Services, work: Any) -> Any:
    async def handler(job: Job, /, *ids: Any) -> Any:
        return await work(services, job, *ids)

    return handler
