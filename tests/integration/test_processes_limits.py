"""Limits that only Slack counts for all processes: over them the answer takes another way."""

from __future__ import annotations

from sandbox.sample.landmarks import landmark
from tests.support.bot import everything, scene
from tests.support.sample import the_sample

LONG_CHANNEL, LONG_TS = landmark(the_sample(), "long_thread")


async def test_over_the_limit_for_streams_an_ordinary_message_goes_without_waiting() -> None:
    """Slack asks for an hour of patience, as if other processes had used up the streams."""
    async with scene() as at:
        at.sandbox.control.fault("slack", "ratelimited", method="chat.startStream", seconds=3600)
        [reply] = await at.ask(at.person("elif"), LONG_CHANNEL, at.mention, LONG_TS)

        assert "Read 139 of 139 messages" in everything(reply)
        assert at.calls().count("chat.startStream") == 1
        assert at.calls().count("chat.postMessage") == 1
