"""The Friday digest, from the clock to the posted message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from digests.audience import Audience
from digests.schedule import week_of
from sandbox import Sandbox
from sandbox.sample.landmarks import CANARIES
from tests.support.bot import Scene, eventually, everything, running_bot, scene
from tests.support.sample import sample_at

# The sample's last week, seen on its Thursday evening: Friday is still to come.
THURSDAY = datetime(2026, 11, 19, 20, 0, tzinfo=UTC).timestamp()
FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


def posted(at: Scene) -> list[dict[str, object]]:
    return [m for m in at.own(at.channel("general")) if "Week" in everything(m)]


async def friday(at: Scene, moment: datetime = FRIDAY) -> None:
    """Move the clock and let the scheduler look at it."""
    at.sandbox.control.clock(now=(moment + timedelta(seconds=1)).timestamp())
    await at.bot.scheduler.tick()


async def sent(at: Scene, week: str = "2026-W47") -> str:
    return await at.job(f"digest:{at.team_id}:{week}:{at.channel('general')}", 60)


async def test_on_friday_at_four_the_digest_is_posted_once() -> None:
    async with scene(sample_at(THURSDAY), claude=False, digest_channel="general") as at:
        await at.bot.scheduler.tick()
        assert posted(at) == []
        await friday(at)
        assert await sent(at) == "SUCCESS"
        await at.bot.scheduler.tick()
        [digest] = posted(at)

        assert "Week 47" in everything(digest)
        assert "Worth knowing" in everything(digest)
        assert "Read " in everything(digest)


async def test_the_week_is_read_from_slack_where_the_store_has_gaps() -> None:
    async with scene(sample_at(THURSDAY), claude=False, digest_channel="#general") as at:
        await friday(at)
        await sent(at)
        week = week_of(FRIDAY - timedelta(seconds=1), "UTC")
        audience = await at.bot.services.store.audiences.for_channel(
            at.team_id, at.channel("general")
        )
        active = await at.bot.services.store.messages.active(audience, week)

        assert sum(count for _, count in active) > 300


async def test_no_private_shared_or_opted_out_text_is_in_it() -> None:
    async with scene(sample_at(THURSDAY), claude=False, digest_channel="general") as at:
        await at.bot.services.store.channels.opt_out(at.team_id, at.channel("bike-talk"), True)
        await friday(at)
        await sent(at)
        [digest] = posted(at)
        thread = at.own(at.channel("general"), str(digest["ts"]))

        for channel in ("pricing-core", "ext-fjordkost", "bike-talk", "founders"):
            assert CANARIES[channel] not in everything(thread)
            assert at.channel(channel) not in everything(thread)


async def test_a_guest_who_came_unheard_is_a_reader_of_the_digest() -> None:
    async with scene(sample_at(THURSDAY), claude=False, digest_channel="general") as at:
        general, services = at.channel("general"), at.bot.services
        guest = at.sandbox.control.create_user("visitor", is_restricted=True)

        async def known() -> bool:
            user = await services.store.users.get(at.team_id, guest)
            return user is not None and user.is_guest

        await eventually(known, "the guest to be known")
        at.sandbox.workspace.conversations[general].members.setdefault(guest, None)
        services.learned.channels.clear()  # as after a connection that was lost
        await friday(at)
        assert await sent(at) == "SUCCESS"
        [record] = await services.store.digests.list(
            Audience(at.team_id, channel_ids=frozenset({general})), limit=1
        )

        assert {source.channel_id for source in record.sources} == {general}


async def test_started_again_it_is_not_sent_a_second_time(tmp_path: Path) -> None:
    async with Sandbox.running(sample_at(THURSDAY)) as sandbox:
        for _ in range(2):
            settings = {"claude": False, "data_dir": tmp_path, "digest_channel": "general"}
            async with running_bot(sandbox, **settings) as bot:  # type: ignore[arg-type]
                at = Scene(sandbox, bot)
                await friday(at)
                await sent(at)

        assert len(posted(at)) == 1


async def test_a_bot_that_slept_through_friday_sends_it_late_and_says_so(tmp_path: Path) -> None:
    async with Sandbox.running(sample_at(THURSDAY)) as sandbox:
        settings = {"claude": False, "data_dir": tmp_path, "digest_channel": "general"}
        async with running_bot(sandbox, **settings) as bot:  # type: ignore[arg-type]
            await bot.scheduler.tick()
        sandbox.control.clock(now=(FRIDAY + timedelta(days=1)).timestamp())
        async with running_bot(sandbox, **settings) as bot:  # type: ignore[arg-type]
            at = Scene(sandbox, bot)
            await bot.scheduler.tick()
            await sent(at)
            [digest] = posted(at)

        assert "due on Friday" in everything(digest)


async def test_a_bot_that_is_new_does_not_send_last_week() -> None:
    after = (FRIDAY + timedelta(hours=3)).timestamp()
    async with scene(sample_at(after), claude=False, digest_channel="general") as at:
        assert await at.bot.scheduler.tick() == 0


async def test_a_digest_channel_that_does_not_exist_starts_nothing_and_stops_nothing() -> None:
    async with scene(sample_at(THURSDAY), claude=False, digest_channel="nowhere") as at:
        await friday(at)
        ts = at.sandbox.control.post(at.person("elif"), "general", "Still alive?")
        await at.recorded(at.channel("general"), ts, "Still alive?")

        assert posted(at) == []


async def test_latest_shows_the_digest_that_was_sent() -> None:
    async with scene(sample_at(THURSDAY), claude=False, digest_channel="general") as at:
        await friday(at)
        await sent(at)
        elif_ = at.person("elif")
        await at.sandbox.control.command(elif_, "dispatch", "/digest", "latest")

        assert await at.whispered(elif_, "Week 47")


async def test_who_joined_the_workspace_this_week_is_welcomed_by_name() -> None:
    async with scene(sample_at(THURSDAY), claude=False, digest_channel="general") as at:
        user_id = at.sandbox.control.create_user("Nadia Rothschild")

        async def known() -> bool:
            return await at.bot.services.store.users.get(at.team_id, user_id) is not None

        await eventually(known, "the new person to be known")
        await friday(at)
        await sent(at)
        [digest] = posted(at)

        assert "People: Nadia Rothschild" in everything(digest)


async def test_a_newspaper_brings_a_message_in_and_its_authors_no_entry_keeps_it_out() -> None:
    async with scene(sample_at(THURSDAY), claude=False, digest_channel="general") as at:
        elif_, oskar, control = at.person("elif"), at.person("oskar"), at.sandbox.control
        wanted = control.post(elif_, "general", "The zeppelin lands on the office roof on Thursday")
        unwanted = control.post(elif_, "general", "The submarine surfaces in the canal on Thursday")
        control.react(oskar, "general", wanted, "newspaper")
        control.react(oskar, "general", unwanted, "newspaper")
        control.react(elif_, "general", unwanted, "no_entry_sign")
        taken_back = control.post(elif_, "general", "The walrus swims round the harbor on Thursday")
        control.react(elif_, "general", taken_back, "no_entry_sign")
        control.react(elif_, "general", taken_back, "no_entry_sign", remove=True)
        control.react(oskar, "general", taken_back, "newspaper")
        others = control.post(oskar, "general", "The llama walks to the depot on Thursday")
        control.react(oskar, "general", others, "newspaper")
        control.react(elif_, "general", others, "no_entry_sign")
        await friday(at)
        await sent(at)
        [digest] = posted(at)
        said = everything([digest, *at.own(at.channel("general"), str(digest["ts"]))])

        assert "zeppelin" in said
        assert "submarine" not in said
        assert "walrus" in said
        assert "llama" in said

        control.react(oskar, "general", wanted, "no_entry_sign")
        control.react(elif_, "general", taken_back, "no_entry_sign")
        await control.until(lambda: "walrus" not in everything(posted(at)))
        assert "zeppelin" in everything(posted(at))


async def test_a_week_with_nothing_in_it_says_so_in_one_line() -> None:
    async with scene(sample_at(THURSDAY), claude=False, digest_channel="general") as at:
        await at.bot.scheduler.tick()
        await friday(at, FRIDAY + timedelta(days=14))
        await sent(at, "2026-W49")
        [digest] = at.own(at.channel("general"))

        assert str(digest["text"]).startswith("A quiet week")


async def test_a_week_the_bot_listened_through_costs_no_reading_from_slack() -> None:
    async with scene(sample_at(THURSDAY), claude=False, digest_channel="general") as at:
        await at.read_everything()
        await at.heard()
        before = at.now
        await friday(at)
        await sent(at)

        assert "conversations.history" not in at.calls(before)
        assert len(posted(at)) == 1


async def test_a_posted_digest_follows_the_deletion_of_what_it_cites() -> None:
    async with scene(sample_at(THURSDAY), claude=False, digest_channel="general") as at:
        await friday(at)
        await sent(at)
        [digest] = posted(at)
        cited = everything(digest).split("/archives/")[1]
        channel, stamp = cited[:11], cited.split("/p")[1][:16]
        ts = f"{stamp[:10]}.{stamp[10:]}"
        before = at.now
        at.sandbox.control.delete(channel, ts)
        await at.sandbox.control.until(lambda: "chat.update" in at.calls(before))
        [digest] = posted(at)

        assert f"/p{stamp}" not in everything(digest)
