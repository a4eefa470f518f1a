"""Threads read in batches, at half price: asked for now, taken in when the API has answered.

A batch is noted by ids before the API is told of it. So whoever finds a note without the API's id
knows that a process died in between, and looks whether the API has that batch before anything is
asked, and paid for, again. An answer counts only for exactly the call that would be made now: if a
message was edited, deleted or hidden meanwhile, it is thrown away.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from digests.audience import everyone
from digests.claude.batches import Batch, Batches, NotTaken, Result
from digests.claude.calls import Call, Caller
from digests.claude.client import Claude
from digests.errors import ClaudeUnavailable, OverBudget
from digests.known_names import known_names
from digests.models import Thread
from digests.reading.kept import Readers
from digests.reading.packing import Unread
from digests.reading.reader import DigestReader
from digests.store import BatchNote, Store
from digests.summarize.request import digest

PREPARING = "prepare"
"""What the ledger calls reading ahead."""

_LONGEST = timedelta(hours=24)
"""After this the API has ended or expired every batch."""

_RESULTS_KEPT = timedelta(days=29)
"""So long the API keeps what batches said."""

_UNSURE = timedelta(minutes=10)
"""More than the request may take, and the clocks differ: until then a batch may yet appear."""

_LOOKS = 12
_PAUSE = 5.0
"""How often, and after how many seconds, a batch is looked at that was told to end."""

_log = structlog.get_logger(__name__)

Place = tuple[str, str]


class BatchReader:
    """Reads threads for everyone in a workspace, in batches."""

    def __init__(self, store: Store, claude: Claude, reader: DigestReader) -> None:
        """Put together what it works with; what it reads is kept where `reader` finds it."""
        self._store, self._reader = store, reader
        self._batches = Batches(claude, reader.model)

    async def ask(
        self, key: str, unread: Sequence[Unread], readers: Readers, tokens: int, now: datetime
    ) -> int | None:
        """Have threads read in a batch; asked twice under one key, the second time does nothing.

        Args:
            key: stands for this asking, the same if a process that died does it again.
            unread: what to read, at least one; nothing of it awaited yet.
            readers: with the names that everyone may know.
            tokens: about how much that is.
            now: the present.

        Returns:
            How many threads will be read, as far as anybody knows; 0 if a budget refuses, None if
            the API takes no such batch.
        """
        answers = await self._reader.answers(unread, readers)
        calls = {_name(call): call for call in answers.calls}
        note = BatchNote(
            key,
            readers.caller.team_id,
            now,
            readers.zone,
            tokens,
            tuple(calls),
            tuple(
                (one.thread.channel.channel_id, tuple(m.ts for m in one.thread.messages))
                for one in unread
            ),
        )
        if not await self._store.batches.put(note):
            return 0
        try:
            batch = await self._batches.create(calls)
        except (NotTaken, OverBudget) as error:
            await self._store.batches.settle(note, (), now, PREPARING)
            return 0 if isinstance(error, OverBudget) else None
        except ClaudeUnavailable:
            return len(unread)
        await self._store.batches.taken(key, batch.batch_id)
        return len(unread)

    async def collect(self, team_id: str, now: datetime, *, hurry: bool = False) -> int:
        """Take in what the API has answered; how many threads were read by that.

        Args:
            team_id: whose batches.
            now: the present.
            hurry: have the API end what it hasn't answered, and wait a minute for that.
        """
        read = 0
        for note in await self._store.batches.open(team_id):
            # What can't be learned now is learned another time: the note stays.
            with suppress(ClaudeUnavailable):
                read += await self._collected(note, now, hurry=hurry)
        return read

    async def awaited(self, team_id: str, now: datetime) -> tuple[frozenset[Place], int]:
        """The messages (channel id and ts) that batches may yet tell of, and about how many tokens.

        What the API has had for longer than it takes is not waited for.
        """
        notes = await self._store.batches.open(team_id)
        fresh = [note for note in notes if now - note.at < _LONGEST]
        places = {
            (channel_id, ts)
            for note in fresh
            for channel_id, listed in note.threads
            for ts in listed
        }
        return frozenset(places), sum(note.tokens for note in fresh)

    async def _collected(self, note: BatchNote, now: datetime, *, hurry: bool) -> int:
        batch = await self._batch(note, now)
        if batch is None:
            return 0
        if hurry and not batch.ended:
            batch = await self._canceled(batch)
        if not batch.ended:
            return 0
        results = await self._batches.results(batch.batch_id)
        read = await self._kept(note, results)
        used = [result.usage for result in results.values() if result.usage is not None]
        await self._store.batches.settle(note, used, now, PREPARING)
        _log.info(
            "digest.batch",
            batch=batch.batch_id,
            requests=len(results),
            paid=len(used),
            threads=read,
        )
        with suppress(ClaudeUnavailable):
            await self._batches.delete(batch.batch_id)
        return read

    async def _batch(self, note: BatchNote, now: datetime) -> Batch | None:
        """The batch of a note; None if there is none, which settles it, or nobody knows yet."""
        found = None
        if now - note.at > _RESULTS_KEPT:
            pass
        elif note.batch_id is not None:
            found = await self._batches.get(note.batch_id)
        elif now - note.at < _UNSURE:
            return None
        else:
            found, sure = await self._looked_for(note)
            if not sure:
                return None
        if found is None:
            await self._store.batches.settle(note, (), now, PREPARING)
        elif note.batch_id is None:
            await self._store.batches.taken(note.key, found.batch_id)
        return found

    async def _looked_for(self, note: BatchNote) -> tuple[Batch | None, bool]:
        """The batch that the API took in and nobody noted; and whether that is sure.

        The API tells what is in a batch only once it has ended, so others of the same size have to
        end before it is sure.
        """
        open_ = {one.batch_id for one in await self._store.batches.open(note.team_id)}
        near = await self._batches.between(note.at - _UNSURE, note.at + _UNSURE)
        alike = [
            one for one in near if one.requests == len(note.requests) and one.batch_id not in open_
        ]
        for one in alike:
            if one.ended and set(await self._batches.results(one.batch_id)) == set(note.requests):
                return one, True
        return None, all(one.ended for one in alike)

    async def _canceled(self, batch: Batch) -> Batch:
        """A batch told to end, as it stands once it has, or after a minute."""
        with suppress(NotTaken):
            await self._batches.cancel(batch.batch_id)
        for look in range(_LOOKS):
            batch = await self._batches.get(batch.batch_id) or batch
            if batch.ended:
                break
            if look + 1 < _LOOKS:
                await asyncio.sleep(_PAUSE)
        return batch

    async def _kept(self, note: BatchNote, results: Mapping[str, Result]) -> int:
        """Keep what was said of threads that are still as they were; how many those are."""
        caller = Caller(note.team_id, purpose=PREPARING)
        names = await known_names(self._store, everyone(note.team_id))
        readers = Readers(names, note.zone, caller)
        threads = await self._threads(note)
        unread = [one for one in await self._reader.unread(threads, readers) if one is not None]
        if len(unread) < len(note.threads):
            return 0
        answers = await self._reader.answers(unread, readers)
        kept = 0
        for part, call in zip(answers.parts, answers.calls, strict=True):
            for place in await answers.take(part, _lines(results.get(_name(call)), call)):
                summary = await self._reader.keep(answers, place, unread[place].thread, note.zone)
                kept += summary is not None
        return kept

    async def _threads(self, note: BatchNote) -> list[Thread]:
        """The threads of a note as they are now, as far as everyone may read them."""
        audience, found = everyone(note.team_id), []
        for channel_id, listed in note.threads:
            channel = await self._store.channels.get(note.team_id, channel_id)
            get = self._store.messages.get
            messages = [await get(audience, channel_id, ts) for ts in listed]
            known = tuple(message for message in messages if message is not None)
            if channel is not None and known:
                found.append(Thread(channel, known[0].root_ts, known, len(known)))
        return found


async def _lines(result: Result | None, call: Call) -> AsyncIterator[str]:
    """An answer's lines. Raises ClaudeUnavailable if there is none, or not to exactly this call."""
    if result is None:
        raise ClaudeUnavailable("This was not answered in a batch.")
    for line in result.turn(call).text.splitlines():
        yield line.rstrip()


def _name(call: Call) -> str:
    """A request's id: stands for all that the model is told."""
    return f"read-{digest([call.model, call.system, call.messages])}"
