"""The text of what is told of a week, and of nothing else: from ids to threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from heapq import nsmallest

from digests import rank
from digests.audience import Audience
from digests.choose import Choice, Matter
from digests.collect import ChannelWeek, Promising
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

    async def thread(self, one: Promising, ts: Sequence[str] = ()) -> Thread:
        """A thread as stored now; without messages if all are gone.

        Args:
            one: the thread.
            ts: of those of its messages to read, none for all of them.
        """
        channel, wanted = self._channels[one.facts.channel_id], ts or one.piece.messages
        found = await self._store.messages.some(self._audience, channel.channel_id, wanted)
        messages = tuple(found[each] for each in sorted(found))
        return Thread(channel, one.piece.root, messages, len(messages))

    async def matter(self, choice: Choice, studies: Mapping[str, Study]) -> Matter:
        """A matter with its threads, told by how each began, and what was decided and promised."""
        threads = [(one, await self.thread(one)) for one in choice.threads]
        parts = [
            _brief(thread, studies[one.facts.key].said)
            for one, thread in threads
            if thread.messages
        ]
        return self._matter(choice, [thread for _, thread in threads if thread.messages], parts)

    async def beginning(self, choice: Choice) -> Matter:
        """A matter with nothing but how its leading thread began."""
        leading = choice.threads[0]
        thread = await self.thread(leading, leading.piece.messages[:BEGINNING])
        threads = [thread] if thread.messages else []
        return self._matter(choice, threads, threads)

    def _matter(self, choice: Choice, threads: Sequence[Thread], told: Sequence[Thread]) -> Matter:
        matter = Matter(tuple(threads), (), choice.facts, choice.score)
        return with_sentences(matter, told, self._names)

    async def questions(self, weeks: Iterable[ChannelWeek]) -> list[Thread]:
        """The threads that opened with a question nobody answered, the best first."""
        waiting = (one for week in weeks for one in week.questions)
        best = nsmallest(
            MOST_QUESTIONS,
            waiting,
            key=lambda one: (-rank.score(one.facts).total, one.facts.key),
        )
        return [await self.thread(one) for one in best]

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
        found: list[Message] = []
        for _, ts, channel_id in best:
            some = await self._store.messages.some(self._audience, channel_id, [ts])
            found.extend(some.values())
        return found


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
