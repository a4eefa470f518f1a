"""What a channel's week holds, thread by thread, in ids and numbers. Pure.

A piece is a thread, or talk that belongs together, without any text: what ranking has to know of
it before anybody reads it. Pieces can be kept, and a change in the channel redoes only those that
it reaches: the thread it stands in, and the talk around it up to the next long pause.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from digests.matters.conversations import LONG_PAUSE, linked, threads
from digests.matters.features import glance, kept_out
from digests.matters.routine import likeness
from digests.matters.statements import thanked
from digests.models import Channel, Message, Thread, Window, ts_at
from digests.rank import Facts, score

KEPT_THANKS = 3

_NEW = -1

Span = tuple[str, str]


class Piece(NamedTuple):
    """A thread or conversation; a tuple, so that it can be kept as JSON as it is.

    Ids stand in one text between spaces, which is read again in a fraction of the time of a list.

    Attributes:
        ts: of its messages, ascending. Only the first may be older than the window.
        root: the ts that names it: its root's, or its first message's.
        threaded: people replied under a root, as opposed to talk that nobody threaded.
        by_app: an app opened it.
        likeness: stands for who opened it and how it begins; "" if it can't be routine.
        people: ids of those who wrote in it, in order of appearance.
        only_before: ids of those among them who wrote nothing within the window.
        replies, reactions, nominations, question_days, words, app_only, kept_out: see `Facts`.
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
    likeness: str
    people: str
    only_before: str
    replies: int
    reactions: int
    nominations: int
    question_days: float
    words: int
    app_only: bool
    kept_out: bool
    worth: float
    days: Sequence[int]
    size: int
    thanks: Sequence[tuple[str, int]]
    links: Sequence[tuple[str, str]]

    @property
    def messages(self) -> list[str]:
        """The ts of its messages, ascending."""
        return self.ts.split(" ")

    def facts(self, channel_id: str, *, routine: bool = False) -> Facts:
        """What ranking knows of it so far."""
        return Facts(
            f"{channel_id}/{self.root}", channel_id, len(self.people.split()), self.replies,
            self.reactions, self.nominations, self.question_days, words=self.words,
            routine=routine, app_only=self.app_only, kept_out=self.kept_out,
        )  # fmt: skip


def pieces(
    channel: Channel,
    messages: Iterable[Message],
    window: Window,
    midnights: Sequence[str],
    own: frozenset[str] = frozenset(),
) -> list[Piece]:
    """A channel's messages as pieces, ascending by their first message.

    Args:
        channel: where they were posted.
        messages: in any order, with the older roots of replies among them; other older ones, such
            as a root under which only the bot replied, are left out.
        window: the week.
        midnights: ts at which its second and every further day begins.
        own: the bot's own user and bot id; what it wrote, and talk under that, is no news.
    """
    left, start = without_own(list(messages), own), ts_at(window.start)
    replied = {message.root_ts for message in left if message.ts >= start}
    of_the_week = (m for m in left if m.ts >= start or m.ts in replied)
    return [_piece(thread, window, midnights) for thread in threads(channel, of_the_week)]


def without_own(messages: Sequence[Message], own: frozenset[str]) -> Sequence[Message]:
    """Messages without those of some authors and without the threads that these opened. Pure."""
    mine = {m.ts for m in messages if m.user_id in own or m.bot_id in own}
    return [m for m in messages if m.ts not in mine and m.root_ts not in mine] if mine else messages


def _piece(thread: Thread, window: Window, midnights: Sequence[str]) -> Piece:
    facts, first, start = glance(thread, window), thread.messages[0], ts_at(window.start)
    posted = [message for message in thread.messages if message.ts >= start]
    days = [0] * (len(midnights) + 1)
    for message in posted:
        days[bisect_right(midnights, message.ts)] += 1
    people = thread.participants
    return Piece(
        " ".join([message.ts for message in thread.messages]),
        thread.ts,
        thread.messages[-1].is_reply,
        first.is_bot,
        likeness(thread),
        " ".join(people),
        _only_before(people, posted) if first.ts < start else "",
        facts.replies,
        facts.reactions,
        facts.nominations,
        facts.question_days,
        facts.words,
        facts.app_only,
        facts.kept_out,
        score(facts).total,
        days,
        sum([len(message.text) for message in posted]),
        _thanks(posted),
        _links(posted),
    )


def _only_before(people: Sequence[str], posted: Sequence[Message]) -> str:
    wrote = {message.user_id for message in posted if not message.is_bot}
    return " ".join([user_id for user_id in people if user_id not in wrote])


def _thanks(posted: Sequence[Message]) -> Sequence[tuple[str, int]]:
    found = [
        (message.ts, message.reaction_count)
        for message in posted
        if "<@" in message.text
        and not message.is_bot
        and thanked(message)
        and not kept_out(message)
    ]
    return sorted(found, key=lambda one: (-one[1], one[0]))[:KEPT_THANKS]


def _links(posted: Sequence[Message]) -> Sequence[tuple[str, str]]:
    found = {target for message in posted for target in linked(message.text)}
    return sorted(target for target in found if target[0] != posted[0].channel_id)


@dataclass(frozen=True, slots=True)
class KeptPieces:
    """A channel's pieces as they were, and the messages that came, changed or went since.

    Attributes:
        pieces: of all the week.
        touched: ts of those messages.
        own: see `pieces`.
        places: of each message, by its ts, the index of its piece.
    """

    pieces: Sequence[Piece]
    touched: frozenset[str]
    own: frozenset[str]
    places: Mapping[str, int]

    @staticmethod
    def of(pieces: Sequence[Piece], touched: frozenset[str], own: frozenset[str]) -> KeptPieces:
        """The same with `places`; it knows none where nothing was touched."""
        known = enumerate(pieces) if touched else ()
        places = {ts: at for at, piece in known for ts in piece.messages}
        return KeptPieces(pieces, touched, own, places)

    def roots(self, present: Mapping[str, str]) -> set[str]:
        """The roots of every thread that the changed messages stand in, or stood in.

        Args:
            present: the root of each of them that is there now, by its ts.
        """
        hit = (self.pieces[at] for at in self._hit(self.touched))
        return {*self.touched, *present.values(), *(piece.root for piece in hit if piece.threaded)}

    def spans(self, threads: Sequence[Message]) -> list[Span]:
        """The stretches of talk, from one long pause to the next, that a change reaches.

        Args:
            threads: the messages of the threads that `roots` named.
        """
        left = without_own(threads, self.own)
        replied = {message.root_ts for message in left if message.is_reply}
        loose = [m.ts for m in left if not m.is_reply and not m.is_bot and m.ts not in replied]
        hit = self._hit(self.touched.union(message.ts for message in threads))
        seconds = [_second(ts) for ts in loose]
        return [
            (stretch.first, stretch.last)
            for stretch in _stretches(self.pieces)
            if not hit.isdisjoint(stretch.pieces) or any(map(stretch.is_near, seconds))
        ]

    def renewed(self, messages: Sequence[Message]) -> tuple[list[int], list[Message]]:
        """What stays and what is made anew.

        Args:
            messages: those of the threads and stretches that a change reaches.

        Returns:
            Indexes of the pieces that stay as they are, and the messages to make all others from.
        """
        present = {m.ts: m.root_ts for m in messages if m.ts in self.touched}
        roots = self.roots(present)
        hit = self._hit(self.touched.union(message.ts for message in messages))
        gone = {
            at
            for at, piece in enumerate(self.pieces)
            if (piece.root in roots if piece.threaded else at in hit)
        }
        stay = [at for at in range(len(self.pieces)) if at not in gone]
        gone.add(_NEW)
        # a root that is itself a reply comes alone, without the thread it stands in
        whole = [m for m in without_own(messages, self.own) if not m.is_reply or m.root_ts in roots]
        return stay, [m for m in whole if self.places.get(m.ts, _NEW) in gone]

    def _hit(self, changed: Iterable[str]) -> set[int]:
        """Indexes of the pieces in which some messages stand, or stood."""
        return {self.places[ts] for ts in changed if ts in self.places}


@dataclass(slots=True)
class _Stretch:
    """Talk between two long pauses: its first and last ts, and the indexes of its pieces."""

    first: str
    last: str
    pieces: set[int]

    def is_near(self, second: int) -> bool:
        """Whether something said then would belong to it."""
        return _second(self.first) - LONG_PAUSE <= second <= _second(self.last) + LONG_PAUSE


def _stretches(found: Sequence[Piece]) -> list[_Stretch]:
    talk = sorted(
        (piece.ts, at) for at, piece in enumerate(found) if not piece.threaded and not piece.by_app
    )
    stretches: list[_Stretch] = []
    for ts, at in talk:
        first, last = ts.partition(" ")[0], ts.rpartition(" ")[2]
        if stretches and stretches[-1].is_near(_second(first)):
            stretches[-1].pieces.add(at)
            stretches[-1].last = max(stretches[-1].last, last)
        else:
            stretches.append(_Stretch(first, last, {at}))
    return stretches


def _second(ts: str) -> int:
    return int(ts.partition(".")[0])
