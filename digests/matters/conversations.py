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

AT_ONCE = 4
"""Conversations of a channel that somebody may still go on with."""

_MENTION = re.compile(r"<@([A-Z0-9]+)")
_LINKED = re.compile(r"/archives/([A-Z0-9]+)/p(\d{10})(\d{6})")


@dataclass(slots=True, eq=False)
class Talk:
    """A conversation as far as it was heard.

    Attributes:
        ts: of its messages, ascending.
        last: epoch second of the last of them.
        people: user ids of those who wrote in it.
        mentioned: of those who were named in it.
        messages: those that came while it was listened to.
    """

    ts: list[str]
    last: int
    people: set[str] = field(default_factory=set)
    mentioned: set[str] = field(default_factory=set)
    messages: list[Message] = field(default_factory=list)

    def add(self, message: Message, second: int, mentions: set[str]) -> None:
        """Go on with a message, which was posted at an epoch second and names some people."""
        self.ts.append(message.ts)
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
    marked = [m for m in loose if m.reactions and is_marked(m)]
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


def is_marked(message: Message) -> bool:
    """Whether somebody marked it for the digest, or its author to be kept out of it."""
    return nominated(message) or kept_out(message)


def conversations(messages: Sequence[Message]) -> list[list[Message]]:
    """Unthreaded messages, ascending by ts, as conversations; each message is in exactly one."""
    return [talk.messages for talk in overheard(messages)]


def overheard(messages: Sequence[Message], recent: Sequence[Talk] = ()) -> list[Talk]:
    """The conversations that some unthreaded messages begin or go on with.

    Args:
        messages: ascending by ts, all later than those of `recent`.
        recent: up to `AT_ONCE` conversations since the last long pause, the newest first, with
            no messages of their own; they are changed.

    Returns:
        Those with messages: the ones that went on, then those that began.
    """
    known, began = list(recent), list[Talk]()
    recent = list(recent)
    before = recent[0].last if recent else 0
    for message in messages:
        second = int(message.ts.partition(".")[0])
        if message.is_bot:
            began.append(Talk([message.ts], second, messages=[message]))
            continue
        if second - before > LONG_PAUSE:
            recent = []
        before = second
        mentions = mentioned(message.text)
        talk = _joined(message, second, mentions, recent)
        if talk is None:
            talk = Talk([], second)
            began.append(talk)
            recent = [talk, *recent[: AT_ONCE - 1]]
        elif talk is not recent[0]:
            recent.remove(talk)
            recent.insert(0, talk)
        talk.add(message, second, mentions)
    return [*(talk for talk in known if talk.messages), *began]


def mentioned(text: str) -> set[str]:
    """Ids of those whom a text names; usually none."""
    return set(_MENTION.findall(text)) if "<@" in text else set()


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
    message: Message, second: int, mentions: set[str], recent: Sequence[Talk]
) -> Talk | None:
    """The conversation a message goes on with, the newest of several; None if it starts one."""
    targets = set(linked(message.text))
    for talk in recent:
        if len(talk.ts) >= LONGEST:
            continue
        if targets and any((message.channel_id, ts) in targets for ts in talk.ts):
            return talk
        if second - talk.last <= LONG_PAUSE and (
            message.user_id in talk.people
            or message.user_id in talk.mentioned
            or mentions & talk.people
        ):
            return talk
    newest = recent[0] if recent else None
    if newest and second - newest.last <= PAUSE and len(newest.ts) < LONGEST:
        return newest
    return None
