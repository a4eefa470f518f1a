"""Amounts of money as people type them, and when a budget warns."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.budget import Spent, begin_of_day, dollars
from digests.errors import BadInput
from digests.store import Workspace, open_store


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2", 2.0),
        ("2.50", 2.5),
        ("2,50", 2.5),
        ("$ 7", 7.0),
        ("1,000", 1000.0),
        ("$12,500.75", 12500.75),
        ("0", 0.0),
    ],
)
def test_an_amount_means_what_people_mean_by_it(typed: str, meant: float) -> None:
    assert dollars(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "much", "-1", "nan", "inf", "1.000.000", "1,000,000", "1,00,000", "2 3"]
)
def test_what_is_no_budget_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        dollars(typed)


@pytest.mark.parametrize(
    ("spent", "budget", "percent", "warning"),
    [
        (0.0, 2.0, 0, 0),
        (1.49, 2.0, 74, 0),
        (1.5, 2.0, 75, 75),
        (1.89, 2.0, 94, 75),
        (1.9, 2.0, 95, 95),
        (3.0, 2.0, 150, 95),
        (0.0, 0.0, 100, 95),
    ],
)
def test_a_budget_warns_from_75_and_95_percent_and_is_used_up_where_it_is_nothing(
    spent: float, budget: float, percent: int, warning: int
) -> None:
    gone = Spent("day", "", spent, budget)
    assert (gone.percent, gone.warning) == (percent, warning)


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Kathmandu", "2026-11-13T18:15"), ("", "2026-11-13T00:00")]
)
async def test_a_day_begins_at_midnight_where_the_workspace_is(
    zone: str, hour: str, tmp_path: Path
) -> None:
    now = datetime(2026, 11, 13, 19, tzinfo=UTC)
    async with await open_store(tmp_path / "activity.db") as store:
        assert await begin_of_day(store, "T1", now) == datetime(2026, 11, 13, tzinfo=UTC)
        await store.workspaces.put(Workspace("T1", "Acme", zone=zone))
        begun = await begin_of_day(store, "T1", now)

    assert begun == datetime.fromisoformat(hour).replace(tzinfo=UTC)
