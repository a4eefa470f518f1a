"""What is read from Slack afterwards: late replies too, and nothing that is too old to be kept."""

from __future__ import annotations

from datetime import timedelta

from bot import backfill, retention
from digests.audience import everyone
from digests.models import Window, ts_at
from tests.support.bot import Scene, eventually, scene


async def thread(at: Scene, days_ago: int, reply_days_ago: int | None) -> str:
    """A thread in #general; the root's ts."""
    control, channel = at.sandbox.control, at.channel("general")
    now = at.sandbox.clock.now()
    control.clock(now=now - days_ago * 86_400)
    root = control.post(at.person("elif"), channel, f"Asked {days_ago} days ago")
    if reply_days_ago is not None:
        control.clock(now=now - reply_days_ago * 86_400)
        reply = control.post(at.person("elif"), channel, "Answered", root)
        await at.recorded(channel, reply, "Answered")
    control.clock(now=now)
    await at.recorded(channel, root, f"Asked {days_ago} days ago")
    return root


async def stored(at: Scene, ts: str) -> int:
    """How many messages of a thread the store has."""
    readers, channel = everyone(at.team_id), at.channel("general")
    return len((await at.bot.services.store.messages.thread(readers, channel, ts)).messages)


async def forget(at: Scene) -> None:
    """As if the bot had been away all the time."""
    store, channel = at.bot.services.store, at.channel("general")
    await store.messages.expire(at.team_id, ts_at(at.bot.services.now() + timedelta(days=1)))
    await store.coverage.set_cursor(at.team_id, channel, None)


def week(at: Scene) -> Window:
    now = at.bot.services.now()
    return Window(now - timedelta(days=7), now)


async def test_a_new_reply_to_an_older_thread_is_read_with_its_thread() -> None:
    async with scene(claude=False) as at:
        late, quiet, ancient = [await thread(at, *days) for days in ((20, 2), (20, 15), (60, 2))]
        await forget(at)
        before = at.now
        await backfill.fill(at.bot.services, at.channel("general"), week(at))
        assert await stored(at, late) == 2
        assert await stored(at, quiet) == 0
        assert await stored(at, ancient) == 0
        asked = {str(e["args"].get("ts")) for e in at.sandbox.control.calls(
            "conversations.replies", before)}  # fmt: skip
        assert late in asked
        assert quiet not in asked


async def test_a_new_reply_to_a_known_thread_older_than_the_list_is_read() -> None:
    async with scene(claude=False) as at:
        ancient = await thread(at, 60, 10)
        control, channel, now = at.sandbox.control, at.channel("general"), at.sandbox.clock.now()
        control.clock(now=now - 2 * 86_400)
        late = control.post(at.person("elif"), channel, "Still open?", ancient)
        control.clock(now=now)
        await at.recorded(channel, late, "Still open?")
        store, nobody = at.bot.services.store, ts_at(at.bot.services.now() + timedelta(days=1))
        [root, known, _] = (
            await store.messages.thread(everyone(at.team_id), channel, ancient)
        ).messages
        await store.messages.expire(at.team_id, nobody)
        await store.messages.put([root, known])
        await backfill.fill(at.bot.services, channel, week(at))

        assert await stored(at, ancient) == 3


async def test_what_is_too_old_to_be_kept_is_not_read() -> None:
    async with scene(claude=False, keep_days=30) as at:
        settings = at.bot.services.store.settings

        async def tidied() -> bool:
            return await settings.get(at.team_id, retention.DONE) is not None

        await eventually(tidied, "what is old to be gone")
        young, old = await thread(at, 25, 25), await thread(at, 40, 40)
        await forget(at)
        now = at.bot.services.now()
        fill = backfill.fill
        await fill(at.bot.services, at.channel("general"), Window(now - timedelta(days=90), now))
        assert await stored(at, young) == 2
        assert await stored(at, old) == 0
        long_ago = Window(now - timedelta(days=90), now - timedelta(days=40))
        assert await fill(at.bot.services, at.channel("general"), long_ago) == 0
