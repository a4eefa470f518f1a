"""Runs a local Claude on a real socket, with a clock, faults and a journal kept in view."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from anthropic import AsyncAnthropic

from sandbox.claude import Failure, LocalClaude, routes

START = 1_795_190_400.0

SUMMARY = "You summarize threads.\nFormat: summary-lines"
SEARCH: dict[str, Any] = {
    "name": "search_messages",
    "description": "Searches messages.",
    "input_schema": {"type": "object", "properties": {"query": {"type": "string"}}},
}


@dataclass
class HandClock:
    """A clock that stands still until it is moved."""

    at: float = START

    def now(self) -> float:
        return self.at


@dataclass
class NextFaults:
    """Fails the next calls, one fault each, in order."""

    waiting: list[Failure] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)

    def take(self, target: str, method: str, kind: str | None = None, /) -> Failure | None:
        due = self.waiting[0] if self.waiting else None
        if due is None or kind not in (None, due.kind):
            return None
        self.struck.append(f"{target} {method} {due.kind}")
        return self.waiting.pop(0)


@dataclass
class ListJournal:
    """Keeps entries as dicts."""

    entries: list[dict[str, Any]] = field(default_factory=list)

    def add(self, kind: str, /, **fields: Any) -> None:
        self.entries.append({"kind": kind, **fields})


@dataclass
class Bench:
    """A running local Claude and a client of Anthropic's own SDK for it."""

    claude: LocalClaude
    client: AsyncAnthropic
    clock: HandClock
    faults: NextFaults
    journal: ListJournal
    base_url: str

    def fail(self, kind: str, seconds: float | None = None) -> None:
        """Make the next call fail."""
        self.faults.waiting.append(Failure(kind, seconds))

    def client_with(self, **options: Any) -> AsyncAnthropic:
        """Return another client, such as one with another key."""
        return AsyncAnthropic(base_url=self.base_url, **({"max_retries": 0} | options))


@asynccontextmanager
async def running_claude() -> AsyncIterator[Bench]:
    """Serve a local Claude on a free port of the loopback for as long as the block lasts."""
    clock, faults, journal = HandClock(), NextFaults(), ListJournal()
    claude = LocalClaude(clock, faults, journal)
    app = web.Application()
    app.add_routes(routes(claude))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    base_url = f"http://127.0.0.1:{runner.addresses[0][1]}/claude"
    client = AsyncAnthropic(base_url=base_url, api_key=claude.api_key, max_retries=0)
    try:
        yield Bench(claude, client, clock, faults, journal, base_url)
    finally:
        await client.close()
        await runner.cleanup()


def ask(text: str, **more: Any) -> dict[str, Any]:
    """Return the arguments of a plain call to messages.create."""
    body: dict[str, Any] = {
        "model": "claude-haiku-5-5",
        "max_tokens": 2000,
        "messages": [{"role": "user", "content": text}],
    }
    return body | more


def text_of(message: Any) -> str:
    """All that a message says, in one."""
    return "".join(block.text for block in message.content if block.type == "text")
