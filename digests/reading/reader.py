"""Threads read by the model for the digest: many in one call, and each only once.

What is said about a thread is kept under its content; if it goes on, only what is new is read.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from digests import prompts
from digests.audience import Audience
from digests.claude.calls import Call, Caller
from digests.claude.client import Claude
from digests.errors import ClaudeUnavailable
from digests.grounding import Evidence
from digests.grounding.drafts import DraftReader, order
from digests.matters.features import kept_out
from digests.matters.telling import Names
from digests.models import Claim, Coverage, Engine, Message, Summary, Thread
from digests.reading import packing
from digests.reading.packing import Pack, Part, Unread
from digests.summarize.cache import Summaries
from digests.summarize.claim_writer import ClaimWriter
from digests.summarize.request import content_hash, digest


@dataclass(frozen=True, slots=True)
class Readers:
    """For whom threads are read: the names they may know, their zone, and who pays."""

    names: Names
    zone: str
    caller: Caller


@dataclass
class _Reading:
    """What is under way: the claims so far, and in how many parts each thread is still awaited."""

    unread: Sequence[Unread]
    pack: Pack
    evidence: Evidence
    awaited: Counter[int]
    claims: dict[int, list[Claim]] = field(default_factory=dict)
    withheld: Counter[int] = field(default_factory=Counter)
    failed: set[int] = field(default_factory=set)


class DigestReader:
    """Reads threads with one model and keeps what it says of each."""

    def __init__(self, summaries: Summaries | None, claude: Claude, model: str) -> None:
        """Put together what it works with.

        Args:
            summaries: where they are kept (`store.summaries`); None keeps nothing.
            claude: the model.
            model: its id.
        """
        self._summaries, self._claude, self._model = summaries, claude, model

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

    async def _known(
        self, threads: Sequence[Thread], readers: Readers
    ) -> list[tuple[Unread | None, Summary | None]]:
        return await asyncio.gather(*(self._one(thread, readers) for thread in threads))

    async def _one(self, thread: Thread, readers: Readers) -> tuple[Unread | None, Summary | None]:
        """What is to be read of a thread, and what is kept about it."""
        seen = shown(thread, readers.names)
        if not seen.messages:
            return None, None
        kept, covered = await self._kept(seen, readers)
        new = seen.messages[covered:]
        return (Unread(seen, new, kept) if new else None), kept

    async def _kept(self, thread: Thread, readers: Readers) -> tuple[Summary | None, int]:
        """What is kept about a thread, and how many of its messages that covers."""
        channel = thread.channel
        if self._summaries is None:
            return None, 0
        only_here = Audience(channel.team_id, channel_ids=frozenset({channel.channel_id}))
        stored = await self._summaries.get(only_here, self._key(thread, readers))
        if stored is None:
            return None, 0
        here = {ts for channel_id, ts in stored.sources if channel_id == channel.channel_id}
        covered = tuple(m for m in thread.messages if m.ts in here)
        same = covered == thread.messages[: len(covered)]
        if not same or stored.prompt_version != _version(covered):
            return None, 0
        return stored.summary, len(covered)

    async def _written(self, unread: Sequence[Unread], readers: Readers) -> list[Summary | None]:
        if not unread:
            return []
        names = readers.names
        made = await asyncio.to_thread(
            packing.pack, unread, names.people, readers.zone, names.channels
        )
        parts = await self._parts(made, unread, readers)
        evidence = Evidence(
            made.transcript.ids, names.people, zone=readers.zone, channels=names.channels,
            workspace_url=names.url,
        )  # fmt: skip
        awaited = Counter(place for part in parts for place in part.threads)
        reading = _Reading(unread, made, evidence, awaited)
        done = await asyncio.gather(*(self._part(part, reading, readers) for part in parts))
        summaries = {place: summary for own in done for place, summary in own.items()}
        return [summaries.get(place) for place in range(len(unread))]

    async def _parts(
        self, made: Pack, unread: Sequence[Unread], readers: Readers
    ) -> tuple[Part, ...]:
        """The parts, by a counted length where the estimate says that one won't do."""
        tokens = None
        if made.transcript.tokens > packing.BUDGET:
            whole = Part(made.transcript.lines, made.owner)
            try:
                tokens = await self._claude.count_tokens(
                    packing.call(whole, unread, self._model, readers.caller)
                )
            except ClaudeUnavailable:
                tokens = None
        return await asyncio.to_thread(made.parts, tokens)

    async def _part(self, part: Part, reading: _Reading, readers: Readers) -> Mapping[int, Summary]:
        """Read one part; the threads that are read to their end by now are kept at once."""
        asked = packing.call(part, reading.unread, self._model, readers.caller)
        writer = ClaimWriter(reading.evidence, among=frozenset(part.ids))
        try:
            await self._lines(asked, writer)
        except ClaudeUnavailable:
            reading.failed |= part.threads
        owner = reading.pack.owner
        for draft, claim in writer.written:
            place = owner[next(name for name in draft.ids if name in owner)]
            reading.claims.setdefault(place, []).append(claim)
        for failed in writer.failed:
            reading.withheld.update({owner[name] for name in failed.draft.ids if name in owner})
        reading.awaited.subtract(part.threads)
        finished = [place for place in part.threads if not reading.awaited[place]]
        made = await asyncio.gather(*(self._keep(place, reading, readers) for place in finished))
        return {place: one for place, one in zip(finished, made, strict=True) if one is not None}

    async def _lines(self, asked: Call, writer: ClaimWriter) -> None:
        reader = DraftReader()
        async with aclosing(self._claude.lines(asked)) as lines:
            async for line in lines:
                reader = packing.reader_after(line, reader)
                draft = reader.read(line)
                if draft is not None:
                    await writer.write(draft)

    async def _keep(self, place: int, reading: _Reading, readers: Readers) -> Summary | None:
        """The summary of a thread that was read, stored if it was read whole."""
        one, claims = reading.unread[place], reading.claims.get(place, [])
        if place in reading.failed and not claims:
            return None
        told = [*claims, *(one.kept.claims if one.kept else ())]
        messages = one.thread.messages
        summary = Summary(
            tuple(sorted(told, key=lambda claim: order(claim.section))),
            Engine.CLAUDE,
            Coverage(len(messages), len(messages)),
            self._model,
            reading.withheld[place],
        )
        if self._summaries is not None and place not in reading.failed:
            channel = one.thread.channel
            await self._summaries.put(
                self._key(one.thread, readers),
                channel.team_id,
                channel.channel_id,
                summary,
                _version(messages),
                [message.ts for message in messages],
            )
        return summary

    def _key(self, thread: Thread, readers: Readers) -> str:
        """One key per thread, model and zone: newer content replaces older."""
        channel = thread.channel
        first = thread.messages[0].ts
        asked = digest(["digest", self._model, readers.zone])
        return f"{channel.team_id}/{channel.channel_id}/{first}/{asked}"


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


def _version(covered: Sequence[Message]) -> str:
    """What a kept summary depends on besides its key: the instructions and the exact content."""
    return f"{prompts.load('read').version}/{content_hash(covered)}"
