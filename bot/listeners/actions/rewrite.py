"""The buttons "Shorter" and "Longer": the summary is rewritten where it stands."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.services import Services


async def handle_rewrite(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Start the work."""
    services: Services = context["services"]
    place = json.loads(action["value"])
    team_id, ts = str(context.team_id), str(body["container"]["message_ts"])
    await services.jobs.start(
        "rewrite",
        f"rewrite:{team_id}:{place['channel_id']}:{ts}:{action['action_ts']}",
        team_id,
        str(place["channel_id"]),
        str(place["thread_ts"]),
        ts,
        str(body["user"]["id"]),
        str(action["action_id"]),
        str(place.get("asked_ts") or ""),
    )
    await ack()
