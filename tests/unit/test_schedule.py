import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from digests import schedule
from digests.errors import BadInput, BadWindow
from digests.models import Window


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_a_week_ends_at_the_digest_moment_in_its_iso_week() -> None:
    window = schedule.parse_week("2026-W47", "Europe/Berlin")
    assert window.end == utc(2026, 11, 20, 15)
    assert window.start == utc(2026, 11, 13, 15)
    assert window.name == "2026-W47"


def test_the_digest_moment_itself_belongs_to_the_next_week() -> None:
    end = schedule.parse_week("2026-W47", "Europe/Berlin").end
    assert schedule.week_of(end, "Europe/Berlin").name == "2026-W48"
    assert schedule.week_of(end - timedelta(microseconds=1), "Europe/Berlin").name == "2026-W47"


@pytest.mark.parametrize("name", ["2026-W47", "2026-w47", "2026W47"])
def test_a_week_is_named_in_iso_form_in_any_case(name: str) -> None:
    assert schedule.parse_week(name, "UTC").name == "2026-W47"


def test_week_53_exists_in_the_years_that_have_one() -> None:
    assert schedule.parse_week("2026-W53", "UTC").end.date() == date(2027, 1, 1)
    with pytest.raises(BadWindow, match="There is no week 2027-W53: 2027 has 52 weeks"):
        schedule.parse_week("2027-W53", "UTC")


@pytest.mark.parametrize("name", ["", "47", "2026-W", "2026-W00", "2026-W99", "0000-W01", "W47"])
def test_a_name_that_is_no_week_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(BadWindow, match="week"):
        schedule.parse_week(name, "UTC")


@pytest.mark.parametrize("name", ["0001-W01", "9999-W52"])
def test_the_ends_of_the_calendar_are_no_weeks(name: str) -> None:
    with pytest.raises(BadWindow, match="is not a week"):
        schedule.parse_week(name, "Pacific/Honolulu")


@pytest.mark.parametrize("at", ["", "friday", "fri 24:00", "fri 16:60", "xyz 16:00", "fri 16"])
def test_a_wrong_digest_time_is_named_with_what_is_expected(at: str) -> None:
    with pytest.raises(BadInput, match='like "fri 16:00"'):
        schedule.parse_spec(at)


def test_a_wrong_zone_is_named_with_what_is_expected() -> None:
    for zone in ("Mars/Olympus", "", "../etc/passwd", "/etc"):
        with pytest.raises(BadInput, match="is not a time zone"):
            schedule.zone_info(zone)


def test_every_weekday_can_be_the_digest_day() -> None:
    for number, name in enumerate(schedule.WEEKDAYS):
        window = schedule.week_of(utc(2026, 11, 18, 12), "UTC", f"{name} 09:30")
        assert window.end.weekday() == number
        assert window.end - window.start == timedelta(days=7)


def test_a_wall_time_that_the_clock_skips_is_one_moment_after_the_gap() -> None:
    window = schedule.week_of(utc(2026, 3, 27), "Europe/Berlin", "sun 02:30")
    assert window.end.astimezone(ZoneInfo("Europe/Berlin")).hour == 3
    assert window.end == utc(2026, 3, 29, 1, 30)


def test_a_wall_time_that_occurs_twice_is_its_first_moment() -> None:
    window = schedule.week_of(utc(2026, 10, 22), "Europe/Berlin", "sun 02:30")
    assert window.end == utc(2026, 10, 25, 0, 30)


def test_a_week_is_due_once_after_its_end() -> None:
    since = utc(2026, 11, 1)
    end = schedule.parse_week("2026-W47", "UTC").end
    names = [w.name for w in schedule.due(end, "fri 16:00", "UTC", {"2026-W46"}, since)]
    assert names == ["2026-W47"]
    assert schedule.due(end, "fri 16:00", "UTC", {"2026-W47"}, since) == []
    early = end - timedelta(seconds=1)
    assert schedule.due(early, "fri 16:00", "UTC", {"2026-W46"}, since) == []


def test_after_three_weeks_asleep_only_the_latest_week_is_due_and_late() -> None:
    now = utc(2026, 11, 23, 8)
    windows = schedule.due(now, "fri 16:00", "UTC", {"2026-W44"}, utc(2026, 1, 1))
    assert [w.name for w in windows] == ["2026-W47"]
    assert schedule.is_late(windows[0], now)
    assert not schedule.is_late(windows[0], windows[0].end + timedelta(minutes=1))


def test_a_week_that_ended_before_digests_were_switched_on_is_not_due() -> None:
    assert (
        schedule.due(utc(2026, 11, 20, 18), "fri 16:00", "UTC", set(), utc(2026, 11, 20, 17)) == []
    )


def test_the_days_of_a_week_are_those_of_its_own_zone() -> None:
    window = schedule.parse_week("2026-W47", "Asia/Tokyo")
    assert schedule.days(window)[0] == date(2026, 11, 13)
    assert schedule.days(window)[-1] == date(2026, 11, 20)
    assert len(schedule.days(window)) == 8


class Clock:
    def __init__(self, now: datetime) -> None:
        self.moment = now

    def __call__(self) -> datetime:
        return self.moment


async def test_a_clock_that_jumps_over_friday_starts_the_digest_once() -> None:
    clock, started = Clock(utc(2026, 11, 20, 15, 59)), []
    delivered: set[str] = set()

    async def plans() -> list[schedule.Plan]:
        return [
            schedule.Plan("T1", "fri 16:00", "UTC", frozenset(delivered), utc(2026, 11, 16)),
        ]

    async def start(plan: schedule.Plan, window: Window) -> None:
        started.append((plan.place, window.name))
        delivered.add(window.name)

    scheduler = schedule.Scheduler(plans, start, now=clock)
    assert await scheduler.tick() == 0
    clock.moment = utc(2026, 11, 22, 9)
    assert await scheduler.tick() == 1
    assert await scheduler.tick() == 0
    assert started == [("T1", "2026-W47")]


async def test_a_plan_that_fails_does_not_cost_the_others_their_digest() -> None:
    started = []

    async def plans() -> list[schedule.Plan]:
        since = utc(2026, 11, 1)
        return [
            schedule.Plan("T1", "nonsense", "UTC", frozenset(), since),
            schedule.Plan("T2", "fri 16:00", "UTC", frozenset(), since),
        ]

    async def start(plan: schedule.Plan, window: Window) -> None:
        started.append(plan.place)

    scheduler = schedule.Scheduler(plans, start, now=Clock(utc(2026, 11, 20, 17)))
    assert await scheduler.tick() == 1
    assert started == ["T2"]


async def test_the_running_scheduler_asks_at_once_and_again() -> None:
    import asyncio

    asked = asyncio.Event()
    times = 0

    async def plans() -> list[schedule.Plan]:
        nonlocal times
        times += 1
        if times >= 2:
            asked.set()
        return []

    async def start(plan: schedule.Plan, window: Window) -> None:
        raise AssertionError

    scheduler = schedule.Scheduler(plans, start, now=Clock(utc(2026, 11, 20)), tick_seconds=0.01)
    scheduler.start()
    try:
        await asyncio.wait_for(asked.wait(), timeout=10)
    finally:
        scheduler.close()


async def test_closed_while_it_asks_it_logs_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    asking = asyncio.Event()

    async def plans() -> list[schedule.Plan]:
        asking.set()
        await asyncio.Event().wait()
        return []

    async def start(plan: schedule.Plan, window: Window) -> None:
        raise AssertionError("nothing is due")

    scheduler = schedule.Scheduler(plans, start, now=Clock(utc(2026, 11, 20)))
    scheduler.start()
    await asking.wait()
    scheduler.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others, return_exceptions=True)

    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


def test_a_week_that_ended_as_digests_were_switched_on_is_not_sent() -> None:
    end = utc(2026, 11, 20, 16)
    before = end - timedelta(seconds=1)

    assert schedule.due(end, "fri 16:00", "UTC", frozenset(), end) == []
    [week] = schedule.due(end, "fri 16:00", "UTC", frozenset(), before)
    assert week.name == "2026-W47"


def test_a_quarter_of_an_hour_is_not_late_yet() -> None:
    week = schedule.parse_week("2026-W47", "UTC")

    assert not schedule.is_late(week, week.end + schedule.LATE_AFTER)
    assert schedule.is_late(week, week.end + schedule.LATE_AFTER + timedelta(seconds=1))
