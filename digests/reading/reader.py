"""Threads read by the model for the digest: many in one call, and each only once.

What is said about a thread is kept under its content; if it goes on, only what is new is read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace

from digests.claude.calls import Call, Caller
from digests.claude.client import Claude
from digests.errors import ClaudeUnavailable
from digests.matters.features import kept_out
from digests.matters.telling import Names
from digests.models import Summary, Thread
from digests.reading import packing
from digests.reading.answers import Answers
from digests.reading.kept import Kept, Readers
from digests.reading.packing import Pack, Part, Unread
from digests.summarize.cache import Summaries


class DigestReader:
    """Reads threads with one model and keeps what it says of each.

    Attributes:
        model: its id.
    """

    def __init__(self, summaries: Summaries | None, claude: Claude, model: str) -> None:
        """Put together what it works with.

        Args:
            summaries: where they are kept (`store.summaries`); None keeps nothing.
            claude: the model.
            model: its id.
        """
        self._claude, self.model = claude, model
        self._kept = Kept(summaries, model)

    async def unread(self, threads: Sequence[Thread], readers: Readers) -> list[Unread | None]:
        """What has not been read of each thread; None where nothing is left to read."""
        return [unread for unread, _ in await self._known(threads, readers)]

    async def read(self, threads: Sequence[Thread], readers: Readers) -> list[Summary | None]:
        """What each thread says, in the order given; the model reads only what it never read.

        Returns:
            A summary without claims where the model found nothing worth telling, None where it
            gave no answer or there is nothing to read.
        """
        known = await self._known(threads, readers)
        places = [at for at, (unread, _) in enumerate(known) if unread is not None]
        made = await self._written([known[at][0] for at in places], readers)  # type: ignore[misc]
        found = [kept for _, kept in known]
        for at, summary in zip(places, made, strict=True):
            found[at] = summary or found[at]
        return found

    async def answers(self, unread: Sequence[Unread], readers: Readers) -> Answers:
        """The calls that read some threads, in as few parts as they fit in; none of nothing."""
        names = readers.names
        made = await asyncio.to_thread(
            packing.pack, unread, names.people, readers.zone, names.channels
        )
        parts = await self._parts(made, unread, readers.caller)
        return Answers(unread, made, parts, readers, self.model)

    async def keep(self, answers: Answers, place: int, thread: Thread, zone: str) -> Summary | None:
        """The summary of a thread that was read, kept if it was read whole."""
        summary = answers.summary(place)
        if summary is not None and answers.whole(place):
            await self._kept.put(thread, zone, summary)
        return summary

    async def _known(
        self, threads: Sequence[Thread], readers: Readers
    ) -> list[tuple[Unread | None, Summary | None]]:
        return await asyncio.gather(*(self._one(thread, readers) for thread in threads))

    async def _one(self, thread: Thread, readers: Readers) -> tuple[Unread | None, Summary | None]:
        """What is to be read of a thread, and what is kept about it."""
        seen = shown(thread, readers.names)
        if not seen.messages:
            return None, None
        kept, covered = await self._kept.of(seen, readers.zone)
        new = seen.messages[covered:]
        return (Unread(seen, new, kept) if new else None), kept

    async def _written(self, unread: Sequence[Unread], readers: Readers) -> list[Summary | None]:
        if not unread:
            return []
        answers = await self.answers(unread, readers)

        async def read(part: Part, asked: Call) -> Mapping[int, Summary | None]:
            async with aclosing(self._claude.lines(asked)) as lines:
                places = await answers.take(part, lines)
            return {
                place: await self.keep(answers, place, unread[place].thread, readers.zone)
                for place in places
            }

        asking = zip(answers.parts, answers.calls, strict=True)
        done = await asyncio.gather(*(read(part, asked) for part, asked in asking))
        summaries = {place: summary for own in done for place, summary in own.items()}
        return [summaries.get(place) for place in range(len(unread))]

    async def _parts(
        self, made: Pack, unread: Sequence[Unread], caller: Caller
    ) -> tuple[Part, ...]:
        """The parts, by a counted length where the estimate says that one won't do."""
        tokens = None
        if made.transcript.tokens > packing.BUDGET:
            whole = Part(made.transcript.lines, made.owner)
            try:
                tokens = await self._claude.count_tokens(
                    packing.call(whole, unread, self.model, caller)
                )
            except ClaudeUnavailable:
                tokens = None
        return await asyncio.to_thread(made.parts, tokens)


def shown(thread: Thread, names: Names) -> Thread:
    """A thread as the model may read it: without what its authors keep out, and hidden names.

    Messages without text are left out; there may be none.
    """
    messages = tuple(
        replace(message, text=names.discreet(message.text))
        for message in thread.messages
        if message.text.strip() and not kept_out(message)
    )
    return replace(thread, messages=messages, total=len(messages))
