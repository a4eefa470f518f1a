"""The two thumbs under an answer."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.services import Services
from digests.store import Feedback


async def handle_feedback(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Keep what somebody thinks of an answer; a second thumb replaces the first."""
    services: Services = context["services"]
    container = body["container"]
    await services.store.feedback.put(
        Feedback(
            team_id=str(context.team_id),
            channel_id=str(container["channel_id"]),
            ts=str(container["message_ts"]),
            user_id=str(body["user"]["id"]),
            verdict="up" if action.get("value") == "good" else "down",
            at=services.now(),
        )
    )
    await ack()
