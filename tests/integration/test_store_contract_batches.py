"""What both homes of the store promise about batches that are awaited."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digests.store import BatchNote, Store
from digests.usage import Usage

pytest_plugins = ("tests.support.store_homes",)

NOW = datetime(2026, 11, 18, 9, 0, 0, 5, tzinfo=UTC)
NOTE = BatchNote(
    "b1", "T1", NOW, "Europe/Berlin", 900, ("r1", "r2"), (("C1", ("1.1", "1.2")), ("C2", ("2.1",)))
)
USED = [Usage("claude-haiku-5-5", 100, 20, cost=0.5), Usage("claude-haiku-5-5", 10, 2, cost=0.25)]


async def test_a_note_comes_back_as_it_was_and_is_put_once(store: Store) -> None:
    assert await store.batches.put(NOTE)
    assert not await store.batches.put(replace(NOTE, tokens=1))
    await store.batches.put(replace(NOTE, key="b2", team_id="T2"))

    assert await store.batches.open("T1") == [NOTE]
    assert await store.batches.open("T3") == []


async def test_the_api_s_id_is_kept_with_it(store: Store) -> None:
    await store.batches.put(NOTE)
    await store.batches.taken("b1", "msgbatch_1")

    assert await store.batches.open("T1") == [replace(NOTE, batch_id="msgbatch_1")]


async def test_settled_by_several_at_once_its_cost_counts_once(store: Store) -> None:
    await store.batches.put(NOTE)
    settled = await asyncio.gather(
        *(store.batches.settle(NOTE, USED, NOW, "prepare") for _ in range(3))
    )

    assert sorted(settled) == [False, False, True]
    assert await store.batches.open("T1") == []
    assert await store.usage.spent("T1", NOW) == pytest.approx(0.75)
    assert [
        (purpose, used.input_tokens) for purpose, used in await store.usage.since("T1", NOW)
    ] == [("prepare", 110)]
