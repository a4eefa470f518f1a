"""Digests posted to the sandbox through the bot's own Slack client: once, whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest_asyncio

from digests import pipeline, schedule
from digests.audience import everyone
from digests.compose.messages import OutMessage, compose
from digests.deliver import EVENT_TYPE, Deliverer, delivery_key
from digests.models import ts_at
from tests.support.bot import Scene, everything, scene
from tests.support.digests import small
from tests.support.sample import sample_at

NOW = datetime(2026, 11, 13, 16, tzinfo=UTC)
WEEK = schedule.parse_week("2026-W46", "UTC")


@pytest_asyncio.fixture
async def place() -> AsyncIterator[Scene]:
    async with scene(sample_at(NOW.timestamp()), claude=False) as opened:
        yield opened


def deliverer(place: Scene, patience: float = 0.2) -> Deliverer:
    services = place.bot.services
    return Deliverer(services.store, services.slack, patience=patience)


def keys(messages: list[dict[str, Any]]) -> list[str]:
    return [m["metadata"]["event_payload"]["key"] for m in messages if "metadata" in m]


async def test_a_digest_is_one_message_and_its_details_stand_in_its_thread(place: Scene) -> None:
    channel = place.channel("general")
    now = place.bot.services.now
    ts = await deliverer(place).deliver(
        "digest:x", place.team_id, channel, compose(small()), small().sources, now=now
    )
    (main,) = place.own(channel)
    assert main["ts"] == ts
    assert "Checkout outage, 41 minutes" in everything(main)
    assert place.own(channel, ts)[0]["ts"] == ts
    assert len(place.own(channel, ts)) == 2
    assert keys(place.own(channel, ts)) == ["digest:x:0", "digest:x:1"]
    assert main["metadata"]["event_type"] == EVENT_TYPE


async def test_nothing_that_is_posted_unfurls(place: Scene) -> None:
    channel, before = place.channel("general"), place.now
    await deliverer(place).deliver(
        "digest:x", place.team_id, channel, compose(small()), now=place.bot.services.now
    )
    journal = place.sandbox.control.journal(before)
    posts = [e["args"] for e in journal if e.get("method") == "chat.postMessage"]

    assert len(posts) == 2
    assert {str(post[name]) for post in posts for name in ("unfurl_links", "unfurl_media")} == {
        "False"
    }


async def test_a_part_of_the_details_that_has_nothing_left_to_say_says_so(place: Scene) -> None:
    channel, shown = place.channel("general"), {"type": "markdown", "text": "Details"}
    both = [OutMessage("The digest"), OutMessage("Details", (shown,))]
    posting = deliverer(place)
    ts = await posting.deliver("digest:x", place.team_id, channel, both, now=place.bot.services.now)
    assert await posting.update("digest:x", channel, [OutMessage("The digest, less")])

    assert [m["text"] for m in place.own(channel)] == ["The digest, less"]
    below = place.own(channel, ts)[-1]
    assert below["text"] == "Removed."
    assert not any(block["type"] == "markdown" for block in below.get("blocks", []))


async def test_delivered_again_nothing_is_posted(place: Scene) -> None:
    channel, now = place.channel("general"), place.bot.services.now
    first = await deliverer(place).deliver(
        "digest:x", place.team_id, channel, compose(small()), now=now
    )
    again = await deliverer(place).deliver(
        "digest:x", place.team_id, channel, compose(small()), now=now
    )
    assert first == again
    assert len(place.own(channel, first)) == 2


async def test_a_crash_between_posting_and_noting_it_does_not_post_twice(place: Scene) -> None:
    channel, services = place.channel("general"), place.bot.services
    now = services.now
    await services.store.deliveries.claim("digest:x:0", place.team_id, channel, None, now())
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": "digest:x:0"}}
    posted = await services.slack.post(channel, "The digest", metadata=metadata)
    ts = await deliverer(place).deliver(
        "digest:x", place.team_id, channel, [OutMessage("The digest")], now=now
    )
    assert ts == posted
    assert len(place.own(channel)) == 1


async def test_a_crash_before_posting_is_made_up_for(place: Scene) -> None:
    channel, services = place.channel("general"), place.bot.services
    now = services.now
    await services.store.deliveries.claim("digest:x:0", place.team_id, channel, None, now())
    await deliverer(place).deliver(
        "digest:x", place.team_id, channel, [OutMessage("The digest")], now=now
    )
    assert [m["text"] for m in place.own(channel)] == ["The digest"]


async def test_a_claim_that_is_old_by_now_is_taken_over_without_waiting(place: Scene) -> None:
    channel, services = place.channel("general"), place.bot.services
    before = services.now() - timedelta(hours=1)
    await services.store.deliveries.claim("digest:x:0", place.team_id, channel, None, before)
    async with asyncio.timeout(30):
        await deliverer(place, patience=3600).deliver(
            "digest:x", place.team_id, channel, [OutMessage("The digest")], now=services.now
        )
    assert [m["text"] for m in place.own(channel)] == ["The digest"]


async def test_of_many_who_find_an_old_claim_one_posts(place: Scene) -> None:
    channel, services = place.channel("general"), place.bot.services
    before = services.now() - timedelta(hours=1)
    await services.store.deliveries.claim("digest:x:0", place.team_id, channel, None, before)
    one = deliverer(place, patience=3600)
    posting = [
        one.deliver(
            "digest:x", place.team_id, channel, [OutMessage("The digest")], now=services.now
        )
        for _ in range(5)
    ]
    async with asyncio.timeout(30):
        found = await asyncio.gather(*posting)
    assert len(set(found)) == 1
    assert [m["text"] for m in place.own(channel)] == ["The digest"]


async def test_two_at_the_same_moment_post_once(place: Scene) -> None:
    channel, now = place.channel("general"), place.bot.services.now
    both = [
        deliverer(place, patience=10).deliver(
            "digest:x", place.team_id, channel, compose(small()), now=now
        )
        for _ in range(2)
    ]
    first, second = await asyncio.gather(*both)
    assert first == second
    assert len(place.own(channel, first)) == 2


async def test_where_slack_refuses_the_blocks_plain_text_is_posted(place: Scene) -> None:
    channel, now = place.channel("general"), place.bot.services.now
    shown = compose(small())[0]
    assert shown.simpler is not None
    refused = (*shown.simpler, {"type": "nonsense"})
    await deliverer(place).deliver(
        "digest:chart", place.team_id, channel, [replace(shown, blocks=refused)], now=now
    )
    await deliverer(place).deliver(
        "digest:plain",
        place.team_id,
        channel,
        [replace(shown, blocks=refused, simpler=refused)],
        now=now,
    )
    without_chart, plain = place.own(channel)
    assert "header" in {block["type"] for block in without_chart["blocks"]}
    for message in (without_chart, plain):
        assert "1,204 messages from 80 people" in everything(message)
        assert "▁" in everything(message)
    assert "*Week 47 · 16–20 November*" in plain["text"]


async def test_a_digest_is_compiled_kept_and_sent_once(place: Scene) -> None:
    services, channel = place.bot.services, place.channel("general")
    await place.read_everything()
    readers = everyone(place.team_id)
    digest = await pipeline.compile_digest(
        services.store, None, WEEK, readers, now=WEEK.end, place=place.team_id
    )
    digest_id = await pipeline.archive(services.store, digest, readers, place.team_id, now=WEEK.end)
    for _ in range(2):
        await pipeline.send(
            services.store, services.slack, digest_id, readers, channel, now=services.now
        )
    (main,) = place.own(channel)
    assert "Week 46 · 9–13 November" in everything(main)


async def test_a_message_deleted_after_sending_leaves_the_posted_digest(place: Scene) -> None:
    services, channel = place.bot.services, place.channel("general")
    await place.read_everything()
    readers, team_id = everyone(place.team_id), place.team_id
    digest = await pipeline.compile_digest(
        services.store, None, WEEK, readers, now=WEEK.end, place=team_id
    )
    digest_id = await pipeline.archive(services.store, digest, readers, team_id, now=WEEK.end)
    ts = await pipeline.send(
        services.store, services.slack, digest_id, readers, channel, now=services.now
    )
    gone, title = digest.items[1].sources[0], digest.items[1].title
    assert title in everything(place.own(channel)[0])
    await services.store.messages.delete(team_id, gone.channel_id, gone.ts)
    key = delivery_key(team_id, digest_id, channel)
    assert [one.key for one in await services.store.deliveries.stale(team_id)] != []
    assert await pipeline.refresh(
        services.store, services.slack, digest_id, readers, channel, now=services.now()
    )
    assert all(title not in everything(message) for message in place.own(channel, ts))
    assert f"{key}:0" not in [d.key for d in await services.store.deliveries.stale(team_id)]


async def test_refreshing_what_was_never_posted_does_nothing(place: Scene) -> None:
    services, channel = place.bot.services, place.channel("general")
    readers = everyone(place.team_id)
    digest = replace(small(), team_id=place.team_id, items=())
    digest_id = await pipeline.archive(
        services.store, digest, readers, place.team_id, now=NOW + timedelta(hours=1)
    )
    assert not await pipeline.refresh(
        services.store, services.slack, digest_id, readers, channel, now=NOW
    )
    assert place.own(channel) == []


async def test_slack_accepts_the_blocks_of_the_sample_weeks_digest(place: Scene) -> None:
    services, channel = place.bot.services, place.channel("general")
    await place.read_everything()
    digest = await pipeline.compile_digest(
        services.store, None, WEEK, everyone(place.team_id), now=WEEK.end
    )
    for message in compose(digest):
        await services.slack.post(channel, message.text, message.blocks)
    assert len(place.own(channel)) == len(compose(digest))
    assert ts_at(WEEK.start) < place.own(channel)[0]["ts"]
