"""/digest and its words, over real sockets."""

from __future__ import annotations

import pytest

from sandbox.sample.landmarks import CANARIES
from tests.support.bot import everything
from tests.support.surface import after_friday, before_friday, command


async def test_latest_a_week_and_a_search_find_the_posted_digest() -> None:
    async with after_friday() as at:
        elif_ = at.person("elif")
        assert await command(at, elif_, "latest") == "Looking it up…"
        shown = await at.whispered(elif_, "Worth knowing")
        await command(at, elif_, "2026-W47", "dispatch")
        by_week = await at.whispered(elif_, "Worth knowing")
        await command(at, elif_, "search route cache")
        found = await at.whispered(elif_, "1 digest says")

        assert "Week 47" in everything(shown)
        assert "Week 47" in everything(by_week)
        assert "/archives/" in everything(found)
        assert "2026-W47" in everything(found)


async def test_what_there_is_no_digest_of_is_said_in_one_sentence() -> None:
    async with before_friday() as at:
        elif_ = at.person("elif")
        await command(at, elif_, "2026-W33")
        assert await at.whispered(elif_, "There is no digest of 2026-W33.")
        await command(at, elif_, "2026-W77")
        assert await at.whispered(elif_, "There is no week 2026-W77")
        await command(at, elif_, "search unheard-of")
        assert await at.whispered(elif_, "No digest that you may read says")


async def test_a_preview_reads_from_slack_what_the_store_lacks() -> None:
    async with before_friday() as at:
        assert await command(at, at.person("elif"), "preview") == "Compiling this week…"
        shown = everything(await at.whispered(at.person("elif"), "Worth knowing"))

        assert "not known to be complete" not in shown
        assert at.own(at.channel("general")) == []


async def test_words_it_does_not_know_and_help_are_answered_at_once() -> None:
    async with before_friday() as at:
        elif_ = at.person("elif")
        unknown = await command(at, elif_, "frobnicate <!channel>")
        answer = await command(at, elif_, "help")

        assert unknown == "I don't know “frobnicate”; `/digest help` lists what I do."
        for word in ("latest", "search", "subscribe", "here on", "optout", "settings"):
            assert word in answer
        assert "Write what to look for" in await command(at, elif_, "search")
        assert "here on" in await command(at, elif_, "here maybe")


async def test_settings_are_for_admins_only() -> None:
    async with before_friday() as at:
        answer = await command(at, at.person("elif"), "settings")

        assert answer == "Only the workspace's admins can do that."
        assert at.sandbox.control.views(at.person("elif"))["modals"] == []


async def test_a_member_keeps_a_channel_out_and_the_posted_digest_follows() -> None:
    async with after_friday() as at:
        inside = at.person("elif")
        general = at.channel("general")
        before = everything(at.own(general))
        named = next(name for name in ("dispatch", "incidents", "rider-app") if name in before)
        at.sandbox.workspace.conversations[at.channel(named)].members.setdefault(inside, None)
        at.sandbox.control.join(inside, named)
        mark = at.now
        answer = await command(at, inside, "optout", named)
        await at.sandbox.control.until(lambda: "chat.update" in at.calls(mark))
        await at.sandbox.control.until(
            lambda: f"/archives/{at.channel(named)}/" not in everything(at.own(general))
        )

        assert "stays out of digests" in answer
        assert "already kept out" in await command(at, inside, "optout", named)
        assert "counts for the digest again" in await command(at, inside, "optin", named)


async def test_what_the_topic_keeps_out_is_let_in_by_the_topic_alone() -> None:
    async with before_friday() as at:
        inside, store = at.person("elif"), at.bot.services.store
        general = at.channel("general")
        await store.channels.update(at.team_id, general, topic="News, no-digest")
        for word in ("optin", "optout", "optin"):
            answer = await command(at, inside, word)
            assert ("topic of #general keeps it out" in answer) == (word == "optin")


@pytest.mark.parametrize("words", ["latest", "search quince lantern ferry", "search pricing-core"])
async def test_nothing_private_is_found_in_the_archive(words: str) -> None:
    async with after_friday() as at:
        inside = at.person("elif")
        await command(at, inside, words)
        await at.sandbox.control.until(lambda: len(at.whispers(inside)) > 1)
        told = everything(at.whispers(inside))

        for channel in ("pricing-core", "founders", "ext-fjordkost"):
            assert CANARIES[channel] not in told.replace(words.removeprefix("search "), "")
