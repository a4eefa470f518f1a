"""/summarize [#channel] [7d]: a channel's last days, only for who asked."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.services import Services
from digests.errors import BadInput, UnknownChannel
from digests.models import Channel, ChannelKind
from digests.mrkdwn import safe_mrkdwn

DEFAULT_DAYS = 7
MOST_DAYS = 90
USAGE = "Write `/summarize`, `/summarize #channel` or `/summarize #channel 3d`."

_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>|#?([\w.-]+)")
_SPAN = re.compile(r"(\d{1,3})\s*(d|days?|w|weeks?|tage?)?", re.IGNORECASE)


async def handle_summarize(
    ack: AsyncAck, command: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Start the work and say so at once."""
    services: Services = context["services"]
    team_id, user_id = str(context.team_id), str(command["user_id"])
    try:
        channel_id, days = await read(services, team_id, command)
    except BadInput as error:
        await ack(text=str(error))
        return
    await services.jobs.start(
        "private_channel",
        f"summarize:{team_id}:{user_id}:{command['trigger_id']}",
        team_id,
        channel_id,
        user_id,
        str(command["response_url"]),
        days,
    )
    span = "the last day" if days == 1 else f"the last {days} days"
    await ack(text=f"Reading {span} of <#{channel_id}>…")


async def read(services: Services, team_id: str, command: dict[str, Any]) -> tuple[str, int]:
    """What a command asks for: a channel id and a number of days.

    Raises:
        BadInput: with how to write it, or that there is no such channel.
    """
    channel_id, days = str(command["channel_id"]), DEFAULT_DAYS
    for word in str(command.get("text") or "").split():
        span = _SPAN.fullmatch(word)
        if span:
            days = int(span[1]) * (7 if (span[2] or "d").lower().startswith("w") else 1)
        else:
            channel_id = await _channel_id(services, team_id, str(command["user_id"]), word)
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(f"I can summarize 1 to {MOST_DAYS} days. {USAGE}")
    return channel_id, days


async def _channel_id(services: Services, team_id: str, user_id: str, word: str) -> str:
    found = _CHANNEL.fullmatch(word)
    if not found:
        raise BadInput(f"I don't understand that. {USAGE}")
    if found[1]:
        return found[1]
    channel = await services.store.channels.named(team_id, found[2])
    if channel is None or not await _may_know(services, channel, user_id):
        raise UnknownChannel(f"I know no channel named #{safe_mrkdwn(found[2])}. {USAGE}")
    return channel.channel_id


async def _may_know(services: Services, channel: Channel, user_id: str) -> bool:
    """Whether somebody may know that there is such a channel: a private one's name is private."""
    readers = await services.store.audiences.for_user(channel.team_id, user_id)
    listed = readers.org_wide and channel.kind is ChannelKind.PUBLIC
    return listed or readers.may_read(channel)
