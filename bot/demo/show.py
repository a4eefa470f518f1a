"""The demo from start to end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import tempfile
from pathlib import Path
from typing import Any

from bot import backfill, logs, process
from bot.demo import scenes, screen
from bot.demo.workspace import Workspace, WorkspaceFailed, local_workspace
from bot.process import Bot
from bot.settings import Settings, load_settings
from digests.errors import BadInput
from digests.models import Window, at

FOLLOW_SECONDS = 1.0
EVERYTHING_SINCE = at("1388534400.000000")

# In the sample workspace; anywhere else a question is made from a thread's own words.
SAMPLE_QUESTION = "What was decided about Android 9?"
SAMPLE_CHANNEL = "general"


async def demo(
    export: Path | None = None, *, once: bool = False, local_claude: bool = False, port: int = 0
) -> None:
    """Show the tour, then stay up until Ctrl-C unless asked to exit.

    Args:
        export: fills the workspace instead of the sample.
        once: exit after the tour.
        local_claude: the sandbox's stand-in writes.
        port: of the workspace's page; 0 takes a free one.

    Raises:
        BadInput: if the export can't be read or has nothing to show.
        WorkspaceFailed: if the workspace doesn't start, or one of the three didn't get posted.
    """
    own = load_settings()
    logs.configure("console", verbose=False)
    async with local_workspace(export, port, claude=local_claude) as workspace:
        with tempfile.TemporaryDirectory(prefix="digestif-demo-") as place:
            channel = await _digest_channel(workspace)
            settings = _settings(own, workspace, Path(place), channel, claude=local_claude)
            running = process.running(settings, workspace.now, scheduled=False)
            async with running as bot, process.connected(bot):
                _introduce(settings, workspace, local=local_claude)
                await _tour(workspace, bot, channel, sample=export is None)
                if not once:
                    print("\nIt stays up until Ctrl-C. Next: open the page, mention @Digestif.")
                    await _stay(workspace, bot)


async def _tour(workspace: Workspace, bot: Bot, channel: str, *, sample: bool) -> None:
    await _read_everything(bot)
    people = await bot.services.store.users.people(bot.services.slack.team_id)
    threads = await scenes.long_threads(workspace, people)
    second = threads[min(1, len(threads) - 1)]
    question = SAMPLE_QUESTION if sample else scenes.question_about(second, people)
    posted = [
        await scenes.summary(workspace, threads[0], people),
        await scenes.prompt(workspace, second, question),
        await scenes.digest(workspace, bot, channel),
    ]
    screen.heading("Posted to the workspace")
    for name, done in zip(("Summary", "Answer", "Digest"), posted, strict=True):
        screen.fact(name, "yes" if done else "no")
    screen.fact("Page", workspace.at["url"])
    if not all(posted):
        raise WorkspaceFailed("Not everything was posted; the lines above say what is missing.")


def _settings(
    own: Settings, workspace: Workspace, data_dir: Path, channel: str, *, claude: bool
) -> Settings:
    """Settings that lead to the local workspace, with a key for Claude if there is one."""
    at_hand = workspace.at
    given: dict[str, Any] = {
        "slack_bot_token": at_hand["bot_token"],
        "slack_app_token": at_hand["app_token"],
        "slack_signing_secret": at_hand["signing_secret"],
        "slack_api_url": at_hand["slack_api_url"],
        "data_dir": data_dir,
        "database_url": None,
        "digest_channel": channel,
        "digest_at": "fri 16:00",
        "anthropic_api_key": own.anthropic_api_key,
        "anthropic_base_url": own.anthropic_base_url,
    }
    if claude:
        given["anthropic_api_key"] = at_hand["anthropic_api_key"]
        given["anthropic_base_url"] = at_hand["anthropic_base_url"]
    return load_settings(**given)


def _introduce(settings: Settings, workspace: Workspace, *, local: bool) -> None:
    screen.heading("Digestif on a local workspace")
    screen.fact("Page", workspace.at["url"])
    if local:
        screen.fact("Written by", "the sandbox's stand-in for Claude, which is no model")
    elif settings.anthropic_api_key is not None:
        screen.fact("Written by", f"Claude ({settings.summary_model}, {settings.answer_model})")
    else:
        screen.fact("Written by", "the extractive engine, since ANTHROPIC_API_KEY is not set:")
        screen.fact("", "it picks the messages' own sentences")


async def _read_everything(bot: Bot) -> None:
    await bot.learning
    services = bot.services
    channels = [
        c
        for c in await services.store.channels.all(services.slack.team_id)
        if c.is_member and c.name and not c.is_shared
    ]
    window = Window(EVERYTHING_SINCE, services.now())
    report = await backfill.run(services, channels, window, lambda name, added: None)
    screen.fact(
        "Read", f"{report.added:,} messages in {report.channels} channels, over Slack's API"
    )


async def _digest_channel(workspace: Workspace) -> str:
    """The channel for the digest: #general if the bot is in it, else its fullest public one.

    Raises:
        BadInput: if it is in none.
    """
    state = await workspace.look("state")
    bot_user_id = workspace.at["bot_user_id"]
    mine = [
        c
        for c in state["channels"]
        if bot_user_id in c["members"]
        and not any(c.get(f) for f in ("is_private", "is_im", "is_mpim", "is_archived"))
        and not c.get("is_ext_shared")
    ]
    if not mine:
        raise BadInput("This workspace has no public channel.")
    best = max(mine, key=lambda c: (c["name"] == SAMPLE_CHANNEL, len(c["members"]), c["name"]))
    return str(best["name"])


async def _stay(workspace: Workspace, bot: Bot) -> None:
    """Follow the workspace's clock until Ctrl-C, so that its Friday is ours."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    while not stopping.is_set():
        await workspace.follow_clock()
        await bot.scheduler.tick()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), FOLLOW_SECONDS)
