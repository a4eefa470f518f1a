"""Events that need more than being recorded."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.answer.request import mentions
from bot.answer.waiting import Waiting
from bot.listeners.events.app_home_opened import handle_app_home_opened
from bot.services import Services


def register(app: AsyncApp) -> None:
    """Register the events; what nobody handles is acknowledged by the last one."""
    app.event("app_home_opened")(handle_app_home_opened)
    app.event(re.compile(r".*"))(handle_any_event)


async def handle_any_event(event: dict[str, Any], context: AsyncBoltContext) -> None:
    """The intake has recorded it, and has started the answer that it may ask for.

    A message that mentions the bot comes as two events, and one sign of life is enough.
    """
    waiting: Waiting | None = context.get("waiting")
    services: Services = context["services"]
    text = str(event.get("text") or "")
    twice = event.get("type") == "message" and mentions(text, services.slack.bot_user_id)
    if waiting and not (twice and event.get("channel_type") != "im"):
        await waiting.show(services)
