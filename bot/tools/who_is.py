"""Who somebody is, as far as the workspace's own messages tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from bot.tools import naming
from bot.tools.reading import Reading
from digests.errors import BadInput
from digests.models import User
from digests.store import Query
from digests.transcript import contained_name

NAME = "who_is"
DOING = "Looking somebody up"
DESCRIPTION = (
    "Who somebody is: whether they are a bot, a guest or have left, where they write, and the "
    "newest messages by them, as lines to cite as [s2]."
)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"name": {"type": "string", "description": "a plain name, or part of one"}},
    "required": ["name"],
    "additionalProperties": False,
}
SHOWN, LOOKED_AT = 5, 60


async def run(reading: Reading, given: Mapping[str, Any]) -> str:
    """What is known of a person, and what they wrote last."""
    if not str(given.get("name") or "").strip():
        raise BadInput("Say whose name it is.")
    user_id = naming.person(reading, given["name"])
    services = reading.services
    user = await services.store.users.get(reading.audience.team_id, user_id)
    query = Query(text="", user_id=user_id, limit=LOOKED_AT)
    found = await services.store.messages.search(reading.audience, query)
    own = services.slack.bot_user_id
    hits = [hit for hit in found if naming.is_talk(hit.message, hit.channel, own)]
    where = Counter(hit.channel.name for hit in hits if hit.channel.name)
    head = f"{contained_name(reading.people.names[user_id])} is {_kind(user)}."
    if where:
        places = ", ".join(f"#{contained_name(name)}" for name, _ in where.most_common(3))
        head += f" Wrote lately in {places}."
    lines = reading.show((hit.message, hit.channel) for hit in hits[:SHOWN])
    return f"{head}\n{lines}" if lines else f"{head} Nothing they wrote can be shown here."


def _kind(user: User | None) -> str:
    if user is None:
        return "somebody nothing more is known of"
    if user.is_bot:
        return "a bot"
    if user.is_stranger:
        return "from another organization"
    if user.deleted:
        return "a colleague whose account was deactivated"
    return "a guest" if user.is_guest else "a colleague"
