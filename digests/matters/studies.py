"""What reading a promising thread adds to counting it: what is decided in it, and its matter. Pure.

A study holds ids and numbers, no text, so that it can be kept. It is the same for all readers:
people and channels are left nameless in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from digests.extract.cues import Cue, cues
from digests.matters.same_matter import Telling, telling
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
    def decisions(self) -> int:
        """How many of its sentences decide something."""
        return sum(self.decided)

    @property
    def said(self) -> frozenset[str]:
        """The ts of the messages that decide or promise something."""
        each = zip(self.ts.split(" "), self.decided, self.promised, strict=True)
        return frozenset(ts for ts, decided, promised in each if decided or promised)

    def fits(self, ts: str) -> bool:
        """Whether nothing in a thread of these messages has to be read again."""
        return self.telling is not None and self.ts == ts

    def without(self, touched: frozenset[str]) -> Study:
        """The same after some messages changed."""
        messages = self.ts.split(" ")
        if touched.isdisjoint(messages):
            return self
        decided, promised = (
            [_UNREAD if ts in touched else n for ts, n in zip(messages, own, strict=True)]
            for own in (self.decided, self.promised)
        )
        return Study(self.ts, decided, promised, None)


def study(thread: Thread, ts: str, before: Study | None = None) -> Study:
    """Read a thread.

    Args:
        thread: as it stands now; nothing is found in one without messages.
        ts: of the messages that it is known to have, between spaces.
        before: what an earlier reading found, of which what didn't change is taken over.
    """
    messages = ts.split(" ")
    if not thread.messages:
        return Study(ts, [0] * len(messages), [0] * len(messages), telling(thread))
    known = _known(thread, before)
    first = thread.messages[0]
    unread = [m for m in thread.messages if m.ts not in known and m is not first]
    decided, promises = dict.fromkeys(messages, 0), dict.fromkeys(messages, 0)
    for sentence in read([Thread(thread.channel, thread.ts, (first, *unread))], _NAMELESS):
        found = cues(sentence)
        decided[sentence.message.ts] += Cue.DECISION in found
        promises[sentence.message.ts] += Cue.PROMISE in found
    decided |= {one: known[one][0] for one in messages if one in known}
    promises |= {one: known[one][1] for one in messages if one in known}
    return Study(ts, list(decided.values()), list(promises.values()), telling(thread))


def _known(thread: Thread, before: Study | None) -> dict[str, tuple[int, int]]:
    """What is known of each message but the first; nothing if the thread began otherwise.

    Of what apps say only what opens a thread is read.
    """
    first = thread.messages[0].ts
    if before is None or before.ts.partition(" ")[0] != first:
        return {}
    each = zip(before.ts.split(" "), before.decided, before.promised, strict=True)
    return {ts: (d, p) for ts, d, p in each if ts != first and d != _UNREAD}
