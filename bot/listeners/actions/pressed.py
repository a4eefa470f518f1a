"""What a press on a button or a choice from a menu under one of the bot's messages says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.services import Services


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press.

    Attributes:
        user_id: who pressed.
        about: what the bot put into the button; ids, as text or numbers.
        ts: of the message that the button stands under.
        at: when it was pressed, as a ts; no two presses have the same.
        response_url: where an answer for this person alone goes; "" where Slack gives none.
    """

    services: Services
    team_id: str
    user_id: str
    about: dict[str, Any]
    ts: str
    at: str
    response_url: str

    @property
    def channel_id(self) -> str:
        """The channel that the button is about."""
        return self.text("channel_id")

    def text(self, name: str) -> str:
        """A field of `about` as text; "" if it isn't there."""
        return str(self.about.get(name) or "")


def pressed(body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext) -> Pressed:
    """Unpack what Slack sent."""
    chosen = action.get("selected_option") or action
    return Pressed(
        context["services"],
        str(context.team_id),
        str(body["user"]["id"]),
        json.loads(chosen["value"]),
        str(body["container"]["message_ts"]),
        str(action["action_ts"]),
        str(body.get("response_url") or ""),
    )
