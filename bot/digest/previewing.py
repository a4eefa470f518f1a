"""The digest an hour before it goes out, for the admins who asked for that."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot import digest_settings
from bot.blocks.review import preview_message
from bot.digest import delivered, review, weekly, weeks
from bot.digest.review import Review
from bot.digest_settings import DigestSettings
from bot.services import Services
from digests import pipeline
from digests.audience import everyone
from digests.deliver import Deliverer
from digests.digest import Digest
from digests.errors import BadInput
from digests.jobs.engine import Job
from digests.models import User, Window
from digests.schedule import WEEKDAYS, Plan, parse_spec, week_of

log = structlog.get_logger(__name__)

AHEAD = timedelta(hours=1)


def place(services: Services) -> str:
    """What the preview's plan and archived digest are named after."""
    return f"{services.slack.team_id}:preview"


async def plans(services: Services) -> list[Plan]:
    """When the preview is due; none if nobody asked for one or nothing is sent."""
    chosen, settings = await digest_settings.of(services), services.store.settings
    team_id = services.slack.team_id
    since = await settings.get(team_id, "digest_since")
    if not chosen.channel or since is None or not await reviewers(services, chosen):
        return []
    shown = await delivered.weeks(services, delivered.PREVIEWS)
    at = earlier(chosen.at)
    return [Plan(place(services), at, chosen.zone, shown, datetime.fromisoformat(since))]


def earlier(at: str) -> str:
    """The weekly moment an hour before another: "fri 15:00" for "fri 16:00". Pure."""
    spec = parse_spec(at)
    moment = datetime(2024, 1, 1 + spec.weekday, spec.at.hour, spec.at.minute) - AHEAD  # noqa: DTZ001
    return f"{WEEKDAYS[moment.weekday()]} {moment:%H:%M}"


async def start(services: Services, window: Window) -> None:
    """Start showing the digest of the week that ends an hour after a preview's window."""
    chosen = await digest_settings.of(services)
    week = week_of(window.end, chosen.zone, chosen.at)
    if week.end <= services.now():
        return await delivered.remember(services, delivered.PREVIEWS, window.name)
    team_id = services.slack.team_id
    job_id = f"review:{team_id}:{week.name}"
    return await services.jobs.start("digest_review", job_id, team_id, week.name, window.name)


async def send(services: Services, job: Job, team_id: str, week: str, plan_week: str) -> None:
    """Compile a week so far and show it to each admin who asked, once."""
    readers = everyone(team_id)

    async def compiled() -> str:
        window = await weeks.planned(services, team_id, await weeks.named(services, week))
        await weekly.fill_gaps(services, window, readers)
        digest = await weekly.compiled_for(services, window, readers)
        now = services.now()
        return await pipeline.archive(services.store, digest, readers, place(services), now=now)

    async def shown(user_id: str) -> str:
        channel_id = await services.slack.open_dm(user_id)
        message = preview_message(await current(services, week), await review.of(services, week))
        deliverer = Deliverer(services.store, services.slack)
        return await deliverer.deliver(
            _key(team_id, week, user_id), team_id, channel_id, [message], now=services.now
        )

    await job.step("compile", compiled)
    for admin in await reviewers(services, await digest_settings.of(services)):
        await shown(admin.user_id)
    await delivered.remember(services, delivered.PREVIEWS, plan_week)
    log.info("digest.previewed", week=week)


async def current(services: Services, week: str) -> Digest:
    """The digest that was shown, as it would go out now.

    Raises:
        BadInput: if none was.
    """
    digest_id = f"{week}/{place(services)}"
    return await pipeline.current(services.store, digest_id, everyone(services.slack.team_id))


async def show_again(services: Services, week: str) -> None:
    """Have the previews that stand say what was decided since; nothing where there are none."""
    team_id = services.slack.team_id
    standing = await services.store.deliveries.under(team_id, _key(team_id, week, ""))
    if not standing:
        return
    decided = await review.of(services, week)
    digest = review.edited(await current(services, week), decided)
    decided = replace(decided, by=await _name(services, decided))
    message = preview_message(digest, decided, sent=await was_sent(services, week))
    for one in standing:
        key = one.key.removesuffix(":0")
        await Deliverer(services.store, services.slack).update(key, one.channel_id, [message])


async def release(services: Services, week: str) -> None:
    """Send a week's digest now.

    Raises:
        BadInput: if it was sent already.
        UnknownChannel: if there is no channel for it.
        NotReadable: if nothing can be posted there.
    """
    if await was_sent(services, week):
        raise BadInput(f"The digest of {week} was sent already.")
    window, channel = await weeks.named(services, week), await weekly.destination(services)
    weekly.need_open(channel)
    await weekly.start(services, window, channel)


async def was_sent(services: Services, week: str) -> bool:
    """Whether a week's digest is out."""
    return week in await delivered.weeks(services, delivered.WORKSPACE)


async def reviewers(services: Services, chosen: DigestSettings) -> list[User]:
    """The admins who asked for previews; whoever is no admin any more gets none."""
    users = [
        await services.store.users.get(services.slack.team_id, user_id)
        for user_id in chosen.preview_to
    ]
    return [user for user in users if user is not None and user.is_admin and not user.deleted]


async def _name(services: Services, decided: Review) -> str:
    user = await services.store.users.get(services.slack.team_id, decided.by)
    return user.name if user else ""


def _key(team_id: str, week: str, user_id: str) -> str:
    return f"review:{team_id}:{week}:{user_id}"
