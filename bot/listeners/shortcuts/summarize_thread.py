"""The shortcut "Summarize thread": a summary only for who asked."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.services import Services


async def handle_summarize_thread(
    ack: AsyncAck, shortcut: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Start the work."""
    services: Services = context["services"]
    message, user_id = shortcut["message"], str(shortcut["user"]["id"])
    team_id, channel_id = str(context.team_id), str(shortcut["channel"]["id"])
    await services.jobs.start(
        "private_thread",
        f"shortcut:{team_id}:{user_id}:{shortcut['trigger_id']}",
        team_id,
        channel_id,
        str(message.get("thread_ts") or message["ts"]),
        user_id,
        str(shortcut["response_url"]),
    )
    await ack()
