"""Everything Slack may send, and who answers: the index of the surface.

Messages, mentions and all that changes are recorded by the intake, before any listener runs.
"""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.listeners import actions, commands, events, shortcuts, views


def register(app: AsyncApp) -> None:
    """Register every listener; the catch-all of the events comes last."""
    commands.register(app)
    shortcuts.register(app)
    actions.register(app)
    views.register(app)
    events.register(app)
