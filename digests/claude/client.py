"""Claude's Messages API. The only file that imports anthropic, and only once it is needed.

Every call is streamed, bounded in time, counted in the ledger and ends in one of two ways: with a
complete answer, or with a ClaudeUnavailable whose text a person may read. What the API said goes to
the log.
"""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from pydantic import BaseModel, ValidationError

from digests.claude.answer import Answer
from digests.claude.calls import Call, Caller, Json, Ledger, Turn
from digests.claude.errors import CUT_OFF, SLOW, UNREACHABLE, failure
from digests.claude.pacing import Pace, tokens_in
from digests.errors import ClaudeCutOff, ClaudeOverloaded, ClaudeUnavailable

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

_log = structlog.get_logger(__name__)
_Schema = TypeVar("_Schema", bound=BaseModel)


class Claude:
    """The model, as the rest of the house sees it.

    Attributes:
        timeout: most seconds a call may take, waiting for retries included.
    """

    def __init__(
        self,
        api_key: str,
        base_url: str | None = None,
        *,
        ledger: Ledger | None = None,
        pace: Pace | None = None,
        timeout: float = 180.0,
        stall: float = 45.0,
        concurrency: int = 8,
        max_retries: int = 2,
        transport: Any = None,
    ) -> None:
        """Nothing is imported or connected yet.

        Args:
            api_key: the key; decide outside whether there is one.
            base_url: where the API is, None for Anthropic's own.
            ledger: told of every call; None counts nothing.
            pace: asked before every call that is answered at once; None holds nothing back.
            timeout: seconds per call, in all.
            stall: seconds without a byte after which a stream counts as dead.
            concurrency: how many calls may be under way at once.
            max_retries: how often a call that failed before its first byte is repeated.
            transport: an httpx2 transport to use instead of the network.
        """
        self.timeout = timeout
        self._api_key, self._base_url, self._transport = api_key, base_url, transport
        self._stall, self._max_retries = stall, max_retries
        self._ledger, self._pace = ledger, pace
        self._slots = asyncio.Semaphore(concurrency)
        self._opening = asyncio.Lock()
        self._client: AsyncAnthropic | None = None

    async def open(self) -> AsyncAnthropic:
        """Import and build the client off the event loop; called early, nobody waits for it."""
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(self._build)
            return self._client

    async def close(self) -> None:
        """Close the connections; it may be used again afterwards."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def admit(self, caller: Caller) -> None:
        """Return if somebody may have a call made. Raises OverBudget if a budget is used up."""
        if self._ledger is not None:
            await self._ledger.check(caller)

    async def lines(self, call: Call) -> AsyncGenerator[str, None]:
        """The lines of an answer, each as soon as it is complete, without line breaks.

        Close it (`contextlib.aclosing`) to stop the model. Raises ClaudeUnavailable, possibly
        after some lines; a line cut in two is never given.
        """
        async with aclosing(self._stream(call)) as parts:
            async for part in parts:
                if isinstance(part, str):
                    yield part

    async def turn(
        self, call: Call, on_line: Callable[[str], Awaitable[None]] | None = None
    ) -> Turn:
        """One whole answer, for loops with tools; `on_line` gets each line when it is complete."""
        turn: Turn | None = None
        async with aclosing(self._stream(call)) as parts:
            async for part in parts:
                if isinstance(part, Turn):
                    turn = part
                elif on_line is not None:
                    await on_line(part)
        assert turn is not None
        return turn

    async def structured(self, call: Call, schema: type[_Schema]) -> _Schema:
        """An answer in the form of a pydantic model; ClaudeCutOff if it doesn't fit the form."""
        anthropic = await self._library()
        form = {"type": "json_schema", "schema": anthropic.transform_schema(schema)}
        async with aclosing(self._stream(call, form=form)) as parts:
            text = "\n".join([part async for part in parts if isinstance(part, str)])
        try:
            return await asyncio.to_thread(schema.model_validate_json, text)
        except ValidationError as error:
            raise ClaudeCutOff(CUT_OFF) from error

    async def count_tokens(self, call: Call) -> int:
        """How many input tokens a call would have; free of charge."""
        parameters = self.parameters(call)
        for unwanted in ("max_tokens", "output_config"):
            parameters.pop(unwanted)
        client = await self.open()
        try:
            async with asyncio.timeout(self.timeout):
                counted = await client.messages.count_tokens(**parameters)
        except Exception as error:
            raise await self.failure(error, call.model, call.caller.purpose) from error
        return counted.input_tokens

    async def _stream(
        self, call: Call, form: Json | None = None
    ) -> AsyncGenerator[str | Turn, None]:
        """The lines of an answer and at last the whole of it."""
        await self.admit(call.caller)
        client = await self.open()
        if self._pace is not None:
            await self._pace.take(await asyncio.to_thread(tokens_in, call), call.max_tokens)
        async with self._slots:
            answer = Answer(call)
            try:
                events = self._events(client.messages.stream(**self.parameters(call, form)), answer)
                async with aclosing(events):
                    async for line in events:
                        yield line
            except Exception as error:
                raise await self.failure(error, call.model, call.caller.purpose) from error
            finally:
                await self._count(answer)
            for last in answer.finished():
                yield last

    async def _events(self, manager: Any, answer: Answer) -> AsyncGenerator[str, None]:
        """Read a stream into an answer; the clock only runs while we wait for the API."""
        clock, left = asyncio.get_running_loop().time, self.timeout
        async with AsyncExitStack() as stack:
            began = clock()
            async with asyncio.timeout(left):
                stream = await stack.enter_async_context(manager)
            left -= clock() - began
            while True:
                began = clock()
                async with asyncio.timeout(left):
                    event = await anext(stream, None)
                left -= clock() - began
                if event is None:
                    return
                answer.snapshot = stream.current_message_snapshot
                for line in answer.read(event):
                    yield line

    async def _count(self, answer: Answer) -> None:
        """Tell the ledger what was used, if the API began to answer at all."""
        if self._ledger is not None and answer.snapshot is not None:
            await self._ledger.add(answer.usage, answer.call.caller)

    async def failure(self, error: Exception, model: str, purpose: str) -> ClaudeUnavailable:
        """Our error for what the library raised; anything unknown is raised as it is."""
        anthropic, httpx2 = await self._library(), importlib.import_module("httpx2")
        kind, status = getattr(error, "type", None), getattr(error, "status_code", None)
        _log.warning(
            "claude.failed",
            error=type(error).__name__,
            kind=kind,
            status=status,
            request_id=getattr(error, "request_id", None),
            detail=getattr(error, "api_message", None),
            model=model,
            purpose=purpose,
        )
        if isinstance(error, anthropic.APIStatusError):
            return failure(kind, status, model)
        slow = (TimeoutError, anthropic.APITimeoutError, httpx2.TimeoutException)
        if isinstance(error, slow):
            return ClaudeOverloaded(SLOW)
        if isinstance(error, anthropic.AnthropicError | httpx2.HTTPError | json.JSONDecodeError):
            return ClaudeOverloaded(UNREACHABLE)
        raise error

    def parameters(self, call: Call, form: Json | None = None) -> Json:
        """A call in the API's words: a cacheable prefix of tools and system, then the messages."""
        output: Json = {"effort": call.effort} | ({"format": form} if form else {})
        system = {"type": "text", "text": call.system, "cache_control": {"type": "ephemeral"}}
        parameters: Json = {
            "model": call.model,
            "max_tokens": call.max_tokens,
            "system": [system],
            "messages": list(call.messages),
            "output_config": output,
        }
        return parameters | ({"tools": list(call.tools)} if call.tools else {})

    async def _library(self) -> ModuleType:
        return await asyncio.to_thread(importlib.import_module, "anthropic")

    def _build(self) -> AsyncAnthropic:
        anthropic, httpx2 = importlib.import_module("anthropic"), importlib.import_module("httpx2")
        limits = httpx2.Timeout(self._stall, connect=5.0, pool=self.timeout)
        options = {"transport": self._transport} if self._transport is not None else {}
        client: AsyncAnthropic = anthropic.AsyncAnthropic(
            api_key=self._api_key,
            base_url=self._base_url,
            max_retries=self._max_retries,
            timeout=limits,
            http_client=anthropic.DefaultAsyncHttpxClient(timeout=limits, **options),
        )
        return client
