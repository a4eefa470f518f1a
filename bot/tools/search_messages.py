"""Search what people wrote: by words, person, channel and day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.tools import naming
from bot.tools.reading import Reading
from digests.errors import BadInput
from digests.store import Hit, Query

NAME = "search_messages"
DOING = "Searching messages"
DESCRIPTION = (
    "Search the workspace's messages that everyone who will read your answer may see. Finds "
    "messages with all of the words (any word form; if none has all, any of them); put phrases in "
    "quotes. Without words, but with a person or a channel, it finds the newest. "
    'Gives lines "[s2 2026-11-17 14:03 #channel Name] text" to cite as [s2]. Search '
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
    "required": [],
    "additionalProperties": False,
}
LIMIT = 20
# Characters above which only the stretch that matches is shown; read_thread shows the rest.
LONGEST = 2_000


async def run(reading: Reading, given: Mapping[str, Any]) -> str:
    """The best matches as lines to cite, or a sentence that there are none."""
    query = await _query(reading, given)
    own = reading.services.slack.bot_user_id
    found = await reading.services.store.messages.search(reading.audience, query)
    hits = [hit for hit in found if naming.is_talk(hit.message, hit.channel, own)][:LIMIT]
    reading.matched += len(hits)
    lines = [reading.line(hit.message, hit.channel, _shortened(hit)) for hit in hits]
    return "\n".join(lines) or "No message that the readers of your answer may see matches."


async def _query(reading: Reading, given: Mapping[str, Any]) -> Query:
    text = str(given.get("query") or "").strip()
    person, channel = given.get("person"), given.get("channel")
    if not text and not person and not channel:
        raise BadInput("The search needs words to look for, or a person or channel.")
    return Query(
        text=text,
        user_id=naming.person(reading, person) if person else None,
        channel_id=(await naming.channel(reading, channel)).channel_id if channel else None,
        after=naming.day(given["after"], reading.zone) if given.get("after") else None,
        before=naming.day(given["before"], reading.zone) if given.get("before") else None,
        # Earlier questions to the bot are taken out below and must not use up the hits.
        limit=LIMIT * 3,
    )


def _shortened(hit: Hit) -> str | None:
    """The stretch of a very long message that matches; None shows a message whole."""
    return f"… {hit.snippet} …" if len(hit.message.text) > LONGEST else None
