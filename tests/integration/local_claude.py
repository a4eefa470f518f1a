"""A local Claude on a real socket for one test."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from digests.claude.calls import Call, Caller, user
from digests.claude.client import Claude
from digests.usage import Usage
from sandbox.claude import LocalClaude, routes
from sandbox.claude.ports import Failure

MODEL = "claude-haiku-5-5"


class Clock:
    """The machine's own time."""

    def now(self) -> float:
        return time.time()


class Faults:
    """Failures in the order in which they strike; none when used up."""

    def __init__(self) -> None:
        self.due: list[Failure] = []

    def take(self, target: str, method: str, /, *details: object) -> Failure | None:
        return self.due.pop(0) if self.due else None


class Journal:
    """Keeps nothing: the local Claude lists its requests itself."""

    def add(self, kind: str, /, **fields: Any) -> None:
        return None


class Ledger:
    """Remembers what was counted, and for whom."""

    def __init__(self) -> None:
        self.entries: list[tuple[Usage, Caller]] = []

    async def check(self, caller: Caller) -> None:
        return None

    async def add(self, usage: Usage, caller: Caller) -> None:
        self.entries.append((usage, caller))


@asynccontextmanager
async def running() -> AsyncIterator[tuple[LocalClaude, str]]:
    """A local Claude and its base URL."""
    local = LocalClaude(Clock(), Faults(), Journal())
    app = web.Application()
    app.add_routes(routes(local))
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield local, f"http://127.0.0.1:{runner.addresses[0][1]}/claude"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def talking(**options: Any) -> AsyncIterator[tuple[LocalClaude, Claude]]:
    """A local Claude and our client for it; `options` are the client's."""
    async with running() as (local, address):
        claude = Claude(local.api_key, address, **({"max_retries": 0} | options))
        try:
            yield local, claude
        finally:
            await claude.close()


def asking(text: str = "What now?", **options: Any) -> Call:
    """A call with one user message; `options` are the call's."""
    return Call(**({"model": MODEL, "system": "Be short.", "messages": (user(text),)} | options))


def paths(local: LocalClaude) -> list[str]:
    """Which endpoints were called, in order."""
    return [request.path for request in local.requests]
