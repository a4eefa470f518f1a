"""The Events API over HTTP, judged by Bolt's own aiohttp server and signature check."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from sandbox import Sandbox
from tests.support.sandbox_place import Place, place


@dataclass
class Receiver:
    """An app's own server: answers what it is told to and keeps every request."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    answer: str = ""
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)
    changed: Any = None
    url: str = ""

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.text()
        self.got.append((dict(request.headers), body))
        answer = self.answer
        if body.startswith("{") and json.loads(body).get("type") == "url_verification":
            answer = json.loads(body)["challenge"]
        if self.changed:
            self.changed.tell("test")
        return web.Response(status=self.status, headers=self.headers, text=answer)


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver, app = Receiver(), web.Application()
    app.router.add_post("/slack/events", receiver.receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield receiver
    await runner.cleanup()


@dataclass
class Both:
    here: Place
    receiver: Receiver


@pytest.fixture
async def both() -> AsyncIterator[Both]:
    async with receiving() as receiver, place(request_url=receiver.url) as here:
        await here.control.until(lambda: here.sandbox.delivery.under_way == 0)
        receiver.got.clear()
        receiver.changed = here.sandbox.changes
        yield Both(here, receiver)


async def pass_the_wait(here: Place, count: int) -> None:
    def failed() -> Any:
        entries = [one for one in here.control.journal(kind="delivery") if "again_in" in one]
        return entries if len(entries) >= count else None

    here.control.clock(advance=(await here.control.until(failed))[-1]["again_in"])


async def test_a_delivery_is_signed_as_slack_signs(both: Both) -> None:
    both.here.control.post(both.here.ann, "general", "hello")
    await both.here.control.until(lambda: both.receiver.got)
    headers, body = both.receiver.got[0]
    verifier = SignatureVerifier(both.here.sandbox.addresses.signing_secret)
    assert verifier.is_valid_request(body, headers)
    assert not verifier.is_valid_request(body + " ", headers)
    assert json.loads(body)["event"]["text"] == "hello"


async def test_the_address_is_verified_by_its_challenge(both: Both) -> None:
    assert both.here.sandbox.http_events is not None
    assert await both.here.sandbox.http_events.verify() is True
    both.receiver.status = 500
    both.here.sandbox.http_events.request_url += "/elsewhere"
    assert await both.here.sandbox.http_events.verify() is False


async def test_a_failing_receiver_gets_three_more_attempts(both: Both) -> None:
    both.receiver.status = 500
    both.here.control.post(both.here.ann, "general", "hello")
    for attempt in (1, 2, 3):
        await pass_the_wait(both.here, attempt)
    await both.here.control.until(lambda: both.here.sandbox.delivery.under_way == 0)
    numbers = [headers.get("x-slack-retry-num") for headers, _ in both.receiver.got]
    assert numbers == [None, "1", "2", "3"]
    assert both.receiver.got[1][0]["x-slack-retry-reason"] == "http_error"
    assert len({json.loads(body)["event_id"] for _, body in both.receiver.got}) == 1
    assert both.here.sandbox.delivery.undelivered == 1


async def test_a_receiver_can_refuse_retries(both: Both) -> None:
    both.receiver.status, both.receiver.headers = 500, {"x-slack-no-retry": "1"}
    both.here.control.post(both.here.ann, "general", "hello")
    await both.here.control.until(lambda: both.here.sandbox.delivery.undelivered == 1)
    assert len(both.receiver.got) == 1


async def test_a_receiver_that_is_not_there_is_tried_again(both: Both) -> None:
    assert both.here.sandbox.http_events is not None
    working = both.here.sandbox.http_events.request_url
    both.here.sandbox.http_events.request_url = "http://127.0.0.1:9/slack/events"
    both.here.control.post(both.here.ann, "general", "hello")
    await both.here.control.until(
        lambda: any(one.get("failed") for one in both.here.control.journal(kind="delivery"))
    )
    both.here.sandbox.http_events.request_url = working
    await pass_the_wait(both.here, 1)
    await both.here.control.until(lambda: both.receiver.got)
    assert both.receiver.got[0][0]["x-slack-retry-reason"] == "connection_failed"


async def test_a_plain_text_answer_to_a_command_is_said_to_the_person(both: Both) -> None:
    both.receiver.answer = "Working on it."
    (said,) = await both.here.control.command(both.here.ann, "general", "/ask", "why")
    assert said["text"] == "Working on it."
    headers, body = both.receiver.got[0]
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "command=%2Fask" in body


async def test_bolt_takes_the_same_events_and_commands_over_http() -> None:
    async with Sandbox.running(
        claude=False, request_url="http://127.0.0.1:9/slack/events"
    ) as sandbox:
        where, control = sandbox.addresses, sandbox.control
        ann = control.create_user("Ann")
        control.create_channel("general", [ann], bot=True)
        app = AsyncApp(token=where.bot_token, signing_secret=where.signing_secret)
        app.client.base_url = where.slack_api_url

        @app.event("app_mention")
        async def mentioned(say: Any) -> None:
            await say("Here.")

        @app.command("/ask")
        async def ask(ack: Any, respond: Any) -> None:
            await ack("Yes?")

        runner = web.AppRunner(app.web_app("/slack/events"))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        assert sandbox.http_events is not None
        port = runner.addresses[0][1]
        sandbox.http_events.request_url = f"http://127.0.0.1:{port}/slack/events"
        assert await sandbox.http_events.verify() is True
        control.post(ann, "general", f"<@{where.bot_user_id}> hello")
        await control.until(lambda: control.messages("general")[-1]["text"] == "Here.")
        (said,) = await control.command(ann, "general", "/ask")
        assert said["text"] == "Yes?"
        await runner.cleanup()
