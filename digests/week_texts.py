"""The text of what is told of a week, and of nothing else: from ids to threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from heapq import nsmallest

from digests.audience import Audience
from digests.channel_week import ChannelWeek, Promising
from digests.choose import Choice, Matter
from digests.matters.features import nominated
from digests.matters.studies import Study
from digests.matters.telling import Names, read
from digests.models import Channel, Message, Thread
from digests.store import Store

BEGINNING = 4
"""Messages that tell how a thread began: what it is about, and the first answers."""

MOST_QUESTIONS = 16
MOST_THANKS = 24


class WeekTexts:
    """Reads threads by their ids; a message that is gone by then is missing in its thread."""

    def __init__(
        self, store: Store, audience: Audience, channels: Iterable[Channel], names: Names
    ) -> None:
        """Put together what it works with; `channels` are those of the week."""
        self._store, self._audience, self._names = store, audience, names
        self._channels = {channel.channel_id: channel for channel in channels}

    async def threads(self, wanted: Sequence[tuple[Promising, Sequence[str]]]) -> list[Thread]:
        """Threads as stored now, in the same order; without messages where all are gone.

        Args:
            wanted: each thread, and the ts of those of its messages to read.
        """
        found = await self._store.messages.some_of(
            self._audience, [(one.channel_id, ts) for one, ts in wanted]
        )
        threads = []
        for (one, _), by_ts in zip(wanted, found, strict=True):
            messages = tuple(by_ts[ts] for ts in sorted(by_ts))
            channel = self._channels[one.channel_id]
            threads.append(Thread(channel, one.root, messages, len(messages)))
        return threads

    async def matters(
        self, choices: Sequence[Choice], studies: Mapping[str, Study]
    ) -> list[Matter]:
        """Matters with their threads, told by how each began, and what was decided and promised."""
        wanted = [(one, one.messages) for choice in choices for one in choice.threads]
        threads = iter(await self.threads(wanted))
        found = []
        for choice in choices:
            own = [(one, next(threads)) for one in choice.threads]
            parts = [
                _brief(thread, frozenset(studies[one.key].said.split()))
                for one, thread in own
                if thread.messages
            ]
            found.append(self._matter(choice, [t for _, t in own if t.messages], parts))
        return found

    async def beginnings(self, choices: Sequence[Choice]) -> list[Matter]:
        """Matters with nothing but how their leading threads began."""
        leading = [choice.threads[0] for choice in choices]
        threads = await self.threads([(one, one.messages[:BEGINNING]) for one in leading])
        found = []
        for choice, thread in zip(choices, threads, strict=True):
            own = [thread] if thread.messages else []
            found.append(self._matter(choice, own, own))
        return found

    def _matter(self, choice: Choice, threads: Sequence[Thread], told: Sequence[Thread]) -> Matter:
        matter = Matter(tuple(threads), (), choice.facts, choice.score)
        return with_sentences(matter, told, self._names)

    async def questions(self, weeks: Iterable[ChannelWeek]) -> list[Thread]:
        """The threads that opened with a question nobody answered, the best first."""
        waiting = (one for week in weeks for one in week.questions)
        best = nsmallest(
            MOST_QUESTIONS,
            waiting,
            key=lambda one: (-one.worth, one.key),
        )
        return await self.threads([(one, one.messages) for one in best])

    async def thanks(self, weeks: Iterable[ChannelWeek]) -> list[Message]:
        """The messages that thank somebody by name, the most acclaimed first."""
        best = nsmallest(
            MOST_THANKS,
            (
                (-reactions, ts, week.channel.channel_id)
                for week in weeks
                for ts, reactions in week.thanks
            ),
        )
        wanted = [(channel_id, [ts]) for _, ts, channel_id in best]
        found = await self._store.messages.some_of(self._audience, wanted)
        return [message for by_ts in found for message in by_ts.values()]


def whole(matter: Matter, names: Names) -> Matter:
    """A matter with every sentence of its threads. Pure."""
    return with_sentences(matter, matter.threads, names)


def with_sentences(matter: Matter, threads: Sequence[Thread], names: Names) -> Matter:
    """A matter that is told by the sentences of these threads, thread after thread. Pure."""
    sentences = (sentence for thread in threads for sentence in read([thread], names))
    return replace(matter, conversation=tuple(sentences))


def _brief(thread: Thread, said: frozenset[str]) -> Thread:
    """A thread's beginning, what was decided and promised in it, and what people asked for."""
    kept = (
        message
        for at, message in enumerate(thread.messages)
        if at < BEGINNING or message.ts in said or nominated(message)
    )
    return replace(thread, messages=tuple(kept))
