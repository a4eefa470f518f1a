"""Read the whole thread around a message that was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.tools.reading import Reading
from digests.errors import BadInput, NothingToRead

NAME = "read_thread"
DOING = "Reading a thread"
DESCRIPTION = (
    "Read the whole thread that a message you were shown belongs to. Gives lines to cite as [s2]."
)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "message": {"type": "string", "description": "the message's id as you were shown it: s2"}
    },
    "required": ["message"],
    "additionalProperties": False,
}
# About 20,000 tokens; a longer thread is cut in the middle and says so.
LIMIT = 300


async def run(reading: Reading, given: Mapping[str, Any]) -> str:
    """The thread as lines to cite."""
    message = reading.found.get(str(given.get("message") or "").strip(" []"))
    if message is None:
        raise BadInput("Name a message by an id you were shown, such as s2.")
    thread = await reading.services.store.messages.thread(
        reading.audience, message.channel_id, message.root_ts
    )
    bot_user_id = reading.services.slack.bot_user_id
    spoken = [m for m in thread.messages if m.text.strip() and m.user_id != bot_user_id]
    if not spoken:
        raise NothingToRead("That thread has no text.")
    shown = spoken if len(spoken) <= LIMIT else [*spoken[: LIMIT // 2], *spoken[-LIMIT // 2 :]]
    lines = reading.show((m, thread.channel) for m in shown)
    left_out = len(spoken) - len(shown)
    return lines + (f"\n({left_out} messages in the middle are not shown.)" if left_out else "")
