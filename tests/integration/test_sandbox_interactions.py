"""Menus, modals and answers, from a person's choice to what the app gets."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox.errors import SlackError
from tests.support.sandbox_place import Place, place


@dataclass
class App:
    """Acknowledges everything with what it is told to say and keeps what it got."""

    here: Place
    got: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)

    async def on_request(self, client: Any, request: Any) -> None:
        self.got.append(request.payload)
        payload = self.answers.pop(0) if self.answers else None
        await client.send_socket_mode_response(
            SocketModeResponse(envelope_id=request.envelope_id, payload=payload)
        )

    def last(self, kind: str) -> dict[str, Any]:
        return [one for one in self.got if one.get("type") == kind][-1]


@pytest.fixture
async def app() -> AsyncIterator[App]:
    async with place() as here:
        made = App(here)
        where = here.sandbox.addresses
        client = SocketModeClient(app_token=where.app_token, web_client=here.client)
        client.socket_mode_request_listeners.append(made.on_request)
        await client.connect()  # type: ignore[no-untyped-call]
        yield made
        await client.close()  # type: ignore[no-untyped-call]


WORD = {"type": "plain_text", "text": "Word"}
OPTIONS = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in "abc"]


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": WORD, "submit": WORD, "blocks": list(blocks), **more}


def field_of(kind: str, action_id: str, **more: Any) -> dict[str, Any]:
    element = {"type": kind, "action_id": action_id, **more}
    return {"type": "input", "label": WORD, "block_id": f"block-{action_id}", "element": element}


def opened(app: App, view: dict[str, Any]) -> str:
    return str(app.here.sandbox.views.open(app.here.ann, view)["id"])


async def test_every_kind_of_field_arrives_as_slack_sends_it(app: App) -> None:
    here = app.here
    view_id = opened(
        app,
        modal(
            field_of("plain_text_input", "text", initial_value="as it was"),
            field_of("static_select", "one", options=OPTIONS, initial_option=OPTIONS[0]),
            field_of("multi_static_select", "many", options=OPTIONS),
            field_of("checkboxes", "boxes", options=OPTIONS, initial_options=OPTIONS[:1]),
            field_of("users_select", "who"),
            field_of("conversations_select", "where"),
            field_of("datepicker", "day"),
            field_of("external_select", "outside"),
        ),
    )
    chosen = {"many": ["a", "c"], "who": here.bo, "block-where": {"where": here.channel}}
    chosen |= {"day": "2026-11-20", "outside": "x"}
    await here.control.submit(here.ann, view_id, chosen)
    values = app.last("view_submission")["view"]["state"]["values"]
    assert values == {
        "block-text": {"text": {"type": "plain_text_input", "value": "as it was"}},
        "block-one": {"one": {"type": "static_select", "selected_option": OPTIONS[0]}},
        "block-many": {
            "many": {
                "type": "multi_static_select",
                "selected_options": [OPTIONS[0], OPTIONS[2]],
            }
        },
        "block-boxes": {"boxes": {"type": "checkboxes", "selected_options": OPTIONS[:1]}},
        "block-who": {"who": {"type": "users_select", "selected_user": here.bo}},
        "block-where": {
            "where": {"type": "conversations_select", "selected_conversation": here.channel}
        },
        "block-day": {"day": {"type": "datepicker", "selected_date": "2026-11-20"}},
        "block-outside": {
            "outside": {
                "type": "external_select",
                "selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": "x"},
            }
        },
    }
    assert here.control.views(here.ann)["modals"] == []


async def test_a_submission_can_be_answered_with_another_view(app: App) -> None:
    control, ann = app.here.control, app.here.ann
    first = opened(app, modal(field_of("plain_text_input", "text")))
    app.answers = [{"response_action": "push", "view": modal(field_of("datepicker", "day"))}]
    assert (await control.submit(ann, first))["response_action"] == "push"
    second = control.views(ann)["modals"][-1]["id"]
    renamed = modal(field_of("datepicker", "day"), callback_id="renamed")
    app.answers = [{"response_action": "update", "view": renamed}]
    await control.submit(ann, second)
    assert [view["callback_id"] for view in control.views(ann)["modals"]] == ["", "renamed"]
    app.answers = [{"response_action": "clear"}]
    await control.submit(ann, second)
    assert control.views(ann)["modals"] == []


async def test_a_choice_in_a_modal_is_told_at_once_and_kept_for_the_submission(app: App) -> None:
    control, ann = app.here.control, app.here.ann
    select = {"type": "static_select", "action_id": "one", "options": OPTIONS}
    section = {"type": "section", "block_id": "s", "text": WORD, "accessory": select}
    view_id = opened(app, modal(section))
    await control.click(ann, "one", view_id=view_id, selected="b")
    payload = app.last("block_actions")
    assert payload["actions"][0]["selected_option"] == OPTIONS[1]
    assert payload["container"] == {"type": "view", "view_id": view_id}
    await control.submit(ann, view_id)
    values = app.last("view_submission")["view"]["state"]["values"]
    assert values["s"]["one"]["selected_option"] == OPTIONS[1]


async def test_a_menu_with_outside_data_asks_the_app(app: App) -> None:
    view_id = opened(app, modal(field_of("external_select", "outside")))
    app.answers = [{"options": OPTIONS}]
    offered = await app.here.control.suggest(app.here.ann, view_id, "outside", "a")
    assert offered == OPTIONS
    asked = app.last("block_suggestion")
    assert (asked["value"], asked["block_id"]) == ("a", "block-outside")


async def test_a_global_shortcut_has_no_channel(app: App) -> None:
    await app.here.control.shortcut(app.here.ann, "anywhere")
    payload = app.last("shortcut")
    assert payload["callback_id"] == "anywhere"
    assert "channel" not in payload
    assert "response_url" not in payload


async def test_an_unknown_action_names_those_there_are(app: App) -> None:
    view_id = opened(app, modal(field_of("datepicker", "day")))
    with pytest.raises(SlackError, match="action_not_found") as caught:
        await app.here.control.click(app.here.ann, "other", view_id=view_id)
    assert caught.value.extra == {"known": ["day"]}
    with pytest.raises(SlackError, match="not_found"):
        await app.here.control.click(app.here.ann, "other", view_id="V0")


async def test_who_cannot_see_a_message_cannot_click_it(app: App) -> None:
    stranger = app.here.control.create_user("Cy")
    ts = app.here.control.post(app.here.ann, "general", "hi")
    with pytest.raises(SlackError, match="not_in_channel"):
        await app.here.control.click(stranger, "go", channel="general", ts=ts)


async def send(url: str, body: Any) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        return answer.status, await answer.json()


async def test_a_response_url_takes_five_answers_within_thirty_minutes(app: App) -> None:
    here = app.here
    await here.control.command(here.ann, "general", "/ask")
    url = app.got[-1]["response_url"]
    hook = AsyncWebhookClient(url)
    for n in range(5):
        assert (await hook.send(text=str(n))).status_code == 200
    assert await send(url, {"text": "six"}) == (404, {"ok": False, "error": "used_url"})
    assert [one["text"] for one in here.control.ephemerals(here.ann)] == list("01234")
    await here.control.command(here.ann, "general", "/ask")
    url = app.got[-1]["response_url"]
    here.control.clock(advance=1801)
    assert await send(url, {"text": "late"}) == (404, {"ok": False, "error": "expired_url"})


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({}, 400, "no_text"),
        ({"text": "x", "blocks": [{"type": "x"}]}, 400, "invalid_blocks"),
        ({"delete_original": True}, 400, "no_original_message"),
    ],
)
async def test_a_wrong_answer_is_refused_and_not_counted(
    app: App, body: dict[str, Any], status: int, error: str
) -> None:
    await app.here.control.command(app.here.ann, "general", "/ask")
    url = app.got[-1]["response_url"]
    for _ in range(6):
        assert await send(url, body) == (status, {"ok": False, "error": error})


async def test_an_answer_can_be_for_all_or_replace_or_delete_what_was_clicked(app: App) -> None:
    here = app.here
    await here.control.command(here.ann, "general", "/ask")
    url = app.got[-1]["response_url"]
    await send(url, {"text": "For all.", "response_type": "in_channel"})
    assert here.control.messages("general")[-1]["text"] == "For all."

    button = {"type": "button", "action_id": "go", "text": WORD}
    row = [{"type": "actions", "elements": [button]}]
    await send(url, {"text": "Only you.", "blocks": row})
    (seen,) = here.control.ephemerals(here.ann)
    await here.control.click(here.ann, "go", channel="general", ts=seen["ts"])
    assert app.last("block_actions")["container"]["is_ephemeral"] is True
    url = app.last("block_actions")["response_url"]
    await send(url, {"text": "Changed.", "replace_original": True})
    assert [one["text"] for one in here.control.ephemerals(here.ann)] == ["Changed."]
    await send(url, {"delete_original": True})
    assert here.control.ephemerals(here.ann) == []

    posted = await here.client.chat_postMessage(channel=here.channel, text="x", blocks=row)
    await here.control.click(here.ann, "go", channel="general", ts=posted["ts"])
    await send(app.last("block_actions")["response_url"], {"delete_original": True})
    assert posted["ts"] not in [one["ts"] for one in here.control.messages("general")]


async def test_an_app_that_says_nothing_is_a_timeout_to_the_person(app: App) -> None:
    here = app.here
    here.control.fault("delivery", "lost_ack", count=1)
    waiting = asyncio.ensure_future(here.control.command(here.ann, "general", "/ask"))
    await here.control.until(lambda: any(one.get("fault") for one in here.control.journal()))
    here.control.clock(advance=3)
    with pytest.raises(SlackError, match="operation_timeout"):
        await waiting


async def test_closing_everything_tells_that_it_was_cleared(app: App) -> None:
    view_id = opened(app, modal(field_of("datepicker", "day"), notify_on_close=True))
    await app.here.sandbox.control.interactions.close(app.here.ann, view_id, everything=True)
    assert app.last("view_closed")["is_cleared"] is True
