"""The local workspace of the demo: a process of its own, spoken to over HTTP like any Slack."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import aiohttp

from bot.clock import system_clock
from digests.errors import BadInput, DigestifError

START_SECONDS = 60.0
STOP_SECONDS = 5.0
POLL_SECONDS = 0.15
STAND_IN_SPEED = 120  # tokens a second, so that one sees the text grow

MANIFEST = Path(__file__).parents[2] / "app_manifest.yml"


class WorkspaceFailed(DigestifError):
    """Raised when the local workspace doesn't start or doesn't do what it is asked."""


@dataclass
class Workspace:
    """The workspace and what a person can do in it.

    Attributes:
        at: its addresses and tokens, as `python -m sandbox` prints them.
        ahead: how far its clock is ahead of this machine's.
    """

    at: dict[str, Any]
    session: aiohttp.ClientSession
    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        """The workspace's time, aware UTC."""
        return system_clock() + self.ahead

    async def follow_clock(self) -> None:
        """Learn the workspace's time anew."""
        answer = await self.look("clock")
        self.ahead = datetime.fromtimestamp(answer["now"], UTC) - system_clock()

    async def set_clock(self, moment: datetime) -> None:
        """Move the workspace's time."""
        await self.act("clock", now=moment.timestamp())
        await self.follow_clock()

    async def look(self, what: str, **query: str) -> Any:
        """Read from the control API."""
        async with self.session.get(f"{self.at['url']}control/{what}", params=query) as answer:
            return await _checked(answer)

    async def act(self, what: str, **body: Any) -> Any:
        """Do something as a person, or to the workspace."""
        async with self.session.post(f"{self.at['url']}control/{what}", json=body) as answer:
            return await _checked(answer)

    async def messages(self, channel_id: str, thread_ts: str | None = None) -> list[dict[str, Any]]:
        """The messages of a channel, or of one thread, ascending."""
        query = {"channel": channel_id, **({"thread_ts": thread_ts} if thread_ts else {})}
        found: list[dict[str, Any]] = (await self.look("messages", **query))["messages"]
        return found

    async def own(self, channel_id: str, thread_ts: str | None, after: str) -> Any:
        """The bot's newest message there that is younger than `after`, None if there is none."""
        found = [
            message
            for message in await self.messages(channel_id, thread_ts)
            if message.get("user") == self.at["bot_user_id"] and message["ts"] > after
        ]
        return found[-1] if found else None

    async def watch(
        self,
        channel_id: str,
        thread_ts: str | None,
        after: str,
        seconds: float,
        shown: Callable[[str], None],
    ) -> dict[str, Any] | None:
        """Show the bot's message as it grows; it once it is complete, None if none came in time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while loop.time() < deadline:
            message = await self.own(channel_id, thread_ts, after)
            if message is not None:
                shown(str(message.get("text") or ""))
                if _complete(message):
                    return dict(message)
            await asyncio.sleep(POLL_SECONDS)
        return None


def _complete(message: dict[str, Any]) -> bool:
    # The bot closes every message with what was read, or has posted it whole.
    streaming = message.get("streaming_state") == "in_progress"
    return not streaming and bool(message.get("blocks"))


async def _checked(answer: aiohttp.ClientResponse) -> Any:
    data = await answer.json()
    if not data.get("ok", answer.status == 200):
        raise WorkspaceFailed(f"The local workspace refused: {data.get('error', answer.status)}.")
    return data


@contextlib.asynccontextmanager
async def local_workspace(
    export: Path | None, port: int, *, claude: bool
) -> AsyncIterator[Workspace]:
    """Start the workspace, filled with the sample or an export, and stop it at the end.

    Raises:
        BadInput: if the export can't be read.
        WorkspaceFailed: if it doesn't start.
    """
    arguments = ["-m", "sandbox", "--port", str(port)]
    if MANIFEST.exists():
        arguments += ["--manifest", str(MANIFEST)]
    if export is not None:
        arguments += ["--export", str(export)]
    if claude:
        arguments.append("--claude")
    # A file, since a pipe that nobody reads would stop the workspace once it is full.
    with tempfile.TemporaryFile() as said:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            stdout=asyncio.subprocess.PIPE,
            stderr=said,
            # Ctrl-C is for us; the workspace goes when we are done with it.
            start_new_session=True,
        )
        try:
            async with aiohttp.ClientSession() as session:
                workspace = Workspace(await _addresses(process, said), session)
                await workspace.follow_clock()
                if claude:
                    await workspace.act("claude", speed=STAND_IN_SPEED)
                yield workspace
        finally:
            await _stop(process)


async def _addresses(process: asyncio.subprocess.Process, said: IO[bytes]) -> dict[str, Any]:
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
    except TimeoutError:
        raise WorkspaceFailed("The local workspace didn't start within a minute.") from None
    if not line:
        status = await process.wait()
        said.seek(0)
        lines = said.read().decode(errors="replace").strip().splitlines()
        reason = lines[-1] if lines else "it gave no reason"
        if status == 2:
            raise BadInput(reason)
        raise WorkspaceFailed(f"The local workspace didn't start: {reason}.")
    found: dict[str, Any] = json.loads(line)
    return found


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.communicate(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.communicate()
