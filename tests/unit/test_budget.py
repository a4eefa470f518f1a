"""Amounts of money as people type them, and when a budget warns."""

from __future__ import annotations

import pytest

from bot.budget import Spent, dollars
from digests.errors import BadInput


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
