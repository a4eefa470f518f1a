"""What an app shows on the page, and what reaches it from there."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser import gallery
from tests.browser.conftest import Place

pytestmark = pytest.mark.browser


async def test_a_stream_appears_piece_by_piece(place: Place) -> None:
    page, client = place.page, place.client
    root = place.sandbox.control.post(place.ann, place.channel, "Sum up")
    await page.open(place.sandbox.workspace.permalink(place.channel, root, root))
    await page.until("document.querySelector('#thread .message')")
    await client.assistant_threads_setStatus(
        channel_id=place.channel, thread_ts=root, status="is reading 38 messages…"
    )
    await page.until(
        "document.querySelector('#thread .status').textContent.includes('is reading 38 messages')"
    )
    started = await client.chat_startStream(
        channel=place.channel,
        thread_ts=root,
        recipient_user_id=place.ann,
        recipient_team_id=place.sandbox.workspace.team_id,
    )
    where: dict[str, Any] = {"channel": place.channel, "ts": started["ts"]}
    await page.until("document.querySelector('#thread .streaming')")
    assert await page.text("#thread .status") == ""
    for piece, shown in (("**One", "One"), (" two** thr", "One two thr"), ("ee", "One two three")):
        await client.chat_appendStream(markdown_text=piece, **where)
        await page.until(f"document.querySelector('#thread').innerText.includes('{shown}')")
        assert await page.run("return Boolean(document.querySelector('#thread .streaming'))")
    await client.chat_stopStream(blocks=[gallery.FEEDBACK], **where)
    await page.until("!document.querySelector('#thread .streaming')")

    assert await page.text("#thread .content strong") == "One two"
    assert await page.text("main .replies") != ""


async def test_stop_ends_a_stream(place: Place) -> None:
    @place.app.event("agent_session_stopped")
    async def stopped(event: dict[str, Any]) -> None:
        place.seen.append(event["user"])

    dm = place.sandbox.control.dm(place.ann)
    root = place.sandbox.control.post(place.ann, dm, "Write much")
    started = await place.client.chat_startStream(
        channel=dm, thread_ts=root, markdown_text="Much", task_display_mode="timeline"
    )
    await place.page.open(f"{place.sandbox.workspace.permalink(dm, root, root)}&as={place.ann}")
    await place.page.press("#thread button", "Stop")
    await place.reached(place.ann)
    await place.page.until("!document.querySelector('#thread .streaming')")
    assert started["ok"]


async def test_stop_stands_beside_the_status_while_the_app_works_and_writes_nothing_yet(
    place: Place,
) -> None:
    @place.app.event("agent_session_stopped")
    async def stopped(event: dict[str, Any]) -> None:
        place.seen.append((event["thread_ts"], event["streaming_message_ts"]))

    page, client = place.page, place.client
    root = place.sandbox.control.post(place.ann, place.channel, "Sum up")
    await page.open(
        f"{place.sandbox.workspace.permalink(place.channel, root, root)}&as={place.ann}"
    )
    await page.until("document.querySelector('#thread .message')")
    here: dict[str, Any] = {"channel_id": place.channel, "thread_ts": root}
    await client.agents_sessions_setStatus(status="processing", **here)
    await page.until("document.querySelector('#thread .status').innerText.includes('working')")
    await client.assistant_threads_setStatus(status="Reading 38 messages…", **here)
    await page.until("document.querySelector('#thread .status').innerText.includes(': Reading')")
    await page.press("#thread .status button", "Stop")
    await place.reached((root, []))

    await client.agents_sessions_setStatus(status="active", **here)
    await page.until("!document.querySelector('#thread .status button')")


async def test_every_kind_of_block_is_shown(place: Place) -> None:
    page = place.page
    for blocks in (gallery.TEXTS, gallery.DATA, gallery.WORK):
        await place.client.chat_postMessage(channel=place.channel, text="Blocks", blocks=blocks)
    await place.open()
    await page.until("document.querySelectorAll('main .message').length === 3")
    shown = await page.text("main")

    assert await page.text(".unknown") == ""
    assert "Page 1 of 3" in shown
    assert "Image: a cat" in shown
    assert await page.run("return document.querySelectorAll('.chart rect').length") == 10
    assert await page.run("return document.querySelectorAll('.chart path').length") == 2
    assert await page.run("return document.querySelectorAll('ul ul li').length") == 1
    assert await page.complaints() == []

    await page.press(".data button", "Messages")
    await page.press(".data button", "Messages")
    await page.until("document.querySelector('.data tbody td').innerText === 'channel-4'")


async def test_containers_carousels_files_videos_and_alerts_are_shown(place: Place) -> None:
    @place.app.action("open")
    async def open_modal(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        view = {"type": "modal", "title": gallery.plain("Careful"), "blocks": gallery.ALERTS}
        await place.client.views_open(trigger_id=body["trigger_id"], view=view)

    @place.app.action("take")
    async def take(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        place.seen.append(body["actions"][0]["value"])

    page = place.page
    opener = {"type": "actions", "elements": [gallery.button("Careful?", "open")]}
    blocks = [*gallery.THINGS, opener]
    await place.client.chat_postMessage(channel=place.channel, text="All", blocks=blocks)
    await place.open()
    await page.until("document.querySelector('main .block-container')")
    shown = await page.text("main .message")
    for text in ("Three cards", "First", "Second", "File: the-plan", "Video: How it ships"):
        assert text in shown
    assert "Hidden at first" not in shown
    await page.click("main .block-container summary")
    assert "Hidden at first" in await page.text("main .message")
    await page.press("main .block-carousel button", "Take the second")
    await place.reached("2")
    kinds = {block["type"] for block in gallery.THINGS}
    for kind in kinds:
        assert await page.run(f"return Boolean(document.querySelector('main .block-{kind}'))")
    assert await page.text("main .unknown") == ""
    address = "return document.querySelector('main .block-video a').href"
    assert await page.run(address) == "https://example.com/how"

    await page.press("main .message button", "Careful?")
    await page.until("document.querySelector('dialog .alert')")
    alerts = await page.run("return [...document.querySelectorAll('dialog .alert')].length")
    assert alerts == len(gallery.ALERTS)
    assert "This can't be undone" in await page.text("dialog")
    assert await page.complaints() == []


async def test_a_block_the_page_doesnt_know_is_named(place: Place) -> None:
    blocks: list[dict[str, Any]] = [
        {"type": "hologram"},
        {"type": "section"},
        {"type": "table", "rows": 7},
    ]
    place.sandbox.control.post(place.bo, place.channel, "Odd", blocks=blocks)
    await place.open()
    await place.page.until("document.querySelector('.unknown')")

    assert "A hologram block" in await place.page.text(".unknown")


async def test_buttons_menus_and_feedback_reach_the_app(place: Place) -> None:
    @place.app.action(re.compile(".*"))
    async def acted(ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        chosen = action.get("selected_option") or {}
        place.seen.append(
            (body["user"]["id"], action["action_id"], action.get("value") or chosen.get("value"))
        )

    await place.client.chat_postMessage(channel=place.channel, text="b", blocks=gallery.WORK)
    await place.open()
    await place.page.press("button", "Shorter")
    await place.reached((place.ann, "shorter", "s"))
    await place.page.press("[data-side=negative]")
    await place.page.until("document.querySelector('[data-side=negative]').ariaPressed === 'true'")
    await place.reached((place.ann, "shorter", "s"), (place.ann, "feedback", "bad"))
    await place.page.choose("select[data-action=pick]", "long")
    await place.sandbox.control.until(lambda: len(place.seen) == 3)

    assert place.seen[-1] == (place.ann, "pick", "long")


async def test_app_home_is_what_the_app_published_for_that_person(place: Place) -> None:
    @place.app.event("app_home_opened")
    async def opened(event: dict[str, Any]) -> None:
        await place.client.views_publish(user_id=event["user"], view=gallery.HOME)

    @place.app.action("preview")
    async def preview(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        place.seen.append((body["user"]["id"], body["view"]["type"]))

    await place.open()
    await place.page.press("#sidebar a", "Digestif")
    await place.page.press(".home button", "Preview")
    await place.reached((place.ann, "home"))

    assert "Next: Friday 20 November, 16:00" in await place.page.text(".home")


async def test_a_modal_opens_says_what_is_wrong_and_is_sent(place: Place) -> None:
    page = place.page

    @place.app.action("preview")
    async def ask(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await place.client.views_open(trigger_id=body["trigger_id"], view=gallery.MODAL)

    @place.app.view("ask")
    async def asked(ack: Any, view: dict[str, Any]) -> None:
        values = view["state"]["values"]
        if values["what"]["text"]["value"] == "no":
            await ack(response_action="errors", errors={"what": "Say what is right."})
            return
        await ack()
        place.seen.append(values["what"]["text"]["value"])
        place.seen.append(values["who"]["person"]["selected_user"])

    await place.client.views_publish(user_id=place.ann, view=gallery.HOME)
    await page.open(f"{place.sandbox.addresses.url}home?as={place.ann}")
    await page.press(".home button", "Preview")
    await page.press("dialog button", "Send")
    await page.until("document.querySelector('.wrong:not([hidden])')")
    await page.type("dialog textarea", "no")
    await page.press("dialog button", "Send")
    await page.until("document.querySelector('dialog').innerText.includes('Say what is right.')")
    await page.type("dialog textarea", "w, Mara owns it")
    await page.choose("dialog select", "Bo Diaz")
    await page.press("dialog button", "Send")
    await page.until("!document.querySelector('dialog')")

    await place.reached("now, Mara owns it", place.bo)


async def test_a_shortcut_of_the_app_is_in_the_menu_of_a_message(place: Place) -> None:
    @place.app.shortcut("summarize_thread")
    async def run(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        place.seen.append(body["message"]["text"])
        await respond("A private summary")

    place.sandbox.control.post(place.bo, place.channel, "The root")
    await place.open()
    await place.page.until("document.querySelector('main .message')")
    await place.page.click("main .toolbar .more")
    await place.page.press(".popover [data-shortcut]", "Summarize thread")
    await place.page.until("document.querySelector('.whisper')")

    await place.reached("The root")
    assert "A private summary" in await place.page.text(".whisper")
    await place.page.press(".whisper button", "Dismiss")
    await place.page.until("!document.querySelector('.whisper')")


async def test_a_shortcut_that_needs_no_message_stands_with_the_app(place: Place) -> None:
    @place.app.shortcut("new_note")
    async def run(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        place.seen.append(body["user"]["id"])

    await place.open()
    await place.page.press("#sidebar [data-shortcut]", "Write a note")
    await place.reached(place.ann)


async def test_the_messages_tab_is_a_dm_whose_answers_open_at_the_side(place: Place) -> None:
    @place.app.event("message")
    async def said(event: dict[str, Any], client: Any) -> None:
        if event.get("user") == place.ann:
            await client.chat_postMessage(
                channel=event["channel"], thread_ts=event["ts"], text="Here in the thread"
            )

    await place.open()
    await place.page.press("#sidebar button", "Messages")
    await place.page.until("document.querySelector('.tabs')")
    await place.page.type("main .composer textarea", "What did I miss?\ue007")
    await place.page.until(
        "document.querySelector('#thread').innerText.includes('Here in the thread')"
    )
