"""Files and canvases through Slack's own client."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox import Sandbox
from sandbox.seed import sample
from tests.support.sandbox_place import Place, place


@pytest.fixture
async def here() -> AsyncIterator[Place]:
    async with place() as made:
        yield made


async def fetch(address: str, token: str = "") -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with (
        aiohttp.ClientSession() as session,
        session.get(address, headers=headers, allow_redirects=False) as answer,
    ):
        return answer.status, await answer.read()


async def test_slacks_upload_in_three_steps_shares_the_file(here: Place) -> None:
    root = here.control.post(here.ann, "general", "the minutes, please")
    await here.client.files_upload_v2(
        filename="minutes.md",
        content="# Minutes",
        title="Minutes",
        channel=here.channel,
        thread_ts=root,
        initial_comment="Here they are.",
    )
    shared = here.control.messages("general", root)[1]
    assert (shared["subtype"], shared["text"]) == ("file_share", "Here they are.")
    file = shared["files"][0]
    token = here.sandbox.addresses.bot_token
    assert await fetch(file["url_private"], token) == (200, b"# Minutes")
    listed = await here.client.files_list(channel=here.channel)
    assert [one["title"] for one in listed["files"]] == ["Minutes"]


async def test_a_file_is_not_given_without_the_token(here: Place) -> None:
    here.control.post(here.ann, "general", files=[{"name": "a.txt", "content": b"secret"}])
    file = here.control.messages("general")[0]["files"][0]
    status, body = await fetch(file["url_private"])
    assert status == 302
    assert b"secret" not in body


async def test_a_file_of_a_private_channel_is_not_found(here: Place) -> None:
    secret = here.control.create_channel("secret", [here.ann], is_private=True)
    here.control.post(here.ann, secret, files=[{"name": "a.txt", "content": b"secret"}])
    file = here.control.messages(secret)[0]["files"][0]
    await here.refused("file_not_found", "files_info", file=file["id"])


async def test_the_files_of_the_sample_are_fetched_from_here() -> None:
    seed = sample(1)
    async with Sandbox.running(seed, claude=False) as sandbox:
        for file_id, content in seed.files.items():
            address = sandbox.workspace.files[file_id]["url_private"]
            assert address.startswith(sandbox.addresses.url)
            assert await fetch(address, sandbox.addresses.bot_token) == (200, content)
            missing = address.replace(file_id, "F0NOWHERE")
            assert (await fetch(missing, sandbox.addresses.bot_token))[0] == 404
    assert seed.files


async def test_an_upload_that_never_came_cannot_be_finished(here: Place) -> None:
    begun = await here.client.files_getUploadURLExternal(filename="a.txt", length=5)
    finish: dict[str, Any] = {"files": [{"id": begun["file_id"], "title": "A"}]}
    await here.refused("file_not_found", "files_completeUploadExternal", **finish)
    async with (
        aiohttp.ClientSession() as session,
        session.post(begun["upload_url"], data=b"too long for it") as answer,
    ):
        assert answer.status == 400


async def test_a_deleted_file_leaves_a_tombstone_in_its_message(here: Place) -> None:
    uploaded = await here.client.files_upload_v2(
        filename="a.txt", content="a", channel=here.channel
    )
    await here.client.files_delete(file=uploaded["files"][0]["id"])
    assert here.control.messages("general")[0]["files"][0]["mode"] == "tombstone"


async def test_a_canvas_is_made_edited_searched_and_read(here: Place) -> None:
    document = {"type": "markdown", "markdown": "# Plan\n\nShip it.\n\n## Risks\nNone."}
    made = await here.client.canvases_create(title="Plan", document_content=document)
    at: dict[str, Any] = {"canvas_id": made["canvas_id"]}
    found = await here.client.canvases_sections_lookup(
        **at, criteria={"section_types": ["any_header"], "contains_text": "risks"}
    )
    (section,) = found["sections"]
    text = {"type": "markdown", "markdown": "One: the weather."}
    change = {
        "operation": "insert_after",
        "section_id": section["id"],
        "document_content": text,
    }
    await here.client.canvases_edit(**at, changes=[change])
    end = {"operation": "insert_at_end", "document_content": text}
    await here.client.canvases_edit(**at, changes=[end])
    content = await here.client.canvases_getContent(**at)
    assert content["content"] == (
        "# Plan\n\nShip it.\n\n## Risks\n\nOne: the weather.\n\nNone.\n\nOne: the weather."
    )
    await here.refused("invalid_arguments", "canvases_edit", **at, changes=[end, end])
    await here.client.canvases_access_set(**at, access_level="read", channel_ids=[here.channel])
    await here.client.canvases_delete(**at)
    await here.refused("canvas_not_found", "canvases_getContent", **at)


async def test_a_channel_has_one_canvas(here: Place) -> None:
    document = {"type": "markdown", "markdown": "Hello"}
    at: dict[str, Any] = {"channel_id": here.channel, "document_content": document}
    made = await here.client.conversations_canvases_create(**at)
    described = await here.client.conversations_info(channel=here.channel)
    canvas = described["channel"]["properties"]["canvas"]
    assert canvas == {"file_id": made["canvas_id"], "is_empty": False}
    await here.refused("channel_canvas_already_exists", "conversations_canvases_create", **at)


async def test_a_free_workspace_has_canvases_only_as_tabs() -> None:
    async with place(plan="free") as here:
        document = {"type": "markdown", "markdown": "Hello"}
        await here.refused(
            "free_teams_cannot_create_non_tabbed_canvases",
            "canvases_create",
            document_content=document,
        )
        at: dict[str, Any] = {"channel_id": here.channel, "document_content": document}
        await here.client.canvases_create(**at)
        await here.refused(
            "free_team_canvas_tab_already_exists", "conversations_canvases_create", **at
        )
