"""List the channels that everyone who will read the answer may see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.tools.reading import Reading
from digests.compose.wording import count
from digests.models import Window
from digests.mrkdwn import plain
from digests.transcript import contained_name, sanitize

NAME = "list_channels"
DOING = "Looking through the channels"
DESCRIPTION = (
    "List the channels that everyone who will read your answer may see, the busiest of the last "
    "30 days first, with their topics. Nothing in it can be cited: read a channel for that."
)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "about": {"type": "string", "description": "only channels whose name or topic has this"}
    },
    "required": [],
    "additionalProperties": False,
}
LIMIT = 100
DAYS = 30
LONGEST_TOPIC = 200


async def run(reading: Reading, given: Mapping[str, Any]) -> str:
    """A line per channel: name, how much was said, topic."""
    now = reading.services.now()
    window = Window(now - timedelta(days=DAYS), now)
    store, team_id = reading.services.store, reading.audience.team_id
    busy = {c.channel_id: n for c, n in await store.messages.active(reading.audience, window)}
    wanted = str(given.get("about") or "").strip().lstrip("#").casefold()
    found = [
        channel
        for channel in await store.channels.all(team_id)
        if channel.name
        and channel.is_member
        and reading.audience.may_read(channel)
        and wanted in f"{channel.name} {channel.topic}".casefold()
    ]
    found.sort(key=lambda channel: (-busy.get(channel.channel_id, 0), channel.name))
    lines = []
    for channel in found[:LIMIT]:
        said = count(busy.get(channel.channel_id, 0), "message")
        topic = sanitize(plain(channel.topic, reading.people, reading.channel_names))
        about = f": {topic[:LONGEST_TOPIC]}" if topic else ""
        archived = ", archived" if channel.is_archived else ""
        lines.append(f"#{contained_name(channel.name)} ({said}{archived}){about}")
    if len(found) > LIMIT:
        lines.append(f"({len(found) - LIMIT} more are not shown.)")
    return "\n".join(lines) or "The readers of your answer can see no such channel."
