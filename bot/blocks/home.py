"""The App Home: the next digest and the past ones, what the bot reads, what one has set. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.blocks.archive import nothing_yet as nothing_yet
from digests import mrkdwn
from digests.compose.wording import count
from digests.coverage import LeftOut
from digests.models import Channel

Block = dict[str, Any]

SUBSCRIBE, SETTINGS = "home_subscribe", "home_settings"

HIDDEN = "a private channel"
"""What the digest's channel is called for those who may not know its name."""

# A section holds 3,000 characters; a view holds 100 blocks.
MOST_CHANNELS = 60
MOST_PAST = 8
MOST_TOLD = 700

MOST_COUNTED = 100_000
"""Messages that are counted while somebody waits for their Home: some tens of milliseconds."""


@dataclass(frozen=True, slots=True)
class Home:
    """What one person sees.

    Attributes:
        digest_channel: the channel's name without "#", "" if no digest is sent.
        next_digest: when, in words: "Friday 20 November at 16:00 (Europe/Berlin)".
        last_digest: what it is called and, from the second line on, its first sentences; "" if
            there was none.
        channels: those the bot reads and this person may see.
        messages: how many are stored; anything above `MOST_COUNTED` stands for "more".
        keep_days: for how many days; None for as long as nobody deletes them.
        past: past digests, a line of safe mrkdwn each, newest first.
        left_out: channels that don't count for the workspace's digest, and why; only what this
            person may know of them.
        subscribed: they get a digest of their own.
        own_digest: when the next one comes, in words.
        own_channels: names of their channels that have a digest of their own.
        own_messages: how many of the messages stored are theirs, None where counting takes long.
        is_admin: they may change the settings.
        reports: for admins, what people say is not right, a line of safe mrkdwn each.
    """

    digest_channel: str
    next_digest: str
    last_digest: str
    channels: Sequence[Channel]
    messages: int
    past: Sequence[str] = ()
    left_out: Sequence[LeftOut] = ()
    subscribed: bool = False
    own_digest: str = ""
    own_channels: Sequence[str] = ()
    own_messages: int | None = 0
    is_admin: bool = False
    reports: Sequence[str] = ()
    keep_days: int | None = None


def home_view(home: Home) -> Block:
    """The view for views.publish."""
    return {
        "type": "home",
        "blocks": [
            _header("The Friday digest"),
            _section(_next(home)),
            _buttons(home),
            *([_section(_last(home.last_digest))] if home.last_digest else []),
            *([_section(_past(home.past))] if home.past else []),
            *([_section(_reports(home.reports))] if home.reports else []),
            {"type": "divider"},
            _header("What I read"),
            _section(_reading(home)),
            *([_section(_left_out(home.left_out))] if home.left_out else []),
            {"type": "divider"},
            _header("Yours"),
            _section(_yours(home)),
            {"type": "divider"},
            _header("What I do"),
            _section(
                "Mention me in a thread for a summary with sources. Mention me with a question and "
                "I answer from what the people in that channel may read. "
                "`/summarize #channel 7d` is only for you. `/digest help` lists the rest."
            ),
        ],
    }


def _next(home: Home) -> str:
    if not home.digest_channel:
        return nothing_yet("")
    hidden = home.digest_channel == HIDDEN
    where = HIDDEN if hidden else f"#{mrkdwn.safe_mrkdwn(home.digest_channel)}"
    return f"Next: {home.next_digest}, in {where}."


def _buttons(home: Home) -> Block:
    subscribe = (
        "Unsubscribe from my own digest" if home.subscribed else "Subscribe to my own digest"
    )
    elements = [_button(SUBSCRIBE, subscribe, "off" if home.subscribed else "on")]
    if home.is_admin:
        elements.append(_button(SETTINGS, "Settings", "open"))
    return {"type": "actions", "elements": elements}


def _last(last_digest: str) -> str:
    name, _, told = mrkdwn.safe_mrkdwn(last_digest[:MOST_TOLD]).partition("\n")
    return f"*{name}*\n{told}"


def _past(past: Sequence[str]) -> str:
    return "\n".join(["*Past digests*", *past[:MOST_PAST]])


def _reports(reports: Sequence[str]) -> str:
    return "\n".join(["*Reported as not right*", *reports[:MOST_PAST]])


def _reading(home: Home) -> str:
    if not home.channels:
        return "I'm in no channel that you can see. Invite me with `/invite @Digestif`."
    ordered = sorted(home.channels, key=lambda channel: channel.is_archived)
    names = [_named(channel) for channel in ordered[:MOST_CHANNELS]]
    more = len(home.channels) - MOST_CHANNELS
    rest = f" and {more} more" if more > 0 else ""
    kept = f", none older than {count(home.keep_days, 'day')}" if home.keep_days else ""
    many = home.messages > MOST_COUNTED
    number = min(home.messages, MOST_COUNTED)
    held = f"{'More than ' if many else ''}{count(number, 'message')} stored{kept}"
    return f"{held}. Channels: {', '.join(names)}{rest}."[:2_990]


def _named(channel: Channel) -> str:
    name = f"#{mrkdwn.safe_mrkdwn(channel.name)}"
    return f"{name} (archived)" if channel.is_archived else name


def _left_out(channels: Sequence[LeftOut]) -> str:
    shown = ", ".join(
        f"{mrkdwn.safe_mrkdwn(one.what)} ({one.reason})" for one in channels[:MOST_CHANNELS]
    )
    more = len(channels) - MOST_CHANNELS
    return f"Not in the workspace's digest: {shown}{f' and {more} more' if more > 0 else ''}."


def _yours(home: Home) -> str:
    lines = ["You get no digest of your own."]
    if home.subscribed:
        lines = [f"Your own digest comes next on {home.own_digest}."]
    if home.own_channels:
        names = ", ".join(f"#{mrkdwn.safe_mrkdwn(name)}" for name in home.own_channels)
        lines.append(f"Channels of yours with a digest of their own: {names}.")
    yours = "your messages"
    if home.own_messages is not None:
        yours = f"{count(home.own_messages, 'message')} of yours,"
    lines.append(
        f"I keep {yours} as long as they stand in Slack; "
        "what you delete there is deleted here. :no_entry_sign: under a message of yours keeps it "
        "out of every digest, :newspaper: puts one forward."
    )
    return "\n".join(lines)


def _header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def _button(action_id: str, text: str, value: str) -> Block:
    label = {"type": "plain_text", "text": text}
    return {"type": "button", "action_id": action_id, "text": label, "value": value}


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:2_990]}}
