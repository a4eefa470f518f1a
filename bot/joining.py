"""Joining public channels, where the operator wants that, so that the digest is of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from bot.services import Services
from bot.slack_errors import SlackUnreachable
from digests.errors import DigestifError
from digests.jobs.engine import Job
from digests.models import Channel

log = structlog.get_logger(__name__)

_OPENING = {"channel_created", "channel_unarchive", "channel_unshared"}


async def start(services: Services, occasion: str) -> None:
    """Join what there is to join now, once for each occasion; nothing unless that is wanted."""
    if services.settings.join_channels == "yes":
        team_id = services.slack.team_id
        await services.jobs.start("join_public", f"join-public:{team_id}:{occasion}", team_id)


async def run(services: Services, job: Job, team_id: str) -> None:
    """Join every public channel that isn't shared outside, archived or kept out.

    Slack tells of each one joined, and its last days are read then (`backfill.joined`).
    """
    joined = 0
    for channel in filter(wanted, await services.store.channels.all(team_id)):
        try:
            await services.slack.join(channel.channel_id)
            joined += 1
        except SlackUnreachable:
            raise
        except DigestifError as error:
            log.warning("channel.not_joined", channel=channel.channel_id, reason=str(error))
    log.info("channels.joined", channels=joined)


def wanted(channel: Channel) -> bool:
    """Whether a channel is one to join: everybody may read it, and the bot isn't in it."""
    return channel.is_org_wide and not channel.is_member and not channel.is_archived


def opens(event: Mapping[str, Any]) -> bool:
    """Whether an event says that there may be one more channel to join."""
    return event.get("type") in _OPENING
