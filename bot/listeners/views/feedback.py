"""What an answer should have said, as somebody wrote it after a thumb down."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.blocks import forms
from bot.services import Services
from digests.store import Feedback


async def handle_feedback_modal(
    ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Keep it with the thumb, for the evaluation of answers."""
    services: Services = context["services"]
    place, given = json.loads(view["private_metadata"]), forms.given(view)
    should = str(given.get("should") or "").strip()
    text = json.dumps({"why": given.get("why") or "other", "should": should}, ensure_ascii=False)
    await services.store.feedback.put(
        Feedback(
            team_id=str(context.team_id),
            channel_id=str(place["channel_id"]),
            ts=str(place["ts"]),
            user_id=str(body["user"]["id"]),
            verdict="down",
            at=services.now(),
            text=text,
        )
    )
    await ack()
