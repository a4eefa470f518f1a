"""A process killed with SIGKILL right when the API has taken its batch, and told nobody yet."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession, web

from digests.audience import everyone
from digests.claude.client import Claude
from digests.known_names import known_names
from digests.models import User
from digests.reading.ahead import ReadingAhead
from digests.reading.reader import DigestReader
from digests.store import Store, open_store
from tests.integration.local_claude import MODEL, running
from tests.support import warm
from tests.support.digest_messages import channel, message, ts

PROCESS = """
import asyncio, sys
from tests.integration.test_digest_batches_killed import ask
asyncio.run(ask(*sys.argv[1:]))
"""
OUTAGE = (
    message(0, "U1", "Checkout fails since the limiter went live this morning", root=0),
    message(4, "U2", "We decided to roll the limiter back until load tests pass", root=0),
)


async def ask(place: str, address: str, key: str) -> None:
    """What the process does: have the one thread of a store read in a batch."""
    async with await open_store(Path(place)) as store:
        ahead, claude = reading(store, address, key)
        readers = everyone("T1")
        thread = await store.messages.thread(readers, "C1", ts(0))
        names = await known_names(store, readers)
        await ahead.read([thread], names, "T1", "UTC", 9_000, now=datetime.now(UTC), key="k1")
        await claude.close()


def reading(store: Store, address: str, key: str) -> tuple[ReadingAhead, Claude]:
    claude = Claude(key, address)
    reader = DigestReader(store.summaries, claude, MODEL)
    return ReadingAhead(store, claude, reader, batched=True), claude


@asynccontextmanager
async def silent_front(upstream: str, taken: asyncio.Event) -> AsyncIterator[str]:
    """An address that hands on what is posted, and never answers."""

    async def hand_on(request: web.Request) -> web.Response:
        headers = {k: v for k, v in request.headers.items() if k.lower() != "host"}
        async with ClientSession(headers=headers) as session:
            body = await request.read()
            async with session.post(f"{upstream}{request.path}", data=body) as answer:
                assert answer.status == 200, await answer.text()
        taken.set()
        await asyncio.Event().wait()
        return web.Response()

    app = web.Application()
    app.router.add_post("/{rest:.*}", hand_on)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_killed_when_the_api_has_its_batch_it_is_taken_in_later_and_paid_once(
    tmp_path: Path,
) -> None:
    place, taken = tmp_path / "activity.db", asyncio.Event()
    async with await open_store(place) as store:
        await store.channels.put([channel("C1")])
        await store.users.put([User("T1", "U1", "Mara"), User("T1", "U2", "Jon")])
        await store.messages.put(OUTAGE)
        async with running() as (local, address), silent_front(address, taken) as front:
            args = (str(place), front, local.api_key)
            process = warm.start("-c", PROCESS, *args, env=os.environ, cwd=tmp_path)
            async with asyncio.timeout(60):
                await taken.wait()
            process.kill()
            await process.wait()
            [note] = await store.batches.open("T1")
            ahead, claude = reading(store, address, local.api_key)
            read = await ahead.collect("T1", note.at + timedelta(minutes=11))
            await claude.close()
            left = local.batches.newest_first()
        entered = await store.database.read(lambda c: c.rows("SELECT id FROM usage"))

        assert note.batch_id is None
        assert read == 1
        assert left == []
        assert len(entered) == 1
        assert await store.batches.open("T1") == []
