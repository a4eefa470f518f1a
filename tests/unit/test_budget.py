"""Amounts of money as people type them."""

from __future__ import annotations

import pytest

from bot.budget import dollars
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
