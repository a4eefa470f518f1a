"""Claude's Message Batches API: the same calls at half price, for whoever can wait up to a day."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from digests.claude.answer import turn_of, usage_of
from digests.claude.calls import Call, Json, Turn
from digests.claude.client import Claude
from digests.errors import ClaudeUnavailable
from digests.usage import Usage

_T = TypeVar("_T")
_PAGE = 100
_REFUSALS = frozenset({400, 401, 402, 403, 404, 413, 422, 429})
"""Statuses under which nothing was taken in; after others nobody knows."""


class NotTaken(ClaudeUnavailable):
    """The API said no to a batch: it certainly isn't there and costs nothing."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as the API describes it.

    Attributes:
        batch_id: the API's.
        created_at: when it was taken in, by the API's clock.
        ended: all of its requests were answered, failed, expired or were canceled.
        requests: how many it has.
    """

    batch_id: str
    created_at: datetime
    ended: bool
    requests: int


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one request of a batch.

    Attributes:
        kind: the API's word: "succeeded", "errored", "canceled" or "expired".
        message: the API's answer, None unless it succeeded.
    """

    kind: str
    message: Any = None

    def turn(self, call: Call) -> Turn:
        """The answer to the call. Raises ClaudeUnavailable if there is none that is whole."""
        if self.message is None:
            raise ClaudeUnavailable(f"Claude did not answer this in a batch: it {self.kind}.")
        return turn_of(self.message, call, usage_of(self.message, call.model, batched=True))

    @property
    def usage(self) -> Usage | None:
        """What it used; None where nothing is paid for, since only what succeeded is."""
        if self.message is None:
            return None
        return usage_of(self.message, self.message.model, batched=True)


class Batches:
    """Batches of one API key, through the client that also makes single calls."""

    def __init__(self, claude: Claude, model: str) -> None:
        """Nothing is asked yet.

        Args:
            claude: whose key, budgets and time limit hold.
            model: the one that is asked, for saying what is wrong with it.
        """
        self._claude, self._model = claude, model

    async def create(self, calls: Mapping[str, Call]) -> Batch:
        """Hand in calls as a batch; never tried twice, since two would both be paid for.

        Args:
            calls: by an id of 1 to 64 letters, digits, "-" and "_"; at least one.

        Raises:
            OverBudget: the caller's budget is used up; nothing was sent.
            NotTaken: the API refused it.
            ClaudeUnavailable: nobody knows whether it was taken in.
        """
        for caller in {call.caller for call in calls.values()}:
            await self._claude.admit(caller)
        requests: Any = [
            {"custom_id": name, "params": self._claude.parameters(call)}
            for name, call in calls.items()
        ]
        client = (await self._claude.open()).with_options(max_retries=0)
        return _batch(await self._asked(client.messages.batches.create(requests=requests)))

    async def get(self, batch_id: str) -> Batch | None:
        """A batch as it stands; None if the API knows none of that id. Raises ClaudeUnavailable."""
        return await self._asked(self._known(batch_id))

    async def between(self, start: datetime, end: datetime) -> list[Batch]:
        """All batches of this key that were created from `start` to `end`, newest first.

        Raises:
            ClaudeUnavailable: the API doesn't say.
        """
        return await self._asked(self._listed(start, end))

    async def results(self, batch_id: str) -> dict[str, Result]:
        """What became of each request of a batch that has ended, by the ids given to `create`.

        Raises:
            ClaudeUnavailable: the API doesn't say.
        """
        return await self._asked(self._read(batch_id))

    async def cancel(self, batch_id: str) -> None:
        """Ask for a batch to end; what was answered by then is paid for.

        Raises:
            ClaudeUnavailable: it could not be told.
        """
        client = await self._claude.open()
        await self._asked(client.messages.batches.cancel(batch_id))

    async def delete(self, batch_id: str) -> None:
        """Have the API forget a batch that has ended, with all it read and said.

        Raises:
            ClaudeUnavailable: it could not be told.
        """
        client = await self._claude.open()
        await self._asked(client.messages.batches.delete(batch_id))

    async def _listed(self, start: datetime, end: datetime) -> list[Batch]:
        client = await self._claude.open()
        found = []
        async for one in client.messages.batches.list(limit=_PAGE):
            if one.created_at < start:
                break
            if one.created_at <= end:
                found.append(_batch(one))
        return found

    async def _read(self, batch_id: str) -> dict[str, Result]:
        client = await self._claude.open()
        found = {}
        async for line in await client.messages.batches.results(batch_id):
            kind = line.result.type
            found[line.custom_id] = Result(kind, getattr(line.result, "message", None))
        return found

    async def _known(self, batch_id: str) -> Batch | None:
        client = await self._claude.open()
        try:
            return _batch(await client.messages.batches.retrieve(batch_id))
        except Exception as error:
            if _status(error) == 404:
                return None
            raise

    async def _asked(self, request: Awaitable[_T]) -> _T:
        """What the API says, within the client's time."""
        try:
            async with asyncio.timeout(self._claude.timeout):
                return await request
        except Exception as error:
            failed = await self._claude.failure(error, self._model, "batch")
            if _status(error) in _REFUSALS:
                raise NotTaken(str(failed)) from error
            raise failed from error


def _status(error: Exception) -> int | None:
    return getattr(error, "status_code", None)


def _batch(found: Any) -> Batch:
    counts: Json = found.request_counts.to_dict()
    ended = found.processing_status == "ended"
    return Batch(found.id, found.created_at, ended, sum(counts.values()))
