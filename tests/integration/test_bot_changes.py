"""A posted digest follows its channels: what fewer people may read now, or is gone, leaves it."""

from __future__ import annotations

import re

from bot.digest import weekly, weeks
from digests import pipeline
from digests.audience import everyone
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
