"""What reading a promising thread adds to counting it: what is decided in it, and its matter. Pure.

A study holds ids and numbers, no text, so that it can be kept, and goes on with what is said later.
It is the same for all readers: people and channels are left nameless in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from digests.extract.cues import Cue, cues, may_settle
from digests.matters.features import kept_out
from digests.matters.same_matter import Telling, telling
from digests.matters.telling import Names, read
from digests.models import Message, People, Thread

_NAMELESS = Names(People(), {})


class Study(NamedTuple):
    """A thread as it was read; a tuple, so that it can be kept as JSON as it is.

    Attributes:
        ts: of its messages, ascending, between spaces.
        said: of those messages that decide or promise something.
        kept_out: of those that weren't read, since their authors keep them out.
        decisions: how many sentences decide something.
        telling: which matter it is about.
    """

    ts: str = ""
    said: str = ""
    kept_out: str = ""
    decisions: int = 0
    telling: Telling = Telling()

    def lacks(self, ts: str) -> list[str]:
        """What has to be read to know its thread, if that has these messages now.

        Args:
            ts: of the messages, ascending, between spaces.

        Returns:
            The ts of those messages: new ones at the end, or all of them if others changed.
        """
        if ts == self.ts:
            return []
        rest = ts.removeprefix(f"{self.ts} ") if self.ts else ts
        return rest.split(" ")

    def stands(self, touched: Mapping[str, bool], there: Mapping[str, Message]) -> bool:
        """Whether it still says what its messages do.

        Args:
            touched: ts of the messages that changed since, and whether their words did, rather
                than their reactions alone.
            there: those of them that are there now.
        """
        return not any(
            spoken or ts not in there or kept_out(there[ts]) != (ts in self.kept_out)
            for ts, spoken in touched.items()
            if ts in self.ts
        )


def study(before: Study, thread: Thread, ts: str) -> Study:
    """Read what a study lacks.

    Args:
        before: what is known of the messages before those of `thread`.
        thread: with the messages that are lacking, as far as they are still there.
        ts: of all its messages by now, between spaces.
    """
    if not ts.startswith(f"{before.ts} "):
        before = Study()
    # of what apps say only what opens a thread is read
    spoken = [m for n, m in enumerate(thread.messages) if not m.is_bot or not (n or before.ts)]
    messages = [message for message in spoken if may_settle(message.text)]
    said, decisions = dict.fromkeys(before.said.split()), before.decisions
    for sentence in read([replace(thread, messages=tuple(messages))], _NAMELESS):
        if found := cues(sentence) & (Cue.DECISION | Cue.PROMISE):
            said[sentence.message.ts] = None
            decisions += Cue.DECISION in found
    silent = [before.kept_out, *(message.ts for message in thread.messages if kept_out(message))]
    about = telling(thread.messages, before.telling)
    return Study(ts, " ".join(said), " ".join(filter(None, silent)), decisions, about)
