"""The whole digest as a canvas, where the plan allows one and everyone may read the channel.

Slack takes no key of ours with a canvas. So that one is made is noted before, and whoever finds the
note without an id looks for a canvas of that title among the bot's own before making another.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.services import Services
from bot.slack_errors import SlackUnreachable
from digests import pipeline
from digests.audience import Audience
from digests.compose.messages import heading
from digests.errors import DigestifError
from digests.forms.markdown import to_markdown
from digests.models import ts_at
from digests.store import DigestRecord

log = structlog.get_logger(__name__)

PREFIX = "canvas:"
MAKING = "making_since"

CLOCKS_APART = timedelta(days=1)
"""How far our clock may be ahead of Slack's; two digests of one title are a year apart."""


async def make(services: Services, digest_id: str, readers: Audience, channel_id: str) -> str:
    """Make the canvas of a digest that is about to be posted; returns the digest's id.

    Without the scope or on a plan without canvases there is none, and nobody is told.
    """
    store, team_id = services.store, readers.team_id
    channel = await store.channels.get(team_id, channel_id)
    if channel is None or not (channel.is_org_wide and readers.org_wide):
        return digest_id
    digest = await pipeline.current(store, digest_id, readers)
    if digest.quiet or await _id_of(services, digest_id):
        return digest_id
    try:
        canvas_id = await _once(services, digest_id, heading(digest), to_markdown(digest))
        await services.slack.share_canvas(canvas_id, channel_id)
    except DigestifError as error:
        log.info("canvas.none", reason=type(error).__name__)
        return digest_id
    await store.settings.put(team_id, PREFIX + digest_id, canvas_id)
    shown = replace(digest, canvas=await _address(services, canvas_id))
    place = digest_id.partition("/")[2]
    return await pipeline.archive(store, shown, readers, place, now=services.now())


async def refresh(services: Services, record: DigestRecord) -> None:
    """Have a digest's canvas say what the digest says now; nothing if it has none."""
    if await _id_of(services, record.digest_id):
        digest = await pipeline.current(services.store, record.digest_id, record.audience)
        await say(services, record, to_markdown(digest))


async def say(services: Services, record: DigestRecord, markdown: str) -> None:
    """Have a digest's canvas say something; nothing if it has none."""
    canvas_id = await _id_of(services, record.digest_id)
    if not canvas_id:
        return
    try:
        await services.slack.replace_canvas(canvas_id, markdown)
    except DigestifError as error:
        log.warning("canvas.stale", digest=record.digest_id, reason=type(error).__name__)


async def _once(services: Services, digest_id: str, title: str, markdown: str) -> str:
    """The id of the digest's canvas: the one that was made, but not noted, or a new one."""
    settings, team_id, now = services.store.settings, services.slack.team_id, services.now()
    begun = await settings.get(team_id, PREFIX + digest_id)
    oldest = ts_at((datetime.fromisoformat(begun[MAKING]) if begun else now) - CLOCKS_APART)
    found = await services.slack.find_canvas(title, oldest) if begun else None
    if found:
        await services.slack.replace_canvas(found, markdown)
        return found
    await settings.put(team_id, PREFIX + digest_id, {MAKING: now.isoformat()})
    try:
        return await services.slack.create_canvas(title, markdown)
    except SlackUnreachable:
        # The answer was lost, but not always what was asked for.
        found = await services.slack.find_canvas(title, oldest)
        if found is None:
            raise
        return found


async def _id_of(services: Services, digest_id: str) -> str:
    """The id of a digest's canvas, "" as long as none is known."""
    noted = await services.store.settings.get(services.slack.team_id, PREFIX + digest_id)
    return noted if isinstance(noted, str) else ""


async def _address(services: Services, canvas_id: str) -> str:
    workspace = await services.store.workspaces.get(services.slack.team_id)
    url = workspace.url if workspace else ""
    return f"{url.rstrip('/')}/docs/{services.slack.team_id}/{canvas_id}" if url else ""
