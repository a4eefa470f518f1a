"""The control API over HTTP, and the sandbox as a program of its own."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from tests.support.sandbox_place import Place, place

MANIFEST = Path(__file__).parents[2] / "app_manifest.yml"


@pytest.fixture
async def here() -> AsyncIterator[Place]:
    async with place() as made:
        yield made


class Caller:
    """POST and GET under /control/."""

    def __init__(self, here: Place, session: aiohttp.ClientSession) -> None:
        self._base = f"{here.sandbox.addresses.url}control/"
        self._session = session

    async def post(self, name: str, /, **body: Any) -> dict[str, Any]:
        async with self._session.post(self._base + name, json=body) as answer:
            return {**await answer.json(), "status": answer.status}

    async def get(self, name: str, /, **query: str | int) -> dict[str, Any]:
        async with self._session.get(self._base + name, params=query) as answer:
            return {**await answer.json(), "status": answer.status}

    async def delete(self, name: str) -> dict[str, Any]:
        async with self._session.delete(self._base + name) as answer:
            return {**await answer.json(), "status": answer.status}


@pytest.fixture
async def call(here: Place) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as session:
        yield Caller(here, session)


async def test_a_person_can_say_edit_react_and_delete(here: Place, call: Caller) -> None:
    posted = await call.post("post", user=here.ann, channel="general", text="one")
    assert posted["ok"] is True
    at = {"channel": here.channel, "ts": posted["ts"]}
    await call.post("edit", **at, text="two")
    await call.post("react", **at, user=here.bo, name="eyes")
    (message,) = (await call.get("messages", channel="general"))["messages"]
    assert (message["text"], message["reactions"][0]["users"]) == ("two", [here.bo])
    await call.post("delete", **at)
    assert (await call.get("messages", channel="general"))["messages"] == []


async def test_a_file_comes_as_base64(here: Place, call: Caller) -> None:
    file = {"name": "a.txt", "mimetype": "text/plain", "content_base64": "aGVsbG8="}
    await call.post("post", user=here.ann, channel="general", text="see", files=[file])
    (message,) = (await call.get("messages", channel="general"))["messages"]
    assert message["files"][0]["size"] == 5


async def test_channels_people_and_dms_are_made_and_changed(here: Place, call: Caller) -> None:
    cy = (await call.post("user", op="create", name="Cy Marsh"))["user"]
    made = await call.post("channel", op="create", name="plans", members=[cy], is_private=True)
    await call.post("channel", op="rename", channel="plans", value="better-plans")
    await call.post("user", op="deactivate", user=cy)
    await call.post("join", user=here.ann, channel="better-plans")
    await call.post("leave", user=here.ann, channel="better-plans")
    dm = (await call.post("dm", user=here.bo))["channel"]
    state = await call.get("state")
    rooms = {room["id"]: room for room in state["channels"]}
    assert rooms[made["channel"]]["name"] == "better-plans"
    assert rooms[made["channel"]]["members"] == [cy]
    assert rooms[dm]["kind"] == "im"
    assert next(user for user in state["users"] if user["id"] == cy)["deleted"] is True
    assert state["bot"]["user_id"] == here.bot


async def test_what_one_person_sees_is_not_what_another_sees(here: Place, call: Caller) -> None:
    await call.post("channel", op="create", name="secret", members=[here.ann], is_private=True)
    seen = await call.get("messages", channel="secret", user=here.ann)
    assert seen["ok"] is True
    hidden = await call.get("messages", channel="secret", user=here.bo)
    assert (hidden["status"], hidden["error"]) == (400, "channel_not_found")


async def test_the_clock_is_set_advanced_and_read(call: Caller) -> None:
    friday = await call.post("clock", now="2026-11-20T16:00:00+00:00")
    assert round(friday["now"]) == 1_795_190_400
    later = await call.post("clock", advance=60)
    assert 60 <= later["now"] - friday["now"] < 61
    assert (await call.get("clock"))["now"] >= later["now"]
    naive = await call.post("clock", now="2026-11-20T16:00:00")
    assert naive["status"] == 400
    assert "needs a zone" in naive["error"]
    back = await call.post("clock", advance=-1)
    assert back["status"] == 400


async def test_faults_are_listed_and_cleared(here: Place, call: Caller) -> None:
    rule = {"target": "slack", "kind": "503", "method": "auth.test", "count": 1}
    assert (await call.post("faults", **rule))["id"] == 1
    assert (await call.get("faults"))["faults"][0]["left"] == 1
    await call.delete("faults")
    assert (await call.get("faults"))["faults"] == []
    assert (await here.client.auth_test())["ok"]
    wrong = await call.post("faults", target="slack", kind="sulk")
    assert wrong["status"] == 400
    assert wrong["error"].startswith("A slack fault's kind is one of ratelimited, ")


async def test_the_journal_tells_what_was_called_since(here: Place, call: Caller) -> None:
    before = (await call.get("journal"))["last"]
    await here.client.chat_postMessage(channel=here.channel, text="hi")
    journal = await call.get("journal", since=str(before), kind="api")
    (entry,) = journal["entries"]
    assert (entry["method"], entry["ok"], entry["args"]["text"]) == (
        "chat.postMessage",
        True,
        "hi",
    )
    assert here.sandbox.addresses.bot_token not in json.dumps(journal)


async def test_wrong_use_is_answered_with_a_sentence_and_changes_nothing(
    here: Place, call: Caller
) -> None:
    missing = await call.post("post", channel="general", text="who?")
    assert missing["status"] == 400
    assert "user" in missing["error"]
    stranger = await call.post("post", user="U0NOBODY", channel="general", text="hi")
    assert stranger["error"] == "user_not_found"
    url = f"{here.sandbox.addresses.url}control/post"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data="{", headers={"Content-Type": "application/json"}) as answer,
    ):
        assert (await answer.json())["error"].startswith("The body isn't JSON")
    assert (await call.post("claude", voice="scripted"))["error"] == "claude_is_off"
    assert here.control.messages("general") == []


async def test_a_web_page_from_elsewhere_cannot_act(here: Place) -> None:
    url = f"{here.sandbox.addresses.url}control/dm"
    plain, named = {"Content-Type": "text/plain"}, {"Host": "evil.example"}
    async with aiohttp.ClientSession() as session:
        async with session.post(url, data='{"user": "U1"}', headers=plain) as answer:
            assert (answer.status, (await answer.json())["error"]) == (
                400,
                "Send the body as application/json",
            )
        async with session.post(url, json={"user": here.ann}, headers=named) as answer:
            assert answer.status == 403


async def test_the_stream_tells_every_change_as_it_happens(here: Place) -> None:
    url = f"{here.sandbox.addresses.url}control/stream"
    async with aiohttp.ClientSession() as session, session.get(url) as stream:
        assert (await stream.content.readuntil(b"\n\n")).startswith(b": connected")
        here.control.post(here.ann, "general", "hello <b>")
        event = (await stream.content.readuntil(b"\n\n")).decode()
    kind, data = event.splitlines()[:2]
    assert kind == "event: message"
    assert json.loads(data.removeprefix("data: "))["message"]["text"] == "hello <b>"


async def test_messages_are_read_page_by_page_from_the_newest(here: Place, call: Caller) -> None:
    said = [here.control.post(here.ann, "general", f"message {n}") for n in range(7)]
    newest = await call.get("messages", channel="general", limit=3)
    assert [one["ts"] for one in newest["messages"]] == said[4:]
    assert newest["has_more"] is True
    older = await call.get("messages", channel="general", limit=4, before=said[4])
    assert [one["ts"] for one in older["messages"]] == said[:4]
    assert older["has_more"] is False
    for wrong in ("0", "many"):
        refused = await call.get("messages", channel="general", limit=wrong)
        assert refused["status"] == 400


async def test_the_state_says_how_the_apps_commands_and_shortcuts_are_offered() -> None:
    manifest = yaml.safe_load(MANIFEST.read_text("utf-8"))["features"]
    async with place(manifest=MANIFEST) as here, aiohttp.ClientSession() as session:
        bot = (await Caller(here, session).get("state"))["bot"]
    named = [one["command"] for one in manifest["slash_commands"]]
    assert [one["command"] for one in bot["commands"]] == named
    assert bot["commands"][0]["usage_hint"] == manifest["slash_commands"][0]["usage_hint"]
    assert [one["name"] for one in bot["shortcuts"]] == [
        one["name"] for one in manifest["shortcuts"]
    ]


async def test_a_reader_who_goes_away_leaves_no_complaint(
    here: Place, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"{here.sandbox.addresses.url}control/stream"
    before = here.sandbox.changes.listeners

    def gone() -> bool:
        here.control.post(here.ann, "general", "afterwards")  # what the stream can't write
        return here.sandbox.changes.listeners == before

    for _ in range(3):
        async with aiohttp.ClientSession() as session, session.get(url) as stream:
            await stream.content.readuntil(b"\n\n")
            assert stream.connection is not None
            assert stream.connection.transport is not None
            stream.connection.transport.abort()
        await here.control.until(gone)
    assert [record.message for record in caplog.records] == []


async def test_the_journal_keeps_a_long_messages_blocks_whole(here: Place) -> None:
    blocks = [{"type": "markdown", "text": "x" * 11_000}]
    await here.client.chat_postMessage(channel=here.channel, text="long", blocks=blocks)
    kept = here.control.calls("chat.postMessage")[-1]["args"]["blocks"]
    assert (json.loads(kept) if isinstance(kept, str) else kept) == blocks


async def test_until_says_what_there_was_when_a_condition_never_holds(here: Place) -> None:
    here.control.post(here.ann, "general", "the only message")
    with pytest.raises(TimeoutError, match="'act': 'post'"):
        await here.control.until(lambda: False, timeout=0.05)


async def test_the_front_page_names_the_addresses_or_is_the_page(here: Place) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(here.sandbox.addresses.url) as answer,
    ):
        assert answer.status == 200


async def run(*options: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        *options,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )


async def test_the_program_prints_one_json_line_and_stops_when_told() -> None:
    process = await run("--claude", "--seed", "3")
    assert process.stdout is not None
    where = json.loads(await asyncio.wait_for(process.stdout.readline(), 30))
    assert set(where) == {
        "url",
        "slack_api_url",
        "anthropic_base_url",
        "anthropic_api_key",
        "bot_token",
        "app_token",
        "signing_secret",
        "client_id",
        "client_secret",
        "team_id",
        "bot_user_id",
        "app_id",
        "now",
    }
    headers = {"Authorization": f"Bearer {where['bot_token']}"}
    async with aiohttp.ClientSession() as session:
        url = f"{where['slack_api_url']}conversations.list"
        async with session.get(url, headers=headers) as answer:
            assert len((await answer.json())["channels"]) > 5
    process.send_signal(signal.SIGTERM)
    rest, errors = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, rest, errors) == (0, b"", b"")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--export", "nowhere.zip"), "nowhere.zip"),
        (("--empty", "--manifest", "nowhere.yml"), "The manifest nowhere.yml can't be read"),
    ],
)
async def test_the_program_refuses_wrong_input_in_one_line(
    options: tuple[str, ...], said: str
) -> None:
    process = await run(*options)
    _, errors = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 2
    assert said in errors.decode()
    assert len(errors.decode().splitlines()) == 1
