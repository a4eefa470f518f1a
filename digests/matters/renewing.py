"""A channel's kept pieces brought up to date: what changed is read, and what it reaches. Pure.

Most of what happens in a channel goes on with what is there, or gets a reaction, and takes no more
than the changed messages themselves. Everything else makes the thread anew in which it happens,
and the talk around it up to the next long pause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from digests.matters.conversations import AT_ONCE, LONG_PAUSE, Talk, is_marked, overheard
from digests.matters.pieces import Frame, Piece, grown, piece, pieces
from digests.matters.reach import Reach, Source, second
from digests.matters.table import Table
from digests.models import Message, Thread

_NEW = -1


class _Changes:
    """What is to be done about the messages of a channel that changed.

    Attributes:
        replies: new ones at the end of threads, by the thread's place.
        talk: new messages after all talk.
        alone: new messages that stand for themselves.
        liked: places of pieces of which a reaction changed.
        rest: ts of all other changed messages.
    """

    def __init__(
        self, table: Table, talks: Sequence[tuple[str, int]], there: Iterable[Message], frame: Frame
    ) -> None:
        """Begin with nothing.

        Args:
            table: the pieces as they were.
            talks: see `_talks`.
            there: all changed messages that are there now.
            frame: what the pieces are for.
        """
        self.replies: dict[int, list[Message]] = {}
        self.talk: list[Message] = []
        self.alone: list[Message] = []
        self.liked: set[int] = set()
        self.rest: set[str] = set()
        roots = table.column("root")
        self._table, self._frame = table, frame
        self._threads = {roots[at]: at for at in table.where("threaded")}
        self._answered = {message.root_ts for message in there if message.is_reply}
        self._last_said = max(talks, default=("", _NEW))[0]
        self._ts = table.column("ts")

    def sort_out(
        self, touched: Mapping[str, bool], there: Sequence[Message], places: Mapping[str, int]
    ) -> None:
        """Say of each changed message what has to be done about it; see `renew`."""
        self.rest = touched.keys() - {message.ts for message in there}
        for message in there:
            at = places.get(message.ts, _NEW)
            if not touched[message.ts]:
                self._add_reacted(message, at)
            elif at == _NEW:
                self._add_new(message)
            else:
                self.rest.add(message.ts)
        if self.rest:
            # what changed may bring talk together that was apart, or part it
            self.rest.update(message.ts for message in (*self.talk, *self.alone))
            self.talk, self.alone = [], []

    def _add_reacted(self, message: Message, at: int) -> None:
        if at == _NEW or _moved(self._table[at], message):
            self.rest.add(message.ts)
        else:
            self.liked.add(at)

    def _add_new(self, message: Message) -> None:
        thread = self._threads.get(message.root_ts, _NEW)
        if self._frame.is_own(message):
            self.rest.add(message.ts)
        elif thread != _NEW and message.is_reply and self._goes_on(thread, message):
            self.replies.setdefault(thread, []).append(message)
        elif thread != _NEW or message.is_reply or not self._is_loose(message):
            self.rest.add(message.ts)
        elif message.is_bot or is_marked(message):
            self.alone.append(message)
        elif message.ts > self._last_said:
            self.talk.append(message)
        else:
            self.rest.add(message.ts)

    def _goes_on(self, thread: int, reply: Message) -> bool:
        """Whether a reply stands at the end of a thread whose root is there."""
        ts = self._ts[thread]
        return reply.ts > ts.rpartition(" ")[2] and bool(ts.startswith(reply.root_ts))

    def _is_loose(self, message: Message) -> bool:
        """Whether a message without a thread is one of the week that nobody replied to."""
        return message.ts not in self._answered and message.ts >= self._frame.start


def renew(
    table: Table,
    touched: Mapping[str, bool],
    there: Sequence[Message],
    source: Source,
    frame: Frame,
) -> list[Message]:
    """Bring a channel's pieces up to date.

    Args:
        table: the pieces as they were; changed.
        touched: ts of the messages that came, changed or went since, and whether their words did,
            rather than their reactions alone.
        there: those of them that are there now, ascending.
        source: what else there is.
        frame: what the pieces are for.

    Returns:
        All messages that were read for it, those that are there among them.
    """
    # what is later than all that was there needs no look at where the others stand
    lasts = table.lasts()
    places = table.places() if max(lasts, default="") >= min(touched) else {}
    talks = _talks(table, lasts)
    changes = _Changes(table, talks, there, frame)
    changes.sort_out(touched, there, places)
    read, gone, new = list(there), set[int](), list[Piece]()
    if changes.rest:
        reach = Reach(table, places or table.places(), changes.rest, frame)
        again = reach.read(source, there)
        read += again
        gone, new = reach.anew(again)
    if liked := changes.liked - gone:
        read += _liked(table, liked, source, frame)
    for at, replies in changes.replies.items():
        if at not in gone:
            _go_on(table, at, replies, frame)
    new += _talked(table, talks, changes.talk, frame)
    new += pieces(changes.alone, frame)
    table.change(gone, new)
    return read


def _moved(before: Piece, message: Message) -> bool:
    """Whether a reaction may have moved a message into a piece of its own, or out of it."""
    return not before.threaded and (is_marked(message) or before.is_marked)


def _liked(table: Table, places: set[int], source: Source, frame: Frame) -> list[Message]:
    """Count some pieces again, of which nothing but reactions changed; what was read for it."""
    read = source.some(ts for at in places for ts in table[at].messages)
    by_ts = {message.ts: message for message in read}
    for at in places:
        before = table[at]
        messages = tuple(by_ts[ts] for ts in before.messages)
        again = piece(Thread(frame.channel, before.root, messages, len(messages)), frame)
        table.put(at, again, before)
    return read


def _talked(
    table: Table, talks: Sequence[tuple[str, int]], messages: Sequence[Message], frame: Frame
) -> list[Piece]:
    """Put what was said later to the talk it goes on with, and return what it began."""
    if not messages:
        return []
    places = _recent(talks, table.column("ts"), second(messages[0].ts))
    heard = [_talk(table[at]) for at in places]
    at_of = {id(talk): at for talk, at in zip(heard, places, strict=True)}
    new = []
    for talk in overheard(messages, heard):
        if (at := at_of.get(id(talk), _NEW)) == _NEW:
            thread = Thread(frame.channel, talk.ts[0], tuple(talk.messages), len(talk.messages))
            new.append(piece(thread, frame))
        else:
            _go_on(table, at, talk.messages, frame)
    return new


def _go_on(table: Table, at: int, messages: Sequence[Message], frame: Frame) -> None:
    before = table[at]
    table.put(at, grown(before, messages, frame), before)


def _talk(before: Piece) -> Talk:
    people = set(before.people.split())
    return Talk(before.messages, second(before.last), people, set(before.mentioned.split()))


def _recent(talks: Sequence[tuple[str, int]], ts: Sequence[str], moment: int) -> list[int]:
    """The talk that somebody may go on with at an epoch second, the newest first."""
    found: list[int] = []
    began = moment
    for last, at in sorted(talks, reverse=True):
        if began - second(last) > LONG_PAUSE:
            break
        found.append(at)
        began = min(began, second(ts[at]))
    return found[:AT_ONCE]


def _talks(table: Table, lasts: Sequence[str]) -> list[tuple[str, int]]:
    """Of what people talk without a thread the last ts and the place; not what is marked."""
    names = ("threaded", "by_app", "nominations", "kept_out")
    columns = zip(lasts, *map(table.column, names), strict=True)
    return [
        (last, at)
        for at, (last, threaded, by_app, asked_for, kept_out) in enumerate(columns)
        if not (threaded or by_app or asked_for or kept_out)
    ]
