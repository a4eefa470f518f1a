"""The week in a sentence or two: nothing that an item or the week in numbers says."""

from dataclasses import replace
from datetime import date, timedelta

from digests.digest import Day, Digest, Numbers
from digests.headline import headline
from tests.support.digests import small

FRIDAY = date(2026, 11, 13)


def week(*counts: int) -> Numbers:
    """Counts of the days from a Friday on."""
    days = tuple(Day(FRIDAY + timedelta(days=n), held) for n, held in enumerate(counts))
    return Numbers(sum(counts), None, 12, 3, days)


def said(digest: Digest) -> list[str]:
    return [claim.text for claim in headline(digest)]


def test_a_day_that_stands_out_and_the_size_of_the_largest_talk_are_told() -> None:
    first = replace(small().items[0], people=("Mara", "Jon", "Wei", "Ana"), channels=("a", "b"))
    digest = replace(small(), items=(first,), numbers=week(9, 0, 0, 55, 1092, 88, 87, 57))
    assert said(digest) == [
        "Tuesday was the busiest day, with 1,092 of 1,388 messages.",
        "4 people took part in the first item, in 2 channels.",
    ]
    assert headline(digest)[1].sources == first.sources[:1]


def test_a_weekday_that_the_week_has_twice_is_told_with_its_date() -> None:
    digest = replace(small(), numbers=week(9, 0, 0, 5, 6, 8, 7, 57))
    assert said(digest)[0] == "Friday 20 November was the busiest day, with 57 of 92 messages."


def test_no_day_stands_out_among_even_or_few_ones() -> None:
    for numbers in (week(10, 10, 10, 11), week(1, 0, 5), week(40)):
        assert not any("busiest" in one for one in said(replace(small(), numbers=numbers)))


def test_where_nothing_else_is_to_say_it_is_how_much_was_written() -> None:
    one = replace(small(), numbers=Numbers(1, None, 1, 1))
    assert said(one) == ["1 person wrote 1 message."]


def test_a_quiet_week_has_no_headline() -> None:
    assert said(replace(small(), items=(), headline=())) == []
