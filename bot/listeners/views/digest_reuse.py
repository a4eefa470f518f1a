"""A prompt that worked, taken up and sent."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.blocks import forms
from bot.services import Services
from digests.compose.blocks import safe
from digests.models import Message


async def handle_digest_reuse(
    ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Answer it in the person's direct messages, under the prompt as they sent it."""
    services: Services = context["services"]
    team_id, user_id = str(context.team_id), str(body["user"]["id"])
    prompt = " ".join(str(forms.given(view).get("prompt") or "").split())
    if not prompt:
        await ack(response_action="errors", errors={"prompt": "Write what you want to know."})
        return
    await ack()
    channel_id = await services.slack.open_dm(user_id)
    ts = await services.slack.post(channel_id, f"You asked: {safe(prompt, 3_000)}")
    # Slack sends no event for what the bot posts, and the one who asks is the person.
    await services.store.messages.put([Message(team_id, channel_id, ts, prompt, user_id=user_id)])
    ids = (team_id, channel_id, ts)
    await services.jobs.start("answer", f"answer:{':'.join(ids)}", *ids, ts, user_id)
