"""The digest's settings, submitted by an admin."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot import digest_settings, home
from bot.blocks import forms
from bot.blocks.settings import SAME_LANGUAGE
from bot.services import Services
from bot.views import is_admin
from digests.errors import BadInput
from digests.schedule import parse_spec, zone_info


async def handle_digest_settings(
    ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Keep the settings, or say per field what can't be used."""
    services: Services = context["services"]
    user_id, given = str(body["user"]["id"]), forms.given(view)
    errors = await problems(services, user_id, given)
    if errors:
        await ack(response_action="errors", errors=errors)
        return
    preview = bool(given.get("preview"))
    await digest_settings.change(services, user_id, preview=preview, **chosen(given))
    await ack()
    await home.publish(services, user_id)


def chosen(given: dict[str, Any]) -> dict[str, Any]:
    """What was put into the modal, by block id and without problems, as `DigestSettings`. Pure."""
    language = str(given.get("language") or SAME_LANGUAGE)
    return {
        "channel": given["channel"],
        "at": f"{given['day']} {given['time']}",
        "zone": str(given["zone"]).strip(),
        "length": given["length"],
        "language": "" if language == SAME_LANGUAGE else language,
        "sections": given.get("sections") or [],
    }


async def problems(services: Services, user_id: str, given: dict[str, Any]) -> dict[str, str]:
    """One sentence for each field that can't be used, by block id; {} if all can."""
    found = {}
    if not await is_admin(services, user_id):
        found["channel"] = "Only the workspace's admins can change this."
    channel_id = str(given.get("channel") or "")
    channel = await services.store.channels.get(services.slack.team_id, channel_id)
    if channel is None or not channel.is_member:
        found["channel"] = "I'm not in that channel. Invite me there with /invite @Digestif first."
    elif channel.is_archived:
        found["channel"] = "That channel is archived."
    try:
        parse_spec(f"{given.get('day')} {given.get('time')}")
    except BadInput:
        found["time"] = "Choose a time, like 16:00."
    try:
        zone_info(str(given.get("zone") or "").strip())
    except BadInput:
        found["zone"] = "That is no time zone I know; write one like Europe/Berlin."
    return found
