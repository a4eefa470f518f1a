"""Messages that go on with a thread the bot answered in, where an admin switched that on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import channel_settings
from bot.services import Services
from digests.audience import Audience
from digests.errors import DigestifError

_BY_A_PERSON = {None, "file_share"}


async def goes_on(services: Services, team_id: str, event: Mapping[str, Any]) -> bool:
    """Whether an event asks the bot something more without mentioning it.

    It does where the channel has it so, in a thread that the bot answered in, if it turns to nobody
    else. Costs no call to Slack, and one read for a message outside of such channels' threads.
    """
    if event.get("type") != "message" or event.get("subtype") not in _BY_A_PERSON:
        return False
    thread_ts, own = event.get("thread_ts"), services.slack.bot_user_id
    if not event.get("user") or event.get("bot_id") or event["user"] == own:
        return False
    text = str(event.get("text") or "")
    if not thread_ts or thread_ts == event.get("ts") or "<@" in text or not text.strip():
        return False
    channel_id = str(event["channel"])
    if not (await channel_settings.of(services, channel_id)).follow_ups:
        return False
    here = Audience(team_id, channel_ids=frozenset({channel_id}))
    try:
        thread = await services.store.messages.thread(here, channel_id, str(thread_ts))
    except DigestifError:
        return False
    return any(message.user_id == own for message in thread.messages)
