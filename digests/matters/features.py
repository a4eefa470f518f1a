"""What ranking needs to know of a thread, from its messages. Pure.

`glance` costs microseconds and is asked of every thread of the week; `studies.study` reads
sentences and is asked of those that a glance found promising.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from digests.models import Message, Thread, Window, ts_at
from digests.rank import KEEP_OUT, NOMINATION, Facts

_ASKS = re.compile(r"[?？](?:[\s\"'”’)\]*_~]|$)")
_DAY = 86_400.0


def key(thread: Thread) -> str:
    """A thread's name within a workspace: "CHANNEL_ID/TS"."""
    return f"{thread.channel.channel_id}/{thread.ts}"


def kept_out(message: Message) -> bool:
    """Whether its author marked it with :no_entry_sign:, so that no digest may show it."""
    return any(
        reaction.name == KEEP_OUT and message.user_id in reaction.users
        for reaction in message.reactions
    )


def nominated(message: Message) -> bool:
    """Whether somebody asked to put it before the digest with :newspaper:."""
    return any(
        reaction.name == NOMINATION and (reaction.users or reaction.count)
        for reaction in message.reactions
    )


def glance(thread: Thread, window: Window) -> Facts:
    """What counting tells about a thread; whether it is routine only its channel can say.

    Args:
        thread: with at least one message. Its root may be older than the window: then it says
            what the thread is about, but its reactions had their week.
        window: the week; a question is open up to its end.
    """
    first, people = thread.messages[0], thread.participants
    start = ts_at(window.start)
    reacted = [m for m in thread.messages if m.reactions and m.ts >= start]
    return Facts(
        key=key(thread),
        channel_id=thread.channel.channel_id,
        people=len(people),
        replies=_replies(thread.messages),
        reactions=_reactions(reacted) if reacted else 0,
        nominations=_nominations(reacted) if reacted else 0,
        question_days=_question_days(thread, window.end),
        words=max([message.text.count(" ") for message in thread.messages]) + 1,
        app_only=first.is_bot and len(people) < 2,
        kept_out=kept_out(first),
    )


def _replies(messages: Sequence[Message]) -> int:
    opener = messages[0].user_id
    return sum(not message.is_bot and message.user_id != opener for message in messages[1:])


def _reactions(messages: Sequence[Message]) -> int:
    """The most that any one message got, plus one for each further message that got some.

    Smiles under every line of a chatty thread are not what makes it important.
    """
    counts = sorted(
        sum(
            max(len(reaction.users), reaction.count)
            for reaction in message.reactions
            if reaction.name not in (NOMINATION, KEEP_OUT)
        )
        for message in messages
    )
    return counts[-1] + sum(count > 0 for count in counts[:-1])


def _nominations(messages: Sequence[Message]) -> int:
    reactions = (reaction for message in messages for reaction in message.reactions)
    named = [reaction for reaction in reactions if reaction.name == NOMINATION]
    users = {user for reaction in named for user in reaction.users}
    return max(len(users), max((reaction.count for reaction in named), default=0))


def _question_days(thread: Thread, end: datetime) -> float:
    """Days since its opener asked something that nobody else has reacted to in words."""
    first = thread.messages[0]
    if first.is_bot or any(message.user_id != first.user_id for message in thread.messages[1:]):
        return 0.0
    if not _ASKS.search(first.text):
        return 0.0
    return max(0.0, (end - first.at).total_seconds() / _DAY)
