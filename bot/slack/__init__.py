"""Slack's Web API as this bot uses it: the only wrapper of the client."""

from __future__ import annotations

from bot.slack.history import History
from bot.slack.people import People
from bot.slack.writing import Writing


class Slack(People, History, Writing):
    """One workspace, seen through the bot's token. Every failure is a `DigestifError`."""
