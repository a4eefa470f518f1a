"""What a workspace holds when the sandbox starts: the sample, a Slack export, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
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


def empty() -> Seed:
    """Return a workspace with a name, no people, no channels and no messages."""
    return Seed(team={"id": "T0EMPTY001", "name": "Empty", "domain": "empty"})


def sample(seed: int = 1, now: float | None = None) -> Seed:
    """Return four weeks at a small invented company, the last of them the week of `now`.

    Args:
        seed: Varies ids, seconds and a few reactions, never what is said.
        now: Epoch seconds; nothing later is kept, and the clock starts before it. None: the last
            Friday 16:00 that has passed in the company's zone, so that its digest is still to come.

    Returns:
        The same Seed for the same arguments.
    """
    from sandbox.sample.build import build  # the builder needs Seed: imported when asked for

    return build(seed, now)


def from_export(path: str | Path) -> Seed:
    """Read a Slack export, of 2015's shape or today's.

    Args:
        path: A zip as Slack's export page gives it; a single top folder is allowed.

    Returns:
        Users that are named but not listed are synthesized; a thread whose root isn't in the
        export gets a tombstone root, so that its replies stay reachable.

    Raises:
        ExportError: If the file is missing, isn't a zip, is damaged, unsafe or not an export.
    """
    from sandbox.export_reader import read_export  # the reader needs Seed: imported when asked for

    return read_export(Path(path))


def newest_of(messages: dict[str, list[SlackObject]]) -> float:
    """Return the epoch seconds of the newest message, 0.0 if there are none."""
    return max((float(day[-1]["ts"]) for day in messages.values() if day), default=0.0)
