"""The events that follow from what people do, in the shapes Slack gives them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.changes import Change
from sandbox.errors import SlackError
from sandbox.manifest import Manifest
from tests.support.sandbox_place import Place, place


@pytest.fixture
async def here() -> AsyncIterator[Place]:
    async with place() as made:
        yield made


def told(here: Place) -> list[dict[str, Any]]:
    """Notes every event from now on."""
    events: list[dict[str, Any]] = []

    def note(change: Change) -> None:
        events.extend(change.events)

    here.sandbox.changes.listen(note)
    return events


async def test_an_edit_carries_the_new_and_the_old_message(here: Place) -> None:
    ts = here.control.post(here.ann, "general", "teh plan")
    events = told(here)
    here.control.edit("general", ts, "the plan")
    (event,) = events
    assert (event["type"], event["subtype"], event["hidden"]) == (
        "message",
        "message_changed",
        True,
    )
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("the plan", "teh plan")
    assert event["message"]["edited"]["user"] == here.ann
    assert event["ts"] != event["message"]["ts"] == ts


async def test_deleting_a_reply_tells_its_ts_and_mends_the_root(here: Place) -> None:
    root = here.control.post(here.ann, "general", "root")
    reply = here.control.post(here.bo, "general", "reply", root)
    events = told(here)
    here.control.delete("general", reply)
    (event,) = events
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", reply)
    assert "reply_count" not in here.control.messages("general")[0]


async def test_a_deleted_root_stays_as_a_tombstone_until_its_last_reply_goes(here: Place) -> None:
    root = here.control.post(here.ann, "general", "root")
    reply = here.control.post(here.bo, "general", "reply", root)
    events = told(here)
    here.control.delete("general", root)
    assert events[0]["subtype"] == "message_changed"
    assert events[0]["message"]["subtype"] == "tombstone"
    assert events[0]["message"]["user"] == "USLACKBOT"
    assert "root" not in str(here.control.messages("general"))
    here.control.delete("general", reply)
    assert [event["subtype"] for event in events[1:]] == ["message_deleted", "message_deleted"]
    assert events[2]["previous_message"]["subtype"] == "tombstone"
    assert here.control.messages("general") == []


async def test_a_mention_is_told_twice_as_message_and_as_mention(here: Place) -> None:
    events = told(here)
    here.control.post(here.ann, "general", f"<@{here.bot}> hi")
    assert [event["type"] for event in events] == ["message", "app_mention"]
    assert "channel_type" not in events[1]
    assert events[0]["client_msg_id"] == events[1]["client_msg_id"]


async def test_a_mention_in_a_dm_is_only_a_message(here: Place) -> None:
    dm = here.control.dm(here.ann)
    events = told(here)
    here.control.post(here.ann, dm, f"<@{here.bot}> hi")
    assert [(event["type"], event["channel_type"]) for event in events] == [("message", "im")]


async def test_channels_tell_of_their_life(here: Place) -> None:
    events = told(here)
    made = here.control.create_channel("plans", [here.ann], bot=True)
    here.control.channel("rename", made, "better-plans")
    here.control.channel("archive", made, user=here.ann)
    here.control.channel("unarchive", made, user=here.ann)
    here.control.channel("share", made)
    here.control.channel("unshare", made)
    here.control.channel("delete", made, user=here.ann)
    assert [event["type"] for event in events] == [
        "channel_created",
        "channel_rename",
        "message",
        "channel_archive",
        "channel_unarchive",
        "channel_shared",
        "channel_unshared",
        "channel_deleted",
    ]
    assert events[1]["channel"]["name"] == "better-plans"
    assert all("event_ts" in event for event in events)


@pytest.mark.parametrize(
    ("op", "field", "text"),
    [
        ("topic", "topic", "set the channel topic: Ships"),
        ("purpose", "purpose", "set the channel description: Ships"),
    ],
)
async def test_a_new_topic_is_told_by_a_message_in_the_channel(
    here: Place, op: str, field: str, text: str
) -> None:
    events = told(here)
    here.control.channel(op, "general", "Ships", user=here.ann)
    [event] = events
    assert (event["type"], event["subtype"]) == ("message", f"channel_{op}")
    assert (event[field], event["user"]) == ("Ships", here.ann)
    assert event["text"] == f"<@{here.ann}> {text}"
    assert here.control.messages("general")[-1]["ts"] == event["ts"]

    here.control.channel(op, "general", user=here.ann)
    assert "cleared the channel" in events[-1]["text"]


async def test_a_new_name_is_told_by_a_message_with_the_old_one(here: Place) -> None:
    made = here.control.create_channel("plans", [here.ann], is_private=True, bot=True)
    events = told(here)
    here.control.channel("rename", made, "better-plans", user=here.ann)
    assert [event["type"] for event in events] == ["group_rename", "message"]
    note = events[1]
    assert note["subtype"] == "group_name"
    assert (note["old_name"], note["name"]) == ("plans", "better-plans")


async def test_a_channel_that_gets_another_id_is_reached_by_that_alone(here: Place) -> None:
    ts = here.control.post(here.ann, "general", "Hello")
    events = told(here)
    here.control.channel("change_id", "general")
    [event] = events
    assert event["type"] == "channel_id_changed"
    assert event["old_channel_id"] == here.channel
    new = event["new_channel_id"]
    read = await here.client.conversations_history(channel=new)
    assert [message["ts"] for message in read["messages"]] == [ts]
    await here.refused("channel_not_found", "conversations_history", channel=here.channel)


async def test_the_app_hears_which_channel_a_person_looks_at(here: Place) -> None:
    events = told(here)
    here.control.context(here.ann, "general")
    here.control.context(here.ann)
    assert [event["type"] for event in events] == ["app_context_changed"] * 2
    seen = {"type": "slack#/types/channel_id", "value": here.channel}
    entity = {**seen, "team_id": here.sandbox.addresses.team_id}
    assert events[0]["context"]["entities"] == [entity]
    assert events[0]["channel"] == here.control.dm(here.ann)
    assert events[1]["context"]["entities"] == []


async def test_a_link_to_a_domain_of_the_app_is_told_of() -> None:
    async with place(manifest=Manifest(unfurl_domains=("example.com",))) as here:
        events = told(here)
        text = "<https://docs.example.com/a|the page> and <https://notexample.com/>"
        ts = here.control.post(here.ann, "general", text)
        [event] = [one for one in events if one["type"] == "link_shared"]
        assert event["links"] == [{"domain": "example.com", "url": "https://docs.example.com/a"}]
        assert event["message_ts"] == ts


async def test_a_channel_that_turns_private_keeps_its_id_and_tells_by_a_message(
    here: Place,
) -> None:
    events = told(here)
    here.control.channel("private", "general")
    assert [event["subtype"] for event in events] == ["channel_convert_to_private"]
    described = await here.client.conversations_info(channel=here.channel)
    assert described["channel"]["is_private"] is True


async def test_people_come_change_and_go(here: Place) -> None:
    events = told(here)
    cy = here.control.create_user("Cy Marsh")
    here.control.update_user(cy, profile={"display_name": "cy"})
    here.control.update_user(cy, deleted=True)
    assert [event["type"] for event in events] == ["team_join", "user_change", "user_change"]
    assert events[1]["user"]["profile"]["display_name"] == "cy"
    assert events[2]["user"]["deleted"] is True


async def test_a_shared_file_is_told_of_and_can_be_fetched_with_the_token(here: Place) -> None:
    events = told(here)
    file = {"name": "notes.txt", "content": b"Ship on Friday."}
    here.control.post(here.ann, "general", "see", files=[file])
    assert [(event["type"], event.get("subtype")) for event in events] == [
        ("file_shared", None),
        ("message", "file_share"),
    ]
    described = await here.client.files_info(file=events[0]["file_id"])
    assert described["content"] == "Ship on Friday."
    assert described["file"]["mimetype"] == "text/plain"


async def test_a_deleted_file_is_told_of_and_gone(here: Place) -> None:
    here.control.post(here.ann, "general", files=[{"name": "a.txt", "content": b"a"}])
    file_id = here.control.messages("general")[0]["files"][0]["id"]
    events = told(here)
    here.control.delete_file(file_id)
    assert [(event["type"], event["file_id"]) for event in events] == [("file_deleted", file_id)]
    await here.refused("file_not_found", "files_info", file=file_id)


@pytest.mark.parametrize(
    ("name", "code"), [("general", "name_taken"), ("Two Words", "invalid_name_specials")]
)
async def test_a_name_that_is_taken_or_wrong_changes_nothing(
    here: Place, name: str, code: str
) -> None:
    made = here.control.create_channel("plans", [here.ann])
    events = told(here)
    with pytest.raises(SlackError, match=code):
        here.control.create_channel(name)
    with pytest.raises(SlackError, match=code):
        here.control.channel("rename", made, name)
    assert events == []


async def test_what_cannot_be_said_is_refused(here: Place) -> None:
    with pytest.raises(SlackError, match="no_text"):
        here.control.post(here.ann, "general", "")
    with pytest.raises(SlackError, match="invalid_file"):
        here.control.post(here.ann, "general", files=[{"name": "a", "content_base64": "?"}])
    with pytest.raises(SlackError, match="invalid_operation"):
        here.control.channel("explode", "general")
    here.control.channel("archive", "general", user=here.ann)
    with pytest.raises(SlackError, match="is_archived"):
        here.control.post(here.ann, "general", "too late")
    with pytest.raises(SlackError, match="is_archived"):
        here.control.join(here.control.create_user("Cy"), "general")
    assert here.control.messages("general") == []


async def test_pressing_stop_tells_the_app_which_stream_ended(here: Place) -> None:
    root = here.control.post(here.ann, "general", "go")
    begun = await here.client.chat_startStream(
        channel=here.channel,
        thread_ts=root,
        recipient_user_id=here.ann,
        recipient_team_id=here.sandbox.addresses.team_id,
    )
    events = told(here)
    here.control.stop(here.ann, "general", begun["ts"])
    assert events[-1]["type"] == "agent_session_stopped"
    assert events[-1]["thread_ts"] == root
    assert events[-1]["streaming_message_ts"] == [begun["ts"]]
