"""Every digest that goes out by itself: the workspace's, its preview, what people switch on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot import digest_settings, retention
from bot.digest import own_digest, preparing, previewing, weekly
from bot.services import Services
from digests.jobs.engine import Job
from digests.models import Window
from digests.schedule import Plan, Scheduler

MOMENT = "digest_moment"
"""The name under which the store keeps the weekly moment, and since when it is that one."""

SAME_DAY = timedelta(hours=12)
"""Moved to a moment that passed no longer ago than that, a digest still goes out, late."""


def scheduler(services: Services, tick_seconds: float = 30.0) -> Scheduler:
    """What asks every half minute which digests are due, and starts their jobs and the night's."""

    async def look() -> list[Plan]:
        await retention.start(services)
        for plan in await weekly.plans(services):
            await preparing.start(services, plan)
        return await plans(services)

    async def start(plan: Plan, window: Window) -> None:
        await begin(services, plan, window)

    return Scheduler(look, start, now=services.now, tick_seconds=tick_seconds)


async def plans(services: Services) -> list[Plan]:
    """All that is to go out every week, previews before what they show.

    Moved to a day that has passed, a digest goes out on that day of the next week and is about all
    that was said since the last one: nobody wants one in the middle of whatever they set.
    """
    previews, own = await previewing.plans(services), await own_digest.plans(services)
    found = [*previews, *await weekly.plans(services), *own]
    moved, now = await _moved(services), services.now()
    return [replace(plan, since=_since(plan.since, moved, now)) for plan in found]


def _since(begun: datetime, moved: datetime | None, now: datetime) -> datetime:
    """Since when a plan counts. What lies ahead was noted by a clock that was wrong. Pure."""
    since = max(begun, moved - SAME_DAY) if moved else begun
    return since if since <= now else now - SAME_DAY


async def _moved(services: Services) -> datetime | None:
    """When somebody moved the weekly moment, as far as a look at it noticed; None if never."""
    chosen, now = await digest_settings.of(services), services.now().isoformat()

    def noted(kept: dict[str, Any] | None) -> dict[str, Any]:
        is_same = kept is None or (kept["at"], kept["zone"]) == (chosen.at, chosen.zone)
        since = (kept or {}).get("since") if is_same else now
        return {"at": chosen.at, "zone": chosen.zone, "since": since}

    settings, team_id = services.store.settings, services.slack.team_id
    kept = await settings.get(team_id, MOMENT)
    if kept is None or noted(kept) != kept:
        kept = await settings.change(team_id, MOMENT, noted)
    return datetime.fromisoformat(kept["since"]) if kept["since"] else None


async def begin(services: Services, plan: Plan, window: Window) -> None:
    """Start the work for a plan that is due; a second time does nothing."""
    if plan.place == services.slack.team_id:
        await weekly.start(services, window, await weekly.destination(services))
    elif plan.place == previewing.place(services):
        await previewing.start(services, window)
    else:
        await own_digest.start(services, plan, window)


async def send(services: Services, job: Job, team_id: str, week: str, channel_id: str) -> None:
    """Send the workspace's digest, and have its previews say that it is out."""
    await weekly.send(services, job, team_id, week, channel_id)
    await previewing.show_again(services, week)
