"""A posted digest follows its channels: what fewer people may read now, or is gone, leaves it."""

from __future__ import annotations

import re

import pytest

from bot.digest import archive, weekly, weeks
from digests import pipeline
from digests.audience import everyone
from digests.models import Source
from tests.integration.test_bot_digest import THURSDAY, friday, posted, sent
from tests.support.bot import Scene, eventually, everything, scene
from tests.support.sample import sample_at


def cited(at: Scene) -> list[str]:
    """The channels that the posted digest links to, in order."""
    [digest] = posted(at)
    return list(dict.fromkeys(re.findall(r"/archives/(C[A-Z0-9]+)/", everything(digest))))


async def test_what_a_digest_says_of_a_channel_goes_with_the_channel() -> None:
    async with scene(sample_at(THURSDAY), claude=False, digest_channel="general") as at:
        await friday(at)
        await sent(at)
        general, control = at.channel("general"), at.sandbox.control
        for op, value in (("private", ""), ("share", ""), ("topic", "no-digest"), ("delete", "")):
            channel = next(each for each in cited(at) if each != general)
            control.channel(op, channel, value)
            await control.until(lambda channel=channel: channel not in cited(at))  # type: ignore[misc]

        assert cited(at)


async def test_a_draft_that_stands_nowhere_forgets_what_was_deleted() -> None:
    async with scene(sample_at(THURSDAY), claude=False, digest_channel="general") as at:
        await at.read_everything()
        services, readers = at.bot.services, everyone(at.team_id)
        store, now = services.store, services.now()
        digest = await weekly.compiled_for(services, await weeks.current(services), readers)
        place = f"{at.team_id}:preview"
        digest_id = await pipeline.archive(store, digest, readers, place, now=now)
        [source], title = digest.items[0].sources[:1], digest.items[0].title
        at.sandbox.control.delete(source.channel_id, source.ts)

        async def kept() -> str:
            record = await store.digests.get(readers, digest_id)
            assert record is not None
            return record.text + str(record.body)

        async def forgotten() -> bool:
            return title not in await kept()

        assert title in await kept()
        await eventually(forgotten, "the draft to forget its first item")
        assert await store.digests.stale(at.team_id) == []


@pytest.mark.parametrize("error", ["cant_update_message", "internal_error"])
async def test_a_digest_that_slack_does_not_let_be_edited_stops_no_other(error: str) -> None:
    """The first of two is refused; it follows at once where Slack was busy, else a change later."""
    async with scene(sample_at(THURSDAY), claude=False, digest_channel="general") as at:
        await friday(at)
        await sent(at)
        services, readers, control = at.bot.services, everyone(at.team_id), at.sandbox.control
        store, slack, general, dispatch = (
            services.store, services.slack, at.channel("general"), at.channel("dispatch"),
        )  # fmt: skip
        [record] = await store.digests.list(readers, limit=1)
        digest = await pipeline.current(store, record.digest_id, readers)
        place = f"{at.team_id}:{dispatch}"
        other = await pipeline.archive(store, digest, readers, place, now=services.now())
        await pipeline.send(store, slack, other, readers, dispatch, now=services.now)
        for each, place in ((record, general), (await store.digests.get(readers, other), dispatch)):
            assert each is not None
            assert [one.channel_id for one in await archive.standing(services, each)] == [place]
        first, second = (item.sources[0] for item in digest.items[:2])
        control.fault("slack", "error", method="chat.update", error=error, count=1)
        control.delete(first.channel_id, first.ts)
        await control.until(lambda: not says(at, dispatch, first))
        if error == "cant_update_message":
            assert says(at, general, first)
            control.delete(second.channel_id, second.ts)
        await control.until(lambda: not says(at, general, first))

        async def settled() -> bool:
            return not await store.deliveries.stale(at.team_id)

        await eventually(settled, "nothing to be left to edit")


def says(at: Scene, channel: str, source: Source) -> bool:
    """Whether what the bot posted in a channel links to a message."""
    return f"/p{source.ts.replace('.', '')}" in everything(at.own(channel))


async def test_a_digest_that_was_deleted_in_slack_is_not_edited_again_and_again() -> None:
    async with scene(sample_at(THURSDAY), claude=False, digest_channel="general") as at:
        await friday(at)
        await sent(at)
        services, control = at.bot.services, at.sandbox.control
        [record] = await services.store.digests.list(everyone(at.team_id), limit=1)
        control.fault("slack", "error", method="chat.update", error="message_not_found")
        before = at.now
        control.delete(record.sources[0].channel_id, record.sources[0].ts)
        await control.until(lambda: "chat.update" in at.calls(before))

        async def settled() -> bool:
            stale = await services.store.deliveries.stale(at.team_id)
            return not stale and not await services.store.digests.stale(at.team_id)

        await eventually(settled, "nothing to be left to edit")
