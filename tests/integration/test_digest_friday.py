"""A Friday that goes wrong, and Fridays around the change of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from digests.audience import everyone
from sandbox.sample.landmarks import CANARIES
from tests.support.bot import Scene, eventually, everything, scene
from tests.support.sample import sample_at

THURSDAY = datetime(2026, 11, 19, 20, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


def posted(at: Scene) -> list[dict[str, object]]:
    return [m for m in at.own(at.channel("general")) if "Week" in everything(m)]


async def asked(at: Scene, moment: datetime) -> int:
    """Move the clock and let the scheduler look at it; how many digests it started."""
    at.sandbox.control.clock(now=moment.timestamp())
    return await at.bot.scheduler.tick()


async def sent(at: Scene, week: str = "2026-W47") -> str:
    return await at.job(f"digest:{at.team_id}:{week}:{at.channel('general')}", 60)


# The Friday after the clocks changed, in the zone's own time; the week had an hour more or less.
CHANGES = [
    ("Europe/Berlin", "2026-10-30T16:00", 169),
    ("America/New_York", "2026-11-06T16:00", 169),
    ("America/Los_Angeles", "2027-03-19T16:00", 167),
    ("Australia/Lord_Howe", "2026-10-09T16:00", 167.5),
]


@pytest.mark.parametrize(("zone", "moment", "hours"), CHANGES)
async def test_after_the_clocks_changed_it_goes_out_at_four_and_once(
    zone: str, moment: str, hours: float
) -> None:
    local = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))
    due = local.astimezone(UTC)
    start = due - timedelta(hours=hours)
    assert start.astimezone(ZoneInfo(zone)).strftime("%a %H:%M") == "Fri 16:00"
    week = f"{local.isocalendar().year}-W{local.isocalendar().week:02d}"
    seed = sample_at((due - timedelta(hours=20)).timestamp())
    async with scene(seed, claude=False, digest_channel="general", timezone=zone) as at:
        assert await asked(at, due - timedelta(seconds=1)) == 0
        assert await asked(at, due + timedelta(seconds=1)) == 1
        assert await sent(at, week) == "SUCCESS"
        assert await asked(at, due + timedelta(hours=1)) == 0
        [digest] = posted(at)

        assert f"Week {local.isocalendar().week}" in everything(digest)
        assert "due on" not in everything(digest)


async def test_with_slack_down_for_an_hour_it_is_posted_once_when_slack_is_back() -> None:
    async with scene(sample_at(THURSDAY.timestamp()), claude=False, digest_channel="general") as at:
        for method in ("chat.postMessage", "conversations.history", "conversations.replies"):
            at.sandbox.control.fault("slack", "cut", method=method)
        before = at.now
        assert await asked(at, FRIDAY + timedelta(seconds=1)) == 1
        failing = lambda: "fault" in str(at.sandbox.control.journal(before))  # noqa: E731
        await at.sandbox.control.until(failing, timeout=30)
        at.sandbox.control.clock(advance=3600)
        await at.bot.scheduler.tick()
        assert posted(at) == []
        at.sandbox.faults.clear()
        assert await sent(at) == "SUCCESS"
        [digest] = posted(at)

        assert "Read " in everything(digest)


@pytest.mark.parametrize("change", ["private", "share", "opted out"])
async def test_a_channel_that_closes_before_the_digest_stands_is_not_in_it(change: str) -> None:
    async with scene(sample_at(THURSDAY.timestamp()), claude=False, digest_channel="general") as at:
        closing, store = at.channel("winter-readiness"), at.bot.services.store
        await at.read_everything()
        at.sandbox.control.fault("slack", "cut", method="chat.postMessage")
        before = at.now
        await asked(at, FRIDAY + timedelta(seconds=1))
        await at.sandbox.control.until(lambda: "chat.postMessage" in at.calls(before), timeout=30)
        [record] = await store.digests.list(everyone(at.team_id), limit=1)
        assert closing in {source.channel_id for source in record.sources}
        if change == "opted out":
            await store.channels.opt_out(at.team_id, closing, True)
        else:
            at.sandbox.control.channel(change, channel=closing)

        async def closed() -> bool:
            known = await store.channels.get(at.team_id, closing)
            return known is not None and not known.is_org_wide

        await eventually(closed, f"{closing} to be closed")
        at.sandbox.faults.clear()
        at.sandbox.control.clock(advance=60)
        assert await sent(at) == "SUCCESS"
        [digest] = posted(at)
        said = everything([digest, *at.own(at.channel("general"), str(digest["ts"]))])

        assert closing not in said
        if change == "private":
            assert "winter-readiness" not in said
        assert all(canary not in said for canary in CANARIES.values())
