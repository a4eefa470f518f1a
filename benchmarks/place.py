"""A sandbox in another process, as slow as the real Slack and Claude, and its journal."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from sandbox.seed import Seed
from sandbox.server import Addresses

ROOT = Path(__file__).parents[1]
SLACK_SECONDS = 0.06
CLAUDE_SECONDS = 0.6
TOKENS_A_SECOND = 80.0
_LOOK = 0.05

Entry = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """A sandbox that serves elsewhere, reached over its control API."""

    addresses: Addresses
    http: aiohttp.ClientSession
    offset: float

    def now(self) -> datetime:
        """The sandbox's time; it ticks like this machine's."""
        return datetime.fromtimestamp(time.monotonic() + self.offset, UTC)

    async def act(self, what: str, /, **body: Any) -> dict[str, Any]:
        """POST /control/<what>."""
        url = f"{self.addresses.url}control/{what}"
        async with self.http.post(url, json=body) as answer:
            found: dict[str, Any] = await answer.json()
        if not found.get("ok"):
            raise RuntimeError(f"The sandbox refused {what}: {found.get('error')}")
        return found

    async def look(self, what: str, /, **query: str | int) -> dict[str, Any]:
        """GET /control/<what>."""
        url = f"{self.addresses.url}control/{what}"
        async with self.http.get(url, params=query) as answer:
            found: dict[str, Any] = await answer.json()
            return found

    async def post(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> str:
        """Write as a person; the message's ts."""
        more = {"thread_ts": thread_ts} if thread_ts else {}
        return str((await self.act("post", user=user, channel=channel, text=text, **more))["ts"])

    async def mark(self) -> int:
        """Where the journal stands now."""
        return int((await self.look("journal", since=1 << 60))["last"])

    async def entries(self, since: int = 0) -> list[Entry]:
        """What the journal wrote after a mark, in order."""
        found: list[Entry] = (await self.look("journal", since=since))["entries"]
        return found

    async def until(
        self,
        since: int,
        holds: Callable[[list[Entry]], bool],
        seconds: float = 120.0,
        silence: float = math.inf,
    ) -> list[Entry]:
        """Wait until the journal after a mark has what is waited for, and return it.

        Args:
            since: the mark.
            holds: given everything since; whether that is enough.
            seconds: how long to wait.
            silence: seconds without anything new after which waiting is pointless.

        Raises:
            TimeoutError: with the names of what there was instead.
        """
        deadline, seen, last = time.monotonic() + seconds, list[Entry](), since
        heard = time.monotonic()
        while True:
            new = await self.entries(last)
            seen += new
            last = new[-1]["n"] if new else last
            heard = time.monotonic() if new else heard
            if holds(seen) or time.monotonic() - heard > silence:
                return seen
            if time.monotonic() > deadline:
                names = [f"{e['kind']} {e.get('method') or e.get('name') or ''}" for e in seen]
                raise TimeoutError(f"not within {seconds} s; the journal has {names[-30:]}")
            await asyncio.sleep(_LOOK)

    async def like_the_real_ones(self) -> None:
        """Let Slack answer in 60 ms and Claude begin after 0.6 s, at 80 tokens a second."""
        await self.act("faults", target="slack", kind="slow", seconds=SLACK_SECONDS)
        await self.act("claude", delay=CLAUDE_SECONDS, speed=TOKENS_A_SECOND)


@contextlib.asynccontextmanager
async def place(seed: Seed, *, limits: bool = False) -> AsyncIterator[Place]:
    """A sandbox in a process of its own until the block ends.

    Args:
        seed: what the workspace holds.
        limits: with Slack's rate limits.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "seed.json"
        path.write_text(json.dumps(asdict(seed)), encoding="utf-8")
        command = (sys.executable, "-m", "benchmarks.serve", str(path))
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *command, *(["--limits"] if limits else []), cwd=ROOT, stdin=pipe, stdout=pipe
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            where = Addresses(**json.loads(await process.stdout.readline()))
            async with aiohttp.ClientSession() as http:
                yield Place(where, http, where.now - time.monotonic())
        finally:
            process.stdin.close()
            await process.wait()


def api(entries: Iterable[Entry], *methods: str) -> list[Entry]:
    """The Web API calls among some entries, of any method if none is named."""
    found = [entry for entry in entries if entry["kind"] == "api"]
    return [entry for entry in found if not methods or entry["method"] in methods]


def model_calls(entries: Iterable[Entry]) -> list[Entry]:
    """The model's answers among some entries; counting tokens is free and no answer."""
    return [e for e in entries if e["kind"] == "claude" and e["path"] == "/v1/messages"]


def exchanges(entries: Iterable[Entry]) -> list[Entry]:
    """What was asked of the model, each with `began` and the `numbers` of the messages in it."""
    return [e for e in entries if e["kind"] == "exchange" and e["path"].endswith("/v1/messages")]


def spans(entries: Iterable[Entry]) -> list[tuple[float, float]]:
    """From when to when each call of the model took, ascending."""
    found = list(entries)
    ends = {e["request_id"]: e["at"] for e in model_calls(found)}
    asked = [e for e in exchanges(found) if e["request_id"] in ends]
    return sorted((e["began"], ends[e["request_id"]]) for e in asked)


def at_once(times: Iterable[tuple[float, float]]) -> int:
    """The most of some spans that went on at the same moment; 0 if there are none."""
    steps = sorted(step for begin, end in times for step in ((begin, 1), (end, -1)))
    most = now = 0
    for _, change in steps:
        now += change
        most = max(most, now)
    return most


def busy(times: Iterable[tuple[float, float]]) -> float:
    """Seconds during which at least one of some spans went on."""
    total, until = 0.0, float("-inf")
    for begin, end in sorted(times):
        total += max(0.0, end - max(begin, until))
        until = max(until, end)
    return total
