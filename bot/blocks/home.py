"""The App Home: the next digest, the last one, and what the bot can read. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from digests import mrkdwn
from digests.models import Channel
from digests.wording import count

Block = dict[str, Any]

# A section holds 3,000 characters; a view holds 100 blocks.
MOST_CHANNELS = 60


@dataclass(frozen=True, slots=True)
class Home:
    """What one person sees.

    Attributes:
        digest_channel: the channel's name without "#", "" if no digest is sent.
        next_digest: when, in words: "Friday 20 November, 16:00 (Europe/Berlin)".
        last_digest: its first words, "" if there was none.
        channels: those the bot reads and this person may see.
    """

    digest_channel: str
    next_digest: str
    last_digest: str
    channels: Sequence[Channel]
    messages: int


def home_view(home: Home) -> Block:
    """The view for views.publish."""
    return {
        "type": "home",
        "blocks": [
            _header("The Friday digest"),
            _section(_next(home)),
            *([_section(mrkdwn.safe_mrkdwn(home.last_digest))] if home.last_digest else []),
            {"type": "divider"},
            _header("What I read"),
            _section(_reading(home)),
            {"type": "divider"},
            _header("What I do"),
            _section(
                "Mention me in a thread for a summary with sources. Mention me with a question and "
                "I answer from what the people in that channel may read. "
                "`/summarize #channel 7d` is only for you."
            ),
        ],
    }


def nothing_yet(digest_channel: str) -> str:
    """What to say where there is no digest yet."""
    if not digest_channel:
        return (
            "There is no digest yet, and none will be sent until whoever runs me sets "
            "DIGESTIF_DIGEST_CHANNEL. `/digest preview` compiles this week so far."
        )
    return "There is no digest yet. `/digest preview` compiles this week so far."


def _next(home: Home) -> str:
    if not home.digest_channel:
        return nothing_yet("")
    return f"Next: {home.next_digest}, in #{mrkdwn.safe_mrkdwn(home.digest_channel)}."


def _reading(home: Home) -> str:
    if not home.channels:
        return "I'm in no channel that you can see. Invite me with `/invite @Digestif`."
    names = [f"#{mrkdwn.safe_mrkdwn(channel.name)}" for channel in home.channels[:MOST_CHANNELS]]
    more = len(home.channels) - MOST_CHANNELS
    rest = f" and {more} more" if more > 0 else ""
    return f"{count(home.messages, 'message')} stored. Channels: {', '.join(names)}{rest}."[:2_990]


def _header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:2_990]}}
