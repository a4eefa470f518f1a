"""The model's part of the digest: its threads read, then one call that composes.

Whatever the model fails at keeps the people's own sentences, item by item: a thread that it
refuses costs the digest nothing but that thread's wording.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from digests.assemble import MOST_QUESTIONS, Said, dated_first
from digests.choose import Matter
from digests.claude.calls import Caller
from digests.claude.client import Claude
from digests.digest import Digest, DigestLine
from digests.errors import ClaudeUnavailable
from digests.grounding import Evidence
from digests.matters.telling import Names
from digests.models import Engine, Section, Window
from digests.reading.ahead import ReadingAhead
from digests.reading.batched import PREPARING
from digests.reading.composed import asked_once
from digests.reading.digest_calls import Told, applied, call, cited
from digests.reading.kept import Readers
from digests.reading.reader import DigestReader
from digests.store import Store
from digests.summarize.summarizer import Summarizer
from digests.transcript import build

PURPOSE = "digest"
PATIENCE = 20.0
"""Seconds that a digest waits for what batches have read."""

MOST_THREADS = 3
"""Threads of one matter that are read; the others are counted in it."""

_FAILED = "Claude could not be used, so this is made of people's own sentences."


class DigestWriter:
    """Words a compiled digest with Claude.

    Attributes:
        ahead: reads threads before the digest is due.
    """

    def __init__(
        self,
        store: Store,
        claude: Claude,
        summarizer: Summarizer,
        *,
        model: str = "claude-sonnet-5-5",
        batched: bool = False,
    ) -> None:
        """Put together what it works with.

        Args:
            store: for what was read before, and for its ledger of what calls cost.
            claude: for every call.
            summarizer: whose model reads the threads.
            model: the model that composes.
            batched: whether to read ahead in batches, where there is time for them.
        """
        self._store, self._claude, self._model = store, claude, model
        self._reader = DigestReader(store.summaries, claude, summarizer.model)
        self.ahead = ReadingAhead(store, claude, self._reader, batched=batched)

    async def write(
        self,
        digest: Digest,
        matters: Sequence[Matter],
        names: Names,
        *,
        now: datetime,
        language: str = "",
    ) -> Digest:
        """The digest in the model's words, as far as the messages support them.

        Args:
            digest: the extractive one.
            matters: those its items were made from, and possibly more.
            names: for people, channels and links.
            now: since when calls count for this digest's cost.
            language: of the headline and the items, "" for that of the messages.
        """
        await self._collected(digest.team_id, now)
        by_key = {matter.facts.key: matter for matter in matters}
        found = await self._told(digest, by_key, names)
        if not any(told.said for told in found):
            return replace(digest, notes=(*digest.notes, _FAILED))
        worded = _listed(replace(digest, items=tuple(told.worded for told in found)), found, names)
        worded = await self._composed(worded, found, by_key, names, language)
        return replace(
            worded,
            engine=Engine.CLAUDE,
            model=self._model,
            cost=await self._cost(digest.team_id, digest.window, now),
            notes=(*digest.notes, *_notes(found)),
        )

    async def _collected(self, team_id: str, now: datetime) -> None:
        """Take in what was read ahead in batches, if it can be had at once."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self.ahead.collect(team_id, now)

    async def _told(self, digest: Digest, by_key: Mapping[str, Matter], names: Names) -> list[Told]:
        """Each item with what its threads say; all of them read side by side."""
        readers = Readers(names, digest.window.zone, Caller(digest.team_id, purpose=PURPOSE))
        own = [by_key[item.item_id].threads[:MOST_THREADS] for item in digest.items]
        made = iter(await self._reader.read([one for threads in own for one in threads], readers))
        told = []
        for item, threads in zip(digest.items, own, strict=True):
            summaries = [next(made) for _ in threads]
            told.append(Told(item, tuple(one for one in summaries if one is not None)))
        return told

    async def _composed(
        self,
        digest: Digest,
        found: Sequence[Told],
        by_key: Mapping[str, Matter],
        names: Names,
        language: str,
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
        asked = call(found, transcript, self._model, caller, language)
        try:
            composed = await asked_once(self._store.summaries, self._claude, asked, rests_on)
        except ClaudeUnavailable:
            return digest
        return await asyncio.to_thread(applied, digest, composed, evidence)

    async def _cost(self, team_id: str, window: Window, now: datetime) -> float | None:
        """What the digest cost, what was read ahead of it included.

        None where no price is known or nothing ran.
        """
        prices = [
            usage.cost
            for since, wanted in ((now, PURPOSE), (window.start, PREPARING))
            for purpose, usage in await self._store.usage.since(team_id, since)
            if purpose == wanted
        ]
        return sum(price for price in prices if price is not None) if any(prices) else None


def _notes(found: Sequence[Told]) -> tuple[str, ...]:
    """What readers should know about the wording."""
    withheld = sum(summary.withheld for told in found for summary in told.summaries)
    own = sum(not told.said for told in found)
    notes = []
    if own:
        items = "1 item is" if own == 1 else f"{own} items are"
        notes.append(f"{items} made of people's own sentences, since Claude gave none.")
    if withheld:
        sentences = "1 sentence" if withheld == 1 else f"{withheld} sentences"
        notes.append(f"Left out {sentences} that no message supports.")
    return tuple(notes)


def _listed(digest: Digest, found: Sequence[Told], names: Names) -> Digest:
    """The digest's lists with what the summaries found, before what people's sentences gave."""
    said = Said(digest.items)
    return replace(
        digest,
        decided=said.fresh([*_lines(found, Section.DECIDED, names), *digest.decided]),
        promised=said.fresh(dated_first([*_lines(found, Section.TO_DO, names), *digest.promised])),
        unanswered=said.fresh(
            [*digest.unanswered, *_lines(found, Section.OPEN, names)], MOST_QUESTIONS
        ),
    )


def _lines(found: Sequence[Told], section: Section, names: Names) -> list[DigestLine]:
    return [line for told in found for line in told.lines(section, names)]
