"""What both homes of the store promise about an archive of more digests than are read in one go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from digests.audience import Audience, everyone
from digests.models import Window
from digests.store import DigestRecord, Store
from digests.store.digests import AT_ONCE

pytest_plugins = ("tests.support.store_homes",)

ALL = everyone("T1")
NOW = datetime(2026, 11, 20, 16, tzinfo=UTC)


def record(number: int, audience: Audience, text: str = "Routes") -> DigestRecord:
    """A digest of the week that ended so many days ago."""
    end = NOW - timedelta(days=number)
    window = Window(end - timedelta(days=7), end, "UTC", f"W{number}")
    return DigestRecord(f"W{number}/T1", "T1", window, audience, text, {}, NOW, ())


async def test_behind_hundreds_of_digests_for_others_the_readable_ones_are_found(
    store: Store,
) -> None:
    private = Audience("T1", True, frozenset({"G1"}))
    for number in range(AT_ONCE + 3):
        await store.digests.put(record(number, private))
    older = [record(number, ALL) for number in (AT_ONCE + 3, AT_ONCE + 4)]
    for each in older:
        await store.digests.put(each)

    assert await store.digests.list(ALL) == older
    assert await store.digests.list(ALL, limit=1) == older[:1]
    assert await store.digests.search(ALL, "routes") == older
    assert await store.digests.search(private, "routes", limit=AT_ONCE * 2) == [
        *(record(number, private) for number in range(AT_ONCE + 3)),
        *older,
    ]
    assert await store.digests.list(ALL, limit=0) == []
