"""Summaries kept by what they rest on: nothing new costs nothing, a little new costs little."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from digests.audience import Audience
from digests.grounding.drafts import DraftClaim
from digests.models import Message, Summary
from digests.store.records import StoredSummary
from digests.summarize.calls import VERSION
from digests.summarize.request import content_hash, digest
from digests.summarize.writing import Subject
from digests.transcript import Transcript

# A summary that has grown by updates to more claims than this is made anew.
_MOST_CLAIMS = 16


class Summaries(Protocol):
    """Where summaries are kept; `digests.store` has it."""

    async def get(self, audience: Audience, key: str) -> StoredSummary | None:
        """The summary under a key, None if there is none these readers may see."""
        ...

    async def put(
        self,
        key: str,
        team_id: str,
        channel_id: str,
        summary: Summary,
        prompt_version: str,
        source_ts: Iterable[str],
    ) -> None:
        """Keep a summary until one of its messages changes."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """What was said earlier about the older messages of a thread.

    Attributes:
        drafts: its claims under the ids they have in today's transcript.
        new: the messages it doesn't cover; empty if there are none.
    """

    summary: Summary
    drafts: tuple[DraftClaim, ...]
    new: Transcript


class SummaryCache:
    """The kept summaries of one model."""

    def __init__(self, summaries: Summaries | None, model: str) -> None:
        self._summaries, self._model = summaries, model

    async def get(self, subject: Subject) -> Kept | None:
        """What is kept about this thread and request; None if it isn't worth building on."""
        if self._summaries is None:
            return None
        channel = subject.thread.channel
        only_here = Audience(channel.team_id, channel_ids=frozenset({channel.channel_id}))
        stored = await self._summaries.get(only_here, self._key(subject))
        if stored is None:
            return None
        known = {ts for channel_id, ts in stored.sources if channel_id == channel.channel_id}
        covered = tuple(m for m in subject.messages if m.ts in known)
        if covered != subject.messages[: len(covered)] or stored.prompt_version != _version(
            covered
        ):
            return None
        new = subject.messages[len(covered) :]
        if new and not _worth_updating(stored.summary, covered, new, subject):
            return None
        rest = subject.transcript.since(covered[-1].ts)
        return Kept(stored.summary, _drafts(stored.summary, subject), rest)

    async def put(self, subject: Subject, summary: Summary) -> None:
        """Keep a summary of all the messages of a thread."""
        if self._summaries is None:
            return
        channel, messages = subject.thread.channel, subject.messages
        await self._summaries.put(
            self._key(subject),
            channel.team_id,
            channel.channel_id,
            summary,
            _version(messages),
            [message.ts for message in messages],
        )

    def _key(self, subject: Subject) -> str:
        """One key per thread, request and model: newer content replaces older."""
        channel = subject.thread.channel
        read = [
            (each.file.file_id, len(each.text or ""), each.reason) for each in subject.files or ()
        ]
        asked = digest([subject.request.fingerprint, self._model, subject.evidence.zone, *read])
        return f"{channel.team_id}/{channel.channel_id}/{subject.thread.ts}/{asked}"


def _version(covered: Iterable[Message]) -> str:
    """What a kept summary depends on besides its key: the prompts and the exact content."""
    return f"{VERSION}/{content_hash(covered)}"


def _worth_updating(
    summary: Summary, covered: tuple[Message, ...], new: tuple[Message, ...], subject: Subject
) -> bool:
    """Whether new messages are better added to what was said than all of it said anew."""
    request = subject.request
    free = request.since_ts is None and request.max_words is None
    return free and len(new) <= len(covered) and len(summary.claims) <= _MOST_CLAIMS


def _drafts(summary: Summary, subject: Subject) -> tuple[DraftClaim, ...]:
    names = {message.ts: name for name, message in subject.transcript.ids.items()}
    return tuple(
        DraftClaim(
            claim.text, tuple(names[s.ts] for s in claim.sources if s.ts in names), claim.section
        )
        for claim in summary.claims
    )
