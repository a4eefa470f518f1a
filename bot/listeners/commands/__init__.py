"""Slash commands."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.listeners.commands.digest import handle_digest
from bot.listeners.commands.summarize import handle_summarize


def register(app: AsyncApp) -> None:
    """Register the commands of app_manifest.yml."""
    app.command("/digest")(handle_digest)
    app.command("/summarize")(handle_summarize)
