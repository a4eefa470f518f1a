"""Putting a posted digest right: thumbs, other words, a wrong name, something taken out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.digest.correcting import Correction, correct, rate
from digests.compose.controls import pressed
from digests.models import Window
from tests.support.bot import Scene, eventually, everything
from tests.support.surface import WEEK, after_friday, cited, digest_message, home, menus, modal

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def first_item(at: Scene) -> dict[str, Any]:
    return next(menus(digest_message(at)))


def author_of(at: Scene, section: dict[str, Any]) -> str:
    """Who wrote a message that an item cites."""
    channel_id, _, ts = str(section["block_id"]).partition("|")[2].partition("/")
    conversation = at.sandbox.workspace.conversations[channel_id]
    root = next(m for m in at.sandbox.control.messages(channel_id) if m["ts"] == ts)
    assert root["user"] in conversation.members
    return str(root["user"])


def bystander(at: Scene) -> str:
    """Somebody who is no admin and wrote nothing this week that is cited."""
    users = at.sandbox.workspace.users
    general = at.sandbox.workspace.conversations[at.channel("general")].members
    cited = everything(digest_message(at))
    people = (u for u in general if not users[u].get("is_bot") and not users[u].get("is_admin"))
    return next(u for u in people if users[u]["profile"]["display_name"] not in cited)


async def choose(at: Scene, user: str, section: dict[str, Any], value: str) -> None:
    await at.sandbox.control.click(
        user, "digest_item", channel="general", ts=digest_message(at)["ts"],
        block_id=section["block_id"], selected=value,
    )  # fmt: skip


async def says(at: Scene, text: str) -> None:
    """Wait until the posted digest says something."""
    await at.sandbox.control.until(lambda: text in everything(digest_message(at)["blocks"]))


async def test_every_item_has_a_menu_and_the_digest_its_buttons() -> None:
    async with after_friday() as at:
        posted = digest_message(at)
        buttons = [e["action_id"] for e in posted["blocks"][-1]["elements"]]

        assert len(list(menus(posted))) >= 5
        assert buttons == ["digest_subscribe", "digest_correct", "digest_canvas"]
        assert len(posted["blocks"]) <= 50


async def test_a_thumb_on_an_item_is_kept_per_person() -> None:
    async with after_friday() as at:
        section, elif_ = first_item(at), at.person("elif")
        channel_id, _, ts = str(section["block_id"]).partition("|")[2].partition("/")
        for value in ("up", "down"):
            await choose(at, elif_, section, value)
            assert await at.whispered(elif_, "Noted.")

        async def kept() -> bool:
            found = await at.bot.services.store.feedback.of(at.team_id, channel_id, ts)
            return [(one.user_id, one.verdict) for one in found] == [(elif_, "down")]

        await eventually(kept, "the second thumb to replace the first")


async def test_somebody_cited_corrects_an_item_in_place() -> None:
    async with after_friday() as at:
        section = first_item(at)
        who = author_of(at, section)
        await choose(at, who, section, "wrong")
        view = await modal(at, who)
        text = "Wei fixed it. <!channel> see evil.example"
        given = {"title": "The routes were late", "text": text}
        answer = await at.sandbox.control.submit(who, view["id"], {"what": "words", **given})
        await says(at, "The routes were late")
        item = everything(first_item(at))

        assert answer["response_action"] == "update"
        assert "Wei fixed it." in item
        assert "_(corrected)_" in item
        assert "<!channel>" not in item
        assert len(digest_messages(at)) == 1


async def test_somebody_elses_report_is_kept_and_edits_nothing() -> None:
    async with after_friday() as at:
        before, who = everything(digest_message(at)["blocks"]), bystander(at)
        section = first_item(at)
        await choose(at, who, section, "wrong")
        view = await modal(at, who)
        given = {"what": "words", "text": "That is not what happened."}
        await at.sandbox.control.submit(who, view["id"], given)
        now = at.bot.services.now()
        week = Window(now - timedelta(days=9), now + timedelta(seconds=1))
        liked = await at.bot.services.store.feedback.liked(at.team_id, week)

        assert everything(digest_message(at)["blocks"]) == before
        assert "is kept" in everything(at.sandbox.control.views(who)["modals"])
        assert liked == []
        assert "That is not what happened." in everything(await home(at, at.person("nadia")))
        assert "That is not what happened." not in everything(await home(at, at.person("elif")))


async def test_no_report_is_lost_by_another_one_or_by_a_thumb() -> None:
    async with after_friday() as at:
        who, section, services = bystander(at), first_item(at), at.bot.services
        digest_id, item_id = pressed(str(section["block_id"]))
        readers = await services.store.audiences.for_user(at.team_id, who)
        for text in ("Not so.", "Nor so."):
            meant = Correction(f"item/{item_id}", text=text)
            assert not await correct(services, readers, who, digest_id, meant)
        [report] = await services.store.feedback.reports(at.team_id, LONG_AGO)
        await rate(services, who, f"{report.channel_id}/{report.ts}", "up")
        [kept] = await services.store.feedback.reports(at.team_id, LONG_AGO)

        assert (kept.verdict, kept.text) == ("up", "Not so. · Nor so.")


async def test_the_reader_of_a_personal_digest_corrects_their_own() -> None:
    async with after_friday() as at:
        who, other, services = bystander(at), at.person("elif"), at.bot.services
        general = await services.store.digests.of(at.team_id, f"{WEEK}/{at.team_id}")
        assert general is not None
        for holder in (who, other):
            digest_id = f"{WEEK}/{at.team_id}:{holder}"
            await services.store.digests.put(replace(general, digest_id=digest_id))
        readers = await services.store.audiences.for_user(at.team_id, who)
        _, item_id = pressed(str(first_item(at)["block_id"]))
        meant = Correction(f"item/{item_id}", text="It was Wei.")

        assert await correct(services, readers, who, f"{WEEK}/{at.team_id}:{who}", meant)
        assert not await correct(services, readers, who, f"{WEEK}/{at.team_id}:{other}", meant)


async def test_a_wrong_name_is_replaced_everywhere() -> None:
    async with after_friday() as at:
        nadia = at.person("nadia")
        section = first_item(at)
        name = at.sandbox.workspace.users[author_of(at, section)]["profile"]["display_name"]
        assert name in everything(digest_message(at))
        await choose(at, nadia, section, "wrong")
        view = await modal(at, nadia)
        answer = await at.sandbox.control.submit(
            nadia, view["id"], {"what": "name", "wrong": "Nobody Here", "right": "Zed"}
        )
        assert "doesn't stand in this digest" in answer["errors"]["wrong"]
        await at.sandbox.control.submit(
            nadia, view["id"], {"what": "name", "wrong": name, "right": "Zed Quill"}
        )
        await says(at, "Zed Quill")
        posted = everything(digest_message(at)["blocks"])

        assert name not in posted.replace("Zed Quill", "")


async def test_an_item_taken_out_takes_along_what_rests_on_its_threads() -> None:
    async with after_friday() as at:
        nadia, section = at.person("nadia"), first_item(at)
        item_id = str(section["block_id"]).partition("|")[2]
        address = f"/archives/{item_id.replace('/', '/p').replace('.', '')}"
        assert address in everything(digest_message(at))
        await at.sandbox.control.click(
            nadia, "digest_correct", channel="general", ts=digest_message(at)["ts"]
        )
        view = await modal(at, nadia)
        options = view["blocks"][0]["element"]["options"]
        chosen = next(one["value"] for one in options if one["value"] == f"item/{item_id}")
        await at.sandbox.control.submit(nadia, view["id"], {"thing": chosen})
        view = await modal(at, nadia)
        await at.sandbox.control.submit(nadia, view["id"], {"what": "drop"})
        await at.sandbox.control.until(
            lambda: address not in everything(digest_message(at)["blocks"])
        )

        assert item_id not in everything(digest_message(at)["blocks"])


async def test_an_items_thread_is_summed_up_only_for_who_asked() -> None:
    async with after_friday() as at:
        elif_ = at.person("elif")
        before = len(at.own(at.channel("general")))
        await choose(at, elif_, first_item(at), "thread")
        shown = await at.whispered(elif_, "Read ")

        assert shown["is_ephemeral"]
        assert len(at.own(at.channel("general"))) == before


async def test_a_correction_survives_the_deletion_of_something_else() -> None:
    async with after_friday() as at:
        section = first_item(at)
        who = author_of(at, section)
        await choose(at, who, section, "wrong")
        view = await modal(at, who)
        given = {"what": "words", "title": "Late routes", "text": "Fixed on Tuesday."}
        await at.sandbox.control.submit(who, view["id"], given)
        last = list(menus(digest_message(at)))[-1]
        channel_id, ts, address = cited(last)
        at.sandbox.control.delete(channel_id, ts)
        await at.sandbox.control.until(
            lambda: address not in everything(digest_message(at)["blocks"])
        )

        await says(at, "Late routes")


def digest_messages(at: Scene) -> list[dict[str, Any]]:
    found = at.own(at.channel("general"))
    return [m for m in found if "Worth knowing" in json.dumps(m)]
