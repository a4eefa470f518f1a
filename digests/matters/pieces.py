"""What a channel's week holds, thread by thread, in ids and numbers. Pure.

A piece is a thread, or talk that belongs together, without any text: what ranking has to know of
it before anybody reads it. Pieces can be kept, and go on with what is said later (`grown`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from digests.matters import features
from digests.matters.conversations import linked, mentioned, threads
from digests.matters.routine import likeness
from digests.matters.statements import thanked
from digests.models import Channel, Message, Thread, Window, ts_at
from digests.rank import Facts, score

KEPT_THANKS = 3


@dataclass(frozen=True)
class Frame:
    """What pieces are made for.

    Attributes:
        channel: where the messages were posted.
        window: the week.
        midnights: ts at which its second and every further day begins.
        own: the bot's own user and bot id; what it wrote, and talk under that, is no news.
    """

    channel: Channel
    window: Window
    midnights: Sequence[str]
    own: frozenset[str] = frozenset()

    @cached_property
    def start(self) -> str:
        """The ts at which the window begins."""
        return ts_at(self.window.start)

    def is_own(self, message: Message) -> bool:
        """Whether the bot itself wrote a message."""
        return message.user_id in self.own or message.bot_id in self.own


class Piece(NamedTuple):
    """A thread or conversation; a tuple, so that it can be kept as JSON as it is.

    Ids stand in one text between spaces, which is read again in a fraction of the time of a list.

    Attributes:
        ts: of its messages, ascending. Only the first may be older than the window.
        root: the ts that names it: its root's, or its first message's.
        threaded: people replied under a root, as opposed to talk that nobody threaded.
        by_app: an app opened it.
        opener: user id of who opened it, "" if unknown.
        likeness: stands for who opened it and how it begins; "" if it can't be routine.
        people: ids of those who wrote in it, in order of appearance.
        only_before: ids of those among them who wrote nothing within the window.
        mentioned: ids of those whom talk names; "" for threads, where it makes no difference.
        nominators: ids of those who put one of its messages before the digest.
        top: the most reactions that one of its messages got.
        reacted: how many of its messages got reactions.
        replies, nominations, question_days, words, kept_out: see `Facts`.
        worth: its score, if it isn't routine.
        days: its messages on each day of the window.
        size: characters of its messages in the window.
        thanks: [ts, reactions] of messages that thank somebody by name, the most acclaimed first.
        links: [channel_id, ts] of messages elsewhere that it links to.
    """

    ts: str
    root: str
    threaded: bool
    by_app: bool
    opener: str
    likeness: str
    people: str
    only_before: str
    mentioned: str
    nominators: str
    top: int
    reacted: int
    replies: int
    nominations: int
    question_days: float
    words: int
    kept_out: bool
    worth: float
    days: Sequence[int]
    size: int
    thanks: Sequence[Sequence[str | int]]
    links: Sequence[Sequence[str]]

    @property
    def messages(self) -> list[str]:
        """The ts of its messages, ascending."""
        return self.ts.split(" ")

    @property
    def last(self) -> str:
        """The ts of the last of its messages."""
        return self.ts.rpartition(" ")[2]

    @property
    def is_marked(self) -> bool:
        """Whether somebody put it before the digest, or its author keeps it out."""
        return self.nominations > 0 or self.kept_out

    def facts(self, channel_id: str, *, routine: bool = False) -> Facts:
        """What ranking knows of it so far."""
        people = len(self.people.split())
        return Facts(
            f"{channel_id}/{self.root}", channel_id, people, self.replies,
            self.top + max(0, self.reacted - 1), self.nominations, self.question_days,
            words=self.words, routine=routine, app_only=bool(self.by_app and people < 2),
            kept_out=bool(self.kept_out),
        )  # fmt: skip


def pieces(messages: Iterable[Message], frame: Frame) -> list[Piece]:
    """A channel's messages as pieces, ascending by their first message.

    Args:
        messages: in any order, with the older roots of replies among them; other older ones, such
            as a root under which only the bot replied, are left out.
        frame: what for.
    """
    left, start = without_own(list(messages), frame), frame.start
    replied = {message.root_ts for message in left if message.ts >= start}
    of_the_week = (m for m in left if m.ts >= start or (m.ts in replied and not m.is_reply))
    return [piece(thread, frame) for thread in threads(frame.channel, of_the_week)]


def without_own(messages: Sequence[Message], frame: Frame) -> Sequence[Message]:
    """Messages without the bot's own and without the threads that these opened."""
    mine = {m.ts for m in messages if frame.is_own(m)}
    return [m for m in messages if m.ts not in mine and m.root_ts not in mine] if mine else messages


def piece(thread: Thread, frame: Frame) -> Piece:
    """A thread, or talk that belongs together, as a piece; it has at least one message."""
    first = thread.messages[0]
    threaded = thread.messages[-1].is_reply
    opened = Piece(
        "", thread.ts, threaded, first.is_bot, first.user_id or "", likeness(thread), "", "", "",
        "", 0, 0, 0, 0, features.question_days(first, frame.window.end), 0,
        features.kept_out(first), 0.0, (0,) * (len(frame.midnights) + 1), 0, (), (),
    )  # fmt: skip
    return grown(opened, thread.messages, frame)


def grown(before: Piece, messages: Sequence[Message], frame: Frame) -> Piece:
    """A piece with messages that were posted after all that it has; at least one.

    The same as if it had been made of all of them at once.
    """
    start, opener = frame.start, before.opener
    posted = [m for m in messages if m.ts >= start] if messages[0].ts < start else messages
    people = dict.fromkeys([*before.people.split(), *_people(messages)])
    others = any((message.user_id or "") != opener for message in messages)
    counts = features.reactions(posted)
    nominators, nominations = features.nominations(posted, before.nominators)
    after = before._replace(
        ts=" ".join([*filter(None, [before.ts]), *[message.ts for message in messages]]),
        people=" ".join(people),
        only_before=_only_before(before, people, messages, posted),
        mentioned=before.mentioned if before.threaded else _mentioned(before, messages),
        nominators=nominators,
        top=max([before.top, *counts]),
        reacted=before.reacted + len(counts),
        replies=before.replies
        + sum(not m.is_bot and (m.user_id or "") != opener for m in messages),
        nominations=max(before.nominations, nominations),
        question_days=0.0 if others else before.question_days,
        words=max([before.words, *[message.text.count(" ") + 1 for message in messages]]),
        days=_days(before.days, posted, frame.midnights),
        size=before.size + sum([len(message.text) for message in posted]),
        thanks=_thanks(before.thanks, posted),
        links=_links(before.links, posted),
    )
    return after._replace(worth=score(after.facts(frame.channel.channel_id)).total)


def _people(messages: Iterable[Message]) -> list[str]:
    return [m.user_id for m in messages if m.user_id and not m.is_bot]


def _only_before(
    before: Piece, people: Iterable[str], messages: Sequence[Message], posted: Sequence[Message]
) -> str:
    if not before.only_before and len(messages) == len(posted):
        return ""
    wrote = set(_people(posted))
    known = before.only_before.split() if before.ts else people
    return " ".join([user_id for user_id in known if user_id not in wrote])


def _mentioned(before: Piece, messages: Iterable[Message]) -> str:
    named = {user_id for message in messages for user_id in mentioned(message.text)}
    return " ".join(sorted(named.union(before.mentioned.split()))) if named else before.mentioned


def _days(before: Sequence[int], posted: Iterable[Message], midnights: Sequence[str]) -> list[int]:
    days = list(before)
    for message in posted:
        days[bisect_right(midnights, message.ts)] += 1
    return days


def _thanks(
    before: Sequence[Sequence[str | int]], posted: Iterable[Message]
) -> Sequence[Sequence[str | int]]:
    found = [
        (message.ts, message.reaction_count)
        for message in posted
        if "<@" in message.text
        and not message.is_bot
        and thanked(message)
        and not features.kept_out(message)
    ]
    return best_thanks([*before, *found]) if found else before


def best_thanks(found: Iterable[Sequence[str | int]]) -> list[Sequence[str | int]]:
    """Of [ts, reactions] of thanks the most acclaimed, at most `KEPT_THANKS`."""
    return sorted(found, key=lambda one: (-int(one[1]), one[0]))[:KEPT_THANKS]


def _links(before: Sequence[Sequence[str]], posted: Sequence[Message]) -> Sequence[Sequence[str]]:
    found = {
        target
        for message in posted
        if "/archives/" in message.text
        for target in linked(message.text)
        if target[0] != message.channel_id
    }
    return sorted({*found, *((where, ts) for where, ts in before)}) if found else before
