"""The one message with which the bot answers, whatever gets in its way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.answer import rewriting
from digests.jobs.engine import Job
from sandbox.sample.landmarks import landmark
from tests.support.bot import Scene, everything, scene
from tests.support.sample import the_sample

LONG_CHANNEL, LONG_TS = landmark(the_sample(), "long_thread")
READ = "Read 139 of 139 messages"


async def ask(at: Scene) -> list[dict[str, Any]]:
    return await at.ask(at.person("elif"), LONG_CHANNEL, at.mention, LONG_TS)


@pytest.mark.parametrize(
    "code", ["not_allowed", "missing_recipient_user_id", "channel_type_not_supported"]
)
async def test_where_streaming_is_refused_one_message_is_posted_and_updated(code: str) -> None:
    async with scene() as at:
        at.sandbox.control.fault("slack", "error", method="chat.startStream", error=code)
        [reply] = await ask(at)

        assert READ in everything(reply)
        assert at.calls().count("chat.postMessage") == 1


async def test_where_updates_are_refused_too_the_answer_is_posted_whole() -> None:
    async with scene() as at:
        control = at.sandbox.control
        control.fault("slack", "error", method="chat.startStream", error="not_allowed")
        control.fault("slack", "error", method="chat.postMessage", error="invalid_blocks", count=1)
        [reply] = await ask(at)

        assert READ in everything(reply)


async def test_a_stream_that_expires_in_the_middle_goes_on_in_the_same_message() -> None:
    async with scene() as at:
        at.sandbox.control.fault("slack", "expire_stream", method="chat.appendStream")
        [reply] = await ask(at)

        assert READ in everything(reply)
        assert "chat.update" in at.calls()
        assert "chat.postMessage" not in at.calls()


async def test_where_blocks_are_refused_plain_text_goes() -> None:
    async with scene() as at:
        control = at.sandbox.control
        control.fault("slack", "error", method="chat.startStream", error="not_allowed")
        control.fault("slack", "error", method="chat.stopStream", error="invalid_blocks")
        control.fault("slack", "error", method="chat.postMessage", error="invalid_blocks", count=1)
        [reply] = await ask(at)

        assert "Riders in Madrid and Lyon" in str(reply["text"])


@pytest.mark.parametrize("method", ["chat.startStream", "chat.postMessage"])
async def test_an_answer_lost_on_its_way_back_leads_to_no_second_message(method: str) -> None:
    async with scene() as at:
        control = at.sandbox.control
        if method == "chat.postMessage":
            control.fault("slack", "error", method="chat.startStream", error="not_allowed")
        control.fault("slack", "cut", method=method, count=1, after_effect=True)
        replies = await ask(at)

        assert len(replies) == 1
        assert READ in everything(replies)


async def test_rate_limits_are_waited_for() -> None:
    async with scene() as at:
        at.sandbox.control.fault("slack", "ratelimited", method="chat.*", count=2, seconds=1)
        [reply] = await ask(at)

        assert READ in everything(reply)


async def test_a_slack_that_fails_for_a_while_gets_its_answer_later() -> None:
    async with scene() as at:
        at.sandbox.control.fault("slack", "503", method="chat.*", count=3)
        [reply] = await ask(at)

        assert READ in everything(reply)


async def test_stop_leaves_what_stands_there_and_no_buttons() -> None:
    async with scene() as at:
        control = at.sandbox.control
        control.claude(speed=30)
        ts = control.post(at.person("elif"), LONG_CHANNEL, at.mention, LONG_TS)
        begun = await control.until(lambda: at.own(LONG_CHANNEL, LONG_TS))
        control.stop(at.person("elif"), LONG_CHANNEL, begun[0]["ts"])
        await at.job(f"answer:{at.team_id}:{LONG_CHANNEL}:{ts}", 40)
        [reply] = at.own(LONG_CHANNEL, LONG_TS)

        assert "feedback_buttons" not in everything(reply)
        assert READ not in everything(reply)
        assert reply["streaming_state"] != "in_progress"


async def test_when_claude_breaks_off_what_was_said_stays_and_the_last_line_says_so() -> None:
    async with scene() as at:
        at.sandbox.control.fault("claude", "error_event")
        [reply] = await ask(at)

        assert "broke off" in everything(reply)
        assert READ in everything(reply)


async def test_a_reply_that_was_claimed_but_never_posted_is_posted_once(tmp_path: Path) -> None:
    async with scene(data_dir=tmp_path) as at:
        control = at.sandbox.control
        ts = "1794584060.000100"
        key = f"answer:{at.team_id}:{LONG_CHANNEL}:{ts}"
        services = at.bot.services
        await services.store.deliveries.claim(
            key, at.team_id, LONG_CHANNEL, LONG_TS, services.now()
        )
        control.clock(now=1794584060)
        asked = control.post(at.person("elif"), LONG_CHANNEL, at.mention, LONG_TS)
        await at.job(f"answer:{at.team_id}:{LONG_CHANNEL}:{asked}")

        assert len(at.own(LONG_CHANNEL, LONG_TS)) == 1


async def test_an_extract_made_while_claude_was_overloaded_is_replaced_when_it_answers() -> None:
    async with scene() as at:
        at.sandbox.control.fault("claude", "529")
        [reply] = await ask(at)
        assert "Claude is overloaded" in everything(reply)
        at.sandbox.faults.clear()
        job_id = f"improve:{at.team_id}:{LONG_CHANNEL}:{LONG_TS}:{reply['ts']}:0"
        assert await at.bot.services.jobs.status(job_id) == "DELAYED"
        await rewriting.improve(
            at.bot.services,
            Job("now", "improve"),
            at.team_id,
            LONG_CHANNEL,
            LONG_TS,
            str(reply["ts"]),
            at.person("elif"),
        )
        [better] = at.own(LONG_CHANNEL, LONG_TS)

        assert better["ts"] == reply["ts"]
        assert "overloaded" not in everything(better)
        assert READ in everything(better)


async def test_stop_before_anything_is_said_leaves_no_message() -> None:
    async with scene() as at:
        control = at.sandbox.control
        control.claude(delay=1.5)
        ts = control.post(at.person("elif"), LONG_CHANNEL, at.mention, LONG_TS)
        await control.until(lambda: "conversations.replies" in at.calls())
        await at.bot.services.stops.press(at.team_id, LONG_CHANNEL, LONG_TS)
        assert await at.job(f"answer:{at.team_id}:{LONG_CHANNEL}:{ts}") == "SUCCESS"

        assert at.own(LONG_CHANNEL, LONG_TS) == []


async def test_a_piece_whose_arrival_is_unknown_is_not_said_twice() -> None:
    async with scene() as at:
        at.sandbox.control.fault("slack", "cut", method="chat.appendStream", after_effect=True)
        [reply] = await ask(at)
        lines = [line for line in str(reply["text"]).splitlines() if line]

        assert READ in everything(reply)
        assert len(lines) == len(set(lines)) > 3


async def test_an_end_that_does_not_get_through_is_tried_again() -> None:
    async with scene() as at:
        at.sandbox.control.fault("slack", "503", method="chat.stopStream", count=2)
        at.sandbox.control.fault("slack", "503", method="chat.update", count=1)
        [reply] = await ask(at)

        assert READ in everything(reply)
        assert "can't be reached" not in everything(reply)
