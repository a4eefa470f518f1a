"""An envelope in: recorded, durable work started, and only then acknowledged.

Runs as Bolt's global middleware. If the store or the jobs database can't take the event, it
raises: there is no acknowledgment then and Slack delivers again. The retry header is not looked
at, since every write and every job id is idempotent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.context.async_context import AsyncBoltContext

from bot import changes, joining
from bot.answer import following_up
from bot.answer.request import mentions
from bot.answer.waiting import Waiting
from bot.recording import Recorder
from bot.services import Services

log = structlog.get_logger(__name__)

_BY_A_PERSON = {None, "file_share", "thread_broadcast"}
Next = Callable[[], Awaitable[Any]]


def intake(services: Services) -> Callable[..., Awaitable[None]]:
    """The middleware that records and starts work before Bolt acknowledges."""

    async def record_then_continue(
        body: dict[str, Any], context: AsyncBoltContext, next_: Next
    ) -> None:
        context["services"] = services
        if body.get("type") == "event_callback":
            team_id = context.team_id or str(body["team_id"])
            with services.metrics.event(str(body["event"].get("type"))):
                context["waiting"] = await take_in(services, body, team_id)
        await next_()

    return record_then_continue


async def take_in(services: Services, body: Mapping[str, Any], team_id: str) -> Waiting | None:
    """Record one event and start what it asks for. Safe to repeat any number of times.

    Returns:
        The answer that it asks for, if it does.
    """
    event = body["event"]
    asked = asks(event, services.slack.bot_user_id)
    asked = asked or await following_up.goes_on(services, team_id, event)
    shared = bool(body.get("is_ext_shared_channel"))
    await Recorder(services.store, team_id, asked, shared).record(event)
    if asked:
        ids = (team_id, str(event["channel"]), str(event["ts"]))
        thread_ts, job_id = str(event.get("thread_ts") or event["ts"]), f"answer:{':'.join(ids)}"
        await services.jobs.start("answer", job_id, *ids, thread_ts, str(event["user"]))
        return Waiting(job_id, str(event["channel"]), thread_ts)
    await changes.follow(services, team_id, event)
    if event["type"] == "agent_session_stopped":
        place = (str(event["channel"]), str(event["thread_ts"]))
        await services.stops.press(team_id, *place, str(event.get("user") or ""))
    if joined_itself(event, services.slack.bot_user_id):
        place = (team_id, str(event["channel"]))
        await services.jobs.start("join", f"join:{':'.join(place)}:{event['event_ts']}", *place)
    elif joining.opens(event):
        await joining.start(services, str(event["event_ts"]))
    return None


def asks(event: Mapping[str, Any], bot_user_id: str) -> bool:
    """Whether an event is a person addressing the bot: a mention, or any message in a DM."""
    by_a_person = event.get("user") and not event.get("bot_id")
    if not by_a_person or event.get("user") == bot_user_id:
        return False
    if event.get("type") == "app_mention":
        return "edited" not in event
    if event.get("type") != "message" or event.get("subtype") not in _BY_A_PERSON:
        return False
    direct = event.get("channel_type") == "im"
    return direct or mentions(str(event.get("text") or ""), bot_user_id)


def joined_itself(event: Mapping[str, Any], bot_user_id: str) -> bool:
    """Whether an event says that the bot was added to a channel."""
    return event.get("type") == "member_joined_channel" and event.get("user") == bot_user_id
