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

    def __init__(self, table: Table, there: Iterable[Message], frame: Frame) -> None:
        """Begin with nothing; `there` are all changed messages that are there now."""
        self.replies: dict[int, list[Message]] = {}
        self.talk: list[Message] = []
        self.alone: list[Message] = []
        self.liked: set[int] = set()
        self.rest: set[str] = set()
        roots = table.column("root")
        self._table, self._frame = table, frame
        self._threads = {roots[at]: at for at in table.where("threaded")}
        self._answered = {message.root_ts for message in there if message.is_reply}
        self._last_said = max(_talks(table), default=("", _NEW))[0]

    def add_reacted(self, message: Message, at: int) -> None:
        """Sort out a message of which only reactions changed, at the place of its piece."""
        if at == _NEW or _moved(self._table[at], message):
            self.rest.add(message.ts)
        else:
            self.liked.add(at)

    def add_new(self, message: Message) -> None:
        """Sort out a message that wasn't there; to be called in order of time."""
        thread = self._threads.get(message.root_ts, _NEW)
        if self._frame.is_own(message):
            self.rest.add(message.ts)
        elif thread != _NEW and message.is_reply and _goes_on(self._table[thread], message):
            self.replies.setdefault(thread, []).append(message)
        elif thread != _NEW or message.is_reply or not self._is_loose(message):
            self.rest.add(message.ts)
        elif message.is_bot or is_marked(message):
            self.alone.append(message)
        elif message.ts > self._last_said:
            self.talk.append(message)
        else:
            self.rest.add(message.ts)

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
    places = table.places() if table.last >= min(touched) else {}
    changes = _sorted_out(table, places, touched, there, frame)
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
            table.put(at, grown(table[at], replies, frame))
    new += _talked(table, changes.talk, frame)
    new += pieces(changes.alone, frame)
    table.change(gone, new)
    return read


def _sorted_out(
    table: Table,
    places: Mapping[str, int],
    touched: Mapping[str, bool],
    there: Sequence[Message],
    frame: Frame,
) -> _Changes:
    """Each changed message to what has to be done about it."""
    found = _Changes(table, there, frame)
    found.rest = touched.keys() - {message.ts for message in there}
    for message in there:
        at = places.get(message.ts, _NEW)
        if not touched[message.ts]:
            found.add_reacted(message, at)
        elif at == _NEW:
            found.add_new(message)
        else:
            found.rest.add(message.ts)
    if found.rest:
        # what changed may bring talk together that was apart, or part it
        found.rest.update(message.ts for message in (*found.talk, *found.alone))
        found.talk, found.alone = [], []
    return found


def _goes_on(thread: Piece, reply: Message) -> bool:
    """Whether a reply stands at the end of a thread whose root is there."""
    return reply.ts > thread.last and thread.ts.startswith(thread.root)


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
        table.put(at, piece(Thread(frame.channel, before.root, messages, len(messages)), frame))
    return read


def _talked(table: Table, messages: Sequence[Message], frame: Frame) -> list[Piece]:
    """Put what was said later to the talk it goes on with, and return what it began."""
    if not messages:
        return []
    places = _recent(table, second(messages[0].ts))
    heard = [_talk(table[at]) for at in places]
    at_of = {id(talk): at for talk, at in zip(heard, places, strict=True)}
    new = []
    for talk in overheard(messages, heard):
        if (at := at_of.get(id(talk), _NEW)) == _NEW:
            thread = Thread(frame.channel, talk.ts[0], tuple(talk.messages), len(talk.messages))
            new.append(piece(thread, frame))
        else:
            table.put(at, grown(table[at], talk.messages, frame))
    return new


def _talk(before: Piece) -> Talk:
    people = set(before.people.split())
    return Talk(before.messages, second(before.last), people, set(before.mentioned.split()))


def _recent(table: Table, moment: int) -> list[int]:
    """The talk that somebody may go on with at an epoch second, the newest first."""
    found: list[int] = []
    began = moment
    ts = table.column("ts")
    for last, at in sorted(_talks(table), reverse=True):
        if began - second(last) > LONG_PAUSE:
            break
        found.append(at)
        began = min(began, second(ts[at]))
    return found[:AT_ONCE]


def _talks(table: Table) -> list[tuple[str, int]]:
    """Of what people talk without a thread the last ts and the place; not what is marked."""
    names = ("ts", "threaded", "by_app", "nominations", "kept_out")
    columns = zip(*map(table.column, names), strict=True)
    return [
        (ts.rpartition(" ")[2], at)
        for at, (ts, threaded, by_app, asked_for, kept_out) in enumerate(columns)
        if not (threaded or by_app or asked_for or kept_out)
    ]
