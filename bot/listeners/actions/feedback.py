"""The two thumbs under an answer."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.blocks.feedback import feedback_modal
from bot.services import Services
from digests.store import Feedback


async def handle_feedback(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Keep what somebody thinks of an answer; a thumb down may say why. A second one replaces."""
    services: Services = context["services"]
    container, good = body["container"], action.get("value") == "good"
    await services.store.feedback.put(
        Feedback(
            team_id=str(context.team_id),
            channel_id=str(container["channel_id"]),
            ts=str(container["message_ts"]),
            user_id=str(body["user"]["id"]),
            verdict="up" if good else "down",
            at=services.now(),
        )
    )
    await ack()
    if not good:
        modal = feedback_modal(str(container["channel_id"]), str(container["message_ts"]))
        await services.slack.open_view(str(body["trigger_id"]), modal)
