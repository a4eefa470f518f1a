"""What may be spent on the model, by whom and where, and who is told before it is used up.

Budgets are in US dollars: each person's and each channel's for a day, and everybody's together for
a day. Days are those of the workspace's own zone. Admins set them; 0 lets nothing be spent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from digests.claude.calls import Caller
from digests.errors import BadInput, OverBudget
from digests.store import Store

SETTING = "budgets"
WARNINGS = (95, 75)
MOST = 100_000.0

_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Budgets:
    """US dollars a day; a summary costs about 0.01, an answer about 0.05."""

    person: float = 2.0
    channel: float = 5.0
    day: float = 25.0


@dataclass(frozen=True, slots=True)
class Spent:
    """How much of one budget is gone.

    Attributes:
        scope: "person", "channel" or "day".
        of: the id of the person or channel, "" for the day.
    """

    scope: str
    of: str
    spent: float
    budget: float

    @property
    def percent(self) -> int:
        """How much of it is gone, in whole percent; 100 where nothing may be spent."""
        return int(100 * self.spent / self.budget) if self.budget > 0 else 100

    @property
    def warning(self) -> int:
        """The highest of `WARNINGS` that is reached, 0 if none."""
        return next((level for level in WARNINGS if self.percent >= level), 0)


async def of(store: Store, team_id: str) -> Budgets:
    """The budgets as admins set them, the defaults where they didn't."""
    return _read(await store.settings.get(team_id, SETTING, {}))


async def put(store: Store, team_id: str, scope: str, amount: str) -> Budgets:
    """Set one budget from what an admin typed.

    Raises:
        BadInput: if that isn't a budget or an amount.
    """
    if scope not in {field.name for field in fields(Budgets)}:
        raise BadInput("Write `/digest budget person 2`, `channel 5` or `day 25`, in US dollars.")
    given = {scope: dollars(amount)}
    chosen = await store.settings.change(team_id, SETTING, lambda kept: {**(kept or {}), **given})
    return _read(chosen)


def _read(kept: Mapping[str, Any]) -> Budgets:
    known = {field.name for field in fields(Budgets)}
    return Budgets(**{name: float(amount) for name, amount in kept.items() if name in known})


def dollars(amount: str) -> float:
    """An amount as people write it: "2.50", "2,50", "$1,000". Pure.

    Raises:
        BadInput: if it is none, or more than a budget may be.
    """
    text = amount.strip().lstrip("$")
    try:
        given = float(text.replace(",", "" if _THOUSANDS.fullmatch(text) else "."))
    except ValueError:
        raise BadInput("Write the amount in US dollars, like 2.50.") from None
    if not 0 <= given <= MOST:
        raise BadInput("A budget is 0 to 100,000 US dollars a day.")
    return given


async def begin_of_day(store: Store, team_id: str, now: datetime) -> datetime:
    """Midnight in the workspace's zone."""
    workspace = await store.workspaces.get(team_id)
    zone = ZoneInfo((workspace.zone if workspace else "") or "UTC")
    return datetime.combine(now.astimezone(zone).date(), time(), zone)


async def spent(store: Store, caller: Caller, now: datetime) -> tuple[Spent, ...]:
    """What is gone today of each budget that a caller spends from."""
    budgets = await of(store, caller.team_id)
    since = await begin_of_day(store, caller.team_id, now)
    ledger, team_id = store.usage, caller.team_id
    found = [Spent("day", "", await ledger.spent(team_id, since), budgets.day)]
    if caller.channel_id:
        gone = await ledger.spent(team_id, since, channel=caller.channel_id)
        found.append(Spent("channel", caller.channel_id, gone, budgets.channel))
    if caller.user_id:
        gone = await ledger.spent(team_id, since, user=caller.user_id)
        found.append(Spent("person", caller.user_id, gone, budgets.person))
    return tuple(found)


async def check(store: Store, caller: Caller, now: datetime) -> None:
    """Raise OverBudget if one of a caller's budgets is used up."""
    if not caller.team_id:
        return
    for each in await spent(store, caller, now):
        if each.spent >= each.budget:
            raise OverBudget(f"{_whose(each)} for Claude is used up for today.")


def note(found: tuple[Spent, ...]) -> str:
    """What the last line of an answer says of budgets that run out, "" while none does."""
    near = [each for each in found if each.warning]
    if not near:
        return ""
    most = max(near, key=lambda each: each.percent)
    if most.percent >= 100:
        return f"{_whose(most)} for Claude is used up for today."
    return f"{most.percent} % of {_whose(most).lower()} for Claude is used today."


def line(each: Spent, names: Mapping[str, str]) -> str:
    """One budget for admins: whose, how much is gone, of how much."""
    whose = names.get(each.of, each.of) if each.of else "Everybody"
    return f"{whose}: ${each.spent:,.2f} of ${each.budget:,.2f} ({each.percent} %)"


def _whose(each: Spent) -> str:
    return {
        "person": "Your budget",
        "channel": "This channel's budget",
        "day": "The workspace's budget",
    }[each.scope]
