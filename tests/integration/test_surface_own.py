"""Digests that people switch on: one's own by DM, a channel's own, over real sockets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.digest import archive, own_digest, switching
from digests.errors import NotReadable
from digests.schedule import parse_week
from sandbox import Sandbox
from sandbox.sample.landmarks import CANARIES
from tests.support.bot import Scene, eventually, everything, running_bot
from tests.support.sample import sample_at
from tests.support.surface import (
    FRIDAY,
    THURSDAY,
    after_friday,
    before_friday,
    command,
    go_to,
    own_sent,
)


def member(at: Scene, name: str, *, but: str = "") -> str:
    """Somebody who is in a channel, and not a certain person."""
    users = at.sandbox.workspace.users
    room = at.sandbox.workspace.conversations[at.channel(name)].members
    return next(u for u in room if not users[u].get("is_bot") and u not in (at.me, but))


def friday_of(at: Scene, user: str) -> datetime:
    """When somebody's own digest is due: Friday at four where they are."""
    zone = str(at.sandbox.workspace.users[user]["tz"])
    return parse_week("2026-W47", zone).end


async def test_a_subscriber_gets_their_channels_private_ones_included_once() -> None:
    async with before_friday() as at:
        reader = member(at, "pricing-core")
        answer = await command(at, reader, "subscribe")
        question = f"<@{reader}> can you sign the lease by Monday?"
        asker = member(at, "general", but=reader)
        ts = at.sandbox.control.post(asker, "general", question)
        await at.recorded(at.channel("general"), ts, question)
        await go_to(at, max(friday_of(at, reader), FRIDAY))
        await own_sent(at, reader)
        await at.bot.scheduler.tick()
        dm = at.sandbox.control.dm(reader)
        messages = at.own(dm)
        told = everything(messages)

        assert "comes by direct message" in answer
        assert len([m for m in messages if "your channels" in everything(m)]) == 1
        assert "sign the lease" in told
        assert "asks you, not answered yet" in told
        assert told.index("For you") < told.index("Worth knowing")
        assert CANARIES["founders"] not in told

        await at.sandbox.control.click(reader, "digest_subscribe", channel=dm, ts=messages[0]["ts"])
        await at.whispered(reader, "Your weekly digest is off.")
        assert not await own_digest.subscribed(at.bot.services, reader)


async def test_a_personal_digest_comes_at_four_where_its_reader_is() -> None:
    async with before_friday() as at:
        users = at.sandbox.workspace.users
        east = next(
            u for u in at.sandbox.workspace.conversations[at.channel("general")].members
            if users[u].get("tz") in ("Asia/Tokyo", "Asia/Seoul") and not users[u].get("is_bot")
        )  # fmt: skip
        await command(at, east, "subscribe")
        await go_to(at, friday_of(at, east))
        await own_sent(at, east)

        assert friday_of(at, east) == datetime(2026, 11, 20, 7, tzinfo=UTC)
        assert "your channels" in everything(at.own(at.sandbox.control.dm(east)))


async def test_a_personal_digest_is_nobody_elses_to_look_up() -> None:
    async with after_friday() as at:
        reader = member(at, "pricing-core")
        await command(at, reader, "subscribe")
        await go_to(at, friday_of(at, reader) + timedelta(days=7))
        await own_sent(at, reader, "2026-W48")
        other = member(at, "pricing-core", but=reader)
        theirs, own = [
            await archive.readable(
                at.bot.services,
                await at.bot.services.store.audiences.for_user(at.team_id, user_id),
                user_id,
            )
            for user_id in (other, reader)
        ]

        assert [one for one in theirs if reader in one.digest_id] == []
        assert [one for one in own if reader in one.digest_id] != []


async def test_started_again_it_is_not_sent_a_second_time(tmp_path: Path) -> None:
    async with Sandbox.running(sample_at(THURSDAY)) as sandbox:
        for _ in range(2):
            async with running_bot(sandbox, claude=False, data_dir=tmp_path) as bot:
                at = Scene(sandbox, bot)
                reader = member(at, "pricing-core")
                await own_digest.subscribe(bot.services, reader, reader)
                await go_to(at, max(friday_of(at, reader), FRIDAY))
                if not at.own(sandbox.control.dm(reader)):
                    await own_sent(at, reader)
                await bot.scheduler.tick()
        dm = sandbox.control.dm(reader)

        assert len([m for m in at.own(dm) if "your channels" in everything(m)]) == 1


async def test_whoever_unsubscribed_gets_nothing() -> None:
    async with before_friday() as at:
        elif_ = at.person("elif")
        assert "no digest" in await command(at, elif_, "unsubscribe")
        await command(at, elif_, "subscribe")
        assert "is off" in await command(at, elif_, "unsubscribe")
        await go_to(at, FRIDAY + timedelta(hours=12))
        await at.job(f"digest:{at.team_id}:2026-W47:{at.channel('general')}", 60)

        assert at.own(at.sandbox.control.dm(elif_)) == []


async def test_whoever_unsubscribes_while_theirs_is_compiled_gets_nothing() -> None:
    async with before_friday(digest_channel="") as at:
        elif_, services = at.person("elif"), at.bot.services
        await command(at, elif_, "subscribe")
        slow = {"method": "conversations.history", "seconds": 0.5, "count": 1}
        at.sandbox.control.fault("slack", "slow", **slow)
        before = at.now
        await go_to(at, max(friday_of(at, elif_), FRIDAY))
        await at.sandbox.control.until(lambda: "conversations.history" in at.calls(before))
        await own_digest.subscribe(services, elif_, elif_, on=False)
        assert await at.job(f"own-digest:{at.team_id}:2026-W47:{elif_}", 60) == "SUCCESS"

        assert await services.store.digests.of(at.team_id, f"2026-W47/{at.team_id}:{elif_}")
        assert at.own(at.sandbox.control.dm(elif_)) == []


async def test_a_channels_own_digest_is_posted_in_it_and_holds_nothing_else() -> None:
    async with before_friday() as at:
        inside = member(at, "pricing-core")
        answer = await command(at, inside, "here on", "pricing-core")
        await go_to(at, FRIDAY)
        await own_sent(at, at.channel("pricing-core"))
        posted = everything(at.own(at.channel("pricing-core")))
        elsewhere = everything(at.own(at.channel("general")))

        assert "The digest of #pricing-core is posted here" in answer
        # Its heading and the heading's fallback name the channel; its items needn't.
        assert posted.count("#pricing-core") == 2
        assert f"/archives/{at.channel('incidents')}/" not in posted
        assert CANARIES["pricing-core"] not in elsewhere


async def test_a_channel_of_which_nothing_is_kept_gets_no_digest() -> None:
    async with before_friday() as at:
        outside = member(at, "ext-fjordkost")
        answer = await command(at, outside, "here on", "ext-fjordkost")

        assert "shared with another organization" in answer
        assert not await own_digest.subscribed(at.bot.services, at.channel("ext-fjordkost"))


@pytest.mark.parametrize("change", ["archive", "share"])
async def test_a_channel_that_closes_gets_no_digest_any_more(change: str) -> None:
    async with before_friday() as at:
        services, channel_id = at.bot.services, at.channel("bike-talk")
        await command(at, member(at, "bike-talk"), "here on", "bike-talk")
        assert len(await own_digest.plans(services)) == 1
        at.sandbox.control.channel(change, "bike-talk")

        async def closed() -> bool:
            return await own_digest.plans(services) == []

        await eventually(closed, f"no digest of {channel_id} to be planned")


async def test_only_members_switch_a_channels_digest() -> None:
    async with before_friday() as at:
        services, general = at.bot.services, at.channel("general")
        with pytest.raises(NotReadable, match="Only those who are in this channel"):
            await switching.channel(services, general, "U0NOTHERE00", on=True)
        with pytest.raises(NotReadable, match="Only those who are in this channel"):
            await switching.opt_out(services, general, "U0NOTHERE00", out=True)

        channel = await services.store.channels.get(at.team_id, general)
        assert channel is not None
        assert not channel.opted_out
