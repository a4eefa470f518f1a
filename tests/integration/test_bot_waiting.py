"""Two questions in one thread: the second waits for the first, and says so at once."""

from __future__ import annotations

import asyncio

from bot.answer.status import status
from digests.models import Message
from sandbox.sample.landmarks import landmark
from tests.support.bot import scene
from tests.support.sample import the_sample

LONG_CHANNEL, LONG_TS = landmark(the_sample(), "long_thread")
STATUS = "assistant.threads.setStatus"


async def test_the_second_question_in_a_thread_shows_a_status_and_waits_for_the_first() -> None:
    async with scene() as at:
        control = at.sandbox.control
        control.claude(delay=2.0)
        first = control.post(at.person("elif"), LONG_CHANNEL, at.mention, LONG_TS)
        await control.until(lambda: "conversations.replies" in at.calls())
        before = at.now
        second = control.post(at.person("elif"), LONG_CHANNEL, at.mention, LONG_TS)
        await control.until(lambda: STATUS in at.calls(before), timeout=1.5)
        assert at.own(LONG_CHANNEL, LONG_TS) == []
        for ts in (first, second):
            await at.job(f"answer:{at.team_id}:{LONG_CHANNEL}:{ts}")
        written = [c for c in at.calls() if c in ("chat.startStream", "chat.stopStream")]

        assert written == ["chat.startStream", "chat.stopStream"] * 2


async def test_a_status_is_renewed_until_the_answer_begins_and_no_longer() -> None:
    async with scene() as at:
        slack, begun = at.bot.services.slack, asyncio.Event()
        place = (LONG_CHANNEL, LONG_TS)

        def sent() -> int:
            return at.calls().count(STATUS)

        async with status(slack, *place, lambda: not begun.is_set(), 0.05) as shown:
            await shown.show("Reading…")
            await at.sandbox.control.until(lambda: sent() >= 3)
            begun.set()
            before = sent()
            await asyncio.sleep(0.3)

        assert sent() <= before + 1


async def test_stop_reaches_a_question_that_waits_in_line() -> None:
    """Slack knows one session in a thread, so Stop means all that was asked there."""
    async with scene() as at:
        control = at.sandbox.control
        control.claude(delay=5.0)
        first, second = (
            control.post(at.person("elif"), LONG_CHANNEL, at.mention, LONG_TS) for _ in range(2)
        )
        keys = [f"answer:{at.team_id}:{LONG_CHANNEL}:{ts}" for ts in (first, second)]
        await control.until(lambda: "conversations.replies" in at.calls())
        assert await at.bot.services.jobs.status(keys[1]) == "ENQUEUED"
        control.stop(at.person("elif"), LONG_CHANNEL, thread_ts=LONG_TS)
        for key in keys:
            assert await at.job(key) == "SUCCESS"
        said = [message["text"] for message in at.own(LONG_CHANNEL, LONG_TS)]

        assert said == ["Stopped by Elif before I began."]
        assert at.model_calls() <= 1


async def test_a_press_of_stop_outlives_the_process_that_was_writing() -> None:
    async with scene() as at:
        ts = "1794584060.000100"
        key = f"answer:{at.team_id}:{LONG_CHANNEL}:{ts}"
        services, asker = at.bot.services, at.person("elif")
        question = Message(
            at.team_id, LONG_CHANNEL, ts, at.mention, user_id=asker, thread_ts=LONG_TS
        )
        await services.store.messages.put([question])
        place = (at.team_id, LONG_CHANNEL, LONG_TS)
        await services.store.deliveries.claim(key, *place, services.now())
        posted = await services.slack.post(LONG_CHANNEL, "Half of it.", None, LONG_TS)
        await services.store.deliveries.posted(key, posted)
        await services.stops.press(*place, asker)
        await services.jobs.start("answer", key, at.team_id, LONG_CHANNEL, ts, LONG_TS, asker)
        assert await at.job(key) == "SUCCESS"
        [left] = at.own(LONG_CHANNEL, LONG_TS)

        assert at.model_calls() == 0
        assert left["text"] == "Half of it."
