"""Which weeks went out to a place or a person; remembered so that each is sent once."""

from __future__ import annotations

from bot.services import Services

WORKSPACE = "digests_delivered"
PREVIEWS = "delivered:preview"

REMEMBERED = 53
"""Names of weeks that are remembered for each: a year of them."""


def own(holder: str) -> str:
    """The list of somebody's own digests, or of a channel's."""
    return f"delivered:{holder}"


async def weeks(services: Services, name: str) -> frozenset[str]:
    """The names of the weeks in a list; none by default."""
    return frozenset(await services.store.settings.get(services.slack.team_id, name) or [])


async def remember(services: Services, name: str, week: str) -> None:
    """Enter a week in a list; a second time does nothing."""

    def entered(known: list[str] | None) -> list[str]:
        return list(dict.fromkeys([*(known or []), week]))[-REMEMBERED:]

    await services.store.settings.change(services.slack.team_id, name, entered)
