"""The whole digest as a canvas, where the plan allows one and everyone may read the channel."""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.services import Services
from digests import pipeline
from digests.audience import Audience
from digests.compose.messages import heading
from digests.errors import DigestifError
from digests.forms.markdown import to_markdown
from digests.store import DigestRecord

log = structlog.get_logger(__name__)

PREFIX = "canvas:"


async def make(services: Services, digest_id: str, readers: Audience, channel_id: str) -> str:
    """Make the canvas of a digest that is about to be posted; returns the digest's id.

    Without the scope or on a plan without canvases there is none, and nobody is told.
    """
    channel = await services.store.channels.get(readers.team_id, channel_id)
    known = await services.store.settings.get(readers.team_id, PREFIX + digest_id)
    if known or channel is None or not (channel.is_org_wide and readers.org_wide):
        return digest_id
    digest = await pipeline.current(services.store, digest_id, readers)
    if digest.quiet:
        return digest_id
    try:
        canvas_id = await services.slack.create_canvas(heading(digest), to_markdown(digest))
        await services.slack.share_canvas(canvas_id, channel_id)
    except DigestifError as error:
        log.info("canvas.none", reason=type(error).__name__)
        return digest_id
    await services.store.settings.put(readers.team_id, PREFIX + digest_id, canvas_id)
    shown = replace(digest, canvas=await _address(services, canvas_id))
    place = digest_id.partition("/")[2]
    return await pipeline.archive(services.store, shown, readers, place, now=services.now())


async def refresh(services: Services, record: DigestRecord) -> None:
    """Have a digest's canvas say what the digest says now; nothing if it has none."""
    canvas_id = await services.store.settings.get(record.team_id, PREFIX + record.digest_id)
    if not canvas_id:
        return
    digest = await pipeline.current(services.store, record.digest_id, record.audience)
    try:
        await services.slack.replace_canvas(str(canvas_id), to_markdown(digest))
    except DigestifError as error:
        log.warning("canvas.stale", digest=record.digest_id, reason=type(error).__name__)


async def _address(services: Services, canvas_id: str) -> str:
    workspace = await services.store.workspaces.get(services.slack.team_id)
    url = workspace.url if workspace else ""
    return f"{url.rstrip('/')}/docs/{services.slack.team_id}/{canvas_id}" if url else ""
