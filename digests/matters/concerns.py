"""What of a week concerns one person: questions to them, mentions, promises, their threads. Pure.

Told before everything else in their personal digest, since that is what they would miss most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from digests.compose.wording import WEEKDAYS, count
from digests.digest import DigestLine
from digests.extract.due import due_day
from digests.extract.words import cut, size
from digests.matters.features import kept_out
from digests.matters.outcome import FEWEST_WORDS
from digests.matters.spoken import is_quotation
from digests.matters.statements import closed, promised
from digests.matters.telling import LINE_WORDS, Names
from digests.models import Message, Thread, Window

MOST = 8
MOST_OF_A_KIND = 4


def concerns(
    threads: Sequence[Thread], user_id: str, window: Window, names: Names
) -> tuple[DigestLine, ...]:
    """Lines for one person, the most pressing kind first; none if nothing concerns them.

    Args:
        threads: those of the week in the channels they are in, each whole.
        user_id: the person.
        window: the week; only what was said in it is told.
        names: of people and of the channels they may know.
    """
    ordered = sorted(threads, key=lambda thread: thread.messages[-1].ts, reverse=True)
    told: dict[str, DigestLine] = {}
    for kind in (_asked, _mentioned, _promised, _went_on):
        if kind is _went_on:
            # Of a thread that is told already it needn't be said that it went on.
            ordered = [one for one in ordered if told.keys().isdisjoint(m.ts for m in one.messages)]
        found = (line for thread in ordered for line in kind(thread, user_id, window, names))
        fresh = [line for line in found if line.sources[0].ts not in told][:MOST_OF_A_KIND]
        told.update({line.sources[0].ts: line for line in fresh})
    return tuple(told.values())[:MOST]


def _asked(thread: Thread, user_id: str, window: Window, names: Names) -> Iterator[DigestLine]:
    """Questions that name them and that they haven't answered."""
    for message in _to(thread, user_id, window):
        if "?" in message.text and not _answered(thread, user_id, message.ts):
            yield _line(thread, message, names, "asks you, not answered yet")


def _mentioned(thread: Thread, user_id: str, window: Window, names: Names) -> Iterator[DigestLine]:
    for message in _to(thread, user_id, window):
        if not _answered(thread, user_id, message.ts):
            yield _line(thread, message, names, "mentions you")


def _promised(thread: Thread, user_id: str, window: Window, names: Names) -> Iterator[DigestLine]:
    for message in thread.messages:
        if message.user_id != user_id or message.at not in window or kept_out(message):
            continue
        due = promised(" ".join(names.plain(message.text).split()))
        if due and not is_quotation(message.text) and not closed(message.ts, user_id, thread):
            day = due_day(due, message.at.astimezone(ZoneInfo(window.zone)).date())
            when = f"by {WEEKDAYS[day.weekday()]}" if day else due
            yield _line(thread, message, names, f"you promised, {when}")


def _went_on(thread: Thread, user_id: str, window: Window, names: Names) -> Iterator[DigestLine]:
    """Threads in which others wrote after them."""
    own = [message.ts for message in thread.messages if message.user_id == user_id]
    if not own:
        return
    later = [m for m in _by_others(thread.messages, user_id, window) if m.ts > own[-1]]
    if later:
        replies = count(len(later), "reply", "replies")
        why = f"{replies} after yours, the last by {names.people.name(later[-1])}"
        yield replace(_line(thread, later[0], names, why), text=_about(thread, names), who="")


def _about(thread: Thread, names: Names) -> str:
    """What a thread opened with, in one line: the sentences that fit, if they tell anything."""
    shown = (message for message in thread.messages if not kept_out(message))
    said = (" ".join(names.plain(message.text).split()) for message in shown)
    start = cut(next((text for text in said if text), "A thread"), LINE_WORDS)
    whole = start.rpartition(". ")[0]
    return f"{whole}." if start.endswith("…") and size(whole) >= FEWEST_WORDS else start


def _to(thread: Thread, user_id: str, window: Window) -> Iterator[Message]:
    """Messages of others that name them."""
    for message in _by_others(thread.messages, user_id, window):
        if f"<@{user_id}>" in message.text or f"<@{user_id}|" in message.text:
            yield message


def _by_others(messages: Iterable[Message], user_id: str, window: Window) -> list[Message]:
    return [
        message
        for message in messages
        if message.user_id != user_id
        and not message.is_bot
        and message.text.strip()
        and message.at in window
        and not kept_out(message)
    ]


def _answered(thread: Thread, user_id: str, ts: str) -> bool:
    """Whether they wrote after a message, or put an emoji under it."""
    if any(message.user_id == user_id and message.ts > ts for message in thread.messages):
        return True
    asked = next(message for message in thread.messages if message.ts == ts)
    return any(user_id in reaction.users for reaction in asked.reactions)


def _line(thread: Thread, message: Message, names: Names, why: str) -> DigestLine:
    text = " ".join(names.plain(message.text).split())
    return DigestLine(
        cut(text, LINE_WORDS),
        (names.source(message),),
        who=names.people.name(message),
        due=why,
        channel=names.channels.get(thread.channel.channel_id, ""),
    )
