"""Slash commands, the shortcut, the buttons and the Home tab."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.sample.landmarks import landmark
from tests.support.bot import Scene, everything, scene
from tests.support.sample import the_sample

LONG_CHANNEL, LONG_TS = landmark(the_sample(), "long_thread")


def said(messages: list[Any]) -> str:
    return everything(messages)


async def test_summarize_answers_privately_about_the_channel_it_is_used_in() -> None:
    async with scene() as at:
        elif_ = at.person("elif")
        at_once = await at.sandbox.control.command(elif_, "dispatch", "/summarize", "7d")
        whisper = await at.whispered(elif_, "Read ")

        assert "Reading the last 7 days" in said(at_once)
        assert at.channel("dispatch") in everything(whisper)
        assert at.own(at.channel("dispatch")) == []


async def test_summarize_takes_another_channel_and_other_days() -> None:
    async with scene() as at:
        elif_ = at.person("elif")
        text = f"<#{at.channel('hardware')}|hardware> 2w"
        at_once = await at.sandbox.control.command(elif_, "general", "/summarize", text)
        whisper = await at.whispered(elif_, "Read ")

        assert "the last 14 days" in said(at_once)
        assert at.channel("hardware") in everything(whisper)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("#nowhere", "I know no channel named #nowhere"),
        ("0d", "1 to 90 days"),
        ("999d", "1 to 90 days"),
        ("!?", "I don't understand that"),
    ],
)
async def test_summarize_says_what_is_wrong_at_once(text: str, sentence: str) -> None:
    async with scene(claude=False) as at:
        at_once = await at.sandbox.control.command(at.person("elif"), "general", "/summarize", text)

        assert sentence in said(at_once)


async def test_summarize_does_not_read_a_private_channel_to_somebody_outside_of_it() -> None:
    async with scene(claude=False) as at:
        inside = at.sandbox.workspace.conversations[at.channel("pricing-core")].members
        general = at.sandbox.workspace.conversations[at.channel("general")].members
        users = at.sandbox.workspace.users
        outsider = next(u for u in general if u not in inside and not users[u].get("is_bot"))
        text = f"<#{at.channel('pricing-core')}|pricing-core> 30d"
        await at.sandbox.control.command(outsider, "general", "/summarize", text)

        assert await at.whispered(outsider, "You aren't in that channel")


async def test_summarize_of_a_channel_the_bot_is_not_in_says_how_to_invite_it() -> None:
    async with scene(claude=False) as at:
        elif_ = at.person("elif")
        text = f"<#{at.channel('random')}|random>"
        await at.sandbox.control.command(elif_, "general", "/summarize", text)

        assert await at.whispered(elif_, "/invite @Digestif")


async def test_the_shortcut_shows_a_summary_to_one_person_below_the_thread() -> None:
    async with scene() as at:
        elif_ = at.person("elif")
        await at.sandbox.control.shortcut(elif_, "summarize_thread", LONG_CHANNEL, LONG_TS)
        whisper = await at.whispered(elif_, "Read 139 of 139 messages")

        assert whisper["thread_ts"] == LONG_TS
        assert at.own(LONG_CHANNEL, LONG_TS) == []


async def test_the_shortcut_on_a_lone_message_sums_up_that_one() -> None:
    async with scene(claude=False) as at:
        elif_ = at.person("elif")
        ts = at.sandbox.control.post(elif_, "general", "The zeppelin lands at noon")
        await at.sandbox.control.shortcut(elif_, "summarize_thread", at.channel("general"), ts)

        assert await at.whispered(elif_, "zeppelin lands at noon")


async def test_just_for_me_shows_the_same_to_who_pressed_it() -> None:
    async with scene() as at:
        [reply] = await at.ask(at.person("elif"), LONG_CHANNEL, at.mention, LONG_TS)
        await at.sandbox.control.click(
            at.person("femke"), "just_for_me", channel=LONG_CHANNEL, ts=reply["ts"]
        )

        assert await at.whispered(at.person("femke"), "Read 139 of 139 messages")


@pytest.mark.parametrize("length", ["shorter", "longer"])
async def test_shorter_and_longer_rewrite_the_summary_where_it_stands(length: str) -> None:
    async with scene() as at:
        [reply] = await at.ask(at.person("elif"), LONG_CHANNEL, at.mention, LONG_TS)
        before = at.now
        await at.sandbox.control.click(
            at.person("femke"), length, channel=LONG_CHANNEL, ts=reply["ts"]
        )
        await at.sandbox.control.until(lambda: "chat.update" in at.calls(before))

        assert len(at.own(LONG_CHANNEL, LONG_TS)) == 1
        assert at.model_calls(before) == 1


@pytest.mark.parametrize(("thumb", "verdict"), [("positive", "up"), ("negative", "down")])
async def test_thumbs_are_kept(thumb: str, verdict: str) -> None:
    async with scene(claude=False) as at:
        [reply] = await at.ask(at.person("elif"), LONG_CHANNEL, at.mention, LONG_TS)
        await at.sandbox.control.click(
            at.person("femke"), "feedback", channel=LONG_CHANNEL, ts=reply["ts"], value=thumb
        )
        [kept] = await at.bot.services.store.feedback.of(at.team_id, LONG_CHANNEL, reply["ts"])

        assert (kept.user_id, kept.verdict) == (at.person("femke"), verdict)


async def test_digest_help_and_unknown_words_are_answered_at_once() -> None:
    async with scene(claude=False) as at:
        control, elif_ = at.sandbox.control, at.person("elif")

        assert "/digest latest" in said(await control.command(elif_, "general", "/digest", "help"))
        assert "don't know" in said(await control.command(elif_, "general", "/digest", "dance"))


async def test_digest_latest_before_the_first_says_that_there_is_none() -> None:
    async with scene(claude=False) as at:
        elif_ = at.person("elif")
        await at.sandbox.control.command(elif_, "general", "/digest", "latest")

        assert await at.whispered(elif_, "There is no digest yet")


async def test_digest_preview_compiles_the_week_so_far_for_one_person() -> None:
    async with scene(claude=False) as at:
        elif_ = at.person("elif")
        await at.read_everything()
        await at.sandbox.control.command(elif_, "general", "/digest", "preview")

        assert await at.whispered(elif_, "week")
        assert at.own(at.channel("general")) == []


async def test_home_says_what_the_bot_reads_and_when_the_digest_comes() -> None:
    async with scene(claude=False, digest_channel="general") as at:
        elif_ = at.person("elif")
        at.sandbox.control.open_home(elif_)
        view = await at.sandbox.control.until(lambda: at.sandbox.control.views(elif_).get("home"))

        assert "in #general" in everything(view)
        assert "#dispatch" in everything(view)


async def test_home_names_no_private_channel_to_somebody_outside_of_it() -> None:
    async with scene(claude=False) as at:
        outsider = _outsider(at)
        at.sandbox.control.open_home(outsider)
        view = await at.sandbox.control.until(
            lambda: at.sandbox.control.views(outsider).get("home")
        )

        assert "pricing-core" not in everything(view)


def _outsider(at: Scene) -> str:
    inside = at.sandbox.workspace.conversations[at.channel("pricing-core")].members
    general = at.sandbox.workspace.conversations[at.channel("general")].members
    users = at.sandbox.workspace.users
    return next(u for u in general if u not in inside and not users[u].get("is_bot"))
