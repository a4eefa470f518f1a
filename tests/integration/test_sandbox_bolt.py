"""A real Bolt app against the sandbox: every way in which a person reaches an app."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.errors import SlackError


@dataclass
class Bot:
    """A Bolt app, its client and what its listeners noted."""

    app: AsyncApp
    client: AsyncWebClient
    sandbox: Sandbox
    ann: str
    channel: str
    seen: list[Any] = field(default_factory=list)

    @property
    def control(self) -> Any:
        return self.sandbox.control


MODAL = {
    "type": "modal",
    "callback_id": "ask",
    "notify_on_close": True,
    "title": {"type": "plain_text", "text": "Ask"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "question",
            "label": {"type": "plain_text", "text": "Question"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}


def listen(bot: Bot) -> None:
    app = bot.app

    @app.event("app_mention")
    async def mentioned(event: dict[str, Any], say_stream: Any, set_status: Any) -> None:
        await set_status("Reading")
        stream = await say_stream()
        await stream.append(markdown_text="word " * 60)
        await stream.append(markdown_text="more ")
        await stream.stop(markdown_text="end")

    @app.command("/ask")
    async def ask(ack: Any, body: dict[str, Any], client: AsyncWebClient, respond: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        await respond(f"Asked in {body['channel_name']}: {body['text']}")

    @app.view("ask")
    async def asked(ack: Any, view: dict[str, Any]) -> None:
        text = view["state"]["values"]["question"]["text"]["value"]
        if not text:
            await ack(response_action="errors", errors={"question": "Say something."})
            return
        bot.seen.append(text)
        await ack()

    @app.view_closed("ask")
    async def closed(ack: Any) -> None:
        bot.seen.append("closed")
        await ack()

    listen_for_clicks(bot)

    @app.event(re.compile(".*"))
    async def everything(event: dict[str, Any]) -> None:
        bot.seen.append(event)


def listen_for_clicks(bot: Bot) -> None:
    app = bot.app

    @app.action("go")
    async def go(ack: Any, action: dict[str, Any], respond: Any) -> None:
        await ack()
        bot.seen.append(action["value"])
        await respond("Gone.", replace_original=True)

    @app.action("feedback")
    async def feedback(ack: Any, action: dict[str, Any]) -> None:
        await ack()
        bot.seen.append(action["value"])

    @app.shortcut("sum_up")
    async def sum_up(ack: Any, shortcut: dict[str, Any], respond: Any) -> None:
        await ack()
        await respond(f"Summed up {shortcut['message']['text']}")

    @app.event("app_home_opened")
    async def home(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_publish(
            user_id=event["user"], view={"type": "home", "blocks": [{"type": "divider"}]}
        )


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with Sandbox.running(claude=False) as sandbox:
        where, control = sandbox.addresses, sandbox.control
        ann = control.create_user("Ann Lee")
        channel = control.create_channel("general", [ann], bot=True)
        client = AsyncWebClient(token=where.bot_token, base_url=where.slack_api_url)
        made = Bot(AsyncApp(client=client), client, sandbox, ann, channel)
        listen(made)
        handler = AsyncSocketModeHandler(made.app, where.app_token, web_client=client)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield made
        await handler.close_async()  # type: ignore[no-untyped-call]


async def test_a_mention_is_answered_with_a_stream_in_its_thread(bot: Bot) -> None:
    ts = bot.control.post(bot.ann, "general", f"<@{bot.sandbox.addresses.bot_user_id}> hello")

    def finished() -> Any:
        replies = bot.control.messages("general", ts)[1:]
        return [reply for reply in replies if reply["streaming_state"] == "completed"]

    (reply,) = await bot.control.until(finished)
    assert reply["text"] == "word " * 60 + "more end"
    assert reply["blocks"] == [
        {"type": "markdown", "text": reply["text"], "block_id": reply["blocks"][0]["block_id"]}
    ]
    assert bot.control.calls("assistant.threads.setStatus")[0]["args"]["status"] == "Reading"
    assert bot.sandbox.sessions.status(bot.channel, ts) == ""


async def test_a_command_opens_a_modal_whose_values_arrive(bot: Bot) -> None:
    await bot.control.command(bot.ann, "general", "/ask", "why")
    view = (await bot.control.until(lambda: bot.control.views(bot.ann)["modals"]))[0]
    answer = await bot.control.submit(bot.ann, view["id"], {"text": ""})
    assert answer == {"response_action": "errors", "errors": {"question": "Say something."}}
    assert await bot.control.submit(bot.ann, view["id"], {"text": "Because"}) == {}
    assert "Because" in bot.seen
    assert bot.control.views(bot.ann)["modals"] == []
    (said,) = await bot.control.until(lambda: bot.control.ephemerals(bot.ann))
    assert said["text"] == "Asked in general: why"


async def test_closing_a_modal_is_told_when_it_asked_for_that(bot: Bot) -> None:
    await bot.control.command(bot.ann, "general", "/ask", "why")
    view = (await bot.control.until(lambda: bot.control.views(bot.ann)["modals"]))[0]
    await bot.control.close(bot.ann, view["id"])
    await bot.control.until(lambda: "closed" in bot.seen)


async def test_a_click_reaches_its_listener_and_can_replace_the_message(bot: Bot) -> None:
    button = {
        "type": "button",
        "action_id": "go",
        "text": {"type": "plain_text", "text": "Go"},
        "value": "42",
    }
    posted = await bot.client.chat_postMessage(
        channel=bot.channel, text="Ready?", blocks=[{"type": "actions", "elements": [button]}]
    )
    await bot.control.click(bot.ann, "go", channel=bot.channel, ts=posted["ts"])
    await bot.control.until(lambda: bot.control.messages("general")[-1]["text"] == "Gone.")
    assert bot.seen[0] == "42"


async def test_feedback_buttons_send_the_value_that_was_pressed(bot: Bot) -> None:
    word = {"type": "plain_text", "text": "Good"}
    buttons = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {"text": word, "value": "up"},
        "negative_button": {"text": word, "value": "down"},
    }
    posted = await bot.client.chat_postMessage(
        channel=bot.channel,
        text="Was this good?",
        blocks=[{"type": "context_actions", "elements": [buttons]}],
    )
    await bot.control.click(
        bot.ann, "feedback", channel=bot.channel, ts=posted["ts"], value="negative"
    )
    await bot.control.until(lambda: "down" in bot.seen)


async def test_a_message_shortcut_answers_only_the_person_who_used_it(bot: Bot) -> None:
    ts = bot.control.post(bot.ann, "general", "a long story")
    await bot.control.shortcut(bot.ann, "sum_up", "general", ts)
    (said,) = await bot.control.until(lambda: bot.control.ephemerals(bot.ann))
    assert said["text"] == "Summed up a long story"
    assert [one["text"] for one in bot.control.messages("general")] == ["a long story"]


async def test_opening_home_shows_what_the_app_publishes(bot: Bot) -> None:
    assert bot.control.open_home(bot.ann) is None
    view = await bot.control.until(lambda: bot.control.views(bot.ann)["home"])
    assert view["blocks"][0]["type"] == "divider"
    assert bot.control.open_home(bot.ann)["id"] == view["id"]


async def test_a_command_nobody_listens_to_times_out_for_the_person(bot: Bot) -> None:
    async def run() -> None:
        await bot.control.command(bot.ann, "general", "/unknown", "")

    waiting = asyncio.ensure_future(run())
    await bot.control.until(lambda: bot.control.journal(kind="delivery")[-1]["name"] == "/unknown")
    bot.control.clock(advance=3)
    with pytest.raises(SlackError, match="operation_timeout"):
        await waiting
