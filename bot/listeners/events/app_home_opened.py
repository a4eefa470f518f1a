"""Somebody opened the bot's Home tab."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot import home


async def handle_app_home_opened(event: dict[str, Any], context: AsyncBoltContext) -> None:
    """Show the person their Home."""
    if event.get("tab", "home") == "home":
        await home.publish(context["services"], str(event["user"]))
