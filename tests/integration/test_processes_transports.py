"""One process on Socket Mode and one behind HTTP, one workspace: a question is answered once."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot import process
from bot.http import listening
from sandbox import Sandbox
from tests.support.bot import settings_for
from tests.support.long_thread import LONG_CHANNEL, ask
from tests.support.processes import fleet, said
from tests.support.sample import the_sample

pytest_plugins = ("tests.support.store_homes",)

QUESTIONS = 4


async def test_what_comes_over_a_socket_and_over_http_at_once_is_answered_once(
    home_url: str, tmp_path: Path
) -> None:
    """Each question comes over both, as when Slack delivers again where the other one listens."""
    async with (
        Sandbox.running(the_sample()) as sandbox,
        fleet(sandbox, tmp_path, home_url, warm=True) as sockets,
        process.running(
            settings_for(sandbox, tmp_path, claude=True, database_url=home_url or None)
        ) as bot,
        listening(bot, "127.0.0.1", 0) as port,
        aiohttp.ClientSession() as slack,
    ):
        await sockets.start()
        sandbox.control.claude(delay=0.2)
        asked = [ask(sandbox, f"Question {n}?", None) for n in range(QUESTIONS)]
        again = [send(sandbox, slack, port, ts) for ts in asked for _ in range(2)]
        assert await asyncio.gather(*again) == [200] * len(again)
        await sandbox.control.until(
            lambda: sum(map(done, answers(sandbox, asked))) == QUESTIONS, 60
        )
        for ts in asked:
            await bot.services.jobs.wait(
                f"answer:{sandbox.addresses.team_id}:{LONG_CHANNEL}:{ts}", 20
            )

        assert [len(said(sandbox, LONG_CHANNEL, ts)) for ts in asked] == [1] * QUESTIONS


async def send(sandbox: Sandbox, slack: aiohttp.ClientSession, port: int, ts: str) -> int:
    """Deliver a mention as Slack does over HTTP; the status of the answer."""
    message = next(m for m in sandbox.control.messages(LONG_CHANNEL) if m["ts"] == ts)
    event = {k: message[k] for k in ("user", "text", "ts")}
    event |= {"type": "app_mention", "channel": LONG_CHANNEL, "event_ts": ts}
    team_id = sandbox.addresses.team_id
    envelope = {"type": "event_callback", "team_id": team_id, "event_id": f"Ev{ts}", "event": event}
    body, now = json.dumps(envelope), str(int(time.time()))
    verifier = SignatureVerifier(sandbox.addresses.signing_secret)
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": verifier.generate_signature(timestamp=now, body=body) or "",
    }
    at = f"http://127.0.0.1:{port}/slack/events"
    async with slack.post(at, data=body, headers=headers) as answer:
        return answer.status


def answers(sandbox: Sandbox, asked: list[str]) -> list[list[dict[str, object]]]:
    return [said(sandbox, LONG_CHANNEL, ts) for ts in asked]


def done(messages: list[dict[str, object]]) -> bool:
    """Whether there is an answer and nothing is being written any more."""
    states = [message.get("streaming_state") for message in messages]
    return bool(states) and "in_progress" not in states
