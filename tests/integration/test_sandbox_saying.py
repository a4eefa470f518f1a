"""Slack's own web client against the methods that say, show and open something."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.manifest import Manifest
from tests.support.sandbox_place import Place, place


@pytest.fixture
async def here() -> AsyncIterator[Place]:
    async with place() as made:
        yield made


async def test_only_own_messages_can_be_changed_or_deleted(here: Place) -> None:
    theirs = here.control.post(here.ann, "general", "mine")
    at: dict[str, Any] = {"channel": here.channel, "ts": theirs}
    await here.refused("cant_update_message", "chat_update", **at, text="yours")
    await here.refused("cant_delete_message", "chat_delete", **at)
    posted = await here.client.chat_postMessage(channel=here.channel, text="one")
    at = {"channel": here.channel, "ts": posted["ts"]}
    changed = await here.client.chat_update(**at, text="two")
    assert (changed["text"], changed["message"]["edited"]["user"]) == ("two", here.bot)
    await here.client.chat_delete(**at)
    await here.refused("message_not_found", "chat_delete", **at)


async def test_an_update_of_the_text_alone_leaves_the_apps_blocks_standing(here: Place) -> None:
    divider = [{"type": "divider", "block_id": "d"}]
    posted = await here.client.chat_postMessage(channel=here.channel, text="one", blocks=divider)
    at: dict[str, Any] = {"channel": here.channel, "ts": posted["ts"]}
    kept = await here.client.chat_update(**at, text="two")
    assert (kept["message"]["text"], kept["message"]["blocks"]) == ("two", divider)
    bare = await here.client.chat_update(**at, text="three", blocks=[])
    said = bare["message"]["blocks"][0]["elements"][0]["elements"]
    assert said == [{"type": "text", "text": "three"}]
    again = await here.client.chat_update(**at, text="four")
    assert again["message"]["blocks"][0]["elements"][0]["elements"][0]["text"] == "four"


async def test_an_ephemeral_is_seen_by_one_person_and_kept_by_none(here: Place) -> None:
    await here.client.chat_postEphemeral(channel=here.channel, user=here.ann, text="psst")
    assert [one["text"] for one in here.control.messages("general", user=here.ann)] == ["psst"]
    assert here.control.messages("general", user=here.bo) == []
    assert (await here.client.conversations_history(channel=here.channel))["messages"] == []
    outsider = here.control.create_user("Cy")
    await here.refused(
        "user_not_in_channel",
        "chat_postEphemeral",
        channel=here.channel,
        user=outsider,
        text="psst",
    )


async def test_permalinks_lead_to_the_page_and_name_the_thread(here: Place) -> None:
    root = here.control.post(here.ann, "general", "root")
    reply = here.control.post(here.bo, "general", "reply", root)
    link = await here.client.chat_getPermalink(channel=here.channel, message_ts=reply)
    base = f"{here.sandbox.addresses.url}archives/{here.channel}/p{reply.replace('.', '')}"
    assert link["permalink"] == f"{base}?thread_ts={root}&cid={here.channel}"


async def test_reactions_are_counted_once_per_person(here: Place) -> None:
    ts = here.control.post(here.ann, "general", "hi")
    at: dict[str, Any] = {"channel": here.channel, "timestamp": ts}
    await here.client.reactions_add(**at, name="eyes")
    await here.refused("already_reacted", "reactions_add", **at, name="eyes")
    here.control.react(here.ann, "general", ts, "eyes")
    found = (await here.client.reactions_get(**at))["message"]["reactions"]
    assert found == [{"name": "eyes", "users": [here.bot, here.ann], "count": 2}]
    await here.client.reactions_remove(**at, name="eyes")
    await here.refused("no_reaction", "reactions_remove", **at, name="eyes")


async def test_metadata_is_shown_only_to_who_asks_for_it(here: Place) -> None:
    metadata = {"event_type": "digest", "event_payload": {"week": "47"}}
    await here.client.chat_postMessage(channel=here.channel, text="x", metadata=metadata)
    (plain,) = (await here.client.conversations_history(channel=here.channel))["messages"]
    assert "metadata" not in plain
    (whole,) = (
        await here.client.conversations_history(channel=here.channel, include_all_metadata=True)
    )["messages"]
    assert whole["metadata"] == metadata
    await here.refused(
        "invalid_metadata_schema",
        "chat_postMessage",
        channel=here.channel,
        text="x",
        metadata={"event_type": "digest"},
    )


async def test_what_slack_refuses_in_a_message_is_refused(here: Place) -> None:
    say = {"channel": here.channel}
    bare: dict[str, Any] = {"api_method": "chat.postMessage"}
    await here.refused("no_text", "api_call", **bare, json={**say, "text": ""})
    await here.refused(
        "markdown_text_conflict", "chat_postMessage", **say, text="a", markdown_text="b"
    )
    long_markdown = {**say, "markdown_text": "a" * 12_001}
    await here.refused("msg_too_long", "api_call", **bare, json=long_markdown)
    body = await here.refused(
        "invalid_blocks", "chat_postMessage", **say, text="a", blocks=[{"type": "shout"}]
    )
    assert body["response_metadata"]["messages"] == [
        "[ERROR] unsupported type: shout [json-pointer:/blocks/0/type]"
    ]
    long = [{"type": "section", "text": {"type": "mrkdwn", "text": "a" * 2900}}] * 5
    await here.refused("msg_blocks_too_long", "chat_postMessage", **say, text="a", blocks=long)


async def test_a_long_text_is_cut_at_forty_thousand_characters(here: Place) -> None:
    posted = await here.client.chat_postMessage(channel=here.channel, text="a" * 40_010)
    assert len(posted["message"]["text"]) == 40_000


async def test_a_scheduled_message_is_posted_when_its_time_comes(here: Place) -> None:
    now = int(here.control.clock())
    say: dict[str, Any] = {"channel": here.channel, "text": "later"}
    await here.client.chat_scheduleMessage(**say, post_at=now + 3600)
    await here.refused("time_in_past", "chat_scheduleMessage", **say, post_at=now - 1)
    await here.refused("time_too_far", "chat_scheduleMessage", **say, post_at=now + 121 * 86_400)
    assert here.control.messages("general") == []
    here.control.clock(advance=3601)
    assert [one["text"] for one in here.control.messages("general")] == ["later"]


async def test_blocks_validate_needs_no_token_and_points_at_the_problem(here: Place) -> None:
    here.client.token = ""
    assert (await here.client.blocks_validate(blocks=[{"type": "divider"}]))["ok"]
    body = await here.refused("invalid_blocks", "blocks_validate", blocks=[{"type": "header"}])
    assert body["errors"] == [
        {
            "pointer": "/blocks/0",
            "code": "missing",
            "message": "missing required field: text",
            "constraint": "text",
            "field": "0",
        }
    ]
    await here.refused("invalid_arguments", "blocks_validate")


async def test_messages_keep_their_order_while_the_clock_stands_still() -> None:
    async with place(ticking=False, now=1_795_190_400.0) as here:
        sent = [here.control.post(here.ann, "general", str(n)) for n in range(3)]
        assert sent == sorted(set(sent))
        assert all(ts.startswith("1795190400.") for ts in sent)


async def test_the_status_of_a_thread_lapses_after_two_minutes(here: Place) -> None:
    ts = here.control.post(here.ann, "general", "hi")
    at: dict[str, Any] = {"channel_id": here.channel, "thread_ts": ts}
    await here.client.assistant_threads_setStatus(**at, status="Reading")
    here.control.clock(advance=119)
    assert here.sandbox.sessions.status(here.channel, ts) == "Reading"
    here.control.clock(advance=2)
    assert here.sandbox.sessions.status(here.channel, ts) == ""
    await here.client.assistant_threads_setStatus(**at, status="Reading")
    await here.client.chat_postMessage(channel=here.channel, thread_ts=ts, text="done")
    assert here.sandbox.sessions.status(here.channel, ts) == ""


async def test_prompts_are_offered_in_the_dm_only_and_not_beside_a_thread(here: Place) -> None:
    prompts = [{"title": "What is new?", "message": "What is new?"}]
    await here.refused(
        "channel_not_found",
        "assistant_threads_setSuggestedPrompts",
        channel_id=here.channel,
        prompts=prompts,
    )
    dm = here.control.dm(here.ann)
    set_prompts = here.client.assistant_threads_setSuggestedPrompts
    await set_prompts(channel_id=dm, prompts=prompts, thread_ts="1.0")
    assert dm not in here.sandbox.workspace.prompts
    await set_prompts(channel_id=dm, prompts=prompts)
    assert here.sandbox.workspace.prompts[dm]["prompts"] == prompts


async def test_sessions_need_an_agent_and_a_known_state(here: Place) -> None:
    at: dict[str, Any] = {"channel_id": here.channel}
    await here.client.agents_sessions_setStatus(**at, status="processing", title="Sum up")
    await here.client.agents_sessions_rename(**at, title="Summary")
    assert here.sandbox.workspace.sessions[here.channel, ""] == {
        "status": "processing",
        "title": "Summary",
    }
    await here.refused("invalid_status", "agents_sessions_setStatus", **at, status="busy")
    async with place(manifest=Manifest(agent=False)) as plain:
        await plain.refused(
            "app_is_not_an_agent",
            "agents_sessions_setStatus",
            channel_id=plain.channel,
            status="active",
        )


async def test_one_home_view_is_kept_and_guarded_by_its_hash(here: Place) -> None:
    view = {"type": "home", "blocks": [{"type": "divider"}]}
    first = (await here.client.views_publish(user_id=here.ann, view=view))["view"]
    second = await here.client.views_publish(user_id=here.ann, view=view, hash=first["hash"])
    assert second["view"]["id"] == first["id"]
    await here.refused(
        "hash_conflict", "views_publish", user_id=here.ann, view=view, hash=first["hash"]
    )
    await here.refused(
        "invalid_arguments",
        "views_publish",
        user_id=here.ann,
        view={"type": "home", "blocks": [{"type": "markdown", "text": "no"}]},
    )


async def test_a_trigger_works_once_and_for_three_seconds(here: Place) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": []}
    trigger = here.sandbox.triggers.issue(here.ann)
    await here.client.views_open(trigger_id=trigger, view=view)
    await here.refused("exchanged_trigger_id", "views_open", trigger_id=trigger, view=view)
    await here.refused("invalid_trigger_id", "views_open", trigger_id="1.2.3", view=view)
    late = here.sandbox.triggers.issue(here.ann)
    here.control.clock(advance=3.1)
    await here.refused("expired_trigger_id", "views_open", trigger_id=late, view=view)


async def test_at_most_three_modals_stand_on_each_other(here: Place) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": []}

    def trigger() -> str:
        return here.sandbox.triggers.issue(here.ann)

    opened = (await here.client.views_open(trigger_id=trigger(), view=view))["view"]
    second = (await here.client.views_push(trigger_id=trigger(), view=view))["view"]
    assert second["previous_view_id"] == second["root_view_id"] == opened["id"]
    await here.client.views_push(trigger_id=trigger(), view=view)
    await here.refused("push_limit_reached", "views_push", trigger_id=trigger(), view=view)
    changed = {**view, "title": {"type": "plain_text", "text": "New"}}
    await here.client.views_update(view_id=opened["id"], view=changed)
    assert here.control.views(here.ann)["modals"][0]["title"]["text"] == "New"
