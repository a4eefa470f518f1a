"""People, channels and days as the model names them, looked up among what the readers may know."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.answer.request import mentions
from bot.tools.reading import Reading
from digests.errors import BadInput
from digests.models import Channel, ChannelKind, Message, ts_at

NO_CHANNEL = "The readers of your answer can see no channel of that name."


def person(reading: Reading, given: object) -> str:
    """The user id of somebody by a plain name, the whole of it or a part.

    Raises:
        BadInput: if nobody has it, or several do.
    """
    wanted = str(given).strip().lstrip("@").casefold()
    names = {user_id: name.casefold() for user_id, name in reading.people.names.items()}
    found = [u for u, name in names.items() if name == wanted] or [
        u for u, name in names.items() if wanted in name.split()
    ]
    if len(found) != 1:
        raise BadInput("Several people match that name." if found else "Nobody has that name.")
    return found[0]


async def channel(reading: Reading, given: object) -> Channel:
    """A channel by its name, with or without "#".

    Raises:
        BadInput: if the readers may see none of that name.
    """
    name = str(given).strip().lstrip("#")
    found = await reading.services.store.channels.named(reading.audience.team_id, name)
    if found is None or not reading.audience.may_read(found):
        raise BadInput(NO_CHANNEL)
    return found


def day(given: object, zone: str) -> str:
    """The ts at which a day begins: "2026-11-17". Raises BadInput if it is written otherwise."""
    try:
        meant = date.fromisoformat(str(given).strip())
        return ts_at(datetime.combine(meant, time(), ZoneInfo(zone)))
    except (ValueError, OverflowError):
        raise BadInput("Write days like 2026-11-17.") from None


def is_talk(message: Message, channel: Channel, bot_user_id: str) -> bool:
    """Whether people said it to each other: what the bot said, and was asked, are no facts."""
    if message.user_id == bot_user_id or channel.kind is ChannelKind.IM:
        return False
    return not mentions(message.text, bot_user_id)
