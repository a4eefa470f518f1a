"""Message shortcuts."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.listeners.shortcuts.summarize_thread import handle_summarize_thread


def register(app: AsyncApp) -> None:
    """Register the shortcuts of app_manifest.yml."""
    app.shortcut("summarize_thread")(handle_summarize_thread)
