"""What is posted follows what it rests on: which events have digests and answers edited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.answer.mending import is_answer
from bot.services import Services
from digests.models import NO_DIGEST
from digests.rank import KEEP_OUT

_CHANGES = {"message_changed", "message_deleted"}
_ERASES = {"channel_deleted", "group_deleted", "file_deleted"}
_MADE_PRIVATE = {"channel_convert_to_private", "group_convert_to_private"}
_TOPICS = {"channel_topic", "group_topic"}


async def follow(services: Services, team_id: str, event: Mapping[str, Any]) -> None:
    """Start what a recorded event asks for; usually nothing."""
    stamp = str(event.get("ts") or event.get("event_ts") or "")
    if changes_text(event):
        await _mend(services, team_id, stamp)
    elif channel_id := hidden_channel(event):
        job_id = f"refresh:{team_id}:{channel_id}:{stamp}"
        await services.jobs.start("refresh", job_id, team_id, channel_id)
    elif keeps_out(event):
        await _take_out(services, team_id, event)


def changes_text(event: Mapping[str, Any]) -> bool:
    """Whether something that may be cited was edited or deleted: a message, a channel, a file."""
    return event.get("subtype") in _CHANGES or event.get("type") in _ERASES


def hidden_channel(event: Mapping[str, Any]) -> str:
    """The id of a channel that fewer people may read after an event; "" for every other event.

    It was made private or shared outside, or its topic asks now to keep it out of digests.
    """
    subtype = event.get("subtype")
    kept_out = subtype in _TOPICS and NO_DIGEST in str(event.get("topic") or "").lower()
    hidden = event.get("type") == "channel_shared" or subtype in _MADE_PRIVATE or kept_out
    return str(event["channel"]) if hidden else ""


def keeps_out(event: Mapping[str, Any]) -> bool:
    """Whether an event is somebody marking their own message with :no_entry_sign:."""
    own = bool(event.get("user")) and event.get("user") == event.get("item_user")
    marked = event.get("type") == "reaction_added" and event.get("reaction") == KEEP_OUT
    return own and marked and event["item"].get("type") == "message"


async def _take_out(services: Services, team_id: str, event: Mapping[str, Any]) -> None:
    place = (team_id, str(event["item"]["channel"]), str(event["item"]["ts"]))
    if await services.store.digests.citing(*place):
        job_id = f"kept-out:{':'.join(place)}:{event['event_ts']}"
        await services.jobs.start("kept_out", job_id, *place)


async def _mend(services: Services, team_id: str, stamp: str) -> None:
    if await services.store.digests.stale(team_id):
        await services.jobs.start("mend", f"mend:{team_id}:{stamp}", team_id)
    if any(map(is_answer, await services.store.deliveries.stale(team_id))):
        await services.jobs.start("mend_answers", f"mend-answers:{team_id}:{stamp}", team_id)
