"""Slack's own web client against the methods that read, and what every method checks."""

import inspect
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.manifest import Manifest
from sandbox.methods import REGISTRY
from tests.support.sandbox_place import Place, place


@pytest.fixture
async def here() -> AsyncIterator[Place]:
    async with place() as made:
        yield made


NOT_SENT = {"app_token", "self", "kwargs"}


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_argument_that_slacks_client_can_send_is_known(name: str) -> None:
    method = getattr(AsyncWebClient, name.replace(".", "_"))
    sent = set(inspect.signature(method).parameters) - NOT_SENT
    assert sent <= REGISTRY[name].optional


async def test_an_unknown_method_is_named_in_the_refusal(here: Place) -> None:
    body = await here.refused("unknown_method", "api_call", api_method="chat.shout")
    assert body["req_method"] == "chat.shout"


async def test_missing_and_unknown_arguments_are_refused_in_slacks_words(here: Place) -> None:
    body = await here.refused(
        "invalid_arguments", "api_call", api_method="conversations.info", params={"chanel": "C1"}
    )
    assert body["response_metadata"]["messages"] == [
        "[ERROR] missing required field: channel",
        "[ERROR] unknown argument: chanel",
    ]


async def test_json_that_is_no_object_is_refused(here: Place) -> None:
    await here.refused("json_not_object", "api_call", api_method="chat.postMessage", json=[1])


@pytest.mark.parametrize(
    ("token", "code"),
    [("", "not_authed"), ("xoxb-wrong", "invalid_auth")],
)
async def test_a_token_is_needed_and_must_be_known(here: Place, token: str, code: str) -> None:
    here.client.token = token
    await here.refused(code, "team_info")


async def test_an_app_token_opens_sockets_and_nothing_else(here: Place) -> None:
    here.client.token = here.sandbox.addresses.app_token
    await here.refused("not_allowed_token_type", "team_info")
    opened = await here.client.apps_connections_open(app_token=here.sandbox.addresses.app_token)
    assert opened["url"].startswith("ws://127.0.0.1:")


async def test_a_revoked_token_is_refused(here: Place) -> None:
    here.sandbox.revoke_token()
    await here.refused("token_revoked", "auth_test")


async def test_a_missing_scope_names_what_is_needed_and_what_there_is() -> None:
    manifest = Manifest(scopes=frozenset(["chat:write"]))
    async with place(manifest=manifest) as here:
        body = await here.refused("missing_scope", "users_info", user=here.ann)
        assert (body["needed"], body["provided"]) == ("users:read", "chat:write")


async def test_the_date_header_tells_the_sandboxs_time(here: Place) -> None:
    here.control.clock(now=1_893_456_000)
    answer = await here.client.auth_test()
    assert answer.headers["Date"].startswith("Tue, 01 Jan 2030 00:00:0")


async def test_conversations_hide_private_channels_from_who_is_not_in_them(here: Place) -> None:
    secret = here.control.create_channel("secret", [here.ann], is_private=True)
    listed = await here.client.conversations_list(types="public_channel,private_channel")
    assert [one["id"] for one in listed["channels"]] == [here.channel]
    await here.refused("channel_not_found", "conversations_info", channel=secret)
    await here.refused("channel_not_found", "conversations_history", channel=secret)
    await here.refused("channel_not_found", "chat_postMessage", channel=secret, text="hi")


async def test_a_public_channel_can_be_described_but_not_read_before_joining(here: Place) -> None:
    other = here.control.create_channel("other", [here.ann])
    described = await here.client.conversations_info(channel=other, include_num_members=True)
    assert described["channel"]["is_member"] is False
    assert described["channel"]["num_members"] == 1
    await here.refused("not_in_channel", "conversations_history", channel=other)
    await here.refused("not_in_channel", "chat_postMessage", channel=other, text="hi")
    await here.client.conversations_join(channel=other)
    again = await here.client.conversations_join(channel=other)
    assert again["warning"] == "already_in_channel"
    assert (await here.client.conversations_members(channel=other))["members"] == [
        here.ann,
        here.bot,
    ]


async def test_names_are_no_ids_except_for_posting(here: Place) -> None:
    await here.refused("channel_not_found", "conversations_info", channel="general")
    assert (await here.client.chat_postMessage(channel="#general", text="hi"))["ok"]


async def test_an_archived_channel_takes_no_messages(here: Place) -> None:
    here.control.channel("archive", "general", user=here.ann)
    await here.refused("is_archived", "chat_postMessage", channel=here.channel, text="hi")
    listed = await here.client.conversations_list(exclude_archived=True)
    assert listed["channels"] == []


async def test_history_is_newest_first_and_pages_without_loss(here: Place) -> None:
    sent = [here.control.post(here.ann, "general", f"message {n}") for n in range(23)]
    found: list[str] = []
    cursor = None
    while True:
        page = await here.client.conversations_history(
            channel=here.channel, limit=10, cursor=cursor
        )
        found += [message["ts"] for message in page["messages"]]
        assert page["has_more"] is bool(page.get("response_metadata"))
        if not page["has_more"]:
            break
        cursor = page["response_metadata"]["next_cursor"]
    assert found == sent[::-1]


async def test_history_bounds_are_open_unless_inclusive(here: Place) -> None:
    first, middle, last = (here.control.post(here.ann, "general", str(n)) for n in range(3))
    between: dict[str, Any] = {"channel": here.channel, "oldest": first, "latest": last}
    found = await here.client.conversations_history(**between)
    assert [message["ts"] for message in found["messages"]] == [middle]
    found = await here.client.conversations_history(**between, inclusive=True)
    assert [message["ts"] for message in found["messages"]] == [last, middle, first]


async def test_replies_stand_in_the_thread_and_broadcasts_in_both(here: Place) -> None:
    root = here.control.post(here.ann, "general", "root")
    here.control.post(here.bo, "general", "inside", root)
    wide = here.control.post(here.bo, "general", "wide", root, broadcast=True)
    history = await here.client.conversations_history(channel=here.channel)
    assert [message["ts"] for message in history["messages"]] == [wide, root]
    thread = await here.client.conversations_replies(channel=here.channel, ts=root)
    assert [message["text"] for message in thread["messages"]] == ["root", "inside", "wide"]
    assert thread["messages"][0]["reply_count"] == 2
    assert thread["messages"][0]["reply_users"] == [here.bo]
    assert thread["messages"][1]["parent_user_id"] == here.ann


async def test_replies_page_with_the_root_in_front_of_every_page(here: Place) -> None:
    root = here.control.post(here.ann, "general", "root")
    sent = [here.control.post(here.bo, "general", str(n), root) for n in range(7)]
    pages: list[list[str]] = []
    cursor = None
    while True:
        page = await here.client.conversations_replies(
            channel=here.channel, ts=root, limit=4, cursor=cursor
        )
        pages.append([message["ts"] for message in page["messages"]])
        if not page["has_more"]:
            break
        cursor = page["response_metadata"]["next_cursor"]
    assert [page[0] for page in pages] == [root] * 3
    assert [ts for page in pages for ts in page[1:]] == sent


async def test_a_thread_that_is_not_there_is_not_found(here: Place) -> None:
    await here.refused(
        "thread_not_found", "conversations_replies", channel=here.channel, ts="1.000000"
    )
    await here.refused(
        "thread_not_found",
        "chat_postMessage",
        channel=here.channel,
        text="late",
        thread_ts="1.000000",
    )


@pytest.mark.parametrize("cursor", ["nonsense", "YXQ6MTA="])
async def test_a_cursor_from_elsewhere_is_refused(here: Place, cursor: str) -> None:
    await here.refused(
        "invalid_cursor", "conversations_history", channel=here.channel, cursor=cursor
    )


async def test_a_free_workspace_hides_what_is_older_than_ninety_days() -> None:
    async with place(plan="free") as here:
        old = here.control.post(here.ann, "general", "old")
        here.control.clock(advance=91 * 86_400)
        new = here.control.post(here.ann, "general", "new")
        history = await here.client.conversations_history(channel=here.channel)
        assert [message["ts"] for message in history["messages"]] == [new]
        assert history["is_limited"] is True
        await here.refused(
            "thread_not_found", "conversations_replies", channel=here.channel, ts=old
        )


async def test_users_are_listed_in_pages_and_their_mail_needs_its_scope() -> None:
    manifest = Manifest(scopes=frozenset(["users:read", "channels:read"]))
    async with place(manifest=manifest) as here:
        first = await here.client.users_list(limit=2)
        rest = await here.client.users_list(cursor=first["response_metadata"]["next_cursor"])
        people = [user["id"] for user in [*first["members"], *rest["members"]]]
        assert {here.ann, here.bo, here.bot, "USLACKBOT"} == set(people)
        shown = await here.client.users_info(user=here.ann)
        assert "email" not in shown["user"]["profile"]
        await here.refused("user_not_found", "users_info", user="U0NOBODY")


async def test_a_persons_conversations_are_those_the_bot_can_see_too(here: Place) -> None:
    here.control.create_channel("secret", [here.ann], is_private=True)
    shared = here.control.create_channel("ours", [here.ann], is_private=True, bot=True)
    found = await here.client.users_conversations(
        user=here.ann, types="public_channel,private_channel"
    )
    assert {one["id"] for one in found["channels"]} == {here.channel, shared}


async def test_a_dm_is_opened_once_and_a_person_can_be_posted_to(here: Place) -> None:
    opened = await here.client.conversations_open(users=here.ann)
    posted = await here.client.chat_postMessage(channel=here.ann, text="hello")
    assert posted["channel"] == opened["channel"]["id"] == here.control.dm(here.ann)
    assert posted["channel"].startswith("D")
    listed = await here.client.conversations_list(types="im")
    assert listed["channels"][0]["user"] == here.ann
