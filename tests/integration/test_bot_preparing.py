"""What went quiet is read ahead of the digest, an hour's worth at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.digest import preparing
from digests.claude.prices import cost
from digests.reading.batched import PREPARING
from digests.usage import Usage
from tests.support.bot import Scene, everything, scene
from tests.support.sample import sample_at

THURSDAY = datetime(2026, 11, 19, 20, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


async def asked(at: Scene, moment: datetime) -> None:
    """Move the clock and let the scheduler look at it."""
    at.sandbox.control.clock(now=moment.timestamp())
    await at.bot.scheduler.tick()


async def read_ahead(at: Scene, moment: datetime) -> None:
    """Let the hour's reading come to its end."""
    await asked(at, moment)
    assert await at.job(preparing.job_id(at.team_id, moment), 60) == "SUCCESS"


async def test_a_week_read_ahead_leaves_for_friday_at_most_what_is_new_and_the_composing() -> None:
    async with scene(sample_at(THURSDAY.timestamp()), digest_channel="general") as at:
        await at.read_everything()
        await at.heard()
        await read_ahead(at, FRIDAY - timedelta(hours=2))
        ahead = at.model_calls()
        assert ahead > 0
        await asked(at, FRIDAY - timedelta(hours=2) + timedelta(minutes=5))
        await read_ahead(at, FRIDAY - timedelta(hours=1))
        before = at.model_calls()
        await asked(at, FRIDAY + timedelta(seconds=1))
        general = at.channel("general")
        assert await at.job(f"digest:{at.team_id}:2026-W47:{general}", 60) == "SUCCESS"
        [digest] = [m for m in at.own(general) if "Week" in everything(m)]

        assert at.model_calls() - before <= 2
        assert "Made by" in everything(digest)


async def test_without_a_model_nothing_is_read_ahead() -> None:
    async with scene(sample_at(THURSDAY.timestamp()), claude=False, digest_channel="general") as at:
        await asked(at, FRIDAY - timedelta(hours=1))
        hour = preparing.job_id(at.team_id, FRIDAY - timedelta(hours=1))
        assert await at.bot.services.jobs.status(hour) is None


async def test_far_from_friday_it_is_read_in_a_batch_and_told_of_at_half_price() -> None:
    async with scene(sample_at(THURSDAY.timestamp()), digest_channel="general") as at:
        local, store = at.sandbox.local_claude, at.bot.services.store
        local.batches.seconds = 1800
        await at.read_everything()
        await at.heard()
        await read_ahead(at, FRIDAY - timedelta(hours=6))
        # on a slow machine the scheduler may have asked for one of its own before the clock moved
        awaited = await store.batches.open(at.team_id)
        assert awaited
        assert not local.requests
        await read_ahead(at, FRIDAY - timedelta(hours=5))
        still_open = await store.batches.open(at.team_id)
        assert not [batch for batch in awaited if batch in still_open]
        entries = await store.usage.since(at.team_id, THURSDAY)

        assert not local.requests
        assert {purpose for purpose, _ in entries} == {PREPARING}
        assert [used.cost for _, used in entries] == [
            pytest.approx(at_half_price(used)) for _, used in entries
        ]


def at_half_price(used: Usage) -> float | None:
    """What the tokens of a call cost in a batch."""
    return cost(
        used.model,
        used.input_tokens,
        used.output_tokens,
        used.cache_read_tokens,
        used.cache_write_tokens,
        batched=True,
    )


async def test_what_a_batch_owes_when_friday_is_near_is_read_at_once_and_nothing_twice() -> None:
    async with scene(sample_at(THURSDAY.timestamp()), digest_channel="general") as at:
        local, store = at.sandbox.local_claude, at.bot.services.store
        local.batches.seconds = 20 * 3600
        await at.read_everything()
        await at.heard()
        await read_ahead(at, FRIDAY - timedelta(hours=6))
        awaited = await store.batches.open(at.team_id)
        await read_ahead(at, FRIDAY - timedelta(hours=3))
        assert await store.batches.open(at.team_id) == awaited != []
        waiting = len(local.requests)
        await read_ahead(at, FRIDAY - timedelta(hours=2))

        assert await store.batches.open(at.team_id) == []
        assert len(local.requests) > waiting
        [(_, used)] = await store.usage.since(at.team_id, THURSDAY)
        assert used.output_tokens == sum(tokens(entry) for entry in at.sandbox.control.journal())


async def test_a_digest_takes_in_what_a_batch_has_read_while_the_bot_was_away() -> None:
    async with scene(sample_at(THURSDAY.timestamp()), digest_channel="general") as at:
        await at.read_everything()
        await at.heard()
        await read_ahead(at, FRIDAY - timedelta(hours=6))
        await asked(at, FRIDAY + timedelta(seconds=1))
        general = at.channel("general")
        assert await at.job(f"digest:{at.team_id}:2026-W47:{general}", 60) == "SUCCESS"
        store = at.bot.services.store

        assert await store.batches.open(at.team_id) == []
        assert len(at.sandbox.local_claude.requests) <= 2
        assert PREPARING in dict(await store.usage.since(at.team_id, THURSDAY))


def tokens(entry: Mapping[str, Any]) -> int:
    """The output tokens of a call that the journal tells of; 0 for other entries."""
    return int((entry.get("usage") or {}).get("output_tokens", 0))
