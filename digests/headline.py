"""The week in a sentence or two, without a model. Pure."""

from __future__ import annotations

from collections import Counter

from digests.compose.wording import WEEKDAYS, count, day
from digests.digest import Digest, DigestItem, Numbers
from digests.models import Claim

BUSY = 1.25
"""How many times as much as on the next one is said on a day that stands out."""

FEWEST_MESSAGES = 20
"""Messages of a week of which a day can stand out."""

CROWD = 3
"""People beyond whom it is worth a word how many took part."""


def headline(digest: Digest) -> tuple[Claim, ...]:
    """What neither an item nor the week in numbers says: the busiest day, the largest talk.

    How much was written is said only where nothing else is. None for a quiet week.
    """
    if digest.quiet or not digest.items:
        return ()
    numbers = digest.numbers
    told = [*_busiest(numbers), *_largest(digest.items[0])]
    if told:
        return tuple(told)
    people = count(numbers.people, "person", "people")
    return (Claim(f"{people} wrote {count(numbers.messages, 'message')}.", ()),)


def _busiest(numbers: Numbers) -> list[Claim]:
    """The day on which most was said, if it stands out."""
    days = sorted(numbers.days, key=lambda one: (-one.messages, one.day))
    if len(days) < 2 or numbers.messages < FEWEST_MESSAGES:
        return []
    most, next_one = days[0], days[1]
    if most.messages < BUSY * next_one.messages:
        return []
    weekdays = Counter(one.day.weekday() for one in days)
    weekday = WEEKDAYS[most.day.weekday()]
    name = weekday if weekdays[most.day.weekday()] == 1 else f"{weekday} {day(most.day)}"
    said = f"{most.messages:,} of {count(numbers.messages, 'message')}"
    return [Claim(f"{name} was the busiest day, with {said}.", ())]


def _largest(first: DigestItem) -> list[Claim]:
    """How many took part in the first item, if those are many."""
    if len(first.people) <= CROWD:
        return []
    channels = len(first.channels)
    where = f"in {channels} channels" if channels > 1 else "in one channel"
    told = f"{len(first.people)} people took part in the first item, {where}."
    return [Claim(told, first.sources[:1])]
