"""Every digest that goes out by itself: the workspace's, its preview, what people switch on."""

from __future__ import annotations

from bot import retention
from bot.digest import own_digest, preparing, previewing, weekly
from bot.services import Services
from digests.jobs.engine import Job
from digests.models import Window
from digests.schedule import Plan, Scheduler


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
    """All that is to go out every week, previews before what they show."""
    previews, own = await previewing.plans(services), await own_digest.plans(services)
    return [*previews, *await weekly.plans(services), *own]


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
