"""What reading a promising thread adds to counting it: what is decided in it, and its matter. Pure.

A study holds ids and numbers, no text, so that it can be kept. It is the same for all readers:
people and channels are left nameless in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from digests.extract.cues import Cue, cues
from digests.matters.same_matter import EARLY, Telling, telling
from digests.matters.telling import Names, read
from digests.models import People, Thread

_NAMELESS = Names(People(), {})
_UNREAD = -1


class Study(NamedTuple):
    """A thread as it was read; a tuple, so that it can be kept as JSON as it is.

    Attributes:
        ts: of its messages, ascending, between spaces.
        decided: how many sentences of each message decide something, -1 where it has to be read.
        promised: how many promise something, likewise.
        telling: which matter it is about; None where that has to be found again.
    """

    ts: str
    decided: Sequence[int]
    promised: Sequence[int]
    telling: Telling | None

    @property
    def messages(self) -> list[str]:
        """The ts of its messages, ascending."""
        return self.ts.split(" ")

    @property
    def is_whole(self) -> bool:
        """Whether nothing has to be read again."""
        return self.telling is not None and _UNREAD not in self.decided

    @property
    def decisions(self) -> int:
        """How many of its sentences decide something."""
        return sum(self.decided)

    @property
    def said(self) -> frozenset[str]:
        """The ts of the messages that decide or promise something."""
        each = zip(self.messages, self.decided, self.promised, strict=True)
        return frozenset(ts for ts, decided, promised in each if decided or promised)

    @property
    def lacking(self) -> list[str]:
        """The ts of the messages that have to be read, and of the first."""
        messages = self.messages
        early = EARLY if self.telling is None else 1
        new = [ts for ts, n in zip(messages, self.decided, strict=True) if n == _UNREAD]
        return [*messages[:early], *new]

    def without(self, touched: frozenset[str]) -> Study:
        """The same after some messages changed."""
        messages = self.messages
        if touched.isdisjoint(messages):
            return self
        decided, promised = (
            [_UNREAD if ts in touched else n for ts, n in zip(messages, own, strict=True)]
            for own in (self.decided, self.promised)
        )
        same = touched.isdisjoint(messages[:EARLY])
        return Study(self.ts, decided, promised, self.telling if same else None)

    def followed(self, ts: str) -> Study:
        """The same for the messages that its thread has by now, between spaces.

        Nothing of it is left if the thread begins with another message, since of what apps say
        only what opens a thread is read.
        """
        if ts == self.ts:
            return self
        now, before = ts.split(" "), self.messages
        if now[0] != before[0]:
            return unread(ts)
        decided, promised = (
            dict(zip(before, own, strict=True)) for own in (self.decided, self.promised)
        )
        return Study(
            ts,
            [decided.get(one, _UNREAD) for one in now],
            [promised.get(one, _UNREAD) for one in now],
            self.telling if now[:EARLY] == before[:EARLY] else None,
        )


def unread(ts: str) -> Study:
    """The study of a thread of which nothing was read yet; `ts` of its messages between spaces."""
    nothing = [_UNREAD] * (ts.count(" ") + 1)
    return Study(ts, nothing, nothing, None)


def study(before: Study, thread: Thread) -> Study:
    """Read what a study lacks.

    Args:
        before: what is known.
        thread: with the messages that are lacking, as far as they are still there.
    """
    messages = before.messages
    decided = dict(zip(messages, before.decided, strict=True))
    promised = dict(zip(messages, before.promised, strict=True))
    new = {ts for ts, n in decided.items() if n == _UNREAD}
    decided |= dict.fromkeys(new, 0)
    promised |= dict.fromkeys(new, 0)
    said = tuple(m for at, m in enumerate(thread.messages) if at == 0 or m.ts in new)
    for sentence in read([replace(thread, messages=said)], _NAMELESS) if said else ():
        if sentence.message.ts in new:
            found = cues(sentence)
            decided[sentence.message.ts] += Cue.DECISION in found
            promised[sentence.message.ts] += Cue.PROMISE in found
    early = set(messages[:EARLY])
    about = before.telling or telling([m for m in thread.messages if m.ts in early])
    return Study(before.ts, list(decided.values()), list(promised.values()), about)
