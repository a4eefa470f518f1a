"""The Events API over HTTP: signed, acknowledged, and healthy."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot import process
from bot.http import listening
from sandbox import Sandbox
from tests.support.bot import Scene, settings_for
from tests.support.sample import the_sample


@contextlib.asynccontextmanager
async def over_http(data_dir: Path) -> AsyncIterator[tuple[Scene, str]]:
    """The bot behind a port, and the port's address."""
    async with Sandbox.running(the_sample()) as sandbox:
        settings = settings_for(sandbox, data_dir, claude=False)
        async with process.running(settings) as bot, listening(bot, "127.0.0.1", 0) as port:
            yield Scene(sandbox, bot), f"http://127.0.0.1:{port}"


def signed(at: Scene, body: str, *, secret: str | None = None) -> dict[str, str]:
    verifier = SignatureVerifier(secret or at.sandbox.addresses.signing_secret)
    now = str(int(time.time()))
    signature = verifier.generate_signature(timestamp=now, body=body) or ""
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": signature,
    }


def message(at: Scene, ts: str) -> str:
    event = {"type": "message", "channel": at.channel("general"), "user": at.person("elif")}
    return json.dumps(
        {
            "type": "event_callback",
            "team_id": at.team_id,
            "event_id": "Ev1",
            "event": {**event, "text": "Over HTTP", "ts": ts},
        }
    )


async def test_a_signed_event_is_recorded_and_acknowledged(tmp_path: Path) -> None:
    async with over_http(tmp_path) as (at, url), aiohttp.ClientSession() as session:
        body = message(at, "1794000000.000100")
        answer = await session.post(f"{url}/slack/events", data=body, headers=signed(at, body))

        assert answer.status == 200
        await at.recorded(at.channel("general"), "1794000000.000100", "Over HTTP")


async def test_a_forged_event_is_refused_and_not_recorded(tmp_path: Path) -> None:
    async with over_http(tmp_path) as (at, url), aiohttp.ClientSession() as session:
        body = message(at, "1794000000.000200")
        forged = signed(at, body, secret="somebody else's")
        answer = await session.post(f"{url}/slack/events", data=body, headers=forged)

        assert answer.status == 401
        await at.recorded(at.channel("general"), "1794000000.000200", None)


async def test_slacks_url_verification_is_answered(tmp_path: Path) -> None:
    async with over_http(tmp_path) as (at, url), aiohttp.ClientSession() as session:
        body = json.dumps({"type": "url_verification", "challenge": "c0ffee", "token": "t"})
        answer = await session.post(f"{url}/slack/events", data=body, headers=signed(at, body))

        assert "c0ffee" in await answer.text()


async def test_health_and_readiness_are_told(tmp_path: Path) -> None:
    async with over_http(tmp_path) as (at, url), aiohttp.ClientSession() as session:
        assert (await session.get(f"{url}/healthz")).status == 200
        assert (await session.get(f"{url}/readyz")).status == 200
        await at.bot.services.store.close()
        assert (await session.get(f"{url}/readyz")).status == 503


async def test_the_sandbox_delivers_over_http_and_is_answered(tmp_path: Path) -> None:
    async with contextlib.AsyncExitStack() as stack:
        # The bot's port has to be known before the sandbox that delivers to it begins.
        import socket

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        url = f"http://127.0.0.1:{port}/slack/events"
        sandbox = await stack.enter_async_context(Sandbox.running(the_sample(), request_url=url))
        settings = settings_for(sandbox, tmp_path, claude=False)
        bot = await stack.enter_async_context(process.running(settings))
        await stack.enter_async_context(listening(bot, "127.0.0.1", port))
        at = Scene(sandbox, bot)
        elif_ = at.person("elif")
        root = sandbox.control.post(elif_, "general", "The zeppelin lands at noon")
        [reply] = await at.ask(elif_, "general", at.mention, root)

        assert "zeppelin" in str(reply["text"])
