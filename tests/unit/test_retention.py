"""Which night is due, and what it lets go."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.retention import kept_since, night_of


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (datetime(2026, 11, 20, 2, 59, tzinfo=UTC), "UTC", date(2026, 11, 19)),
        (datetime(2026, 11, 20, 3, 0, tzinfo=UTC), "UTC", date(2026, 11, 20)),
        (datetime(2026, 11, 20, 23, 59, tzinfo=UTC), "UTC", date(2026, 11, 20)),
        (datetime(2026, 11, 20, 3, 0, tzinfo=UTC), "America/New_York", date(2026, 11, 19)),
        (datetime(2026, 11, 20, 8, 0, tzinfo=UTC), "America/New_York", date(2026, 11, 20)),
        # the clocks go forward at two and back at three: a night each
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 29)),
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), "Europe/Berlin", date(2026, 10, 25)),
    ],
)
def test_a_night_begins_at_three_where_the_workspace_is(
    moment: datetime, zone: str, day: date
) -> None:
    assert night_of(moment, zone) == day


def test_whole_days_are_kept_whatever_the_clocks_do() -> None:
    before = kept_since(date(2026, 4, 5), "Europe/Berlin", 30)
    assert before == datetime(2026, 3, 5, 23, tzinfo=UTC)
    assert kept_since(date(2026, 11, 20), "UTC", 365) == datetime(2025, 11, 20, tzinfo=UTC)
