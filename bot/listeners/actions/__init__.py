"""Buttons."""

from __future__ import annotations

import re

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.listeners.actions.feedback import handle_feedback
from bot.listeners.actions.just_for_me import handle_just_for_me
from bot.listeners.actions.rewrite import handle_rewrite


def register(app: AsyncApp) -> None:
    """Register the buttons of bot/blocks; one that is gone by now is still acknowledged."""
    app.action("feedback")(handle_feedback)
    app.action("just_for_me")(handle_just_for_me)
    app.action(re.compile(r"shorter|longer"))(handle_rewrite)
    app.action(re.compile(r".*"))(handle_any_action)


async def handle_any_action(ack: AsyncAck) -> None:
    """Acknowledge, so that Slack shows no warning."""
    await ack()
