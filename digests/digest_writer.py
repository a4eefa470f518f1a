"""The model's part of the digest: each matter's threads summed up, then one call that composes.

Whatever the model fails at keeps the people's own sentences, item by item: a thread that it
refuses costs the digest nothing but that thread's wording.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from digests.assemble import MOST_QUESTIONS, Said
from digests.calls import Caller
from digests.choose import Matter
from digests.claude import Claude
from digests.digest import Digest, DigestItem, DigestLine
from digests.digest_calls import Composed, Told, applied, call, cited
from digests.digest_text import Names
from digests.errors import ClaudeUnavailable, NothingToRead
from digests.features import kept_out
from digests.grounding import Evidence
from digests.models import Engine, Section, Summary, Thread
from digests.store import Store
from digests.summarize import Summarizer
from digests.transcript import build

PURPOSE = "digest"
MOST_THREADS = 3
"""Threads of one matter that are summed up; the others are counted in it."""


class DigestWriter:
    """Words a compiled digest with Claude."""

    def __init__(
        self,
        store: Store,
        claude: Claude,
        summarizer: Summarizer,
        *,
        model: str = "claude-sonnet-5-5",
    ) -> None:
        """Put together what it works with.

        Args:
            store: for its ledger of what calls cost.
            claude: for the composing call.
            summarizer: for the threads, with its cache.
            model: the model that composes.
        """
        self._store, self._claude, self._summarizer = store, claude, summarizer
        self._model = model

    async def write(
        self, digest: Digest, matters: Sequence[Matter], names: Names, *, now: datetime
    ) -> Digest:
        """The digest in the model's words, as far as the messages support them.

        Args:
            digest: the extractive one.
            matters: those its items were made from, and possibly more.
            names: for people, channels and links.
            now: since when calls count for this digest's cost.
        """
        by_key = {matter.facts.key: matter for matter in matters}
        found = await asyncio.gather(
            *(self._told(item, by_key[item.item_id], names, digest) for item in digest.items)
        )
        if not any(told.summaries for told in found):
            return replace(digest, notes=(*digest.notes, _FAILED))
        worded = _listed(replace(digest, items=tuple(told.worded for told in found)), found)
        worded = await self._composed(worded, found, by_key, names)
        return replace(
            worded,
            engine=Engine.CLAUDE,
            model=self._model,
            cost=await self._cost(digest.team_id, now),
            notes=(*digest.notes, *_notes(found)),
        )

    async def _told(self, item: DigestItem, matter: Matter, names: Names, digest: Digest) -> Told:
        threads = [_shown(thread, names) for thread in matter.threads[:MOST_THREADS]]
        summaries = await asyncio.gather(
            *(self._summary(thread, names, digest) for thread in threads if thread.messages)
        )
        return Told(item, tuple(one for one in summaries if one is not None))

    async def _summary(self, thread: Thread, names: Names, digest: Digest) -> Summary | None:
        """Claude's summary of a thread; None where it gave none."""
        caller = Caller(digest.team_id, thread.channel.channel_id, purpose=PURPOSE)
        try:
            summary = await self._summarizer.thread(
                thread,
                people=names.people,
                workspace_url=names.url,
                channels=names.channels,
                caller=caller,
                zone=digest.window.zone,
            )
        except NothingToRead:
            return None
        return summary if summary.engine is Engine.CLAUDE else None

    async def _composed(
        self,
        digest: Digest,
        found: Sequence[Told],
        by_key: Mapping[str, Matter],
        names: Names,
    ) -> Digest:
        """The digest with the composing call's headline, titles and sentences, checked."""
        rests_on = [replace(m, text=names.discreet(m.text)) for m in cited(found, by_key)]
        zone = digest.window.zone
        transcript = await asyncio.to_thread(
            build, rests_on, names.people, zone, channels=names.channels
        )
        evidence = Evidence(
            transcript.ids, names.people, zone=zone, channels=names.channels,
            workspace_url=names.url,
        )  # fmt: skip
        caller = Caller(digest.team_id, purpose=PURPOSE)
        asked = call(found, transcript, self._model, caller)
        try:
            composed = await self._claude.structured(asked, Composed)
        except ClaudeUnavailable:
            return digest
        return await asyncio.to_thread(applied, digest, composed, evidence)

    async def _cost(self, team_id: str, now: datetime) -> float | None:
        """What the calls for digests cost since; None where no price is known or nothing ran."""
        used = await self._store.usage.since(team_id, now)
        prices = [usage.cost for purpose, usage in used if purpose == PURPOSE]
        return sum(price for price in prices if price is not None) if any(prices) else None


_FAILED = "Claude could not be used, so this is made of people's own sentences."


def _shown(thread: Thread, names: Names) -> Thread:
    """A thread as the model may read it: without what its authors keep out, and hidden names."""
    messages = tuple(
        replace(message, text=names.discreet(message.text))
        for message in thread.messages
        if not kept_out(message)
    )
    return replace(thread, messages=messages, total=len(messages))


def _notes(found: Sequence[Told]) -> tuple[str, ...]:
    """What readers should know about the wording."""
    withheld = sum(summary.withheld for told in found for summary in told.summaries)
    own = sum(not told.summaries for told in found)
    notes = []
    if own:
        items = "1 item is" if own == 1 else f"{own} items are"
        notes.append(f"{items} made of people's own sentences, since Claude gave none.")
    if withheld:
        sentences = "1 sentence" if withheld == 1 else f"{withheld} sentences"
        notes.append(f"Left out {sentences} that no message supports.")
    return tuple(notes)


def _listed(digest: Digest, found: Sequence[Told]) -> Digest:
    """The digest's lists with what the summaries found, before what people's sentences gave."""
    said = Said(digest.items)
    return replace(
        digest,
        decided=said.fresh([*_lines(found, Section.DECIDED), *digest.decided]),
        promised=said.fresh([*_lines(found, Section.TO_DO), *digest.promised]),
        unanswered=said.fresh([*digest.unanswered, *_lines(found, Section.OPEN)], MOST_QUESTIONS),
    )


def _lines(found: Sequence[Told], section: Section) -> list[DigestLine]:
    return [
        DigestLine(claim.text, claim.sources, channel=told.item.channels[0])
        for told in found
        for claim in told.claims(section)
    ]
