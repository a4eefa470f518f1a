"""The button "Just for me" and the menu beside it: a summary only for who pressed it."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.listeners.actions.pressed import pressed


async def handle_just_for_me(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Start the work."""
    it = pressed(body, action, context)
    job_id = f"just-for-me:{it.team_id}:{it.channel_id}:{it.user_id}:{it.at}"
    place = (it.team_id, it.channel_id, it.text("thread_ts"))
    ids = (*place, it.user_id, it.response_url, it.text("how"))
    await it.services.jobs.start("private_thread", job_id, *ids)
    await ack()
