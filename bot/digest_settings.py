"""How the digest is set: what admins chose in Slack, over what the environment says.

Read anew wherever it is needed, so that a change takes effect at once and in every process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot import learn
from bot.services import Services
from bot.settings import Settings
from digests.forms.shape import SECTIONS, Length
from digests.schedule import WEEKDAYS, parse_spec, zone_info
from digests.store import AuditEntry, Store

NAME = "digest"
"""The name under which the store keeps the choices."""


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """One workspace's digest.

    Attributes:
        at: weekday and time, "fri 16:00".
        zone: IANA name.
        channel: name or id of the channel that gets it, "" for none.
        length: how much it tells.
        language: English name of the language Claude writes it in, "" for that of the messages.
        sections: those of its lists that are shown.
        preview_to: ids of the admins who see it an hour before.
    """

    at: str
    zone: str
    channel: str
    length: Length = Length.NORMAL
    language: str = ""
    sections: frozenset[str] = frozenset(SECTIONS)
    preview_to: tuple[str, ...] = ()

    @property
    def day(self) -> str:
        """The weekday's short English name, "fri"."""
        return WEEKDAYS[parse_spec(self.at).weekday]

    @property
    def time(self) -> str:
        """The time of day, "16:00"."""
        return f"{parse_spec(self.at).at:%H:%M}"


async def of(services: Services) -> DigestSettings:
    """The settings of the workspace the bot is connected to."""
    zone = await learn.zone(services)
    return await read(services.store, services.settings, services.slack.team_id, zone)


async def read(store: Store, settings: Settings, team_id: str, zone: str) -> DigestSettings:
    """The settings of a stored workspace.

    Args:
        store: where what was chosen in Slack is kept.
        settings: the environment's, for what wasn't.
        team_id: the workspace.
        zone: its time zone, unless another was chosen.
    """
    return combined(await store.settings.get(team_id, NAME, {}), settings, zone)


def combined(chosen: Mapping[str, Any], settings: Settings, zone: str) -> DigestSettings:
    """What was chosen, and the environment's settings for the rest. Pure."""
    return DigestSettings(
        at=str(chosen.get("at") or settings.digest_at),
        zone=str(chosen.get("zone") or zone),
        channel=str(chosen.get("channel") or settings.digest_channel),
        length=Length(chosen.get("length", Length.NORMAL)),
        language=str(chosen.get("language", "")),
        sections=frozenset(chosen.get("sections", SECTIONS)),
        preview_to=tuple(chosen.get("preview_to", ())),
    )


async def change(
    services: Services, user_id: str, *, preview: bool | None = None, **chosen: Any
) -> DigestSettings:
    """Keep some choices and return the settings as they are now.

    Whatever somebody else chooses meanwhile stays.

    Args:
        services: where to.
        user_id: whose choices they are, for the audit.
        preview: whether they see the digest an hour before; None leaves that as it is.
        **chosen: fields of `DigestSettings` as JSON values.

    Raises:
        BadInput: if the time or the zone isn't one.
    """
    if "at" in chosen:
        parse_spec(chosen["at"])
    if chosen.get("zone"):
        zone_info(chosen["zone"])
    store, team_id = services.store, services.slack.team_id

    def changed(known: dict[str, Any] | None) -> dict[str, Any]:
        new = {**(known or {}), **chosen}
        if preview is not None:
            others = [one for one in new.get("preview_to", ()) if one != user_id]
            new["preview_to"] = [*others, *([user_id] if preview else [])]
        return new

    await store.settings.change(team_id, NAME, changed)
    if chosen.get("channel") and not await store.settings.get(team_id, "digest_since"):
        await store.settings.put(team_id, "digest_since", services.now().isoformat())
    entry = AuditEntry(team_id, services.now(), user_id, "digest.settings", " ".join(chosen))
    await store.audit.add(entry)
    return await of(services)
