"""A prompt that worked, taken up and sent."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.answer.history import just_after
from bot.blocks import forms
from bot.services import Services
from digests.compose.blocks import safe
from digests.errors import DigestifError
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
    try:
        await _take_up(services, team_id, user_id, prompt)
    except DigestifError as error:
        await ack(response_action="errors", errors={"prompt": str(error)})
    else:
        await ack()


async def _take_up(services: Services, team_id: str, user_id: str, prompt: str) -> None:
    """Show the prompt, and answer it below, as a reply that only the store knows.

    Slack sends no event for what the bot posts, and what is stored under the post's own ts is
    replaced by the post when its thread is read.
    """
    channel_id = await services.slack.open_dm(user_id)
    root = await services.slack.post(channel_id, f"You asked: {safe(prompt, 3_000)}")
    ids = (team_id, channel_id, just_after(root))
    asked = Message(*ids, prompt, user_id=user_id, thread_ts=root)
    await services.store.messages.put([asked])
    await services.jobs.start("answer", f"answer:{':'.join(ids)}", *ids, root, user_id)
