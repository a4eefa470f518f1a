"""Reading ahead of the digest: at once, or at half price where there is time for a batch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from digests.claude.calls import Caller
from digests.claude.client import Claude
from digests.matters.telling import Names
from digests.models import Thread
from digests.reading.batched import PREPARING, BatchReader
from digests.reading.kept import Readers
from digests.reading.packing import Unread
from digests.reading.reader import DigestReader
from digests.store import Store
from digests.transcript import estimate_tokens

_HEAD_TOKENS = 20


class ReadingAhead:
    """Reads threads for everyone in a workspace before anybody asks for a digest."""

    def __init__(
        self, store: Store, claude: Claude, reader: DigestReader, *, batched: bool = False
    ) -> None:
        """Put together what it works with; `batched`: whether batches may be asked for."""
        self._store, self._reader, self._batched = store, reader, batched
        self._batches = BatchReader(store, claude, reader)

    async def read(
        self,
        threads: Sequence[Thread],
        names: Names,
        team_id: str,
        zone: str,
        tokens: int,
        *,
        now: datetime,
        key: str = "",
        wait: bool = True,
    ) -> int:
        """Read threads, those first that stand first.

        Args:
            threads: from the best to the least.
            names: those that everyone may know.
            team_id: whose they are.
            zone: the digest's zone.
            tokens: about how much may be read now; what doesn't fit is left for later.
            now: the present.
            key: under which to ask for a batch, if there is time for one; "" to read at once.
            wait: leave out what batches are expected to read.

        Returns:
            How many threads were read, or will be.
        """
        readers = Readers(names, zone, Caller(team_id, purpose=PREPARING))
        awaited, _ = await self._batches.awaited(team_id, now) if wait else (frozenset(), 0)
        mine = [
            thread
            for thread in threads
            if awaited.isdisjoint((m.channel_id, m.ts) for m in thread.messages)
        ]
        chosen: list[tuple[Thread, Unread]] = []
        left = tokens
        for thread, one in zip(mine, await self._reader.unread(mine, readers), strict=True):
            size = _size(one) if one else 0
            if one and size <= left:
                left -= size
                chosen.append((thread, one))
        if chosen and key and self._batched:
            unread = [one for _, one in chosen]
            asked = await self._batches.ask(key, unread, readers, tokens - left, now)
            if asked is not None:
                return asked
        made = await self._reader.read([thread for thread, _ in chosen], readers)
        return sum(summary is not None for summary in made)

    async def collect(self, team_id: str, now: datetime, *, hurry: bool = False) -> int:
        """Take in what batches have read; how many threads. See `BatchReader.collect`."""
        return await self._batches.collect(team_id, now, hurry=hurry)

    async def spent(self, team_id: str, since: datetime, now: datetime) -> int:
        """Tokens that reading ahead has taken since a moment, in and out, and those awaited."""
        used = await self._store.usage.since(team_id, since)
        _, awaited = await self._batches.awaited(team_id, now)
        return awaited + sum(
            usage.input_tokens + usage.cache_write_tokens + usage.output_tokens
            for purpose, usage in used
            if purpose == PREPARING
        )


def _size(unread: Unread) -> int:
    return sum(estimate_tokens(m.text) + _HEAD_TOKENS for m in unread.new)
