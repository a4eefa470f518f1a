"""The week's questions that nobody has answered, in their threads or beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from digests.audience import Audience
from digests.matters.answered import SPAN, answered
from digests.models import Thread, Window
from digests.store import Store


async def unanswered(
    store: Store, audience: Audience, questions: Sequence[Thread], window: Window
) -> list[Thread]:
    """Those of some questions that no message after them answers, in the order given.

    Args:
        store: what is known.
        audience: who will read of them; nothing else is ever read.
        questions: threads in which nobody but the asker wrote; one that is gone by now has none.
        window: the week; what was said after it is not heard.
    """
    left = []
    for question in questions:
        if not question.messages:
            continue
        asked = question.messages[0].at
        end = min(window.end, asked + timedelta(seconds=SPAN))
        span = Window(asked, max(asked, end), window.zone)
        later = await store.messages.in_window(audience, question.channel.channel_id, span)
        if not answered(question, sorted(later, key=lambda message: message.ts)):
            left.append(question)
    return left
