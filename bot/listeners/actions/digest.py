"""What can be pressed in a digest: an item's menu, Subscribe, Correct something, Reuse."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot import views
from bot.digest import switching
from bot.digest.correcting import rate
from bot.respond import respond
from bot.services import Services
from digests.compose.controls import OFF, pressed


async def handle_digest_item(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """A thumb, a correction, or the thread's summary."""
    services: Services = context["services"]
    digest_id, item_id = pressed(str(action["block_id"]))
    user_id, chosen = str(body["user"]["id"]), str(action["selected_option"]["value"])
    await ack()
    if chosen == "wrong":
        key = f"item/{item_id}"
        await views.open_correction(services, user_id, str(body["trigger_id"]), digest_id, key)
    elif chosen == "thread":
        await _sum_up(services, body, item_id, user_id, str(action["action_ts"]))
    else:
        await rate(services, user_id, item_id, chosen)
        await respond(str(body["response_url"]), "Noted.")


async def handle_digest_subscribe(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Switch the digest of who pressed on, or off."""
    await ack()
    user_id, on = str(body["user"]["id"]), action.get("value") != OFF
    said = await switching.personal(context["services"], user_id, on=on)
    await respond(str(body["response_url"]), said)


async def handle_digest_correct_button(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Open the modal that asks what is not right."""
    await ack()
    digest_id, _ = pressed(str(action["block_id"]))
    user_id, trigger_id = str(body["user"]["id"]), str(body["trigger_id"])
    await views.open_correction(context["services"], user_id, trigger_id, digest_id)


async def handle_digest_reuse_button(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Open the modal with a prompt that worked."""
    await ack()
    channel_id, _, ts = str(action["value"]).partition("/")
    user_id, trigger_id = str(body["user"]["id"]), str(body["trigger_id"])
    await views.open_prompt(context["services"], user_id, trigger_id, channel_id, ts)


async def _sum_up(
    services: Services, body: dict[str, Any], item_id: str, user_id: str, action_ts: str
) -> None:
    """The leading thread's summary, only for who asked, where they pressed."""
    channel_id, _, ts = item_id.partition("/")
    team_id, url = services.slack.team_id, str(body["response_url"])
    job_id = f"digest-thread:{team_id}:{channel_id}:{user_id}:{action_ts}"
    ids = (team_id, channel_id, ts, user_id, url)
    await services.jobs.start("digest_thread", job_id, *ids)
