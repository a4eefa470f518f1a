"""Somebody pressed Stop while the bot was at work in a thread."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.services import Services


async def handle_agent_session_stopped(event: dict[str, Any], context: AsyncBoltContext) -> None:
    """Stop what is being written there."""
    services: Services = context["services"]
    user_id = str(event.get("user") or "")
    team_id, place = services.slack.team_id, (str(event["channel"]), str(event["thread_ts"]))
    await services.stops.press(team_id, *place, user_id)
