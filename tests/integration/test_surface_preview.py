"""The digest an hour before it goes out: Send, Hold, Drop an item, Edit the headline."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import digest_settings
from bot.digest import delivered, review, weekly
from bot.digest.previewing import earlier
from sandbox import Sandbox
from tests.support.bot import Scene, eventually, everything, running_bot
from tests.support.sample import sample_at
from tests.support.surface import (
    FRIDAY,
    THURSDAY,
    WEEK,
    before_friday,
    digest_message,
    go_to,
    modal,
    sent,
)

HOUR = timedelta(hours=1)


async def previewed(at: Scene) -> tuple[str, dict[str, Any]]:
    """Let an admin ask for previews, and wait for the one an hour before."""
    nadia = at.person("nadia")
    await digest_settings.change(at.bot.services, nadia, preview_to=[nadia])
    await go_to(at, FRIDAY - HOUR)
    assert await at.job(f"review:{at.team_id}:{WEEK}", 60) == "SUCCESS"
    return nadia, shown(at, nadia)


def shown(at: Scene, admin: str) -> dict[str, Any]:
    [message] = at.own(at.sandbox.control.dm(admin))
    return message


async def click(at: Scene, admin: str, action_id: str, selected: str | None = None) -> None:
    dm = at.sandbox.control.dm(admin)
    ts = str(shown(at, admin)["ts"])
    await at.sandbox.control.click(admin, action_id, channel=dm, ts=ts, selected=selected)


async def says(at: Scene, admin: str, text: str) -> None:
    await at.sandbox.control.until(lambda: text in everything(shown(at, admin)))


def general(at: Scene) -> list[dict[str, Any]]:
    return [m for m in at.own(at.channel("general")) if "Worth knowing" in everything(m)]


async def test_what_an_admin_drops_and_writes_is_what_goes_out() -> None:
    async with before_friday() as at:
        nadia, preview = await previewed(at)
        assert "This goes out on Friday 20 November at 16:00" in everything(preview)
        assert general(at) == []
        options = preview["blocks"][-1]["elements"][-1]["options"]
        item_id = options[0]["value"]
        address = f"/archives/{item_id.replace('/', '/p').replace('.', '')}"
        assert address in everything(preview)
        await click(at, nadia, "review_drop", item_id)
        await at.sandbox.control.until(lambda: address not in everything(shown(at, nadia)))
        await click(at, nadia, "review_headline")
        view = await modal(at, nadia)
        await at.sandbox.control.submit(nadia, view["id"], {"headline": "A week of routes."})
        await says(at, nadia, "A week of routes.")
        await go_to(at, FRIDAY)
        await sent(at)
        posted = everything(digest_message(at))

        assert "A week of routes." in posted
        assert address not in posted


async def test_held_it_waits_for_send_also_after_a_restart(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"claude": False, "digest_channel": "general", "data_dir": tmp_path}
    async with Sandbox.running(sample_at(THURSDAY)) as sandbox:
        async with running_bot(sandbox, **settings) as bot:
            at = Scene(sandbox, bot)
            nadia, _ = await previewed(at)
            await click(at, nadia, "review_hold")
            await says(at, nadia, "Held by")
        async with running_bot(sandbox, **settings) as bot:
            at = Scene(sandbox, bot)
            await go_to(at, FRIDAY + HOUR)
            assert general(at) == []
            await click(at, nadia, "review_send")
            await sent(at)
            assert len(general(at)) == 1
            await at.bot.scheduler.tick()
            with pytest.raises(AssertionError):
                await says_soon(at)

            assert len(general(at)) == 1


async def says_soon(at: Scene) -> None:
    """Fails unless a second digest comes at once."""

    async def twice() -> bool:
        return len(general(at)) > 1

    await eventually(twice, "a second digest", 0.5)


async def test_send_sends_now_and_not_again_at_its_time() -> None:
    async with before_friday() as at:
        nadia, _ = await previewed(at)
        await click(at, nadia, "review_send")
        await sent(at)
        assert len(general(at)) == 1
        await says(at, nadia, "*Sent.*")
        before = at.now
        await go_to(at, FRIDAY)

        assert "review_send" not in everything(shown(at, nadia))
        assert "chat.postMessage" not in at.calls(before)
        assert len(general(at)) == 1


async def test_where_it_cannot_be_posted_who_presses_send_is_told() -> None:
    async with before_friday() as at:
        nadia, _ = await previewed(at)
        at.sandbox.control.channel("archive", "general")
        await says_archived(at)
        await click(at, nadia, "review_send")

        assert await at.whispered(nadia, "#general is archived")
        assert await at.bot.services.jobs.status(job(at)) is None


async def says_archived(at: Scene) -> None:
    """Wait until the bot knows that the digest's channel is archived."""

    async def known() -> bool:
        return (await weekly.destination(at.bot.services)).is_archived

    await eventually(known, "#general to be archived")


def job(at: Scene) -> str:
    return f"digest:{at.team_id}:{WEEK}:{at.channel('general')}"


async def test_with_every_item_dropped_the_headline_that_was_written_goes_out() -> None:
    async with before_friday() as at:
        nadia, preview = await previewed(at)
        options = preview["blocks"][-1]["elements"][-1]["options"]
        items = [option["value"] for option in options]
        await review.decide(at.bot.services, WEEK, nadia, drop=items, headline="A week of routes.")
        await go_to(at, FRIDAY)
        await sent(at)
        [posted] = at.own(at.channel("general"))

        assert "A week of routes." in everything(posted)
        assert "Worth knowing" not in everything(posted)
        assert "Read " in everything(posted)


async def test_of_what_admins_decide_at_the_same_moment_nothing_is_lost() -> None:
    async with before_friday() as at:
        services, threads = at.bot.services, [f"C1/{n}.000100" for n in range(5)]
        await asyncio.gather(
            review.decide(services, WEEK, "U0", headline="A week of routes."),
            *(review.decide(services, WEEK, f"U{n}", drop=[one]) for n, one in enumerate(threads)),
            *(digest_settings.change(services, f"U{n}", preview=True) for n in range(5)),
            *(
                delivered.remember(services, delivered.PREVIEWS, f"2026-W{n}")
                for n in range(40, 45)
            ),
        )
        decided = await review.of(services, WEEK)

        assert sorted(decided.dropped) == threads
        assert decided.headline == "A week of routes."
        assert len((await digest_settings.of(services)).preview_to) == 5
        assert len(await delivered.weeks(services, delivered.PREVIEWS)) == 5
        assert len((await digest_settings.change(services, "U3", preview=False)).preview_to) == 4


async def test_nobody_but_admins_gets_previews() -> None:
    async with before_friday() as at:
        elif_ = at.person("elif")
        await digest_settings.change(at.bot.services, elif_, preview_to=[elif_])
        await go_to(at, FRIDAY - HOUR)

        assert at.own(at.sandbox.control.dm(elif_)) == []
        assert await at.bot.services.jobs.status(f"review:{at.team_id}:{WEEK}") is None


@pytest.mark.parametrize(
    ("at", "before"),
    [("fri 16:00", "fri 15:00"), ("mon 00:30", "sun 23:30"), ("sat 09:15", "sat 08:15")],
)
def test_a_preview_is_an_hour_before_also_across_midnight(at: str, before: str) -> None:
    assert earlier(at) == before
