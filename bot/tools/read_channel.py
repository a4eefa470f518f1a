"""Read what was said in a channel since a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.tools import naming
from bot.tools.reading import Reading
from digests.errors import BadInput

NAME = "read_channel"
DOING = "Reading a channel"
DESCRIPTION = (
    "Read what was said in a channel since a day, replies included, oldest first. Gives lines "
    "to cite as [s2]. For a busy channel only the newest messages fit; it says so."
)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "channel": {"type": "string", "description": "the channel's name without #"},
        "since": {"type": "string", "description": "from this day on, 2026-11-17"},
    },
    "required": ["channel", "since"],
    "additionalProperties": False,
}
# About 15,000 tokens.
LIMIT = 200


async def run(reading: Reading, given: Mapping[str, Any]) -> str:
    """The channel's messages as lines to cite."""
    if not given.get("channel") or not given.get("since"):
        raise BadInput("Reading a channel needs its name and a day to begin with.")
    channel = await naming.channel(reading, given["channel"])
    after = naming.day(given["since"], reading.zone)
    found = await reading.services.store.messages.since(
        reading.audience, channel.channel_id, after, limit=LIMIT + 1
    )
    own = reading.services.slack.bot_user_id
    spoken = [m for m in found[-LIMIT:] if m.text.strip() and naming.is_talk(m, channel, own)]
    if not spoken:
        return "Nobody wrote anything there since that day."
    lines = reading.show((message, channel) for message in spoken)
    cut = f"(Only the newest {LIMIT} messages; there are older ones.)\n"
    return (cut if len(found) > LIMIT else "") + lines
