"""What went quiet is read ahead of the digest, an hour's worth at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.digest import preparing
from sandbox.seed import sample
from tests.support.bot import Scene, everything, scene

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
    async with scene(sample(1, THURSDAY.timestamp()), digest_channel="general") as at:
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
    async with scene(sample(1, THURSDAY.timestamp()), claude=False, digest_channel="general") as at:
        await asked(at, FRIDAY - timedelta(hours=1))
        hour = preparing.job_id(at.team_id, FRIDAY - timedelta(hours=1))
        assert await at.bot.services.jobs.status(hour) is None
