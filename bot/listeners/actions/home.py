"""The buttons of the App Home."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot import home, views
from bot.digest import switching


async def handle_home_subscribe(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Switch one's own digest on or off and show the Home anew."""
    await ack()
    user_id = str(body["user"]["id"])
    await switching.personal(context["services"], user_id, on=action.get("value") == "on")
    await home.publish(context["services"], user_id)


async def handle_home_settings(
    ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Open the settings."""
    await ack()
    user_id, trigger_id = str(body["user"]["id"]), str(body["trigger_id"])
    await views.open_settings(context["services"], user_id, trigger_id)
