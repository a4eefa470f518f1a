"""The night's work: what is too old leaves the store, and what was posted of it is edited."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.blocks.home import home_view
from bot.home import of
from digests.audience import everyone
from digests.models import Message, ts_at
from digests.store import Query
from tests.support.bot import Scene, everything
from tests.support.surface import after_friday, before_friday, go_to

LATER = datetime(2027, 1, 12, 3, 30, tzinfo=UTC)
GONE = "This digest is gone with its messages: they are kept for 30 days."


async def night(at: Scene, moment: datetime) -> str:
    """Move the clock to a night and wait until its work is done; the job's id."""
    await go_to(at, moment)
    job_id = f"tidy:{at.team_id}:{moment:%Y-%m-%d}"
    assert await at.job(job_id, 60) == "SUCCESS"
    return job_id


def shown(at: Scene, digest: dict[str, object]) -> str:
    return everything(at.own(at.channel("general"), str(digest["ts"])))


async def test_what_is_too_old_leaves_the_store_and_its_digest() -> None:
    async with after_friday(keep_days=30) as at:
        store, team_id = at.bot.services.store, at.team_id
        [digest] = [m for m in at.own(at.channel("general")) if "Week 47" in everything(m)]
        said = str(everything(digest))
        before = await store.messages.count(team_id)
        young = Message(team_id, at.channel("general"), ts_at(LATER - timedelta(days=29)), "Still")
        await store.messages.put([young])

        await night(at, LATER)

        assert "Worth knowing" in said
        assert before > 300
        assert await store.messages.get(everyone(team_id), young.channel_id, young.ts)
        assert await store.messages.count(team_id) < before / 10
        assert await store.messages.search(everyone(team_id), Query("limiter")) == []
        assert GONE in shown(at, digest)
        assert "Worth knowing" not in shown(at, digest)
        assert await store.digests.begun_before(team_id, LATER - timedelta(days=30)) == []


async def test_a_night_has_one_effect_however_often_it_is_asked_for() -> None:
    async with before_friday(keep_days=30) as at:
        store = at.bot.services.store
        await night(at, LATER)
        first = await store.settings.get(at.team_id, "tidied")
        old = Message(at.team_id, at.channel("general"), "1700000000.000100", "Came late")
        await store.messages.put([old])
        await go_to(at, LATER + timedelta(hours=12))
        assert await store.settings.get(at.team_id, "tidied") == first
        assert await store.messages.get(everyone(at.team_id), old.channel_id, old.ts)

        await night(at, LATER + timedelta(days=1))
        assert await store.messages.get(everyone(at.team_id), old.channel_id, old.ts) is None


@pytest.mark.parametrize(("keep_days", "told"), [(None, False), (90, True)])
async def test_a_home_says_how_long_messages_are_kept(keep_days: int | None, told: bool) -> None:
    async with before_friday(keep_days=keep_days) as at:
        stored = await at.bot.services.store.messages.count(at.team_id)
        await night(at, datetime(2026, 11, 20, 3, 30, tzinfo=UTC))
        assert await at.bot.services.store.messages.count(at.team_id) == stored
        view = everything(home_view(await of(at.bot.services, at.person("elif"))))
        assert ("stored, none older than 90 days" in view) is told
