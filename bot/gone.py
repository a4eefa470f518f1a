"""Messages that Slack lists no more: deleted while nobody here listened, so erased here too.

An erased message can't come back, so only what is sure counts. A message is missed only among those
that Slack does list: a plan hides what is old, and says nothing of it. And only if it had stood for
a while when Slack was asked: what is said at that moment may be on the list, or not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.services import Services
from digests.models import Message, ts_at

log = structlog.get_logger(__name__)

STOOD = timedelta(minutes=1)


async def from_page(
    services: Services,
    channel_id: str,
    page: Collection[Mapping[str, Any]],
    newest: str | None,
    asked: datetime,
) -> int:
    """Erase the stored messages of a channel that a page of its history passes over.

    Args:
        services: with Slack and the store.
        channel_id: the channel.
        page: as Slack gives it, without replies.
        newest: the ts down from which the page lists everything; None if only from its own first.
        asked: when Slack was asked for it.

    Returns:
        How many were erased.
    """
    if not page:
        return 0
    all_ts = [str(raw["ts"]) for raw in page]
    listed = {str(raw["ts"]) for raw in page if raw.get("subtype") != "tombstone"}
    span = (min(all_ts), min(newest or max(all_ts), ts_at(asked - STOOD)))
    return await _erase(services, channel_id, span, None, listed)


async def from_thread(
    services: Services, channel_id: str, thread: Collection[Message], asked: datetime
) -> int:
    """Erase the stored replies of a whole thread that Slack doesn't list in it; how many."""
    if not thread:
        return 0
    listed = {message.ts for message in thread}
    span = (min(listed), ts_at(asked - STOOD))
    return await _erase(services, channel_id, span, min(listed), listed)


async def _erase(
    services: Services,
    channel_id: str,
    span: tuple[str, str],
    thread_ts: str | None,
    listed: Collection[str],
) -> int:
    messages, team_id = services.store.messages, services.slack.team_id
    stored = await messages.standing(team_id, channel_id, span, thread_ts)
    # What the bot itself said is looked after where it was posted.
    own = services.slack.bot_user_id
    gone = [ts for ts, user_id in stored.items() if ts not in listed and user_id != own]
    for ts in gone:
        await messages.delete(team_id, channel_id, ts)
    if gone:
        log.info("channel.gone", channel=channel_id, messages=len(gone))
    return len(gone)


async def mend(services: Services, channel_id: str) -> None:
    """Have what rested on erased messages edited; without jobs, the next to be mended does that."""
    if not services.jobs.launched:
        return
    team_id, stamp = services.slack.team_id, f"{channel_id}:{ts_at(services.now())}"
    await services.jobs.start("mend", f"mend:{team_id}:{stamp}", team_id)
    await services.jobs.start("mend_answers", f"mend-answers:{team_id}:{stamp}", team_id)
