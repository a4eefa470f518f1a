"""An app that isn't ours: the one on the sandbox's page of docs, run as that page says."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "sandbox.md").read_text("utf-8")


def written(name: str) -> str:
    """The file that the page shows under a name."""
    found = re.search(rf"`{re.escape(name)}`:\n\n```\w+\n(.*?)```", DOCS, re.DOTALL)
    assert found, name
    return found[1]


@dataclass
class Foreign:
    """The sandbox's process, spoken to over the control API alone."""

    at: dict[str, Any]
    session: aiohttp.ClientSession

    async def act(self, name: str, /, **body: Any) -> dict[str, Any]:
        async with self.session.post(f"{self.at['url']}control/{name}", json=body) as answer:
            return dict(await answer.json())

    async def look(self, name: str, /, **query: str) -> dict[str, Any]:
        async with self.session.get(f"{self.at['url']}control/{name}", params=query) as answer:
            return dict(await answer.json())

    async def until(self, holds: Callable[[], Awaitable[Any]]) -> Any:
        """What `holds` gives once it gives something; looks again at every change."""
        async with (
            asyncio.timeout(30),
            self.session.get(f"{self.at['url']}control/stream") as stream,
        ):
            await stream.content.readuntil(b"\n\n")
            while not (found := await holds()):
                await stream.content.readuntil(b"\n\n")
            return found


@contextlib.asynccontextmanager
async def process(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    started = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield started
    finally:
        started.terminate()
        await started.communicate()


@pytest.fixture
async def foreign(tmp_path: Path) -> AsyncIterator[Foreign]:
    """The sandbox and the app of the page, each a process, the app connected."""
    for name in ("manifest.json", "app.py"):
        (tmp_path / name).write_text(written(name))
    manifest = str(tmp_path / "manifest.json")
    async with process("-m", "sandbox", "--manifest", manifest) as sandbox:
        assert sandbox.stdout
        line = await asyncio.wait_for(sandbox.stdout.readline(), 30)
        where = tmp_path / "sandbox.json"
        where.write_bytes(line)
        async with (
            process(str(tmp_path / "app.py"), str(where)),
            aiohttp.ClientSession() as session,
        ):
            made = Foreign(json.loads(line), session)

            async def connected() -> Any:
                return (await made.look("state"))["sockets"]

            await made.until(connected)
            yield made


async def test_the_app_of_the_page_answers_a_mention_and_a_command(foreign: Foreign) -> None:
    state = await foreign.look("state")
    bot = state["bot"]
    assert (bot["name"], bot["user_id"]) == ("echo", "U0APPBOT001")
    hint = {"command": "/shout", "description": "Say it louder", "usage_hint": "[words]"}
    assert bot["commands"] == [hint]
    room = next(one for one in state["channels"] if one["name"] == "general")
    person = next(one for one in room["members"] if one != bot["user_id"])
    await foreign.act("join", user=bot["user_id"], channel="general")
    mention = {"user": person, "channel": "general", "text": f"<@{bot['user_id']}> hello"}
    posted = await foreign.act("post", **mention)

    async def answered() -> Any:
        thread = await foreign.look("messages", channel="general", thread_ts=posted["ts"])
        return thread["messages"][1:]

    [answer] = await foreign.until(answered)
    assert (answer["text"], answer["user"]) == ("hello", bot["user_id"])

    shout = {"user": person, "channel": "general", "command": "/shout", "text": "hi"}
    [said] = (await foreign.act("command", **shout))["responses"]
    assert said["text"] == "HI!"
    unknown = await foreign.act("command", **{**shout, "command": "/whisper"})
    assert unknown["error"] == "dispatch_failed"


async def test_it_hears_only_what_its_manifest_asks_for(foreign: Foreign) -> None:
    room = next(
        one for one in (await foreign.look("state"))["channels"] if one["name"] == "general"
    )
    bot = foreign.at["bot_user_id"]
    person = next(one for one in room["members"] if one != bot)
    await foreign.act("join", user=bot, channel="general")
    plain = await foreign.act("post", user=person, channel="general", text="nothing for an app")
    await foreign.act("react", user=person, channel="general", ts=plain["ts"], name="eyes")
    await foreign.act("post", user=person, channel="general", text=f"<@{bot}> now")

    async def delivered() -> Any:
        return (await foreign.look("journal", kind="ack"))["entries"]

    await foreign.until(delivered)
    told = (await foreign.look("journal", kind="delivery"))["entries"]
    assert [one["name"] for one in told] == ["hello", "app_mention"]
    headers = {"Authorization": f"Bearer {foreign.at['bot_token']}"}
    url = f"{foreign.at['slack_api_url']}conversations.list"
    async with foreign.session.get(url, headers=headers) as answer:
        assert (await answer.json())["error"] == "missing_scope"
