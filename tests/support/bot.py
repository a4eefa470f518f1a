"""The real bot, run in process against a sandbox over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import backfill, process
from bot.process import Bot
from bot.settings import Settings
from digests.audience import Audience
from digests.models import Window
from sandbox import Sandbox
from sandbox.seed import Seed
from tests.support.sample import the_sample


def settings_for(sandbox: Sandbox, data_dir: Path, *, claude: bool, **more: Any) -> Settings:
    """Settings that lead to a sandbox and nowhere else, whatever the environment holds."""
    at = sandbox.addresses
    given: dict[str, Any] = {
        "slack_bot_token": at.bot_token,
        "slack_app_token": at.app_token,
        "slack_signing_secret": at.signing_secret,
        "slack_api_url": at.slack_api_url,
        "anthropic_api_key": at.anthropic_api_key if claude else None,
        "anthropic_base_url": at.anthropic_base_url if claude else None,
        "data_dir": data_dir,
        "database_url": None,
        "timezone": "UTC",
        "digest_channel": "",
        "digest_at": "fri 16:00",
        "log": "console",
    }
    return Settings(_env_file=None, **{**given, **more})  # type: ignore[call-arg]


@contextlib.asynccontextmanager
async def running_bot(
    sandbox: Sandbox, *, claude: bool = True, data_dir: Path | None = None, **settings: Any
) -> AsyncIterator[Bot]:
    """The bot connected to a sandbox over Socket Mode, with the sandbox's clock.

    Args:
        sandbox: running.
        claude: answer with the sandbox's Claude; without, the extractive engine.
        data_dir: where its files are, to start it again with them; a new one by default.
        **settings: fields of `Settings` that differ.
    """

    def now() -> datetime:
        return datetime.fromtimestamp(sandbox.clock.now(), UTC)

    with contextlib.ExitStack() as stack:
        place = data_dir or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        chosen = settings_for(sandbox, place, claude=claude, **settings)
        async with process.running(chosen, now) as bot, process.connected(bot):
            await bot.learning
            yield bot


@dataclass(frozen=True)
class Scene:
    """A sandbox with the bot in it, and what tests do with the two."""

    sandbox: Sandbox
    bot: Bot

    @property
    def me(self) -> str:
        """The bot's user id."""
        return self.sandbox.addresses.bot_user_id

    @property
    def mention(self) -> str:
        """A mention of the bot, as Slack writes it."""
        return f"<@{self.me}>"

    @property
    def team_id(self) -> str:
        """The workspace's id."""
        return self.sandbox.addresses.team_id

    def channel(self, name: str) -> str:
        """A channel's id by its name."""
        rooms = self.sandbox.workspace.conversations.values()
        return next(room.id for room in rooms if room.info.get("name") == name)

    def person(self, name: str) -> str:
        """A person's id by the name that colleagues see."""
        users = self.sandbox.workspace.users.values()
        return next(
            str(user["id"])
            for user in users
            if name in (user["name"], user["profile"].get("display_name"))
        )

    async def read_everything(self) -> int:
        """Backfill every channel the bot is in; how many messages came."""
        services = self.bot.services
        known = await services.store.channels.all(self.team_id)
        window = Window(datetime(2014, 1, 1, tzinfo=UTC), services.now())
        mine = [c for c in known if c.is_member and c.name and not c.is_shared]
        return (await backfill.run(services, mine, window, lambda name, added: None)).added

    async def heard(self) -> None:
        """Wait until the bot knows that it is connected."""

        async def listening() -> bool:
            return self.bot.services.heard.since is not None

        await eventually(listening, "the connection to stand")

    async def job(self, job_id: str, seconds: float = 20.0) -> str:
        """Wait for a job to end; its last status."""
        async with asyncio.timeout(seconds):
            while True:
                status: str | None = await self.bot.services.jobs.status(job_id)
                if status in {"SUCCESS", "ERROR"}:
                    return status
                await asyncio.sleep(0.02)

    async def ask(
        self, user: str, channel: str, text: str, thread_ts: str | None = None
    ) -> list[dict[str, Any]]:
        """Write to the bot and wait until it is done; its messages in that thread, ascending."""
        channel_id = channel if channel[:1] in "CDG" else self.channel(channel)
        ts = self.sandbox.control.post(user, channel_id, text, thread_ts)
        await self.job(f"answer:{self.team_id}:{channel_id}:{ts}")
        return self.own(channel_id, thread_ts or ts)

    def own(self, channel: str, thread_ts: str | None = None) -> list[dict[str, Any]]:
        """The bot's messages in a channel or a thread, ascending."""
        found = self.sandbox.control.messages(channel, thread_ts)
        return [dict(message) for message in found if message.get("user") == self.me]

    def whispers(self, user: str, text: str = "") -> list[dict[str, Any]]:
        """What only one person sees, as far as it contains a text."""
        found = self.sandbox.control.ephemerals(user)
        return [dict(message) for message in found if text in everything(message)]

    async def whispered(self, user: str, text: str) -> dict[str, Any]:
        """Wait until one person alone is shown something that contains a text."""
        found = await self.sandbox.control.until(lambda: self.whispers(user, text))
        return found[-1]

    def calls(self, since: int = 0) -> list[str]:
        """The Web API methods that were called, in order."""
        entries = self.sandbox.control.journal(since)
        return [str(entry["method"]) for entry in entries if entry["kind"] == "api"]

    def model_calls(self, since: int = 0) -> int:
        """How often the model was asked."""
        return len([e for e in self.sandbox.control.journal(since) if e["kind"] == "claude"])

    @property
    def now(self) -> int:
        """Where the journal stands, for `calls` and `model_calls`."""
        return self.sandbox.journal.last

    async def recorded(self, channel: str, ts: str, text: str | None) -> None:
        """Wait until the store has a message with that text; None for no message at all."""
        only = Audience(self.team_id, channel_ids=frozenset({channel}))

        async def as_expected() -> bool:
            found = await self.bot.services.store.messages.get(only, channel, ts)
            return (found.text if found else None) == text

        await eventually(as_expected, f"{channel}/{ts} to be {text!r}")


async def eventually(
    condition: Callable[[], Awaitable[bool]], what: str, seconds: float = 10.0
) -> None:
    """Wait until a condition holds; fails naming `what` if it doesn't in time."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not await condition():
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"waited {seconds} s for {what}")
        await asyncio.sleep(0.02)


def everything(message: Any) -> str:
    """All that a message says: its text, and what its blocks say."""
    return json.dumps(message, ensure_ascii=False)


@contextlib.asynccontextmanager
async def scene(
    seed: Seed | None = None, *, claude: bool = True, data_dir: Path | None = None, **settings: Any
) -> AsyncIterator[Scene]:
    """The sample workspace (or another seed) with the bot in it."""
    content = seed or the_sample()
    manifest = Path(__file__).parents[2] / "app_manifest.yml"
    async with (
        Sandbox.running(content, manifest=manifest) as sandbox,
        running_bot(sandbox, claude=claude, data_dir=data_dir, **settings) as bot,
    ):
        yield Scene(sandbox, bot)
