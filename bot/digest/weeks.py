"""Which stretch of time a week's digest is about: it begins where the one before it ended.

By the calendar a week ends at the digest's weekly moment. An admin may send before that moment, and
day, time and zone may be changed; so what a digest was about is noted, and the next one goes on
from there. Each message is thereby in exactly one digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot import digest_settings
from bot.services import Services
from digests.errors import BadInput
from digests.models import Window
from digests.schedule import parse_week, week_of

PREFIX = "digest_weeks:"
# Weeks that are remembered for each place: enough to tell the last one, whatever was sent again.
REMEMBERED = 8

_A_WEEK = timedelta(days=7)


async def begun(services: Services, place: str, week: Window) -> Window:
    """A week's stretch as its digest begins to be made: noted, the same ever after.

    Args:
        services: with the clock and the store.
        place: what the digest is for, "T1" or "T1:U1".
        week: the week by the calendar. One that isn't over ends with the minute that is over now.

    Raises:
        BadInput: if it hasn't begun.
    """
    known = await _noted(services, place)
    if week.name not in known:
        window = follow(week, list(known.values()))
        this_minute = services.now().replace(second=0, microsecond=0)
        need_begun(window, this_minute)
        return await _note(services, place, replace(window, end=min(window.end, this_minute)))
    return known[week.name]


async def planned(services: Services, place: str, week: Window) -> Window:
    """The stretch that a week's digest would be about by now, or was about; notes nothing."""
    known = await _noted(services, place)
    return known.get(week.name) or follow(week, list(known.values()))


async def current(services: Services) -> Window:
    """What the workspace's next digest is about; the week after where it was sent early."""
    chosen, team_id = await digest_settings.of(services), services.slack.team_id
    week = week_of(services.now(), chosen.zone, chosen.at)
    if week.name in await _noted(services, team_id):
        week = week_of(week.end, chosen.zone, chosen.at)
    return await planned(services, team_id, week)


async def named(services: Services, name: str) -> Window:
    """The workspace's week of that name by the calendar. Raises BadWindow if there is none."""
    chosen = await digest_settings.of(services)
    return parse_week(name, chosen.zone, chosen.at)


def need_begun(week: Window, now: datetime) -> None:
    """Check that there is something of a week to tell. Raises BadInput if it begins later. Pure."""
    if week.start >= now:
        raise BadInput(f"{week.name} hasn't begun, so there is nothing to send of it.")


def follow(week: Window, before: list[Window]) -> Window:
    """A week by the calendar, moved to begin where the digest before it ended. Pure.

    Args:
        week: by the calendar.
        before: what earlier digests were about. One that ended a week or more away from where this
            one begins (weeks were slept through, or it is an old one) moves nothing.
    """
    near = [one.end for one in before if abs(one.end - week.start) < _A_WEEK]
    ends = [end for end in near if end < week.end]
    return replace(week, start=max(ends)) if ends else week


async def _noted(services: Services, place: str) -> dict[str, Window]:
    return _read(await services.store.settings.get(services.slack.team_id, PREFIX + place, {}))


async def _note(services: Services, place: str, window: Window) -> Window:
    """Note a week's stretch, unless another process did; returns the one that is noted."""

    def noted(kept: dict[str, Any] | None) -> dict[str, Any]:
        known = {window.name: window, **_read(kept or {})}
        last = sorted(known.values(), key=lambda one: one.end)[-REMEMBERED:]
        return {w.name: [w.start.isoformat(), w.end.isoformat(), w.zone] for w in last}

    team_id, name = services.slack.team_id, PREFIX + place
    kept = await services.store.settings.change(team_id, name, noted)
    return _read(kept).get(window.name, window)


def _read(kept: Mapping[str, Any]) -> dict[str, Window]:
    return {
        name: Window(datetime.fromisoformat(start), datetime.fromisoformat(end), zone, name)
        for name, (start, end, zone) in kept.items()
    }
