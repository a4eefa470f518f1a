"""The button "Just for me" and the menu beside it: a summary only for who pressed it."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.services import Services


async def handle_just_for_me(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Start the work."""
    services: Services = context["services"]
    chosen = action.get("selected_option") or action
    place = json.loads(chosen["value"])
    team_id, user_id = str(context.team_id), str(body["user"]["id"])
    await services.jobs.start(
        "private_thread",
        f"just-for-me:{team_id}:{place['channel_id']}:{user_id}:{action['action_ts']}",
        team_id,
        str(place["channel_id"]),
        str(place["thread_ts"]),
        user_id,
        str(body.get("response_url") or ""),
        str(place.get("how") or ""),
    )
    await ack()
