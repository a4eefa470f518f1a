"""How the bot behaves in one channel, as an admin set it there."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from bot.services import Services
from bot.views import need_admin
from digests.errors import BadInput
from digests.store import AuditEntry

USAGE = "Write `/digest answers private`, `public`, `followups on` or `followups off`."

_CHANGES: dict[str, tuple[dict[str, Any], str]] = {
    "private": (
        {"private": True},
        "Answers in this channel are for the asker alone now, with a button to post them.",
    ),
    "public": ({"private": False}, "Answers in this channel stand in the thread for everybody."),
    "followups on": (
        {"follow_ups": True},
        "In a thread that I answered in, I now answer without being mentioned.",
    ),
    "followups off": ({"follow_ups": False}, "I answer in this channel only when mentioned."),
}


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """What an admin chose for a channel.

    Attributes:
        private: answers are for the asker alone unless they post them.
        follow_ups: a thread that the bot answered in goes on without mentions.
    """

    private: bool = False
    follow_ups: bool = False


async def of(services: Services, channel_id: str) -> ChannelSettings:
    """What holds in a channel; nothing special where nobody set anything."""
    team_id = services.slack.team_id
    chosen = await services.store.settings.get(team_id, _name(channel_id), {})
    known = {field.name for field in fields(ChannelSettings)}
    return ChannelSettings(**{k: bool(v) for k, v in chosen.items() if k in known})


async def command(services: Services, channel_id: str, user_id: str, rest: str) -> str:
    """Change what holds in a channel; returns what to tell the admin.

    Raises:
        NotReadable: they are no admin.
        BadInput: what was typed is none of the choices.
    """
    await need_admin(services, user_id)
    wanted = " ".join(rest.lower().replace("-", "").split())
    if wanted not in _CHANGES:
        raise BadInput(USAGE)
    changes, sentence = _CHANGES[wanted]
    team_id = services.slack.team_id
    await services.store.settings.change(
        team_id, _name(channel_id), lambda kept: {**(kept or {}), **changes}
    )
    action = f"channel.answers {wanted}"
    await services.store.audit.add(AuditEntry(team_id, services.now(), user_id, action, channel_id))
    return sentence


def _name(channel_id: str) -> str:
    return f"channel:{channel_id}"
