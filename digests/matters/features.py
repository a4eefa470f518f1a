"""What ranking needs to know of messages before anybody reads them. Pure.

All this costs microseconds and is asked of every message of the week; `studies.study` reads the
sentences of those threads that it makes promising.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from digests.models import Message
from digests.rank import KEEP_OUT, NOMINATION

_ASKS = re.compile(r"[?？](?:[\s\"'”’)\]*_~]|$)")
_DAY = 86_400.0


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


def reactions(messages: Sequence[Message]) -> list[int]:
    """How many reactions each message got that got some, nominations left out.

    Smiles under every line of a chatty thread are not what makes it important, so what counts is
    the most that any one message got, plus one for each further message that got some.
    """
    counts = (
        sum(
            max(len(reaction.users), reaction.count)
            for reaction in message.reactions
            if reaction.name not in (NOMINATION, KEEP_OUT)
        )
        for message in messages
        if message.reactions
    )
    return [count for count in counts if count]


def nominations(messages: Sequence[Message], before: str = "") -> tuple[str, int]:
    """Who asked to put some messages before the digest, and how many they are.

    Args:
        messages: those asked for.
        before: ids of those who asked for others of the same thread, between spaces.

    Returns:
        The ids of all of them, between spaces, and how many; Slack may leave out who they are.
    """
    found = (reaction for message in messages for reaction in message.reactions)
    named = [reaction for reaction in found if reaction.name == NOMINATION]
    if not named:
        return before, 0
    users = {user for reaction in named for user in reaction.users}.union(before.split())
    return " ".join(sorted(users)), max(len(users), *(reaction.count for reaction in named))


def question_days(first: Message, end: datetime) -> float:
    """Days from an opener that asks something to the end of a window; 0 if it asks nothing."""
    if first.is_bot or not _ASKS.search(first.text):
        return 0.0
    return max(0.0, (end - first.at).total_seconds() / _DAY)
