"""Events that need more than being recorded."""

from __future__ import annotations

import re

from slack_bolt.async_app import AsyncApp

from bot.listeners.events.agent_session_stopped import handle_agent_session_stopped
from bot.listeners.events.app_home_opened import handle_app_home_opened


def register(app: AsyncApp) -> None:
    """Register the events; what nobody handles is acknowledged by the last one."""
    app.event("agent_session_stopped")(handle_agent_session_stopped)
    app.event("app_home_opened")(handle_app_home_opened)
    app.event(re.compile(r".*"))(handle_any_event)


async def handle_any_event() -> None:
    """The intake has recorded it; without a listener Slack would get no acknowledgment."""
