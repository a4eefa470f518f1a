"""Whether a question that nobody replied to was answered all the same: beside it, or by its asker.

People answer below a question as often as in its thread, and late. To say "nobody has answered" of
what was answered is worse than to say nothing, so whatever looks like an answer counts as one.
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digests.extract.words import terms
from digests.matters.statements import DONE_MARKS
from digests.models import Message, Thread

NEAR = 3 * 3600
"""Seconds within which a short remark below a question answers it."""

SPAN = 24 * 3600
"""Seconds within which anything is heard as an answer; later talk is about something else."""

SHORT = 15
"""Words of a remark; a longer message that shares no word with the question begins anew."""

SHARED = 2
"""Words in common with the question by which any later message is taken for an answer."""

_AT_ONCE = 600
_SETTLED = re.compile(
    r"\b(?:thanks|thank you|thx|got it|i see|never ?mind|nvm|solved|fixed|resolved|works now|"
    r"that works|it works|figured (?:it |that )?out|found (?:it|the)|makes sense|answered|"
    r"(?:ah|oh),? (?:ok|okay|i see|right|yes)|danke|erledigt|geklärt|gelöst|merci|résolu|trouvé|"
    r"gracias|resuelto|solucionado)\b|ありがとう|解決|谢谢|解决了|감사|해결",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"\b(?:edit|update|solved|nvm|never ?mind|figured (?:it |that )?out|found it|erledigt|résolu|"
    r"resuelto)\b\W*(?:$|[:,.!)—–-])|\[solved\]",
    re.IGNORECASE,
)
_REPLY = re.compile(
    r"\W*(?:yes|yeah|yep|yup|no|nope|nah|sure|correct|exactly|good question|ja|nein|oui|non|sí|"
    r"はい|いいえ|是的|不是|네|아니요)\b",
    re.IGNORECASE,
)


def answered(question: Thread, later: Sequence[Message]) -> bool:
    """Whether a question found its answer, as far as its channel tells.

    Args:
        question: a thread that nobody but its asker wrote in; its first message asks.
        later: the channel's messages after that one, ascending, in whatever threads; what was said
            more than `SPAN` after it is left aside.
    """
    first, own = question.messages[0], {message.ts for message in question.messages}
    if _TAKEN_BACK.search(first.text) or any(r.name in DONE_MARKS for r in first.reactions):
        return True
    said = [m for m in later if m.ts > first.ts and _after(m, first) <= SPAN and m.text.strip()]
    mine = [m for m in (*question.messages[1:], *said) if m.user_id == first.user_id]
    if any(_SETTLED.search(m.text) for m in mine if m.ts in own or not m.is_reply):
        return True
    continued = {m.ts for m in mine if _after(m, first) <= _AT_ONCE}
    others = [m for m in said if m.user_id != first.user_id]
    if any(m.is_reply and m.root_ts in continued for m in others):
        return True
    about = frozenset(terms(" ".join(m.text for m in question.messages)))
    beside = [m for m in others if not m.is_reply]
    return any(_takes_up(m, first, about) for m in others) or any(
        _remarks(m, first, about) for m in [m for m in beside if not m.is_bot][:1]
    )


def _takes_up(message: Message, asked: Message, about: frozenset[str]) -> bool:
    """Whether a later message speaks to the asker, or of what was asked."""
    shared = len(about & frozenset(terms(message.text)))
    if asked.user_id and f"<@{asked.user_id}" in message.text:
        return shared > 0
    return not _asks(message) and shared >= SHARED + message.is_reply


def _remarks(message: Message, asked: Message, about: frozenset[str]) -> bool:
    """Whether the first message below a question is an answer rather than something new."""
    if _asks(message):
        return False
    if _REPLY.match(message.text) or about & frozenset(terms(message.text)):
        return True
    return len(message.text.split()) <= SHORT and _after(message, asked) <= NEAR


def _asks(message: Message) -> bool:
    return message.text.rstrip().endswith(("?", "？"))


def _after(message: Message, asked: Message) -> float:
    """Seconds between a question and a later message."""
    return (message.at - asked.at).total_seconds()
