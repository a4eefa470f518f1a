"""The headline of a digest that isn't out yet, written by an admin."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.blocks import forms
from bot.digest import previewing, review
from bot.services import Services
from bot.views import is_admin


async def handle_digest_headline(
    ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Keep the words and show them in the preview."""
    services: Services = context["services"]
    user_id, week = str(body["user"]["id"]), str(view["private_metadata"])
    if not await is_admin(services, user_id):
        errors = {"headline": "Only the workspace's admins can change this."}
        await ack(response_action="errors", errors=errors)
        return
    if await previewing.was_sent(services, week):
        errors = {"headline": "It was sent already; correct it in the channel."}
        await ack(response_action="errors", errors=errors)
        return
    text = " ".join(str(forms.given(view).get("headline") or "").split())
    await review.decide(services, week, user_id, headline=text)
    await ack()
    await previewing.show_again(services, week)
