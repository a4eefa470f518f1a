"""Every night: what is older than the workspace keeps goes, and the store is tidied.

Messages go with all that was made of them. A digest goes as a whole as soon as its week is no
longer whole: what stands of it in Slack then says no more than that.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot import learn
from bot.digest import archive, canvas
from bot.services import Services
from bot.slack_errors import SlackUnreachable
from digests.compose.messages import OutMessage
from digests.compose.wording import count, title
from digests.deliver import Deliverer, delivery_key
from digests.errors import DigestifError
from digests.jobs.engine import Job
from digests.models import ts_at
from digests.store import DigestRecord

log = structlog.get_logger(__name__)

# A night's work may begin at this hour of the workspace's zone, when few are at work.
QUIET_HOUR = 3
# Jobs that ended hold ids alone; an event that Slack delivers again must still find its own.
JOBS_KEPT = timedelta(days=90)
# Among the workspace's settings: when the last night's work was done, and what it did.
DONE = "tidied"


def job_id(team_id: str, day: str) -> str:
    """The id of a night's work: asked for by several processes, it is done once."""
    return f"tidy:{team_id}:{day}"


def night_of(moment: datetime, zone: str) -> date:
    """The day in whose early morning the night lies that was last due at a moment. Pure."""
    return (moment.astimezone(ZoneInfo(zone)) - timedelta(hours=QUIET_HOUR)).date()


def kept_since(day: date, zone: str, keep_days: int) -> datetime:
    """The first moment that is still kept in a night: so many whole days before it. Pure."""
    return datetime.combine(day - timedelta(days=keep_days), time(), ZoneInfo(zone)).astimezone(UTC)


async def oldest_kept(services: Services) -> datetime | None:
    """The first moment of which messages are kept today, None if they are kept for good."""
    keep_days, zone = services.settings.keep_days, await learn.zone(services)
    if keep_days is None:
        return None
    return kept_since(night_of(services.now(), zone), zone, keep_days)


async def start(services: Services) -> None:
    """Start the night's work, unless it was started."""
    team_id, zone = services.slack.team_id, await learn.zone(services)
    day = night_of(services.now(), zone).isoformat()
    await services.jobs.start("tidy", job_id(team_id, day), team_id, day, zone)


async def run(services: Services, job: Job, team_id: str, day: str, zone: str) -> None:
    """Let go of what is too old, then tidy the store. Safe to repeat."""
    expired, keep_days = 0, services.settings.keep_days
    if keep_days is not None:
        oldest = kept_since(date.fromisoformat(day), zone, keep_days)
        expired = await services.store.messages.expire(team_id, ts_at(oldest))
        for record in await services.store.digests.begun_before(team_id, oldest):
            await _retire(services, record, keep_days)
        # younger digests that cite what went; those that are gone must not be edited once more
        await services.jobs.start("mend", f"mend:{team_id}:{day}", team_id)
    await services.store.tidy()
    await services.jobs.forget(datetime.now(UTC) - JOBS_KEPT)  # the engine has a clock of its own
    done = {"at": services.now().isoformat(), "expired": expired}
    await services.store.settings.put(team_id, DONE, done)
    log.info("store.tidied", day=day, expired=expired)


async def _retire(services: Services, record: DigestRecord, keep_days: int) -> None:
    """Have a digest's messages say that it is gone, and forget it."""
    deliverer, week = Deliverer(services.store, services.slack), title(record.window)
    gone = f"This digest is gone with its messages: they are kept for {count(keep_days, 'day')}."
    for place in await archive.standing(services, record):
        key = delivery_key(record.team_id, record.digest_id, place.channel_id)
        try:
            await deliverer.update(key, place.channel_id, [OutMessage(f"*{week}*\n{gone}")])
        except SlackUnreachable:
            raise
        except DigestifError as error:
            log.warning("digest.stands", digest=record.digest_id, reason=type(error).__name__)
    await canvas.say(services, record, f"# {week}\n\n{gone}\n")
    await services.store.digests.remove(record.team_id, record.digest_id)
    log.info("digest.expired", digest=record.digest_id)
