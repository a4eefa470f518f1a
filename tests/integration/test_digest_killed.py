"""`digestif digest send`, killed at every step and started again, and twice at the same moment."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from digests.schedule import previous, week_of
from sandbox import Sandbox
from sandbox.seed import sample
from tests.support import warm
from tests.support.bot import eventually
from tests.support.warm import Warm

pytest_plugins = ("tests.support.store_homes",)

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
Moment = Callable[[Sandbox], Any]


def own(sandbox: Sandbox, thread_ts: str | None = None) -> list[dict[str, Any]]:
    """The bot's messages in the digest's channel, or in a thread of it."""
    found = sandbox.control.messages("general", thread_ts)
    me = sandbox.addresses.bot_user_id
    return [dict(m) for m in found if m.get("user") == me and m["ts"] != thread_ts]


def asked(sandbox: Sandbox) -> list[str]:
    """Every request to the model so far, each as text."""
    bodies = (request.body for request in sandbox.local_claude.requests)
    return [json.dumps(body, sort_keys=True) for body in bodies if "max_tokens" in body]


def threaded(sandbox: Sandbox) -> bool:
    """Whether a part of the details stands below the digest."""
    return any(own(sandbox, str(message["ts"])) for message in own(sandbox))


# What is to be seen when the process is killed, and whether the model is writing just then.
STEPS: dict[str, tuple[Moment, bool]] = {
    "learning": (lambda s: s.control.calls("users.list"), False),
    "reading": (lambda s: s.control.calls("conversations.history"), False),
    "summing up": (lambda s: len(asked(s)) >= 1, True),
    "composing": (lambda s: len(asked(s)) >= 2, True),
    "posting": (lambda s: s.control.calls("chat.postMessage"), False),
    "posted": (own, False),
    "below it": (threaded, False),
}


@contextlib.asynccontextmanager
async def sending(
    sandbox: Sandbox, data_dir: Path, week: str, url: str = ""
) -> AsyncIterator[Warm]:
    """`digestif digest send` as an operator starts it; killed at the end if it still runs."""
    at = sandbox.addresses
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": at.bot_token,
        "SLACK_APP_TOKEN": at.app_token,
        "SLACK_API_URL": at.slack_api_url,
        "ANTHROPIC_API_KEY": at.anthropic_api_key or "",
        "ANTHROPIC_BASE_URL": at.anthropic_base_url or "",
        "DIGESTIF_DATA_DIR": str(data_dir),
        "DIGESTIF_DATABASE_URL": url,
        "DIGESTIF_DIGEST_CHANNEL": "general",
        "DIGESTIF_TIMEZONE": "UTC",
    }
    send = ("bot", "digest", "send", "--week", week)
    process = warm.start(*send, env=environment, cwd=data_dir, piped=True)
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


async def finished(process: Warm) -> str:
    """What a process that ends by itself printed."""
    async with asyncio.timeout(120):
        out, err = await process.communicate()
    assert process.returncode == 0, (out + err).decode()
    return (out + err).decode()


def last_week() -> str:
    """The newest week that is over by now."""
    return previous(week_of(datetime.now(UTC), "UTC")).name


@pytest.mark.parametrize("step", STEPS)
async def test_killed_and_started_again_it_posts_one_digest_and_repeats_no_answered_call(
    step: str, tmp_path: Path
) -> None:
    reached, writing = STEPS[step]
    week = last_week()
    async with Sandbox.running(sample(1, time.time())) as sandbox:
        if writing:
            sandbox.control.claude(delay=1.0)
        if step == "posting":
            sandbox.control.fault("slack", "slow", method="chat.postMessage", seconds=3, count=1)
        async with sending(sandbox, tmp_path, week) as first:

            async def there() -> bool:
                return bool(reached(sandbox)) or first.returncode is not None

            await eventually(there, step, 60)
            assert first.returncode is None, await first.communicate()
            first.kill()
            await first.wait()
        sandbox.control.claude(delay=0)
        calls = asked(sandbox)
        async with sending(sandbox, tmp_path, week) as second:
            assert week in await finished(second)
        [digest] = own(sandbox)
        below = [m["text"] for m in own(sandbox, str(digest["ts"]))]

        assert "Week" in json.dumps(digest)
        assert len(set(below)) == len(below) > 0
        repeated = len(asked(sandbox)) - len(set(asked(sandbox)))
        assert repeated <= writing
        assert len(set(asked(sandbox))) >= max(2, len(set(calls)))


async def test_two_processes_at_the_same_moment_send_it_once(home_url: str, tmp_path: Path) -> None:
    week = last_week()
    async with (
        Sandbox.running(sample(1, time.time())) as sandbox,
        sending(sandbox, tmp_path, week, home_url) as first,
        sending(sandbox, tmp_path, week, home_url) as second,
    ):
        await asyncio.gather(finished(first), finished(second))
        [digest] = own(sandbox)
        below = [m["text"] for m in own(sandbox, str(digest["ts"]))]

        assert len(set(below)) == len(below) > 0
        assert len(set(asked(sandbox))) == len(asked(sandbox))
