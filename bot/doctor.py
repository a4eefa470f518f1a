"""`digestif doctor`: everything the bot needs, one line each, with what to do."""

from __future__ import annotations

import asyncio
import platform
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp

from bot import digest_settings, learn, logs
from bot.app import create_services
from bot.clock import system_clock
from bot.commands.output import print_json
from bot.process import open_claude
from bot.services import Services
from bot.settings import SLACK_API_URL, Settings, load_settings
from digests.claude.calls import Call, user
from digests.errors import DigestifError
from digests.jobs.engine import Jobs
from digests.schedule import week_of
from digests.store import open_store

# A clock further off makes Slack's signatures fail (five minutes) and digests come late.
MOST_CLOCK_SECONDS = 60
CHECK_SECONDS = 30.0

MANIFEST = Path(__file__).parents[1] / "app_manifest.yml"


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found.

    Attributes:
        ok: False if the bot can't do its work like this.
        found: what is, in a few words.
        todo: what to do about it, "" if nothing.
    """

    name: str
    ok: bool
    found: str
    todo: str = ""


class Unwell(DigestifError):
    """Raised when a check failed."""


async def examine(*, as_json: bool) -> None:
    """Print every check.

    Raises:
        Unwell: if one of them failed.
        BadInput: if a setting is wrong.
    """
    settings = load_settings()
    logs.configure(settings.log, verbose=False)
    checks = await all_checks(settings)
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            print(f"{'ok ' if check.ok else 'NO '} {check.name:<12} {check.found}")
            if check.todo:
                print(f"{'':<16} → {check.todo}")
    failed = [check.name for check in checks if not check.ok]
    if failed:
        raise Unwell(f"Not ready: {', '.join(failed)}.")


async def all_checks(settings: Settings) -> list[Check]:
    """Every check, in the order in which to repair what fails."""
    checks = [
        Check("Settings", True, "read from the environment and .env"),
        await _guarded("Python", _python),
        await _guarded("Database", lambda: _database(settings)),
        await _guarded("Clock", lambda: _clock(settings)),
    ]
    checks += await _slack(settings)
    checks.append(await _guarded("Claude", lambda: _claude(settings)))
    return checks


async def _guarded(name: str, check: Callable[[], Awaitable[Check]]) -> Check:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check()
    except DigestifError as error:
        return Check(name, False, str(error))
    except TimeoutError:
        return Check(name, False, f"no answer within {CHECK_SECONDS:.0f} s", "Is the network up?")


async def _python() -> Check:
    return Check("Python", sys.version_info >= (3, 11), platform.python_version())


async def _database(settings: Settings) -> Check:
    async with await open_store(settings.store_location) as store:
        home = await store.describe()
        teams = [w.team_id for w in await store.workspaces.all()]
        messages = sum([await store.messages.count(team_id) for team_id in teams])
        lacks = await store.database.lacks()
    described = ", ".join(str(value) for value in home.values() if value)
    found = f"{described}; {messages:,} messages"
    if lacks:
        return Check("Database", False, found, f"Grant the role {', '.join(lacks)}.")
    return Check("Database", True, found)


async def _clock(settings: Settings) -> Check:
    local = settings.slack_api_url != SLACK_API_URL
    async with aiohttp.ClientSession() as session:
        try:
            answer = await session.post(f"{settings.slack_api_url}api.test")
        except aiohttp.ClientError:
            todo = f"{settings.slack_api_url} can't be reached: look at the network and its proxy."
            return Check("Clock", False, "can't be compared", todo)
        there = parsedate_to_datetime(answer.headers.get("Date", "")).astimezone(UTC)
    off = abs((system_clock() - there).total_seconds())
    if local:
        return Check("Clock", True, f"{off:.0f} s from a local workspace's, which may be moved")
    todo = "" if off <= MOST_CLOCK_SECONDS else "Set this machine's clock (NTP)."
    return Check("Clock", not todo, f"{off:.0f} s from Slack's", todo)


async def _slack(settings: Settings) -> list[Check]:
    try:
        async with await open_store(settings.store_location) as store:
            services = create_services(settings, store, None, Jobs(settings.jobs_location))
            workspace = await learn.workspace(services)
            token = Check("Token", True, f"{workspace.name} ({workspace.team_id})")
            return [
                token,
                _connection(settings),
                await _guarded("Scopes", lambda: _scopes(services)),
                await _guarded("Channels", lambda: _channels(services)),
                await _guarded("Digest", lambda: _digest(services)),
            ]
    except DigestifError as error:
        return [Check("Token", False, str(error))]


def _connection(settings: Settings) -> Check:
    if settings.slack_app_token is not None:
        return Check("Connection", True, "Socket Mode")
    if settings.slack_signing_secret is not None:
        return Check("Connection", True, "only over HTTP: digestif run --http PORT")
    todo = "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for --http."
    return Check("Connection", False, "neither Socket Mode nor HTTP is possible", todo)


async def _scopes(services: Services) -> Check:
    return scopes_check(wanted_scopes(), await services.slack.scopes())


def scopes_check(wanted: frozenset[str], granted: frozenset[str]) -> Check:
    """The granted scopes beside those of the manifest; an empty set is one that isn't known."""
    if not wanted:
        return Check("Scopes", True, "not compared: app_manifest.yml isn't here")
    if not granted:
        return Check("Scopes", True, "not compared: Slack doesn't say which it granted")
    missing = sorted(wanted - granted)
    if not missing:
        return Check("Scopes", True, f"all {len(wanted)} of app_manifest.yml")
    todo = "Update the app from app_manifest.yml and reinstall it."
    return Check("Scopes", False, f"missing: {', '.join(missing)}", todo)


def wanted_scopes() -> frozenset[str]:
    """The bot scopes of app_manifest.yml; empty where the file isn't installed along."""
    if not MANIFEST.exists():
        return frozenset()
    lines = [line.strip() for line in MANIFEST.read_text("utf-8").splitlines()]
    scopes = lines[lines.index("bot:") + 1 :]
    listed = [line.removeprefix("- ") for line in scopes[: _first_not_listed(scopes)]]
    return frozenset(listed)


def _first_not_listed(lines: list[str]) -> int:
    return next((n for n, line in enumerate(lines) if not line.startswith("- ")), len(lines))


async def _channels(services: Services) -> Check:
    known = await services.store.channels.all(services.slack.team_id)
    named = [c for c in known if c.name and not c.is_archived]
    mine = [c for c in named if c.is_member]
    found = f"in {len(mine)} of {len(named)} channels"
    todo = "" if mine else "Invite the bot: /invite @Digestif in a channel."
    return Check("Channels", bool(mine), found, todo)


async def _digest(services: Services) -> Check:
    from bot.digest.weekly import destination

    chosen = await digest_settings.of(services)
    zone, at = chosen.zone, chosen.at
    when = week_of(services.now(), zone, at).end.astimezone(UTC)
    if not chosen.channel:
        todo = "Set DIGESTIF_DIGEST_CHANNEL, or use /digest settings, to have it sent."
        return Check("Digest", True, f"none is sent ({at}, {zone})", todo)
    channel = await destination(services)
    if not channel.is_member:
        todo = f"Invite me: /invite @Digestif in #{channel.name}."
        return Check("Digest", False, f"I'm not in #{channel.name}", todo)
    return Check("Digest", True, f"#{channel.name}, next {_moment(when)} ({at}, {zone})")


async def _claude(settings: Settings) -> Check:
    claude = open_claude(settings, None)
    if claude is None:
        todo = "Set ANTHROPIC_API_KEY for summaries in own words and answers to prompts."
        return Check("Claude", True, "not set up; summaries are extracts", todo)
    models = sorted({settings.summary_model, settings.answer_model, settings.digest_model})
    try:
        for model in models:
            await claude.count_tokens(Call(model, "You count.", (user("One"),)))
    finally:
        await claude.close()
    return Check("Claude", True, f"reached ({', '.join(models)})")


def _moment(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"
