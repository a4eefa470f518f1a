"""Messages from Slack's API into the store: paged, resumable, replies included.

What was read is entered in the coverage ledger, so nothing is fetched twice. Slack's rate limits
are kept by waiting as long as Slack says.

Slack lists a channel by the roots of its threads, and of replies says only how many there are and
when the latest came. So the list is read from LATE_REPLIES before the stretch that is wanted, and
of what stands there only threads are read that somebody replied to since. Of threads that began
still earlier those are read that are known to have been replied to since that start.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog

from bot import learn, retention
from bot.services import Services
from bot.slack_errors import SlackUnreachable
from digests import slack_dicts
from digests.errors import DigestifError, NothingToRead
from digests.jobs.engine import Job
from digests.models import Channel, Message, Window, at, ts_at

log = structlog.get_logger(__name__)

# What is read of a channel the bot was just added to: this week and the one before.
ON_JOINING = timedelta(days=15)

# How much earlier than what is wanted a thread may have begun for its new replies to be found.
LATE_REPLIES = timedelta(days=30)

# How many threads of a channel that began still earlier are read: each is a call, of which Slack
# allows fifty a minute.
OLD_THREADS = 20

Progress = Callable[[str, int], None]


@dataclass
class Report:
    """What a backfill did.

    Attributes:
        added: messages that were new or had changed.
        channels: how many channels were read.
        failed: channel name to the sentence on why it couldn't be read.
    """

    added: int = 0
    channels: int = 0
    failed: dict[str, str] = field(default_factory=dict)


async def run(
    services: Services, channels: list[Channel], window: Window, progress: Progress
) -> Report:
    """Fill what is missing of some channels within a window; a channel that fails stops no other.

    Raises:
        SlackUnavailable: if Slack can't be reached; run again, it goes on where it stopped.
    """
    report = Report()
    for channel in channels:
        try:
            report.added += await fill(services, channel.channel_id, window)
            report.channels += 1
        except SlackUnreachable:
            raise
        except DigestifError as error:
            report.failed[channel.name] = str(error)
        progress(channel.name, report.added)
    return report


async def fill(services: Services, channel_id: str, window: Window) -> int:
    """Read what isn't known to be complete of a channel within a window.

    Returns:
        How many messages were new or had changed.

    Raises:
        DigestifError: if Slack can't be reached or doesn't let the bot read there.
    """
    team_id, kept = services.slack.team_id, await _kept(services, window)
    if kept is None:
        return 0
    added = 0
    for oldest, newest in await services.store.coverage.gaps(team_id, channel_id, kept):
        added += await _stretch(services, channel_id, oldest, newest)
    return added


async def _kept(services: Services, window: Window) -> Window | None:
    """What of a window isn't too old to be kept, None if all of it is."""
    since = await retention.oldest_kept(services)
    if since is None or since <= window.start:
        return window
    return Window(since, window.end, window.zone, window.name) if since < window.end else None


async def joined(services: Services, job: Job, team_id: str, channel_id: str) -> None:
    """The bot was added to a channel: learn it and read its last days."""
    try:
        channel = await learn.channel(services, channel_id)
        if channel.is_shared:
            return
        now = services.now()
        added = await fill(services, channel_id, Window(now - ON_JOINING, now))
        log.info("channel.joined", channel=channel_id, messages=added)
    except DigestifError as error:
        log.warning("channel.unread", channel=channel_id, reason=type(error).__name__)


async def _stretch(services: Services, channel_id: str, oldest: str, newest: str) -> int:
    """One gap, newest first as Slack pages it; the cursor survives a restart."""
    coverage, team_id = services.store.coverage, services.slack.team_id
    mark = f"{oldest}|{newest}|"
    stored = await coverage.cursor(team_id, channel_id) or ""
    cursor = stored.removeprefix(mark) if stored.startswith(mark) else None
    added, earliest = 0, ts_at(at(oldest) - LATE_REPLIES)
    while True:
        page, cursor = await services.slack.history(channel_id, earliest, newest, cursor)
        added += await _keep(services, channel_id, [raw for raw in page if _lively(raw, oldest)])
        if cursor is None:
            break
        await coverage.set_cursor(team_id, channel_id, mark + cursor)
    added += await _keep(services, channel_id, await _old(services, channel_id, earliest, newest))
    await coverage.set_cursor(team_id, channel_id, None)
    await coverage.add(team_id, channel_id, oldest, newest)
    return added


async def _old(services: Services, channel_id: str, earliest: str, newest: str) -> list[Any]:
    """The threads that began before a stretch and went on in it, as history would list them."""
    place, span = (services.slack.team_id, channel_id), (earliest, newest)
    roots = await services.store.messages.old_threads(*place, span, OLD_THREADS)
    return [{"ts": ts, "reply_count": 1} for ts in roots]


def _lively(raw: Mapping[str, Any], oldest: str) -> bool:
    """Whether a message, or the latest reply to it, isn't older than a ts."""
    return max(str(raw["ts"]), str(raw.get("latest_reply") or "")) >= oldest


async def _keep(services: Services, channel_id: str, page: list[Any]) -> int:
    messages: list[Message] = []
    for raw in page:
        if raw.get("reply_count"):
            # One that was deleted since it was listed, or replied to, is no thread any more.
            with contextlib.suppress(NothingToRead):
                messages += await services.slack.thread(channel_id, str(raw["ts"]))
        elif not slack_dicts.skip_reason(dict(raw)):
            messages.append(slack_dicts.message(services.slack.team_id, channel_id, dict(raw)))
    return await services.store.messages.put(messages)


def window(services: Services, days: int) -> Window:
    """The last days up to now."""
    now = services.now()
    return Window(now - timedelta(days=days), now, name=ts_at(now))
