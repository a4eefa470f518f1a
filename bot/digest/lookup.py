"""`/digest latest`, `/digest 2026-W47`, `/digest search …`: the archive, only to who asked."""

from __future__ import annotations

from bot import digest_settings, learn
from bot.answer import asking, private
from bot.blocks.archive import found_text, nothing_found, nothing_yet
from bot.digest import archive
from bot.incidents import incident
from bot.respond import respond
from bot.services import Services
from digests import pipeline
from digests.audience import Audience
from digests.compose.messages import compose
from digests.errors import BadInput, DigestifError
from digests.jobs.engine import Job
from digests.schedule import parse_week

MOST_FOUND = 10


async def answer(
    services: Services, job: Job, team_id: str, user_id: str, response_url: str, what: str
) -> None:
    """Show one person what they look up.

    Args:
        services: what to work with.
        job: this job.
        team_id: the workspace.
        user_id: who asks.
        response_url: where to answer.
        what: "latest", a week, or "search " and words.
    """
    try:
        readers = await learn.reader(services, user_id)
        word, _, words = what.partition(" ")
        if word == "search":
            await respond(response_url, await _search(services, readers, user_id, words))
        else:
            week = "" if word == "latest" else word
            await _show(services, readers, response_url, week)
    except Exception as error:
        known = isinstance(error, DigestifError)
        await respond(response_url, str(error) if known else incident(error, job.kind))


async def thread(
    services: Services,
    job: Job,
    team_id: str,
    channel_id: str,
    ts: str,
    user_id: str,
    response_url: str,
) -> None:
    """Show one person the summary of a digest item's leading thread, where they asked for it."""
    try:
        audience = await private.reader_of(services, channel_id, user_id)
        found = await asking.thread(services, audience, channel_id, ts)
        await respond(response_url, *await private.told(services, found, audience, user_id))
    except Exception as error:
        known = isinstance(error, DigestifError)
        await respond(response_url, str(error) if known else incident(error, job.kind))


async def _show(services: Services, readers: Audience, response_url: str, week: str) -> None:
    chosen = await digest_settings.of(services)
    name = parse_week(week, chosen.zone, chosen.at).name if week else ""
    record = await archive.of_workspace(services, readers, name)
    if record is None and name:
        raise BadInput(f"There is no digest of {name}. `/digest latest` shows the last one.")
    if record is None:
        return await respond(response_url, nothing_yet(chosen.channel))
    digest = await pipeline.current(services.store, record.digest_id, readers)
    main = compose(digest)[0]
    return await respond(response_url, main.text, main.blocks)


async def _search(services: Services, readers: Audience, user_id: str, words: str) -> str:
    """Which digests say something, with links."""
    found = await archive.readable(services, readers, user_id, words)
    if not found:
        return nothing_found(words)
    links = {one.digest_id: await archive.link(services, one) for one in found[:MOST_FOUND]}
    return found_text(words, found[:MOST_FOUND], links, len(found))
