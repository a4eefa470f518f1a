"""The canvas, the prompts that worked, the language, and what no surface may ever show."""

from __future__ import annotations

from typing import Any

import pytest

from bot import digest_settings
from bot.answer.history import just_after
from bot.digest import canvas
from digests import pipeline
from digests.audience import everyone
from digests.forms.html import to_html
from digests.forms.markdown import to_markdown
from digests.store import Feedback
from sandbox.sample.landmarks import CANARIES
from tests.support.bot import Scene, everything
from tests.support.surface import (
    FRIDAY,
    WEEK,
    after_friday,
    before_friday,
    cited,
    command,
    digest_message,
    go_to,
    home,
    menus,
    modal,
    sent,
)

PRIVATE = ("pricing-core", "founders", "ext-fjordkost")


def canvases(at: Scene) -> list[dict[str, Any]]:
    return list(at.sandbox.workspace.canvases.values())


def words(canvas: dict[str, Any]) -> str:
    return "\n\n".join(section["markdown"] for section in canvas["sections"])


async def test_the_whole_digest_is_a_canvas_that_the_channel_may_read() -> None:
    async with after_friday() as at:
        [made] = canvases(at)
        button = digest_message(at)["blocks"][-1]["elements"][-1]

        assert made["title"] == "Week 47 · 16–20 November"
        assert made["access"] == {at.channel("general"): "read"}
        assert "## Worth knowing" in words(made)
        assert made["id"] in button["url"]


async def test_a_canvas_whose_making_was_answered_by_nothing_is_found_and_not_made_twice() -> None:
    async with before_friday() as at:
        at.sandbox.control.fault("slack", "cut", method="canvases.create", after_effect=True)
        await go_to(at, FRIDAY)
        await sent(at)
        [made] = canvases(at)

        assert made["access"] == {at.channel("general"): "read"}
        assert made["id"] in digest_message(at)["blocks"][-1]["elements"][-1]["url"]


async def test_a_canvas_that_was_made_but_not_noted_is_found_and_not_made_twice() -> None:
    async with before_friday() as at:
        services, digest_id = at.bot.services, f"{WEEK}/{at.team_id}"
        begun = {canvas.MAKING: FRIDAY.isoformat()}
        await services.store.settings.put(at.team_id, canvas.PREFIX + digest_id, begun)
        other = await services.slack.create_canvas("Week 46 · 9–13 November", "Old.")
        made = await services.slack.create_canvas("Week 47 · 16–20 November", "Half of it.")
        await go_to(at, FRIDAY)
        await sent(at)

        assert [one["id"] for one in canvases(at)] == [other, made]
        assert "## Worth knowing" in words(canvases(at)[1])
        assert made in digest_message(at)["blocks"][-1]["elements"][-1]["url"]


async def test_the_canvas_follows_a_deletion() -> None:
    async with after_friday() as at:
        last = list(menus(digest_message(at)))[-1]
        channel_id, ts, address = cited(last)
        assert address in words(canvases(at)[0])
        at.sandbox.control.delete(channel_id, ts)
        await at.sandbox.control.until(lambda: address not in words(canvases(at)[0]))


async def test_without_canvases_the_digest_goes_out_all_the_same() -> None:
    async with before_friday() as at:
        at.sandbox.workspace.plan = "free"
        await go_to(at, FRIDAY)
        await sent(at)

        assert canvases(at) == []
        assert "Read as a canvas" not in everything(digest_message(at))


async def test_a_digest_in_a_private_channel_has_no_canvas() -> None:
    async with before_friday(digest_channel="pricing-core") as at:
        await go_to(at, FRIDAY)
        job = f"digest:{at.team_id}:{WEEK}:{at.channel('pricing-core')}"
        assert await at.job(job, 60) == "SUCCESS"

        assert canvases(at) == []


async def test_a_prompt_that_somebody_liked_is_told_and_can_be_taken_up() -> None:
    async with before_friday(claude=True) as at:
        elif_, jon = at.person("elif"), at.person("nadia")
        question = f"{at.mention} What was decided about the route cache?"
        [answer] = await at.ask(elif_, "dispatch", question)
        hidden = f"{at.mention} What do we charge for {CANARIES['pricing-core']}?"
        inside = next(iter(at.sandbox.workspace.conversations[at.channel("pricing-core")].members))
        secret = await at.ask(inside, "pricing-core", hidden)
        for channel, ts in (("dispatch", answer["ts"]), ("pricing-core", secret[-1]["ts"])):
            where, now = at.channel(channel), at.bot.services.now()
            liked = Feedback(at.team_id, where, str(ts), jon, "up", now)
            await at.bot.services.store.feedback.put(liked)
        await go_to(at, FRIDAY)
        await sent(at)
        posted = everything(digest_message(at)["blocks"])
        assert "Prompts that worked" in posted
        assert "“What was decided about the route cache?” by Elif" in posted
        assert CANARIES["pricing-core"] not in posted

        ts = digest_message(at)["ts"]
        await at.sandbox.control.click(jon, "digest_reuse", channel="general", ts=ts)
        view = await modal(at, jon)
        assert "What was decided about the route cache?" in everything(view)
        await at.sandbox.control.submit(jon, view["id"], {"prompt": "Who owns the route cache?"})
        dm = at.sandbox.control.dm(jon)
        await at.sandbox.control.until(lambda: len(at.own(dm)) == 1)
        asked = at.own(dm)[0]
        job_id = f"answer:{at.team_id}:{dm}:{just_after(str(asked['ts']))}"
        assert await at.job(job_id, 30) == "SUCCESS"

        assert asked["text"] == "You asked: Who owns the route cache?"
        assert len(at.own(dm, str(asked["ts"]))) == 2
        assert at.sandbox.local_claude is not None
        await at.ask(jon, dm, "And since when?", str(asked["ts"]))
        turns = at.sandbox.local_claude.requests[-1].body["messages"]
        assert "Who owns the route cache?" in everything(turns[0])


async def test_the_language_that_is_set_is_asked_of_the_model() -> None:
    async with before_friday(claude=True) as at:
        await digest_settings.change(at.bot.services, at.person("nadia"), language="German")
        await go_to(at, FRIDAY)
        await sent(at)
        assert at.sandbox.local_claude is not None
        asked = [everything(request.body) for request in at.sandbox.local_claude.requests]

        assert any("Language: German." in request for request in asked)


@pytest.mark.parametrize("claude", [False, True])
async def test_no_surface_shows_what_is_private_or_opted_out(claude: bool) -> None:
    async with before_friday(claude=claude) as at:
        services = at.bot.services
        await services.store.channels.opt_out(at.team_id, at.channel("bike-talk"), True)
        room = at.sandbox.workspace.conversations
        outside = next(
            user for user in room[at.channel("general")].members
            if all(user not in room[at.channel(c)].members for c in (*PRIVATE, "bike-talk"))
            and not at.sandbox.workspace.users[user].get("is_bot")
        )  # fmt: skip
        await command(at, outside, "subscribe")
        await go_to(at, FRIDAY)
        await sent(at)
        for text in ("latest", WEEK, "search ferry", "preview"):
            await command(at, outside, text)
        await at.whispered(outside, "No digest that you may read")
        record_id = f"{WEEK}/{at.team_id}"
        digest = await pipeline.current(services.store, record_id, everyone(at.team_id))
        told = everything(
            [
                at.own(at.channel("general")), await home(at, outside), at.whispers(outside),
                at.own(at.sandbox.control.dm(outside)), [words(c) for c in canvases(at)],
                to_html(digest), to_markdown(digest),
            ]
        )  # fmt: skip

        assert "Worth knowing" in told
        for channel in (*PRIVATE, "bike-talk"):
            assert CANARIES[channel] not in told
            assert f"/archives/{at.channel(channel)}/" not in told
        for channel in ("pricing-core", "founders"):
            assert channel not in told
