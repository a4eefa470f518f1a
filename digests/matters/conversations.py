"""Messages of a channel to threads; talk that nobody threaded is grouped into conversations. Pure.

A conversation is what people would call one: the same people talking without a long pause, or
somebody taken up by name or by a link a while later. After a long pause in the whole channel all
talk begins anew, so that what is said later changes nothing before it. Apps' posts stand alone,
since nobody talks with an alert by posting after it; so does what somebody marked for the digest,
or to be kept out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from digests.matters.features import kept_out, nominated
from digests.models import Channel, Message, Thread

PAUSE = 5 * 60
"""Seconds of silence after which somebody new starts a new conversation."""

LONG_PAUSE = 45 * 60
"""Seconds after which even somebody who took part, or is addressed, starts a new one.

After so long a silence everybody does: whoever links back to what was said before it begins a
thread of their own, which `same_matter` brings together with the other."""

LONGEST = 150
"""Messages after which a conversation ends; a channel that never pauses is cut here."""

_MENTION = re.compile(r"<@([A-Z0-9]+)")
_LINKED = re.compile(r"/archives/([A-Z0-9]+)/p(\d{10})(\d{6})")
_AT_ONCE = 4


@dataclass(slots=True)
class _Talk:
    messages: list[Message]
    last: int
    people: set[str] = field(default_factory=set)
    mentioned: set[str] = field(default_factory=set)

    def add(self, message: Message, second: int, mentions: set[str]) -> None:
        self.messages.append(message)
        self.last = second
        self.mentioned |= mentions
        if message.user_id:
            self.people.add(message.user_id)


def threads(channel: Channel, messages: Iterable[Message]) -> list[Thread]:
    """A channel's messages as threads and conversations, ascending by their first message.

    Args:
        channel: where they were posted.
        messages: in any order; every message ends up in exactly one thread. A reply whose root is
            not among them starts the thread it belongs to.
    """
    by_root: dict[str, list[Message]] = {}
    for message in sorted(messages, key=lambda message: message.ts):
        by_root.setdefault(message.root_ts, []).append(message)
    loose = [group[0] for group in by_root.values() if _alone(group)]
    marked = [m for m in loose if m.reactions and (nominated(m) or kept_out(m))]
    apart = {message.ts for message in marked}
    grouped = conversations([message for message in loose if message.ts not in apart])
    found = [
        Thread(channel, ts, tuple(group), len(group))
        for ts, group in by_root.items()
        if not _alone(group)
    ]
    found += [
        Thread(channel, group[0].ts, tuple(group), len(group))
        for group in (*grouped, *([message] for message in marked))
    ]
    return sorted(found, key=lambda thread: thread.messages[0].ts)


def conversations(messages: Sequence[Message]) -> list[list[Message]]:
    """Unthreaded messages, ascending by ts, as conversations; each message is in exactly one."""
    done: list[list[Message]] = []
    recent: list[_Talk] = []
    before = 0
    for message in messages:
        second = int(message.ts.partition(".")[0])
        if message.is_bot:
            done.append([message])
            continue
        if second - before > LONG_PAUSE:
            recent = []
        before = second
        mentions = set(_MENTION.findall(message.text)) if "<@" in message.text else set()
        talk = _joined(message, second, mentions, recent)
        if talk is None:
            talk = _Talk([], second)
            done.append(talk.messages)
            recent = [talk, *recent[: _AT_ONCE - 1]]
        elif talk is not recent[0]:
            recent.remove(talk)
            recent.insert(0, talk)
        talk.add(message, second, mentions)
    return done


def linked(text: str) -> list[tuple[str, str]]:
    """Every Slack message a text links to, as (channel_id, ts), in order; usually none."""
    if "/archives/" not in text:
        return []
    return [
        (channel_id, f"{seconds}.{rest}") for channel_id, seconds, rest in _LINKED.findall(text)
    ]


def _alone(group: Sequence[Message]) -> bool:
    return len(group) == 1 and not group[0].is_reply


def _joined(
    message: Message, second: int, mentions: set[str], recent: Sequence[_Talk]
) -> _Talk | None:
    """The conversation a message goes on with, the newest of several; None if it starts one."""
    targets = set(linked(message.text))
    for talk in recent:
        if len(talk.messages) >= LONGEST:
            continue
        if targets and any(
            (earlier.channel_id, earlier.ts) in targets for earlier in talk.messages
        ):
            return talk
        if second - talk.last <= LONG_PAUSE and (
            message.user_id in talk.people
            or message.user_id in talk.mentioned
            or mentions & talk.people
        ):
            return talk
    newest = recent[0] if recent else None
    if newest and second - newest.last <= PAUSE and len(newest.messages) < LONGEST:
        return newest
    return None
