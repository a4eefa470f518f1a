"""A posted digest follows its channels: what fewer people may read now, or is gone, leaves it."""

from __future__ import annotations

import re

from tests.integration.test_bot_digest import THURSDAY, friday, posted, sent
from tests.support.bot import Scene, everything, scene
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
