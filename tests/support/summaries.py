"""One thread on a bad deploy, and what a test does to have it summed up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from digests.claude.client import Claude
from digests.models import Channel, Claim, Message, People, Summary, Thread
from digests.store import open_store
from digests.summarize.request import SummaryRequest
from digests.summarize.summarizer import Summarizer
from sandbox.claude import LocalClaude

CHANNEL = Channel("T1", "C1", "payments")
PEOPLE = People({"U1": "Mara Weiss", "U2": "Jon Park", "U3": "Priya Rao"})
URL = "https://x.slack.com/"
START = 1_795_003_200
TALK = (
    ("U1", "Payments are failing since the deploy at 9:12."),
    ("U2", "Looking into it. The new rate limiter rejects 212 orders."),
    ("U1", "We decided to roll back the rate limiter."),
    ("U2", "I'll fix the token bucket's clock by Monday noon."),
    ("U3", "Should the limiter fail open?"),
)


def thread(talk: tuple[tuple[str, str], ...] = TALK, **more: Any) -> Thread:
    messages = tuple(
        Message("T1", "C1", f"{START + i * 60}.000000", text, user, thread_ts=f"{START}.000000")
        for i, (user, text) in enumerate(talk)
    )
    return Thread(CHANNEL, f"{START}.000000", messages, total=len(messages), **more)


class Watcher:
    """Keeps the claims that were shown, in order."""

    def __init__(self) -> None:
        self.claims: list[Claim] = []

    async def __call__(self, claim: Claim) -> None:
        self.claims.append(claim)


async def summed_up(
    claude: Claude | None, of: Thread, request: SummaryRequest | None = None, **more: Any
) -> Summary:
    summarizer = Summarizer(more.pop("summaries", None), claude)
    return await summarizer.thread(of, request, people=PEOPLE, workspace_url=URL, **more)


@asynccontextmanager
async def remembering(path: Path) -> AsyncIterator[Any]:
    store = await open_store(path / "activity.db")
    try:
        await store.channels.put([CHANNEL])
        await store.messages.put(list(thread().messages))
        yield store
    finally:
        await store.close()


def blocks(local: LocalClaude, at: int = -1) -> list[str]:
    """The user blocks of a request."""
    return [block["text"] for block in local.requests[at].body["messages"][0]["content"]]
