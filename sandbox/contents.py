"""What a workspace holds before the bot comes: Slack's own objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SlackObject = dict[str, Any]


@dataclass(frozen=True)
class Seed:
    """A workspace as Slack's own objects, without the bot.

    Attributes:
        team: A team object as team.info gives it: id, name, domain.
        users: User objects as users.list gives them, bots and deleted users included.
        channels: Conversation objects, each with `members` (user ids) and `bot_member`
            (True where the sandbox is to make the bot a member).
        messages: Channel id -> message objects as conversations.history and
            conversations.replies give them, ascending by `ts`, replies included. Every id in
            `channels` is a key, with an empty list where nothing was said.
        files: File id -> contents, for the files whose contents are known.
        newest: Epoch seconds of the newest message; 0.0 if there are none.
        starts: Epoch seconds at which the sandbox's clock starts; None means a minute after
            the newest message.
    """

    team: SlackObject
    users: list[SlackObject] = field(default_factory=list)
    channels: list[SlackObject] = field(default_factory=list)
    messages: dict[str, list[SlackObject]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    newest: float = 0.0
    starts: float | None = None


class ExportError(Exception):
    """Raised when a Slack export can't be read; the text is one sentence for whoever gave it."""


def newest_of(messages: dict[str, list[SlackObject]]) -> float:
    """Return the epoch seconds of the newest message, 0.0 if there are none."""
    return max((float(day[-1]["ts"]) for day in messages.values() if day), default=0.0)
