"""The buttons "Shorter" and "Longer": the summary is rewritten where it stands."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.listeners.actions.pressed import pressed


async def handle_rewrite(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Start the work."""
    it, length = pressed(body, action, context), str(action["action_id"])
    job_id = f"rewrite:{it.team_id}:{it.channel_id}:{it.ts}:{it.at}"
    place = (it.team_id, it.channel_id, it.text("thread_ts"), it.ts)
    ids = (*place, it.user_id, length, it.text("asked_ts"))
    await it.services.jobs.start("rewrite", job_id, *ids)
    await ack()
