"""Slack's own web client against the methods that an app calls once in a while."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.manifest import Manifest
from tests.support.sandbox_place import Place, place


@pytest.fixture
async def here() -> AsyncIterator[Place]:
    async with place() as made:
        yield made


async def test_identity_is_told_by_each_of_its_methods(here: Place) -> None:
    who = await here.client.auth_test()
    assert who["url"] == here.sandbox.addresses.url
    bot = (await here.client.bots_info(bot=who["bot_id"]))["bot"]
    assert (bot["user_id"], bot["app_id"]) == (here.bot, here.sandbox.addresses.app_id)
    assert (await here.client.team_info())["team"]["id"] == who["team_id"]
    await here.refused("bot_not_found", "bots_info", bot="B0NOBODY")
    await here.refused("team_not_found", "team_info", team="T0NOWHERE")
    here.client.token = here.sandbox.addresses.app_token
    assert (await here.client.auth_test())["app_id"] == here.sandbox.addresses.app_id


async def test_the_test_method_gives_back_what_it_got(here: Place) -> None:
    assert (await here.client.api_test())["ok"]
    await here.refused("my_error", "api_test", error="my_error")


async def test_empty_lists_are_lists(here: Place) -> None:
    assert (await here.client.emoji_list())["emoji"] == {}
    assert (await here.client.usergroups_list())["usergroups"] == []


async def test_people_are_found_by_mail_and_described(here: Place) -> None:
    found = await here.client.users_lookupByEmail(email="ann.lee@example.com")
    assert found["user"]["id"] == here.ann
    await here.refused("users_not_found", "users_lookupByEmail", email="nobody@example.com")
    profile = (await here.client.users_profile_get(user=here.ann))["profile"]
    assert profile["real_name"] == "Ann Lee"
    assert (await here.client.users_getPresence(user=here.ann))["presence"] == "active"
    here.control.update_user(here.ann, deleted=True)
    assert (await here.client.users_getPresence(user=here.ann))["presence"] == "away"


async def test_a_channel_is_made_filled_named_and_left(here: Place) -> None:
    made = (await here.client.conversations_create(name="plans", is_private=True))["channel"]
    assert (made["is_private"], made["is_member"]) == (True, True)
    at: dict[str, Any] = {"channel": made["id"]}
    await here.client.conversations_invite(**at, users=[here.ann, here.bo])
    await here.refused("already_in_channel", "conversations_invite", **at, users=[here.ann])
    topic = await here.client.conversations_setTopic(**at, topic="Plans")
    assert topic["channel"]["topic"]["value"] == "Plans"
    await here.refused("too_long", "conversations_setTopic", **at, topic="a" * 251)
    assert (await here.client.conversations_mark(**at, ts="1.000000"))["ok"]
    await here.refused("name_taken", "conversations_create", name="plans")
    await here.refused("invalid_name_specials", "conversations_create", name="No Spaces!")
    await here.client.conversations_leave(**at)
    await here.refused("channel_not_found", "conversations_info", **at)


async def test_opening_needs_somebody_and_not_too_many(here: Place) -> None:
    await here.refused(
        "users_list_not_supplied", "api_call", api_method="conversations.open", json={}
    )
    await here.refused("too_many_users", "conversations_open", users=[here.ann] * 9)
    group = await here.client.conversations_open(users=[here.ann, here.bo], return_im=True)
    assert group["channel"]["is_mpim"] is True
    again = await here.client.conversations_open(channel=group["channel"]["id"])
    assert again["channel"]["id"] == group["channel"]["id"]
    here.control.update_user(here.bo, deleted=True)
    await here.refused("user_disabled", "conversations_open", users=here.bo)
    dm = here.control.dm(here.ann)
    assert (await here.client.conversations_close(channel=dm))["ok"]
    await here.refused(
        "method_not_supported_for_channel_type", "conversations_close", channel=here.channel
    )


async def test_scheduled_messages_are_listed_and_taken_back(here: Place) -> None:
    later = int(here.control.clock()) + 600
    say: dict[str, Any] = {"channel": here.channel, "text": "later", "post_at": later}
    planned = await here.client.chat_scheduleMessage(**say)
    for _ in range(29):
        await here.client.chat_scheduleMessage(**say)
    await here.refused("restricted_too_many", "chat_scheduleMessage", **say)
    listed = await here.client.chat_scheduledMessages_list(channel=here.channel)
    assert len(listed["scheduled_messages"]) == 30
    back: dict[str, Any] = {"channel": here.channel}
    back["scheduled_message_id"] = planned["scheduled_message_id"]
    await here.client.chat_deleteScheduledMessage(**back)
    await here.refused("invalid_scheduled_message_id", "chat_deleteScheduledMessage", **back)
    here.control.clock(advance=601)
    assert len(here.control.messages("general")) == 29


async def test_an_unfurl_is_attached_to_the_message(here: Place) -> None:
    ts = here.control.post(here.ann, "general", "<https://example.com>")
    await here.client.chat_unfurl(
        channel=here.channel, ts=ts, unfurls={"https://example.com": {"text": "Example"}}
    )
    (attachment,) = here.control.messages("general")[0]["attachments"]
    assert (attachment["from_url"], attachment["text"]) == ("https://example.com", "Example")


async def test_attachments_are_numbered_and_bounded(here: Place) -> None:
    posted = await here.client.chat_postMessage(
        channel=here.channel, text="x", attachments=[{"text": "one", "fallback": "one"}]
    )
    assert posted["message"]["attachments"][0]["id"] == 1
    await here.refused(
        "too_many_attachments",
        "chat_postMessage",
        channel=here.channel,
        text="x",
        attachments=[{"text": "one", "fallback": "one"}] * 101,
    )


async def test_another_name_for_the_bot_needs_its_scope(here: Place) -> None:
    posted = await here.client.chat_postMessage(
        channel=here.channel, text="x", username="Digest", icon_emoji=":newspaper:"
    )
    assert posted["message"]["username"] == "Digest"
    assert posted["message"]["icons"] == {"emoji": ":newspaper:"}
    async with place(manifest=Manifest(scopes=frozenset(["chat:write"]))) as plain:
        await plain.refused(
            "missing_scope", "chat_postMessage", channel=plain.channel, text="x", username="D"
        )


async def test_the_title_of_a_thread_belongs_to_the_dm(here: Place) -> None:
    dm = here.control.dm(here.ann)
    ts = here.control.post(here.ann, dm, "hi")
    await here.client.assistant_threads_setTitle(channel_id=dm, thread_ts=ts, title="Hello")
    assert here.sandbox.workspace.sessions[dm, ts]["title"] == "Hello"
    root = here.control.post(here.ann, "general", "hi")
    at: dict[str, Any] = {"channel_id": here.channel, "thread_ts": root}
    await here.refused("channel_not_found", "assistant_threads_setTitle", **at, title="Hello")
    await here.refused(
        "thread_not_found",
        "assistant_threads_setStatus",
        channel_id=here.channel,
        thread_ts="1.0",
        status="x",
    )
    many = [str(n) for n in range(11)]
    await here.refused(
        "invalid_arguments",
        "assistant_threads_setStatus",
        **at,
        status="x",
        loading_messages=many,
    )


async def test_an_app_token_learns_who_authorized_an_event(here: Place) -> None:
    here.client.token = here.sandbox.addresses.app_token
    found = await here.client.apps_event_authorizations_list(event_context="4-message-T-C")
    assert found["authorizations"][0]["user_id"] == here.bot


async def test_a_manifest_without_a_name_is_invalid(here: Place) -> None:
    good = json.dumps({"display_information": {"name": "Helper"}})
    assert (await here.client.apps_manifest_validate(manifest=good))["errors"] == []
    body = await here.refused("invalid_manifest", "apps_manifest_validate", manifest="{}")
    assert body["errors"][0]["pointer"] == "/display_information/name"


async def test_a_token_can_revoke_itself(here: Place) -> None:
    assert (await here.client.auth_revoke(test=True))["revoked"] is False
    assert (await here.client.auth_revoke())["revoked"] is True
    await here.refused("token_revoked", "auth_test")


async def test_uninstalling_ends_the_token(here: Place) -> None:
    where = here.sandbox.addresses
    secrets = {"client_id": where.client_id, "client_secret": where.client_secret}
    wrong = {**secrets, "client_secret": "x"}
    await here.refused("invalid_client_id", "apps_uninstall", **wrong)
    assert (await here.client.apps_uninstall(**secrets))["ok"]
    await here.refused("token_revoked", "auth_test")


async def test_a_view_or_a_message_can_be_validated_too(here: Place) -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    assert (await here.client.blocks_validate(view=home))["ok"]
    assert (await here.client.blocks_validate(message={"blocks": [{"type": "divider"}]}))["ok"]
    await here.refused("invalid_view", "blocks_validate", view={"type": "modal", "blocks": []})
    await here.refused("invalid_message", "blocks_validate", message={"blocks": [{"type": "x"}]})


async def test_canvases_refuse_what_they_do_not_hold(here: Place) -> None:
    markdown = {"type": "markdown", "markdown": "One\n\nTwo"}
    made = await here.client.canvases_create(title="T", document_content=markdown)
    at: dict[str, Any] = {"canvas_id": made["canvas_id"]}
    found = await here.client.canvases_sections_lookup(**at, criteria={"contains_text": "two"})
    section = found["sections"][0]["id"]
    for change in (
        {"operation": "insert_before", "section_id": section, "document_content": markdown},
        {"operation": "replace", "section_id": section, "document_content": markdown},
        {"operation": "insert_at_start", "document_content": markdown},
        {"operation": "rename", "title_content": {"type": "markdown", "markdown": "New"}},
    ):
        await here.client.canvases_edit(**at, changes=[change])
    content = await here.client.canvases_getContent(**at, content_type="html")
    assert content["content"].count("One") == 4
    assert content["title"] == "New"
    gone = {"operation": "delete", "section_id": section}
    for change in (gone, {"operation": "shout"}):
        await here.refused("canvas_editing_failed", "canvases_edit", **at, changes=[change])
    await here.refused("invalid_arguments", "canvases_sections_lookup", **at, criteria={})
    await here.refused("invalid_arguments", "canvases_access_set", **at, access_level="read")
    await here.client.canvases_access_set(**at, access_level="read", user_ids=[here.ann])
    await here.client.canvases_access_delete(**at, user_ids=[here.ann])
    await here.refused(
        "canvas_creation_failed", "canvases_create", document_content={"type": "html"}
    )
