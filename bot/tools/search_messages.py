"""Search what people wrote: by words, person, channel and day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.answer.request import mentions
from bot.tools.reading import Reading
from digests.errors import BadInput
from digests.models import ts_at
from digests.store import Query

NAME = "search_messages"
DESCRIPTION = (
    "Search the workspace's messages that everyone who will read your answer may see. Finds "
    "messages with all of the words (any word form; if none has all, any of them); put phrases in "
    'quotes. Gives lines "[s2 2026-11-17 14:03 #channel Name] text" to cite as [s2]. Search '
    "several times with different words rather than once with many."
)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "query": {"type": "string", "description": "words that occur in the messages"},
        "person": {"type": "string", "description": "only messages by this person; a plain name"},
        "channel": {"type": "string", "description": "only in this channel; a name without #"},
        "after": {"type": "string", "description": "on or after this day, 2026-11-17"},
        "before": {"type": "string", "description": "before this day, 2026-11-20"},
    },
    "required": ["query"],
    "additionalProperties": False,
}
LIMIT = 20


async def run(reading: Reading, given: Mapping[str, Any]) -> str:
    """The best matches as lines to cite, or a sentence that there are none."""
    text = str(given.get("query") or "").strip()
    if not text:
        raise BadInput("The search needs words to look for.")
    query = Query(
        text=text,
        user_id=_person(reading, given.get("person")),
        channel_id=await _channel(reading, given.get("channel")),
        after=_day(given.get("after"), reading.zone),
        before=_day(given.get("before"), reading.zone),
        limit=LIMIT,
    )
    # What the bot said, and what it was asked, are no facts.
    bot_user_id = reading.services.slack.bot_user_id
    hits = [
        hit
        for hit in await reading.services.store.messages.search(reading.audience, query)
        if hit.message.user_id != bot_user_id and not mentions(hit.message.text, bot_user_id)
    ]
    reading.matched += len(hits)
    lines = reading.show((hit.message, hit.channel) for hit in hits)
    return lines or "No message that the readers of your answer may see matches."


def _person(reading: Reading, given: object) -> str | None:
    if not given:
        return None
    wanted = str(given).strip().lstrip("@").casefold()
    names = {user_id: name.casefold() for user_id, name in reading.people.names.items()}
    found = [u for u, name in names.items() if name == wanted] or [
        u for u, name in names.items() if wanted in name.split()
    ]
    if len(found) != 1:
        raise BadInput("Several people match that name." if found else "Nobody has that name.")
    return found[0]


async def _channel(reading: Reading, given: object) -> str | None:
    if not given:
        return None
    name = str(given).strip().lstrip("#")
    channel = await reading.services.store.channels.named(reading.audience.team_id, name)
    if channel is None or not reading.audience.may_read(channel):
        raise BadInput("The readers of your answer can see no channel of that name.")
    return channel.channel_id


def _day(given: object, zone: str) -> str | None:
    if not given:
        return None
    try:
        day = date.fromisoformat(str(given).strip())
    except ValueError:
        raise BadInput("Write days like 2026-11-17.") from None
    return ts_at(datetime.combine(day, time(), ZoneInfo(zone)))
