"""`python -m benchmarks.week fill|compile FOLDER MESSAGES`: a big week in a process of its own.

`fill` stores a week of channels with 2,000 messages each; `compile` makes its extractive digest,
adds 1 % new messages and makes it again, adds as many with what else happens meanwhile and makes it
again, once more from nothing to compare, and prints times and the most memory as JSON.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from benchmarks import content
from digests.audience import everyone
from digests.digest import Digest
from digests.models import Channel, User
from digests.pipeline import compile_digest
from digests.schedule import parse_week
from digests.store import Store, Workspace, open_store

WEEK = parse_week("2026-W47", "UTC")
QUIET_HOURS = 4
"""Hours before the week's end in which nobody writes, so that everything has gone quiet."""
CHANGING_HOURS = 1
"""Hours before the week's end from which messages change as well as come."""
SECONDS = int((WEEK.end - WEEK.start).total_seconds()) - QUIET_HOURS * 3600
EACH = 2_000
"""Messages of a channel."""
REPLIES = 0.3
"""Share of the messages that stand in threads, about that of the one-channel week."""
LATELY = 0.8
"""Share of new replies that stand in threads of the last day."""


async def fill(store: Store, channels: int, each: int) -> None:
    """Store a week of so many channels and messages in each, all of it known to be complete."""
    await store.workspaces.put(
        Workspace(content.TEAM, "Bench", "https://bench.slack.com/", "UTC", "U0BOT", "B0BOT")
    )
    await store.users.put(
        User(content.TEAM, user_id, content.name(n)) for n, user_id in enumerate(content.PEOPLE)
    )
    rooms = [_room(n) for n in range(channels)]
    created = WEEK.start - timedelta(days=60)
    await store.channels.put(
        Channel(content.TEAM, room, room.lower(), is_member=True, created=created) for room in rooms
    )
    start, end = int(WEEK.start.timestamp()), int(WEEK.end.timestamp())
    for n, room in enumerate(rooms):
        said = content.channel(n * each + 1, each, int(each * REPLIES), start, SECONDS)
        await store.messages.put(content.messages(said, room))
        await store.coverage.add(content.TEAM, room, f"{start}.000000", f"{end}.000000")


async def go_on(store: Store, channels: int, total: int, new: int, hours: float) -> None:
    """Let a week go on: new messages in every channel, so many hours before its end.

    Of a channel's new messages three in ten are replies, most of them in threads of the last day;
    the others are talk, in bursts.
    """
    for n in range(channels):
        rng, each = random.Random(f"{n} {hours}"), new // channels
        fresh = _fresh(rng, _said(n), each, total + n * each, hours)
        await store.messages.put(content.messages(fresh, _room(n)))
        if hours < QUIET_HOURS:
            await _change(store, rng, n, fresh)


async def _change(store: Store, rng: random.Random, n: int, fresh: Sequence[content.Said]) -> None:
    """What else happens in a channel meanwhile.

    Half of the new messages get a reaction, and so does one older message of the last day. In
    every fifth channel an older message is edited, in every tenth one deleted, wherever in the week
    they stand.
    """
    said, late = _said(n), int(WEEK.start.timestamp()) + SECONDS
    for one in [*rng.sample(fresh, len(fresh) // 2), rng.choice(said[-EACH // 7 :])]:
        who, at = rng.choice(content.PEOPLE), f"{late}.000200"
        await store.messages.react(content.TEAM, _room(n), one.ts, who, "tada", True, at)
    old = rng.sample(said, 2)
    if n % 5 == 0:
        (message,) = content.messages(old[:1], _room(n))
        text = f"{message.text} (Corrected.)"
        await store.messages.put([replace(message, text=text, edited_ts=f"{late}.000300")])
    if n % 10 == 0:
        await store.messages.delete(content.TEAM, _room(n), old[1].ts)


def _fresh(
    rng: random.Random, said: Sequence[content.Said], each: int, first: int, hours: float
) -> list[content.Said]:
    """A channel's new messages, in the hours in which nobody had written."""
    roots = sorted({one.root for one in said if one.root is not None})
    lately = [root for root in roots if root >= said[-EACH // 7].at] or roots
    at = int(WEEK.end.timestamp() - hours * 3600)
    fresh = []
    for k in range(each):
        at += rng.choice((20, 40, 60, 90, 300))
        root = None
        if rng.random() < REPLIES:
            root = rng.choice(lately if rng.random() < LATELY else roots)
        text = content.sentence(first + k, 2)
        fresh.append(content.Said(at, rng.choice(content.PEOPLE), text, root))
    return fresh


def _room(n: int) -> str:
    return f"C0WEEK{n:04d}"


def _said(n: int) -> list[content.Said]:
    """What was said first in a channel."""
    start = int(WEEK.start.timestamp())
    return content.channel(n * EACH + 1, EACH, int(EACH * REPLIES), start, SECONDS)


@dataclass(frozen=True)
class Compiled:
    """An extractive digest, the seconds it took, and those this process computed."""

    digest: Digest
    seconds: float
    computed: float


async def compiled(store: Store) -> Compiled:
    """The extractive digest of the week."""
    began, computed = time.perf_counter(), time.process_time()
    digest = await compile_digest(
        store, None, WEEK, everyone(content.TEAM), now=WEEK.end, place=content.TEAM
    )
    return Compiled(digest, time.perf_counter() - began, time.process_time() - computed)


async def main(step: str, folder: Path, messages: int) -> None:
    """Do one step."""
    async with await open_store(folder / "activity.db") as store:
        if step == "fill":
            await fill(store, messages // EACH, EACH)
            return
        # as the bot does once it has started, so that no look for garbage walks through its code
        gc.collect()
        gc.freeze()
        first = await compiled(store)
        await go_on(store, messages // EACH, messages, messages // 100, QUIET_HOURS)
        again = await compiled(store)
        new = messages + messages // 100
        await go_on(store, messages // EACH, new, messages // 100, CHANGING_HOURS)
        changed = await compiled(store)
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        await store.weeks.clear(content.TEAM)
        anew = await compiled(store)
        found = {
            "read": first.digest.coverage.read, "megabytes": megabytes,
            "seconds": [one.seconds for one in (first, again, changed)],
            "computed": [one.computed for one in (first, again, changed)],
            "same": changed.digest == anew.digest,
        }  # fmt: skip
        print(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
