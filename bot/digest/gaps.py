"""Before a digest is compiled: what is missing of its channels is read from Slack."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Sequence

import structlog

from bot import backfill, covering
from bot.services import Services
from bot.slack_errors import SlackUnreachable
from digests.errors import DigestifError
from digests.models import Channel, Window

log = structlog.get_logger(__name__)

# How long to wait between tries, in seconds, while Slack doesn't let channels be read; more than
# two minutes together, which is what a rate limit of Slack's takes to pass twice.
WAITS = (1.0, 5.0, 30.0, 60.0, 60.0)


async def fill(
    services: Services,
    channels: Iterable[Channel],
    window: Window,
    waits: Sequence[float] = WAITS,
) -> None:
    """Read from Slack what isn't known of some channels within a window.

    A channel that the bot may not read stops no other. What can't be read after all waits stays a
    gap in the ledger, and the digest's last line says so.

    Args:
        services: with Slack and the store.
        channels: those the digest is about; ones shared outside or without the bot are passed over.
        window: the week.
        waits: seconds before each further try.

    Raises:
        SlackUnreachable: if Slack answers nothing at all; the job waits until it does.
    """
    await covering.note(services)
    own = [c for c in channels if c.is_member and not c.is_shared]
    for wait in waits:
        try:
            await _read(services, own, window)
            return
        except SlackUnreachable:
            log.warning("digest.waits_to_read", seconds=wait)
            await asyncio.sleep(wait)
    await services.slack.identify()
    for channel in own:
        with contextlib.suppress(SlackUnreachable):
            await _read(services, [channel], window)


async def _read(services: Services, channels: Iterable[Channel], window: Window) -> None:
    for channel in channels:
        try:
            await backfill.fill(services, channel.channel_id, window)
        except SlackUnreachable:
            raise
        except DigestifError as error:
            log.info("digest.gap", channel=channel.channel_id, reason=type(error).__name__)
