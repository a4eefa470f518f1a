from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st

from digests import schedule

MONTHS_2026 = [datetime(2026, month, 1, tzinfo=UTC) for month in range(1, 13)]
ZONES = sorted(
    zone
    for zone in available_timezones()
    if len({moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in MONTHS_2026}) > 1
)
MOMENTS = st.integers(0, 1_300_000_000).map(
    lambda seconds: datetime(1995, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
SPECS = st.builds(
    lambda day, hour, minute: f"{day} {hour:02d}:{minute:02d}",
    st.sampled_from(schedule.WEEKDAYS),
    st.integers(0, 23),
    st.integers(0, 59),
)


def test_there_are_zones_with_daylight_saving_to_test() -> None:
    assert len(ZONES) > 50


@settings(deadline=None)
@given(st.sampled_from([*ZONES, "Pacific/Apia", "America/Caracas"]), MOMENTS, SPECS)
def test_consecutive_weeks_tile_exactly(zone: str, moment: datetime, at: str) -> None:
    window = schedule.week_of(moment, zone, at)
    assert moment in window
    before, after = schedule.previous(window, at), schedule.week_of(window.end, zone, at)
    assert before.end == window.start
    assert schedule.previous(window) == before
    assert after.start == window.end
    assert before.name < window.name < after.name


def test_a_year_of_weeks_tiles_in_every_zone_whose_clock_changes() -> None:
    for zone in ZONES:
        for at in ("fri 16:00", "sun 02:30", "sun 00:00", "sat 23:59"):
            window = schedule.week_of(datetime(2026, 1, 1, tzinfo=UTC), zone, at)
            for _ in range(53):
                after = schedule.week_of(window.end, zone, at)
                assert after.start == window.end, (zone, at)
                assert timedelta(days=6) < after.end - after.start < timedelta(days=8)
                window = after


@settings(deadline=None)
@given(st.sampled_from(ZONES), MOMENTS, SPECS)
def test_a_week_is_found_again_by_its_name(zone: str, moment: datetime, at: str) -> None:
    window = schedule.week_of(moment, zone, at)
    assert schedule.parse_week(window.name, zone, at) == window


ODD_ZONES = st.sampled_from(
    [
        "Asia/Kathmandu", "Asia/Kolkata", "Pacific/Chatham", "Australia/Lord_Howe",
        "Europe/Berlin", "America/St_Johns", "America/Santiago", "Pacific/Apia",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(ODD_ZONES, MOMENTS, SPECS, st.lists(st.integers(1, 9 * 24 * 60), min_size=5, max_size=60))
def test_however_seldom_it_is_asked_each_week_is_sent_once(
    zone: str, since: datetime, at: str, minutes: list[int]
) -> None:
    now, sent = since, list[str]()
    for asleep in minutes:
        before, now = now, now + timedelta(minutes=asleep)
        ended = schedule.previous(schedule.week_of(now, zone, at), at)
        for window in schedule.due(now, at, zone, sent, since):
            assert window.end <= now
            sent.append(window.name)
        # Where one ended since it was asked last, the latest of these is out by now.
        assert ended.end <= before or sent[-1] == ended.name

    assert len(set(sent)) == len(sent)
    assert sent == sorted(sent)
