"""A thread to a summary: read whole, checked claim by claim, cached by what it rests on.

In order: what was said before about the same messages, else Claude, else the thread's own
sentences. Whatever happens, there is a summary or one sentence on why there is none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from digests.claude.calls import Caller, Json
from digests.claude.client import Claude
from digests.coverage import Coverage, LeftOut
from digests.errors import (
    ClaudeCutOff,
    ClaudeMisconfigured,
    ClaudeRefused,
    ClaudeUnavailable,
    NothingToRead,
    OverBudget,
)
from digests.extract import extract
from digests.files import FileReading, content_blocks, coverage_of, heard, placed
from digests.grounding import Evidence, same_link
from digests.models import Claim, Engine, People, Summary, Thread
from digests.mrkdwn import links_in, named, neutral
from digests.summarize.cache import Summaries, SummaryCache
from digests.summarize.calls import SummaryCalls
from digests.summarize.claim_writer import OnClaim
from digests.summarize.request import SummaryRequest
from digests.summarize.writing import Subject, Writing
from digests.transcript import Transcript, build

NOT_SET_UP = "Claude is not set up, so this is an extract of the thread's own sentences."
NO_TEXT = "There is nothing to read in this thread: no message has any text."
NOTHING_NEW = "Nothing was written here since your last message."
NOTHING_TRACEABLE = (
    "Nothing Claude wrote could be traced to the messages, so this is an extract of the thread's "
    "own sentences."
)
BROKEN_OFF = "Claude broke off before the end, so something may be missing."
_NOTES: tuple[tuple[type[ClaudeUnavailable], str], ...] = (
    (ClaudeRefused, "Claude declined to sum this up"),
    (ClaudeMisconfigured, "Claude can't be used with the settings I run with"),
    (OverBudget, "The budget for Claude is used up"),
    (ClaudeCutOff, "Claude's answer broke off"),
)
_OVERLOADED = (
    "Claude is overloaded, so this is an extract of the thread's own sentences. I'll replace it "
    "when Claude answers."
)


class Summarizer:
    """Sums up threads."""

    def __init__(
        self,
        summaries: Summaries | None,
        claude: Claude | None,
        *,
        model: str = "claude-haiku-5-5",
        zone: str = "UTC",
    ) -> None:
        """Put together what it works with.

        Args:
            summaries: the cache (`store.summaries`); None keeps nothing.
            claude: None where no key is set; extracts are made instead.
            model: the model's id.
            zone: IANA name; times in transcripts and claims are meant in it.
        """
        self._cache, self._claude = SummaryCache(summaries, model), claude
        self._model, self._zone = model, zone

    @property
    def model(self) -> str:
        """The id of the model that sums up."""
        return self._model

    async def thread(
        self,
        thread: Thread,
        request: SummaryRequest | None = None,
        *,
        people: People,
        workspace_url: str = "",
        channels: Mapping[str, str] | None = None,
        caller: Caller | None = None,
        zone: str = "",
        on_claim: OnClaim | None = None,
        files: Sequence[FileReading] | None = None,
    ) -> Summary:
        """The summary of a thread.

        Args:
            thread: read with an audience that everyone who will see the summary belongs to.
            request: what is wanted; None for what a bare mention gets.
            people: names for authors and mentions.
            workspace_url: for permalinks; "" leaves them out.
            channels: names by id of the channels that its readers may know; a mention of another
                is "a channel". None takes the names that the messages give.
            caller: on whose behalf, for the ledger.
            zone: IANA name, "" for the summarizer's own.
            on_claim: gets each claim once it has passed; corrected ones come last, while the
                summary has all in their final order.
            files: what was read of the thread's files (`files.read_files`); None if nobody tried.

        Raises:
            NothingToRead: if no message has any text.
        """
        if channels is not None:
            thread = _discreet(thread, channels)
        transcript, evidence, blocks = await asyncio.to_thread(
            _read,
            thread,
            files or (),
            people,
            zone=zone or self._zone,
            channels=channels,
            url=workspace_url,
        )
        if not transcript.lines:
            raise NothingToRead(NO_TEXT)
        request = request or SummaryRequest()
        calls = self._calls(thread, request, caller, blocks)
        read = None if files is None else tuple(files)
        subject = Subject(thread, request, transcript, evidence, calls, people, on_claim, read)
        return await self._summary(subject)

    def _calls(
        self,
        thread: Thread,
        request: SummaryRequest,
        caller: Caller | None,
        files: tuple[tuple[str, Json], ...],
    ) -> SummaryCalls:
        channel = thread.channel
        somebody = caller or Caller(channel.team_id, channel.channel_id, purpose="summary")
        instructions = request.instructions(thread.messages)
        return SummaryCalls(self._model, channel.name, instructions, somebody, files)

    async def _summary(self, subject: Subject) -> Summary:
        if not subject.wanted.lines:
            engine = self._engine(subject.request)
            return Summary((), engine, _coverage(subject.thread), note=NOTHING_NEW)
        if self._claude is None or self._engine(subject.request) is Engine.EXTRACTIVE:
            unasked = subject.request.engine is not Engine.EXTRACTIVE
            return await _extracted(subject, NOT_SET_UP if unasked else "")
        kept = await self._cache.get(subject)
        if kept is not None and not kept.new.lines:
            await _show(subject, kept.summary.claims)
            return replace(kept.summary, coverage=_coverage_with_files(subject))
        writing = Writing(self._claude, subject)
        try:
            await (writing.update(kept.drafts, kept.new) if kept else writing.write())
        except ClaudeUnavailable as error:
            # An image that the API can't open must not cost the whole summary.
            if type(error) is ClaudeUnavailable and subject.calls.looks and not writing.claims:
                return await self._summary(replace(subject, calls=subject.calls.without_looks()))
            return await _extracted(subject, _note(error))
        if not writing.claims:
            made = await _extracted(subject, NOTHING_TRACEABLE)
            return replace(made, withheld=writing.withheld)
        summary = Summary(
            writing.claims,
            Engine.CLAUDE,
            _coverage_with_files(subject),
            self._model,
            writing.withheld,
            BROKEN_OFF if writing.broken_off else "",
        )
        if not summary.note:
            await self._cache.put(subject, summary)
        return summary

    def _engine(self, request: SummaryRequest) -> Engine:
        return request.engine or (Engine.CLAUDE if self._claude else Engine.EXTRACTIVE)


async def _extracted(subject: Subject, note: str) -> Summary:
    """The summary that needs no model; shown claim by claim like any other."""
    claims = await asyncio.to_thread(_own_words, subject)
    if not claims:
        raise NothingToRead(NO_TEXT)
    await _show(subject, claims)
    return Summary(claims, Engine.EXTRACTIVE, _coverage(subject.thread), note=note)


def _own_words(subject: Subject) -> tuple[Claim, ...]:
    """Extracts as claims, without control forms and without links that were cut in two."""
    names = {message.ts: name for name, message in subject.wanted.ids.items()}
    messages = list(subject.wanted.ids.values())
    claims = []
    for each in extract(messages, subject.people, max_words=subject.request.max_words):
        text = neutral(each.text, subject.people)
        known = [subject.evidence.facts(names[message.ts]).links for message in each.messages]
        for link in links_in(text):
            if "://" in link and not any(same_link(link) in links for links in known):
                text = text.replace(link, "")
        sources = tuple(subject.evidence.source(message) for message in each.messages)
        claims.append(Claim(" ".join(text.split()), sources, each.section))
    return tuple(claims)


async def _show(subject: Subject, claims: Iterable[Claim]) -> None:
    for claim in claims if subject.on_claim else ():
        assert subject.on_claim is not None
        await subject.on_claim(claim)


def _coverage(thread: Thread) -> Coverage:
    """What was read: every message, and no file."""
    files = sum(len(message.files) for message in thread.messages)
    noun = "1 file" if files == 1 else f"{files} files"
    left_out = (LeftOut(noun, "only the name can be read"),) if files else ()
    read = len(thread.messages)
    return Coverage(read, max(thread.total, read), 1, left_out)


def _coverage_with_files(subject: Subject) -> Coverage:
    """What was read where Claude read the files, too."""
    if subject.files is None:
        return _coverage(subject.thread)
    read = len(subject.thread.messages)
    said = coverage_of(subject.files, looked=subject.calls.looks)
    return Coverage(read, max(subject.thread.total, read), files=said)


def _read(
    thread: Thread,
    files: Sequence[FileReading],
    people: People,
    *,
    zone: str,
    channels: Mapping[str, str] | None,
    url: str,
) -> tuple[Transcript, Evidence, tuple[tuple[str, Json], ...]]:
    """The transcript, the evidence with what files say, and the files' blocks; off the loop."""
    transcript = build(thread.messages, people, zone, channels=channels)
    shown = placed(transcript.ids, files)
    readings = [reading for _, reading in shown]
    ids = {name: heard(message, readings) for name, message in transcript.ids.items()}
    evidence = Evidence(ids, people, zone=zone, channels=channels, workspace_url=url)
    for name, _ in shown:
        evidence.facts(name)
    blocks = tuple((each[0], block) for each in shown for block in content_blocks([each]))
    return transcript, evidence, blocks


def _discreet(thread: Thread, channels: Mapping[str, str]) -> Thread:
    messages = (replace(message, text=named(message.text, channels)) for message in thread.messages)
    return replace(thread, messages=tuple(messages))


def _note(error: ClaudeUnavailable) -> str:
    """One sentence on why this is an extract."""
    for kind, why in _NOTES:
        if isinstance(error, kind):
            return f"{why}, so this is an extract of the thread's own sentences."
    return _OVERLOADED
