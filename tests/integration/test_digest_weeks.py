"""What a digest is about: all of its week, nothing twice, and what Slack didn't let be read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot import digest_settings
from bot.digest import delivered, gaps, weekly, weeks
from bot.slack_errors import SlackUnreachable
from digests.audience import everyone
from digests.digest import Digest
from digests.forms import digest_json
from digests.models import Window
from tests.support.bot import Scene
from tests.support.surface import (
    FRIDAY,
    WEEK,
    before_friday,
    go_to,
    sent,
)

NEXT_WEEK = "2026-W48"
READING: dict[str, Any] = {"method": "conversations.history", "error": "internal_error"}


async def compiled(at: Scene, week: str) -> Digest:
    """The workspace's digest of a week as it was kept."""
    record = await at.bot.services.store.digests.get(everyone(at.team_id), f"{week}/{at.team_id}")
    assert record is not None
    return digest_json.from_json(record.body)


async def sent_early(at: Scene) -> None:
    """Have an admin send the week's digest forty minutes before its moment."""
    at.sandbox.control.clock(now=(FRIDAY - timedelta(minutes=40)).timestamp())
    services = at.bot.services
    await weekly.start(
        services, await weeks.named(services, WEEK), await weekly.destination(services)
    )
    await sent(at)


async def test_what_is_said_between_an_early_send_and_the_hour_is_in_the_next_digest() -> None:
    async with before_friday() as at:
        await sent_early(at)
        before = await compiled(at, WEEK)
        at.sandbox.control.clock(advance=600)
        text = "We decided to close the Oslo depot on 4 December."
        ts = at.sandbox.control.post(at.person("nadia"), "general", text)
        await at.recorded(at.channel("general"), ts, text)
        await go_to(at, FRIDAY + timedelta(days=7))
        await sent(at, NEXT_WEEK)
        after = await compiled(at, NEXT_WEEK)

        assert before.window.end == FRIDAY - timedelta(minutes=40)
        assert after.window.start == before.window.end
        assert after.window.end == FRIDAY + timedelta(days=7)
        assert after.numbers.messages == 1


async def test_after_the_day_was_moved_the_next_digest_goes_on_where_the_last_one_ended() -> None:
    async with before_friday() as at:
        await go_to(at, FRIDAY)
        await sent(at)
        await digest_settings.change(at.bot.services, at.person("nadia"), at="wed 09:00")
        await go_to(at, FRIDAY + timedelta(days=4, hours=17))
        await sent(at, NEXT_WEEK)
        after = await compiled(at, NEXT_WEEK)

        assert after.window.start == FRIDAY
        assert after.numbers.before is None
        assert after.numbers.messages == 0


@pytest.mark.parametrize(("moved_to", "started"), [("mon 09:00", 0), ("thu 12:00", 1)])
async def test_moved_to_a_day_that_has_passed_it_waits_for_that_day(
    moved_to: str, started: int
) -> None:
    async with before_friday() as at:
        services, long_ago = at.bot.services, at.bot.services.now() - timedelta(days=30)
        await services.store.settings.put(at.team_id, "digest_since", long_ago.isoformat())
        await delivered.remember(services, delivered.WORKSPACE, "2026-W46")
        assert await at.bot.scheduler.tick() == 0
        await digest_settings.change(services, at.person("nadia"), at=moved_to)

        assert await at.bot.scheduler.tick() == started
        await go_to(at, FRIDAY + timedelta(days=7))
        await sent(at, NEXT_WEEK)


async def test_switched_on_by_a_clock_that_was_ahead_it_is_sent_all_the_same() -> None:
    async with before_friday() as at:
        ahead = (FRIDAY + timedelta(days=300)).isoformat()
        await at.bot.services.store.settings.put(at.team_id, "digest_since", ahead)
        await go_to(at, FRIDAY)
        await sent(at)


def last_days(at: Scene) -> Window:
    now = at.bot.services.now()
    return Window(now - timedelta(days=7), now)


async def test_channels_that_slack_does_not_let_be_read_are_tried_again_and_then_told() -> None:
    async with before_friday() as at:
        services, window = at.bot.services, last_days(at)
        general = await services.store.channels.get(at.team_id, at.channel("general"))
        assert general is not None
        ledger = services.store.coverage
        at.sandbox.control.fault("slack", "error", **READING)
        await gaps.fill(services, [general], window, waits=(0.0,))
        assert await ledger.gaps(at.team_id, general.channel_id, window)
        at.sandbox.faults.clear()
        at.sandbox.control.fault("slack", "error", count=1, **READING)
        await gaps.fill(services, [general], window, waits=(0.0,))

        assert await ledger.gaps(at.team_id, general.channel_id, window) == []


async def test_while_slack_answers_nothing_the_digest_waits() -> None:
    async with before_friday() as at:
        services, window = at.bot.services, last_days(at)
        general = await services.store.channels.get(at.team_id, at.channel("general"))
        assert general is not None
        for method in ("conversations.history", "auth.test"):
            at.sandbox.control.fault("slack", "error", method=method, error="internal_error")
        with pytest.raises(SlackUnreachable):
            await gaps.fill(services, [general], window, waits=(0.0,))
