"""A stream from its first word to each of its ends, through Slack's own client."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.errors import SlackError
from tests.support.sandbox_place import Place, place


@pytest.fixture
async def here() -> AsyncIterator[Place]:
    async with place() as made:
        yield made


async def start(here: Place, **more: Any) -> dict[str, Any]:
    root = here.control.post(here.ann, "general", "question")
    begun = await here.client.chat_startStream(
        channel=here.channel,
        thread_ts=root,
        recipient_user_id=here.ann,
        recipient_team_id=here.sandbox.addresses.team_id,
        **more,
    )
    return {"channel": here.channel, "ts": begun["ts"]}


def message(here: Place, ts: str) -> dict[str, Any]:
    return here.sandbox.workspace.conversations[here.channel].messages[ts]


async def test_a_stream_in_a_channel_needs_its_recipient(here: Place) -> None:
    root = here.control.post(here.ann, "general", "question")
    at: dict[str, Any] = {"channel": here.channel, "thread_ts": root}
    await here.refused("missing_recipient_user_id", "chat_startStream", **at)
    await here.refused(
        "missing_recipient_team_id", "chat_startStream", **at, recipient_user_id=here.ann
    )


async def test_a_stream_in_a_dm_needs_no_recipient(here: Place) -> None:
    dm = here.control.dm(here.ann)
    root = here.control.post(here.ann, dm, "question")
    assert (await here.client.chat_startStream(channel=dm, thread_ts=root))["ok"]


async def test_text_grows_and_is_final_after_the_stop(here: Place) -> None:
    at = await start(here, markdown_text="One. ")
    await here.client.chat_appendStream(**at, markdown_text="Two. ")
    assert message(here, at["ts"])["text"] == "One. Two. "
    assert message(here, at["ts"])["streaming_state"] == "in_progress"
    await here.refused("streaming_state_conflict", "chat_update", **at, text="No")
    divider = [{"type": "divider"}]
    stopped = await here.client.chat_stopStream(**at, markdown_text="Three.", blocks=divider)
    assert stopped["message"]["text"] == "One. Two. Three."
    assert [block["type"] for block in stopped["message"]["blocks"]] == ["markdown", "divider"]
    assert stopped["message"]["streaming_state"] == "completed"
    await here.refused(
        "message_not_in_streaming_state", "chat_appendStream", **at, markdown_text="x"
    )
    assert (await here.client.chat_update(**at, text="Corrected"))["ok"]


async def test_a_stream_ends_by_itself_after_five_minutes(here: Place) -> None:
    at = await start(here, markdown_text="Slowly")
    here.control.clock(advance=301)
    assert message(here, at["ts"])["streaming_state"] == "errored"
    await here.refused(
        "message_not_in_streaming_state", "chat_appendStream", **at, markdown_text="x"
    )
    await here.refused("message_not_in_streaming_state", "chat_stopStream", **at)


async def test_a_person_can_stop_a_session_that_is_processing(here: Place) -> None:
    root = here.control.post(here.ann, "general", "Sum up")
    with pytest.raises(SlackError, match="session_not_found"):
        here.control.stop(here.ann, "general", thread_ts=root)
    at = {"channel_id": here.channel, "thread_ts": root}
    await here.client.agents_sessions_setStatus(status="processing", **at)
    streamed = await here.client.chat_startStream(
        channel=here.channel,
        thread_ts=root,
        recipient_user_id=here.ann,
        recipient_team_id=here.sandbox.addresses.team_id,
    )
    here.control.stop(here.ann, "general", thread_ts=root)
    gone = {"channel": here.channel, "ts": streamed["ts"]}
    await here.refused("stopped_by_user", "chat_appendStream", **gone, markdown_text="x")


async def test_a_person_can_stop_a_stream(here: Place) -> None:
    at = await start(here, markdown_text="On and on")
    here.control.stop(here.ann, "general", at["ts"])
    await here.refused("stopped_by_user", "chat_appendStream", **at, markdown_text="x")


async def test_only_own_messages_can_be_streamed_to(here: Place) -> None:
    ts = here.control.post(here.ann, "general", "mine")
    await here.refused(
        "message_not_owned_by_app",
        "chat_appendStream",
        channel=here.channel,
        ts=ts,
        markdown_text="x",
    )


async def test_chunks_make_tasks_a_plan_text_and_blocks(here: Place) -> None:
    task = {"type": "task_update", "id": "read", "title": "Reading", "status": "in_progress"}
    at = await start(here, chunks=[{"type": "plan_update", "title": "Plan"}, task])
    text = {"type": "markdown_text", "text": "Found it."}
    done = {**task, "status": "complete"}
    await here.client.chat_appendStream(**at, chunks=[text, done])
    await here.client.chat_stopStream(
        **at, chunks=[{"type": "blocks", "blocks": [{"type": "divider"}]}]
    )
    plan, words, divider = message(here, at["ts"])["blocks"]
    assert plan["tasks"] == [
        {"type": "task_card", "task_id": "read", "status": "complete", "title": "Reading"}
    ]
    assert (words["text"], divider["type"]) == ("Found it.", "divider")


@pytest.mark.parametrize(
    ("chunk", "code"),
    [
        ({"type": "shout"}, "invalid_chunks"),
        ({"type": "task_update", "id": "a"}, "invalid_chunks"),
        ({"type": "markdown_text", "text": "a" * 12_001}, "msg_too_long"),
        ({"type": "blocks", "blocks": [{"type": "divider"}] * 51}, "msg_blocks_too_many"),
        ({"type": "blocks", "blocks": [{"type": "nothing"}]}, "invalid_blocks"),
    ],
)
async def test_a_chunk_slack_would_refuse_is_refused(
    here: Place, chunk: dict[str, Any], code: str
) -> None:
    at = await start(here)
    await here.refused(code, "chat_appendStream", **at, chunks=[chunk])


async def test_a_switched_fault_ends_a_stream_early(here: Place) -> None:
    at = await start(here, markdown_text="One")
    here.control.fault("slack", "expire_stream", method="chat.appendStream", count=1)
    await here.refused(
        "message_not_in_streaming_state", "chat_appendStream", **at, markdown_text="x"
    )
    assert message(here, at["ts"])["streaming_state"] == "errored"
