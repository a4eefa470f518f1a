"""A thread to a summary: read whole, checked claim by claim, cached by what it rests on.

In order: what was said before about the same messages, else Claude, else the thread's own
sentences. Whatever happens, there is a summary or one sentence on why there is none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace

from digests.calls import Caller
from digests.claim_writer import OnClaim
from digests.claude import Claude
from digests.errors import (
    ClaudeCutOff,
    ClaudeMisconfigured,
    ClaudeRefused,
    ClaudeUnavailable,
    NothingToRead,
    OverBudget,
)
from digests.extract import extract
from digests.grounding import Evidence, same_link
from digests.models import Claim, Coverage, Engine, LeftOut, People, Summary, Thread
from digests.mrkdwn import links_in, neutral
from digests.summary_cache import Summaries, SummaryCache
from digests.summary_calls import SummaryCalls
from digests.summary_request import SummaryRequest
from digests.summary_writing import Subject, Writing
from digests.transcript import build

NOT_SET_UP = "Claude is not set up, so this is an extract of the thread's own sentences."
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
    ) -> Summary:
        """The summary of a thread.

        Args:
            thread: read with an audience that everyone who will see the summary belongs to.
            request: what is wanted; None for what a bare mention gets.
            people: names for authors and mentions.
            workspace_url: for permalinks; "" leaves them out.
            channels: channel names by id, for mentions of channels.
            caller: on whose behalf, for the ledger.
            zone: IANA name, "" for the summarizer's own.
            on_claim: gets each claim once it has passed grounding. Corrected claims come last;
                the summary has all of them in their final order.

        Raises:
            NothingToRead: if no message has any text.
        """
        request = request or SummaryRequest()
        place = zone or self._zone
        transcript = await asyncio.to_thread(
            build, thread.messages, people, place, channels=channels
        )
        if not transcript.lines:
            raise NothingToRead("There is nothing to read in this thread: no message has any text.")
        evidence = await asyncio.to_thread(
            Evidence,
            transcript.ids,
            people,
            zone=place,
            channels=channels,
            workspace_url=workspace_url,
        )
        calls = SummaryCalls(
            self._model,
            thread.channel.name,
            request.instructions(thread.messages),
            caller or Caller(thread.channel.team_id, thread.channel.channel_id, purpose="summary"),
        )
        subject = Subject(thread, request, transcript, evidence, calls, people, on_claim)
        if not subject.wanted.lines:
            return Summary((), self._engine(request), _coverage(thread), note=NOTHING_NEW)
        return await self._summary(subject)

    async def _summary(self, subject: Subject) -> Summary:
        if self._claude is None or self._engine(subject.request) is Engine.EXTRACTIVE:
            unasked = subject.request.engine is not Engine.EXTRACTIVE
            return await _extracted(subject, NOT_SET_UP if unasked else "")
        kept = await self._cache.get(subject)
        if kept is not None and not kept.new.lines:
            await _show(subject, kept.summary.claims)
            return replace(kept.summary, coverage=_coverage(subject.thread))
        writing = Writing(self._claude, subject)
        try:
            await (writing.update(kept.drafts, kept.new) if kept else writing.write())
        except ClaudeUnavailable as error:
            return await _extracted(subject, _note(error))
        if not writing.claims:
            made = await _extracted(subject, NOTHING_TRACEABLE)
            return replace(made, withheld=writing.withheld)
        summary = Summary(
            writing.claims,
            Engine.CLAUDE,
            _coverage(subject.thread),
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
        raise NothingToRead("There is nothing to read in this thread: no message has any words.")
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


def _note(error: ClaudeUnavailable) -> str:
    """One sentence on why this is an extract."""
    for kind, why in _NOTES:
        if isinstance(error, kind):
            return f"{why}, so this is an extract of the thread's own sentences."
    return _OVERLOADED
