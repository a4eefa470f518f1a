"""What counts as heard: only while events arrive, and only of channels the bot is in by then."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest_asyncio

from bot import learn
from bot.app import create_services
from bot.covering import Listening
from bot.services import Services
from digests.jobs.engine import Jobs
from digests.models import Channel, ChannelKind, ts_at
from digests.store import open_store
from sandbox import Sandbox
from tests.support.bot import settings_for
from tests.support.sample import the_sample

NOON = 1_794_000_000.0


class Ears:
    """A connection and a clock that a test moves.

    Attributes:
        at: seconds since the epoch.
        connected: whether events arrive.
    """

    def __init__(self) -> None:
        self.at, self.connected = NOON, True

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)

    async def hears(self) -> bool:
        return self.connected


@pytest_asyncio.fixture
async def ears(tmp_path: Path) -> AsyncIterator[tuple[Ears, Services, Listening]]:
    """The services of a bot that knows its workspace and isn't connected to it."""
    ears = Ears()
    async with Sandbox.running(the_sample()) as sandbox:
        store = await open_store(tmp_path / "activity.db")
        settings = settings_for(sandbox, tmp_path, claude=False)
        services = create_services(settings, store, None, Jobs(tmp_path), ears.now)
        await learn.workspace(services)
        listening = Listening(services, ears.hears)
        yield ears, services, listening
        await listening.end()
        await store.close()


async def looked(ears: Ears, listening: Listening, *, seconds: int, every: int = 5) -> None:
    """Let time pass, with a look every few seconds."""
    for _ in range(seconds // every):
        ears.at += every
        await listening.look(ears.at)


async def known(services: Services, name: str) -> list[tuple[str, str]]:
    """The stretches of a channel that are known to be complete."""
    team_id, store = services.slack.team_id, services.store
    channel = await store.channels.named(team_id, name)
    assert channel is not None
    return await store.coverage.stretches(team_id, channel.channel_id)


def stretch(oldest: float, newest: float) -> tuple[str, str]:
    first, last = (datetime.fromtimestamp(at, UTC) for at in (oldest, newest))
    return ts_at(first), ts_at(last)


async def test_what_is_heard_is_complete_up_to_the_last_minute(
    ears: tuple[Ears, Services, Listening],
) -> None:
    clock, services, listening = ears
    await listening.look(clock.at)
    await looked(clock, listening, seconds=150)

    assert await known(services, "general") == [stretch(NOON, NOON + 120)]


async def test_of_a_channel_archived_since_nothing_is_missing(
    ears: tuple[Ears, Services, Listening],
) -> None:
    clock, services, listening = ears
    await listening.look(clock.at)
    await looked(clock, listening, seconds=60)
    general = await services.store.channels.named(services.slack.team_id, "general")
    assert general is not None
    await services.store.channels.update(general.team_id, general.channel_id, is_archived=True)
    await looked(clock, listening, seconds=90)

    assert await known(services, "general") == [stretch(NOON, NOON + 120)]


async def test_a_channel_is_complete_only_from_when_the_bot_is_in_it(
    ears: tuple[Ears, Services, Listening],
) -> None:
    clock, services, listening = ears
    await listening.look(clock.at)
    await looked(clock, listening, seconds=3600)
    late = Channel(services.slack.team_id, "C2", "late", is_member=True)
    await services.store.channels.put([late])
    await looked(clock, listening, seconds=180)
    [(oldest, newest)] = await known(services, "late")

    assert stretch(NOON + 3600, NOON + 3660) <= (oldest, newest)
    assert newest == stretch(NOON, NOON + 3780)[1]


async def test_a_sleep_is_not_heard_though_the_old_connection_looks_alive(
    ears: tuple[Ears, Services, Listening],
) -> None:
    clock, services, listening = ears
    await listening.look(clock.at)
    await looked(clock, listening, seconds=60)
    clock.at += 8 * 3600
    await listening.look(clock.at)
    woke = clock.at
    await looked(clock, listening, seconds=60)
    found = await known(services, "general")

    assert found == [stretch(NOON, NOON + 60), stretch(woke, woke + 60)]


async def test_without_its_database_the_bot_hears_nothing(
    ears: tuple[Ears, Services, Listening],
) -> None:
    clock, services, listening = ears
    services.learned.confined.set()
    await listening.look(clock.at)
    await services.store.close()
    await looked(clock, listening, seconds=600)

    assert services.heard.since is None
    assert not services.learned.confined.is_set()


async def test_after_a_long_silence_members_are_learned_anew(
    ears: tuple[Ears, Services, Listening],
) -> None:
    clock, services, listening = ears
    await learn.memberships(services)
    store, team_id = services.store.channels, services.slack.team_id
    everything = await store.all(team_id)
    mine = next(c for c in everything if c.kind is ChannelKind.PRIVATE and c.is_member)
    await listening.look(clock.at)
    await store.join(team_id, mine.channel_id, "U0GONE", "1794000001.000100")
    clock.connected = False
    await looked(clock, listening, seconds=600)
    assert not services.learned.confined.is_set()
    clock.connected = True
    await listening.look(clock.at)
    await learn.reader(services, "U0GONE")

    assert mine.channel_id in services.learned.channels
    assert mine.channel_id not in await store.of_member(team_id, "U0GONE")


async def test_a_short_break_costs_no_reading_of_members(
    ears: tuple[Ears, Services, Listening],
) -> None:
    clock, services, listening = ears
    services.learned.confined.set()
    await listening.look(clock.at)
    clock.connected = False
    await looked(clock, listening, seconds=120)
    clock.connected = True
    await looked(clock, listening, seconds=60)

    assert services.learned.confined.is_set()
    assert services.heard.since is not None
