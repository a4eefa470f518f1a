"""What `digestif digest …` does."""

from __future__ import annotations

from typing import Any

from bot import digest_settings, logs, process
from bot.clock import system_clock
from bot.commands.opening import Opened, opened
from bot.commands.output import print_json, say
from bot.digest import weekly, weeks
from bot.digest.archive import MOST, place_of
from bot.settings import Settings, load_settings
from digests import pipeline
from digests.audience import everyone
from digests.claude.client import Claude
from digests.compose.messages import compose
from digests.digest import Digest
from digests.errors import BadInput
from digests.forms.digest_json import to_json
from digests.forms.html import to_html
from digests.forms.markdown import to_markdown
from digests.forms.plain import explained, plain_digest
from digests.reading.writer import DigestWriter
from digests.schedule import parse_week, previous, week_of
from digests.store import open_store
from digests.summarize.summarizer import Summarizer

SEND_SECONDS = 900.0


async def preview(
    week: str | None, names: list[str], *, explain: bool = False, as_json: bool = False
) -> None:
    """Compile a week's digest and print it.

    Raises:
        BadInput: if there is no such week or channel, or nothing is stored.
    """
    async with opened() as at:
        workspace = await at.workspace()
        only = [c.channel_id for c in await at.channels(workspace.team_id, names)]
        claude = process.open_claude(at.settings, at.store)
        digest = await pipeline.compile_digest(
            at.store,
            _writer(at, claude),
            await at.week(workspace, week),
            everyone(workspace.team_id),
            now=system_clock(),
            only=only,
        )
        if claude is not None:
            await claude.close()
    _print(digest, as_json=as_json)
    if explain and not as_json and digest.items:
        print(f"\n{explained(digest)}")


async def send(week: str | None) -> None:
    """Post a week's digest as the running bot would, exactly once.

    Raises:
        BadInput: if no channel is set, or there is no such week.
    """
    settings = load_settings()
    logs.configure(settings.log, verbose=False)
    if not await _channel_set(settings):
        raise BadInput("DIGESTIF_DIGEST_CHANNEL is not set, so I don't know where to send it.")
    async with process.running(settings, scheduled=False) as bot:
        services = bot.services
        chosen = await digest_settings.of(services)
        window = (
            parse_week(week, chosen.zone, chosen.at)
            if week
            else previous(week_of(services.now(), chosen.zone, chosen.at), chosen.at)
        )
        weeks.need_begun(window, services.now())
        channel = await weekly.destination(services)
        weekly.need_open(channel)
        job_id = await weekly.start(services, window, channel)
        await services.jobs.wait(job_id, SEND_SECONDS)
        say(f"The digest of {window.name} stands in #{channel.name}.")


async def _channel_set(settings: Settings) -> bool:
    """Whether a channel for the digest is set, in the environment or in Slack."""
    if settings.digest_channel:
        return True
    async with await open_store(settings.store_location) as store:
        teams = [workspace.team_id for workspace in await store.workspaces.all()]
        chosen = [await digest_settings.read(store, settings, team_id, "UTC") for team_id in teams]
    return any(one.channel for one in chosen)


async def list_digests(*, as_json: bool) -> None:
    """Print the digests that were compiled for the whole workspace."""
    async with opened() as at:
        workspace = await at.workspace()
        team_id = workspace.team_id
        found = await at.store.digests.list(
            everyone(team_id), MOST, lambda digest_id: place_of(digest_id) == team_id
        )
    if as_json:
        print_json(
            [
                {
                    "id": record.digest_id,
                    "week": record.window.name,
                    "compiled": record.created_at.isoformat(),
                }
                for record in found
            ]
        )
    elif not found:
        say("No digest was compiled yet. Next: digestif digest preview")
    for record in [] if as_json else found:
        print(f"{record.window.name}  compiled {record.created_at:%Y-%m-%d %H:%M} UTC")


async def show(week: str, form: str) -> None:
    """Print the workspace's stored digest of a week.

    Args:
        week: like "2026-W47".
        form: "text", "markdown", "html" or "json".

    Raises:
        BadInput: if there is no such week, or no digest of it.
    """
    async with opened() as at:
        workspace = await at.workspace()
        window = await at.week(workspace, week)
        readers = everyone(workspace.team_id)
        record = await at.store.digests.get(
            readers, pipeline.digest_id_of(window, workspace.team_id)
        )
        if record is not None:
            digest = await pipeline.current(at.store, record.digest_id, readers)
            if form == "html":
                return print(to_html(digest, workspace.name), end="")
            if form == "markdown":
                return print(to_markdown(digest), end="")
            return _print(digest, as_json=form == "json")
    raise BadInput(f"No digest of {window.name} is stored. `digestif digest list` shows which are.")


def as_json_data(digest: Digest) -> dict[str, Any]:
    """A digest for programs."""
    return {
        "week": digest.window.name,
        "window": {
            "start": digest.window.start.isoformat(),
            "end": digest.window.end.isoformat(),
            "zone": digest.window.zone,
        },
        "coverage": {
            "read": digest.coverage.read,
            "total": digest.coverage.total,
            "channels": digest.coverage.channels,
            "left_out": [
                {"channel": left.what, "reason": left.reason} for left in digest.coverage.left_out
            ],
        },
        "messages": [
            {"text": message.text, "blocks": list(message.blocks)} for message in compose(digest)
        ],
        "items": [to_json(item) for item in digest.items],
    }


def _writer(at: Opened, claude: Claude | None) -> DigestWriter | None:
    if claude is None:
        return None
    summarizer = Summarizer(at.store.summaries, claude, model=at.settings.summary_model)
    return DigestWriter(at.store, claude, summarizer, model=at.settings.digest_model)


def _print(digest: Digest, *, as_json: bool) -> None:
    if as_json:
        print_json(as_json_data(digest))
    else:
        print(plain_digest(compose(digest), links=True))
