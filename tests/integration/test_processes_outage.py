"""The database goes away: nothing is acknowledged that isn't stored, and all goes on afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import psycopg
import pytest
from slack_sdk.signature import SignatureVerifier

from bot import process
from bot.http import listening
from digests.store.postgres import POOL_MAX
from sandbox import Sandbox
from tests.support.bot import Scene, eventually, running_bot, settings_for
from tests.support.long_thread import LONG_CHANNEL, LONG_TS, ask, begun, finished
from tests.support.processes import said
from tests.support.proxy import Proxy, proxy
from tests.support.sample import the_sample

pytest_plugins = ("tests.support.store_homes",)
pytestmark = pytest.mark.postgres


@contextlib.asynccontextmanager
async def over_http(data_dir: Path, url: str) -> AsyncIterator[tuple[Scene, str]]:
    """The bot behind a port, with its database at `url`."""
    async with Sandbox.running(the_sample()) as sandbox:
        settings = settings_for(sandbox, data_dir, claude=False, database_url=url)
        # A job that the schedule begins just while there is no database would wait for one forever.
        running = process.running(settings, scheduled=False)
        async with running as bot, listening(bot, "127.0.0.1", 0) as port:
            yield Scene(sandbox, bot), f"http://127.0.0.1:{port}"


async def deliver(at: Scene, url: str, ts: str) -> int:
    """Deliver one message as Slack does; the status of the answer."""
    event = {"type": "message", "channel": at.channel("general"), "user": at.person("elif")}
    envelope = {"type": "event_callback", "team_id": at.team_id, "event_id": f"Ev{ts}"}
    body = json.dumps({**envelope, "event": {**event, "text": "Stored?", "ts": ts}})
    now = str(int(time.time()))
    verifier = SignatureVerifier(at.sandbox.addresses.signing_secret)
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": verifier.generate_signature(timestamp=now, body=body) or "",
    }
    async with aiohttp.ClientSession() as session:
        answer = await session.post(f"{url}/slack/events", data=body, headers=headers)
        return answer.status


async def ready(url: str) -> tuple[int, str]:
    """What /readyz says."""
    async with aiohttp.ClientSession() as session:
        answer = await session.get(f"{url}/readyz")
        return answer.status, str((await answer.json())["reason"])


@pytest.mark.slow
async def test_an_event_that_cannot_be_stored_is_not_acknowledged_until_it_is(
    postgres_database: str, tmp_path: Path
) -> None:
    async with proxy(postgres_database) as between, over_http(tmp_path, between.url) as (at, url):
        assert await ready(url) == (200, "")
        await between.close()

        assert await deliver(at, url, "1794000000.000100") == 500
        status, reason = await ready(url)
        assert status == 503
        assert "database" in reason
        assert "Traceback" not in reason

        await between.open()

        async def up() -> bool:
            return (await ready(url))[0] == 200

        await eventually(up, "the database to be reached again", 20)
        assert await deliver(at, url, "1794000000.000100") == 200
        await at.recorded(at.channel("general"), "1794000000.000100", "Stored?")


async def outage(between: Proxy, seconds: float) -> None:
    """The database is away for a while, in real time."""
    await between.close()
    await asyncio.sleep(seconds)
    await between.open()


@pytest.mark.slow
async def test_an_answer_under_way_is_finished_in_place_once_after_an_outage(
    postgres_database: str, tmp_path: Path
) -> None:
    """Longer than the time after which a process breaks off its work."""
    async with (
        proxy(postgres_database) as between,
        Sandbox.running(the_sample()) as sandbox,
        running_bot(sandbox, data_dir=tmp_path, database_url=between.url),
    ):
        sandbox.control.claude(speed=30, delay=0.2)
        ask(sandbox)
        await sandbox.control.until(lambda: begun(sandbox), timeout=30)
        [before] = said(sandbox, LONG_CHANNEL, LONG_TS)
        await outage(between, 14)
        sandbox.control.claude(speed=0, delay=0)
        await sandbox.control.until(lambda: finished(sandbox), timeout=60)
        [reply] = said(sandbox, LONG_CHANNEL, LONG_TS)
        assert reply["ts"] == before["ts"]
        assert "database" not in str(reply)


async def test_after_a_failover_the_other_address_is_used(
    postgres_database: str, tmp_path: Path
) -> None:
    async with proxy(postgres_database) as one, proxy(postgres_database) as two:
        both = two.url.replace(
            f"127.0.0.1:{two.port}", f"127.0.0.1:{one.port},127.0.0.1:{two.port}"
        )
        async with over_http(tmp_path, f"{both}?target_session_attrs=read-write") as (at, url):
            assert two.accepted == 0
            await one.close()

            async def taken() -> bool:
                return await deliver(at, url, "1794000000.000100") == 200

            await eventually(taken, "the other address to be used", 30)
            assert two.accepted > 0
            await at.bot.services.jobs.start("mend", "mend:1", at.team_id)
            assert await at.job("mend:1") == "SUCCESS"


async def test_a_pool_with_nothing_free_is_told_and_passes(
    postgres_database: str, tmp_path: Path
) -> None:
    async with over_http(tmp_path, postgres_database) as (at, url):
        store = at.bot.services.store
        with psycopg.connect(postgres_database) as holding:
            holding.execute("SELECT pg_advisory_xact_lock(1)")
            busy = [
                asyncio.create_task(
                    store.database.write(lambda c: c.rows("SELECT pg_advisory_xact_lock(1)"))
                )
                for _ in range(POOL_MAX)
            ]

            async def all_wait() -> bool:
                found = holding.execute("SELECT COUNT(*) FROM pg_locks WHERE NOT granted")
                return found.fetchone() == (len(busy),)

            await eventually(all_wait, "every connection to wait for the lock")
            assert await ready(url) == (503, "The database doesn't answer within 2 s.")
        await asyncio.gather(*busy)
        assert (await ready(url))[0] == 200


async def test_a_start_waits_for_a_database_that_is_away(
    postgres_database: str, tmp_path: Path
) -> None:
    async with proxy(postgres_database) as between:
        await between.close()
        opening = asyncio.create_task(_run_once(tmp_path, between.url))
        done, _ = await asyncio.wait([opening], timeout=2)
        assert not done
        await between.open()
        await asyncio.wait_for(opening, 60)


async def _run_once(data_dir: Path, url: str) -> None:
    async with over_http(data_dir, url) as (_, site):
        assert (await ready(site))[0] == 200
