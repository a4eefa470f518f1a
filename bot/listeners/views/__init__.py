"""Modals that were submitted."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.listeners.views.digest_correct import handle_digest_correct, handle_digest_correct_choose
from bot.listeners.views.digest_headline import handle_digest_headline
from bot.listeners.views.digest_reuse import handle_digest_reuse
from bot.listeners.views.digest_settings import handle_digest_settings
from bot.listeners.views.feedback import handle_feedback_modal


def register(app: AsyncApp) -> None:
    """Register the modals of bot/blocks."""
    app.view("feedback")(handle_feedback_modal)
    app.view("digest_settings")(handle_digest_settings)
    app.view("digest_correct_choose")(handle_digest_correct_choose)
    app.view("digest_correct")(handle_digest_correct)
    app.view("digest_headline")(handle_digest_headline)
    app.view("digest_reuse")(handle_digest_reuse)
