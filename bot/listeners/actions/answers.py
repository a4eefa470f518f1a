"""The buttons under answers that start another one: an option, "Post in thread", "in #name"."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.answer.channel_days import Days
from bot.listeners.actions.pressed import pressed


async def handle_choose(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Go on with the option; whoever presses first chooses."""
    it = pressed(body, action, context)
    job_id = f"choose:{it.team_id}:{it.channel_id}:{it.ts}"
    place = (it.team_id, it.channel_id, it.text("thread_ts"))
    ids = (*place, it.text("ts"), it.ts, it.user_id, int(it.about["option"]))
    await it.services.jobs.start("choose", job_id, *ids)
    await ack()


async def handle_post_in_thread(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Answer in the thread what was answered to one person alone."""
    it = pressed(body, action, context)
    asked_ts, whose = it.text("asked_ts"), f"{it.team_id}:{it.channel_id}:{it.user_id}"
    job_id = f"post:{whose}:{asked_ts}" if asked_ts else f"post-summary:{whose}:{it.at}"
    place = (it.team_id, it.channel_id, it.text("thread_ts"))
    await it.services.jobs.start("post", job_id, *place, it.user_id, asked_ts, it.text("how"))
    await ack()


async def handle_post_in_channel(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Post in its channel what was summed up for one person alone; pressed again it is there."""
    it = pressed(body, action, context)
    asked = Days(it.channel_id, it.user_id, int(it.about["days"]), int(it.about["until"]))
    ids = (it.team_id, asked.channel_id, asked.user_id, it.response_url, asked.days, asked.until)
    await it.services.jobs.start("post_channel", asked.key(it.team_id), *ids)
    await ack()
