"""The buttons under answers that start another one: an option, "Post in thread", "in #name"."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.answer.channel_days import Days
from bot.services import Services


async def handle_choose(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Go on with the option; whoever presses first chooses."""
    services: Services = context["services"]
    about = json.loads(action["value"])
    team_id, question_ts = str(context.team_id), str(body["container"]["message_ts"])
    place = (team_id, str(about["channel_id"]))
    await services.jobs.start(
        "choose",
        f"choose:{':'.join(place)}:{question_ts}",
        *place,
        str(about["thread_ts"]),
        str(about["ts"]),
        question_ts,
        str(body["user"]["id"]),
        int(about["option"]),
    )
    await ack()


async def handle_post_in_thread(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Answer in the thread what was answered to one person alone."""
    services: Services = context["services"]
    about = json.loads(action["value"])
    team_id, user_id = str(context.team_id), str(body["user"]["id"])
    place = (team_id, str(about["channel_id"]))
    asked_ts, thread_ts = str(about["asked_ts"]), str(about["thread_ts"])
    what = f"post:{':'.join(place)}:{user_id}:{asked_ts}"
    if not asked_ts:
        what = f"post-summary:{':'.join(place)}:{user_id}:{action['action_ts']}"
    ids = (*place, thread_ts, user_id, asked_ts, str(about.get("how") or ""))
    await services.jobs.start("post", what, *ids)
    await ack()


async def handle_post_in_channel(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Post in its channel what was summed up for one person alone; pressed again it is there."""
    services: Services = context["services"]
    about, team_id = json.loads(action["value"]), str(context.team_id)
    asked = Days(
        str(about["channel_id"]), str(body["user"]["id"]), int(about["days"]), int(about["until"])
    )
    ids = (asked.channel_id, asked.user_id, str(body["response_url"]), asked.days, asked.until)
    await services.jobs.start("post_channel", asked.key(team_id), team_id, *ids)
    await ack()
