"""A week's stretch begins where the digest before it ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.weeks import follow, need_begun
from digests.errors import BadInput
from digests.schedule import WEEKDAYS, name_before, parse_week, previous, week_of

WEEK = parse_week("2026-W48", "Europe/Berlin")
BEFORE = previous(WEEK)


def test_without_a_digest_before_it_is_the_week_by_the_calendar() -> None:
    assert follow(WEEK, []) == WEEK


def test_after_one_on_time_it_is_the_week_by_the_calendar() -> None:
    assert follow(WEEK, [previous(BEFORE), BEFORE]) == WEEK


def test_after_one_sent_early_it_begins_then() -> None:
    early = replace(BEFORE, end=BEFORE.end - timedelta(minutes=40))

    assert follow(WEEK, [early]) == replace(WEEK, start=early.end)


@pytest.mark.parametrize("weeks", [1, 2, 3])
def test_weeks_that_were_slept_through_are_not_told_later(weeks: int) -> None:
    old = replace(BEFORE, end=BEFORE.end - weeks * timedelta(days=7))

    assert follow(WEEK, [old]) == WEEK


def test_a_week_that_has_not_begun_is_refused() -> None:
    need_begun(WEEK, WEEK.start + timedelta(minutes=1))
    with pytest.raises(BadInput, match=r"2026-W48 hasn't begun"):
        need_begun(WEEK, WEEK.start)


def test_a_later_week_moves_no_earlier_one() -> None:
    assert follow(BEFORE, [WEEK]) == BEFORE


MOMENTS = st.builds(
    "{} {:02d}:{:02d}".format, st.sampled_from(WEEKDAYS), st.integers(0, 23), st.integers(0, 59)
)
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]
)


@given(MOMENTS, ZONES, MOMENTS, ZONES)
def test_wherever_day_and_zone_move_nothing_is_left_out_and_nothing_told_twice(
    at: str, zone: str, then_at: str, then_zone: str
) -> None:
    last = week_of(WEEK.start, zone, at)
    week = week_of(last.end, then_zone, then_at)
    if week.name == last.name:
        week = week_of(week.end, then_zone, then_at)
    follows = follow(week, [last])

    assert follows.start == last.end
    assert follows.start < follows.end == week.end


@pytest.mark.parametrize(
    ("name", "before"),
    [("2026-W48", "2026-W47"), ("2026-W01", "2025-W52"), ("2027-W01", "2026-W53"), ("", "")],
)
def test_the_week_before_is_known_by_its_name(name: str, before: str) -> None:
    assert name_before(name) == before
