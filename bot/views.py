"""Opening modals: who may see which, with what in it."""

from __future__ import annotations

from bot import digest_settings
from bot.answer.request import parse
from bot.blocks.correction import choosing_modal, correction_modal, prompt_modal
from bot.blocks.settings import settings_modal
from bot.digest import weekly
from bot.digest.correcting import may_correct, record_of
from bot.learn import reader
from bot.services import Services
from digests import pipeline
from digests.correct import thing, things
from digests.errors import BadInput, DigestifError, NotReadable


async def is_admin(services: Services, user_id: str) -> bool:
    """Whether somebody is an admin or owner of the workspace, as far as known."""
    user = await services.store.users.get(services.slack.team_id, user_id)
    return user is not None and user.is_admin and not user.deleted


async def need_admin(services: Services, user_id: str) -> None:
    """Raise NotReadable, with the sentence to show, for everybody but admins."""
    if not await is_admin(services, user_id):
        raise NotReadable("Only the workspace's admins can do that.")


async def open_settings(services: Services, user_id: str, trigger_id: str) -> None:
    """Open the digest's settings.

    Raises:
        NotReadable: they are no admin.
    """
    await need_admin(services, user_id)
    chosen = await digest_settings.of(services)
    try:
        channel_id = (await weekly.destination(services)).channel_id if chosen.channel else ""
    except DigestifError:
        channel_id = ""
    view = settings_modal(chosen, channel_id, user_id)
    await services.slack.open_view(trigger_id, view)


async def open_correction(
    services: Services, user_id: str, trigger_id: str, digest_id: str, key: str = ""
) -> None:
    """Open the modal in which something in a digest is put right.

    Args:
        services: what to work with.
        user_id: who pressed.
        trigger_id: what lets a modal open.
        digest_id: of the digest.
        key: of the thing; "" lets them choose.

    Raises:
        BadInput: there is no such thing any more.
    """
    readers = await reader(services, user_id)
    record = await record_of(services, readers, digest_id)
    digest = await pipeline.current(services.store, record.digest_id, readers)
    if not key:
        if not (found := things(digest)):
            raise BadInput("There is nothing in this digest to correct.")
        return await services.slack.open_view(trigger_id, choosing_modal(digest_id, found))
    chosen = thing(digest, key)
    if chosen is None:
        raise BadInput("That isn't in the digest any more.")
    may = await may_correct(services, readers, user_id, digest_id, chosen)
    return await services.slack.open_view(trigger_id, correction_modal(digest_id, chosen, may=may))


async def open_prompt(
    services: Services, user_id: str, trigger_id: str, channel_id: str, ts: str
) -> None:
    """Open the modal with a prompt that worked.

    Raises:
        BadInput: it was deleted since.
    """
    readers = await reader(services, user_id)
    message = await services.store.messages.get(readers, channel_id, ts)
    if message is None:
        raise BadInput("That prompt was deleted.")
    prompt = parse(message.text, services.slack.bot_user_id, in_thread=message.is_reply).prompt
    await services.slack.open_view(trigger_id, prompt_modal(prompt))
