"""What an admin can press in a preview: Send, Hold, Drop an item, Edit the headline."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot import views
from bot.blocks.review import headline_modal, week_of_block
from bot.digest import previewing, review
from bot.services import Services
from digests.errors import BadInput


async def handle_review_send(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Send the digest now."""
    services, user_id, week = await _begin(ack, body, action, context)
    await review.decide(services, week, user_id, held=False)
    await previewing.release(services, week)


async def handle_review_hold(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Hold the digest, or let it go out at its time again."""
    services, user_id, week = await _begin(ack, body, action, context)
    before = await review.of(services, week)
    await review.decide(services, week, user_id, held=not before.held)
    await previewing.show_again(services, week)


async def handle_review_drop(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Leave an item out, with all that rests on its threads."""
    services, user_id, week = await _begin(ack, body, action, context)
    item_id = str(action["selected_option"]["value"])
    digest = await previewing.current(services, week)
    threads = [
        f"{thread.channel_id}/{thread.ts}"
        for item in digest.items
        if item.item_id == item_id
        for thread in item.threads
    ]
    await review.decide(services, week, user_id, drop=[item_id, *threads])
    await previewing.show_again(services, week)


async def handle_review_headline(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Open the modal for the headline."""
    services, _, week = await _begin(ack, body, action, context)
    decided = await review.of(services, week)
    digest = review.edited(await previewing.current(services, week), decided)
    await services.slack.open_view(str(body["trigger_id"]), headline_modal(digest))


async def _begin(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
) -> tuple[Services, str, str]:
    """Acknowledge; the week, if this person may decide on it and it isn't out.

    Raises:
        NotReadable: they are no admin (any more).
        BadInput: it was sent already.
    """
    await ack()
    services: Services = context["services"]
    user_id, week = str(body["user"]["id"]), week_of_block(str(action["block_id"]))
    await views.need_admin(services, user_id)
    if await previewing.was_sent(services, week):
        raise BadInput(f"The digest of {week} was sent already.")
    return services, user_id, week
