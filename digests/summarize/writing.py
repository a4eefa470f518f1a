"""How Claude writes a summary: at once, in parts that are merged, or as an update of an older one.

Each way ends with claims that passed grounding. What did not pass goes back to the model once, all
of it in one call, with the reasons; what fails again is counted and left out.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace

from digests.claude.calls import Call
from digests.claude.client import Claude
from digests.errors import ClaudeCutOff, ClaudeOverloaded, ClaudeUnavailable
from digests.extract import extract
from digests.files import FileReading
from digests.grounding import Evidence
from digests.grounding.drafts import DraftClaim, DraftReader, order
from digests.models import Claim, Message, People, Section, Thread
from digests.summarize.calls import SummaryCalls
from digests.summarize.claim_writer import ClaimWriter, OnClaim
from digests.summarize.request import SummaryRequest
from digests.transcript import MAX_PART_TOKENS, Transcript, split

# Instructions and request take their share of a call beside the transcript.
_OVERHEAD_TOKENS = 2_000
# What is taken over from parts if merging fails: no more than a merged summary would have.
_MOST_PER_SECTION = 5


@dataclass(frozen=True)
class Subject:
    """A thread and all that is needed to say something about it.

    Attributes:
        transcript: all of its messages that have text.
        evidence: the same messages, to check claims against.
        on_claim: who is watching, None for nobody.
        files: what was read of the thread's files; None if nobody tried.
    """

    thread: Thread
    request: SummaryRequest
    transcript: Transcript
    evidence: Evidence
    calls: SummaryCalls
    people: People
    on_claim: OnClaim | None = None
    files: tuple[FileReading, ...] | None = None

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages with text, ascending."""
        return tuple(self.transcript.ids.values())

    @property
    def wanted(self) -> Transcript:
        """The lines that the request is about: all, or those since the reader last wrote."""
        since = self.request.since_ts
        return self.transcript if since is None else self.transcript.since(since)

    def writer(self, on_claim: OnClaim | None = None) -> ClaimWriter:
        """A writer that keeps to the request."""
        among = None if self.request.since_ts is None else frozenset(self.wanted.ids)
        return ClaimWriter(self.evidence, on_claim, self.request.max_words, among)


class Writing:
    """One summary being written.

    Attributes:
        broken_off: Claude stopped before the end and what stands is not all.
    """

    def __init__(self, claude: Claude, subject: Subject) -> None:
        self._claude, self._subject, self._calls = claude, subject, subject.calls
        self._writer = subject.writer(subject.on_claim)
        self._corrected = 0
        self.broken_off = False

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What passed, in order."""
        return self._writer.claims

    @property
    def withheld(self) -> int:
        """How many statements did not pass, not even corrected."""
        return max(0, len(self._writer.failed) - self._corrected)

    async def write(self) -> None:
        """Write a summary of all that is wanted.

        Raises:
            ClaudeUnavailable: if there is nothing to show.
        """
        subject = self._subject
        parts = await self._parts(subject.transcript)
        if len(parts) > 1 and subject.request.since_ts is not None:
            parts = await self._parts(subject.wanted)
        if len(parts) > 1:
            await self._write_parts(parts)
        else:
            await self._lines(self._calls.whole(parts[0], note=self._since()), self._writer)
            await self._correct(self._writer)

    async def update(self, older: tuple[DraftClaim, ...], new: Transcript) -> None:
        """Add what new messages say to what was written before, then show all of it.

        If Claude isn't available, what was written before stands, as broken off.
        """
        drafts = sorted(older, key=lambda draft: order(draft.section))
        news = ClaimWriter(self._subject.evidence, among=frozenset(new.ids))
        try:
            await self._lines(self._calls.update(drafts, new), news)
            await self._correct(news)
        except ClaudeUnavailable:
            self.broken_off = True
        replaced = {draft.replaces for draft, _ in news.written}
        kept = [draft for index, draft in enumerate(drafts, 1) if index not in replaced]
        for draft in (*kept, *(replace(draft, replaces=None) for draft, _ in news.written)):
            await self._writer.write(draft)
        self._writer.failed = news.failed

    async def _lines(self, call: Call, writer: ClaimWriter) -> None:
        """Write what a call says; if it breaks off, go on once from where it stopped."""
        try:
            await self._once(call, writer)
        except (ClaudeOverloaded, ClaudeCutOff):
            if not writer.written:
                raise
            await self._go_on(call, writer)

    async def _go_on(self, call: Call, writer: ClaimWriter) -> None:
        said = [draft for draft, _ in writer.written]
        try:
            await self._once(self._calls.onward(call, said), writer)
        except ClaudeUnavailable:
            self.broken_off = True

    async def _once(self, call: Call, writer: ClaimWriter, most: int | None = None) -> None:
        """Write what a call says, `most` new claims at most; then the model is stopped."""
        reader, before = DraftReader(), len(writer.written)
        async with aclosing(self._claude.lines(call)) as lines:
            async for line in lines:
                draft = reader.read(line)
                if draft is not None:
                    await writer.write(draft)
                if most is not None and len(writer.written) - before >= most:
                    return

    async def _correct(self, writer: ClaimWriter) -> None:
        """Send back what failed, once; a failure of that call only means that it stays out."""
        failed, before = list(writer.failed), len(writer.written)
        if not failed or self.broken_off:
            return
        repair = self._calls.repair(self._subject.transcript, failed)
        with suppress(ClaudeUnavailable):
            await self._once(repair, writer, len(failed))
        writer.failed = failed
        self._corrected = len(writer.written) - before

    # -- a long thread ------------------------------------------------------------------------

    async def _parts(self, transcript: Transcript) -> tuple[Transcript, ...]:
        """The transcript in parts that each fit a call; one part for most threads."""
        limit = MAX_PART_TOKENS - _OVERHEAD_TOKENS
        if transcript.tokens <= limit:
            return (transcript,)
        try:
            counted = await self._claude.count_tokens(self._calls.whole(transcript))
        except ClaudeUnavailable:
            counted = transcript.tokens
        return await asyncio.to_thread(split, transcript, budget=limit, tokens=counted)

    async def _write_parts(self, parts: tuple[Transcript, ...]) -> None:
        """Sum up the parts side by side, then merge."""
        calls = [self._calls.part(part, n, len(parts)) for n, part in enumerate(parts, 1)]
        made = await asyncio.gather(
            *(self._part(call, part) for call, part in zip(calls, parts, strict=True))
        )
        errors = [each for each in made if isinstance(each, ClaudeUnavailable)]
        if len(errors) == len(parts):
            raise errors[0]
        drafts = [
            await self._own_words(part) if isinstance(each, ClaudeUnavailable) else each
            for each, part in zip(made, parts, strict=True)
        ]
        self.broken_off = self.broken_off or bool(errors)
        try:
            await self._once(self._calls.merge(drafts), self._writer)
        except ClaudeUnavailable:
            self.broken_off = True
        await self._stand_in([draft for part in drafts for draft in part])

    async def _part(self, call: Call, part: Transcript) -> list[DraftClaim] | ClaudeUnavailable:
        """What Claude says about a part, or why it says nothing; a part alone is tried twice."""
        error = ClaudeUnavailable()
        for _ in range(2):
            writer = ClaimWriter(self._subject.evidence, among=frozenset(part.ids))
            try:
                await self._lines(call, writer)
            except ClaudeUnavailable as unavailable:
                error = unavailable
            else:
                return [draft for draft, _ in writer.written]
        return error

    async def _own_words(self, part: Transcript) -> list[DraftClaim]:
        """A part in its own sentences, where Claude couldn't read it."""
        names = {message.ts: name for name, message in part.ids.items()}
        messages = list(part.ids.values())
        extracts = await asyncio.to_thread(extract, messages, self._subject.people)
        return [
            DraftClaim(each.text, tuple(names[m.ts] for m in each.messages), each.section)
            for each in extracts
        ]

    async def _stand_in(self, drafts: list[DraftClaim]) -> None:
        """Put a part's own, already checked claims where merging failed."""
        writer = self._writer
        for failed in list(writer.failed):
            near = [d for d in drafts if set(d.ids) & set(failed.draft.ids)]
            if near and await writer.write(near[0]):
                self._corrected += 1
        if not writer.written:
            for draft in _leading(drafts):
                await writer.write(draft)

    def _since(self) -> str:
        """The line of the request that says what the reader knows already; "" if nothing."""
        if self._subject.request.since_ts is None:
            return ""
        first = next(iter(self._subject.wanted.ids))
        return (
            f"Only what is new: say what the messages from [{first}] on add or change. Those "
            "before it are known to the reader."
        )


def _leading(drafts: list[DraftClaim]) -> list[DraftClaim]:
    """The first claims of each section, as many as a summary has."""
    return [
        draft
        for section in Section
        for draft in [d for d in drafts if d.section is section][:_MOST_PER_SECTION]
    ]
