"""Acting as a person on the page: writing, editing, deleting, reacting, commands."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Place
from tests.browser.webdriver import DOWN, ENTER, ESCAPE, TAB, UP

pytestmark = pytest.mark.browser

FIELD = "main .composer textarea"


def said(place: Place, thread_ts: str | None = None) -> list[str]:
    return [one["text"] for one in place.sandbox.control.messages(place.channel, thread_ts)]


async def test_what_one_writes_is_posted_as_the_person_and_seen(place: Place) -> None:
    await place.open()
    await place.page.type(FIELD, "Half past < four & on" + ENTER)
    await place.page.until("document.querySelector('main .message')")
    [posted] = place.sandbox.control.messages(place.channel)

    assert posted["user"] == place.ann
    assert posted["text"] == "Half past &lt; four &amp; on"
    assert "Half past < four & on" in await place.page.text("main .message")
    assert await place.page.run(f"return document.querySelector('{FIELD}').value") == ""


async def test_a_name_is_completed_and_becomes_a_mention(place: Place) -> None:
    await place.open()
    await place.page.type(FIELD, "Ask @bo")
    await place.page.until("document.querySelectorAll('[role=option]').length === 1")
    await place.page.keys(ENTER)
    await place.page.type(FIELD, "and @dig")
    await place.page.until("document.querySelector('[role=option]')")
    await place.page.keys(DOWN, ENTER)
    await place.page.keys(ENTER)
    await place.page.until("document.querySelector('main .message')")

    assert said(place) == [f"Ask <@{place.bo}> and <@{place.bot}>"]
    assert "Ask @Bo Diaz and @Digestif" in await place.page.text("main .message")


async def test_a_message_of_others_appears_without_a_reload(place: Place) -> None:
    await place.open()
    place.sandbox.control.post(place.bo, place.channel, "Hello from Bo")
    await place.page.until("document.querySelector('main').innerText.includes('Hello from Bo')")
    await place.page.until("document.getElementById('announce').textContent.includes('Bo Diaz')")


async def test_a_reply_goes_to_the_thread_and_the_channel_counts_it(place: Place) -> None:
    root = place.sandbox.control.post(place.bo, place.channel, "Who takes this?")
    await place.open()
    await place.page.until("document.querySelector('main .message')")
    await place.page.click("main .toolbar .more")
    await place.page.click(".popover button", "Reply in the thread")
    await place.page.type("#thread textarea", "I do" + ENTER)
    await place.page.until("document.querySelectorAll('#thread .message').length === 2")
    await place.page.until("document.querySelector('main .replies')?.innerText.includes('1 reply')")

    assert said(place, root) == ["Who takes this?", "I do"]


async def test_one_edits_and_deletes_ones_own_messages_only(place: Place) -> None:
    control, page = place.sandbox.control, place.page
    control.post(place.bo, place.channel, "By Bo")
    await place.open()
    await page.until("document.querySelector('main .message')")
    await page.click("main .toolbar .more")
    assert "Edit" not in await page.text(".popover")
    await page.keys(ESCAPE)

    control.post(place.ann, place.channel, f"Frist, <@{place.bo}>")
    await page.until("document.querySelectorAll('main .message').length === 2")
    await page.click("main .toolbar .more")
    await page.click(".popover button", "Edit")
    assert await page.run("return document.querySelector('.editing textarea').value") == (
        "Frist, @Bo Diaz"
    )
    await page.run("document.querySelector('.editing textarea').value = 'First, @Bo Diaz'")
    await page.click(".editing button", "Save")
    await page.until("document.querySelector('main').innerText.includes('(edited)')")
    assert said(place) == ["By Bo", f"First, <@{place.bo}>"]

    await page.click("main .toolbar .more")
    await page.click(".popover button", "Delete")
    await page.press("dialog button", "Delete")
    await page.until("document.querySelectorAll('main .message').length === 1")
    assert said(place) == ["By Bo"]


async def test_a_reaction_is_added_and_taken_back(place: Place) -> None:
    control, page = place.sandbox.control, place.page
    ts = control.post(place.bo, place.channel, "It is out")

    def reactions() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = control.messages(place.channel)[0].get("reactions", [])
        return found

    await place.open()
    await page.until("document.querySelector('main .message')")
    control.react(place.bo, place.channel, ts, "tada")
    await page.until("document.querySelector('.reaction')?.ariaPressed === 'false'")
    await page.press(".reaction")
    await page.until("document.querySelector('.reaction')?.ariaPressed === 'true'")
    assert reactions() == [{"name": "tada", "users": [place.bo, place.ann], "count": 2}]

    await page.press(".reaction")
    await page.until("document.querySelector('.reaction')?.ariaPressed === 'false'")
    await page.click("main .toolbar .more")
    await page.click(".popover button", "React")
    await page.press(".popover button[title=':eyes:']")
    await page.until("document.querySelectorAll('.reaction').length === 2")
    assert [one["name"] for one in reactions()] == ["tada", "eyes"]


async def test_a_slash_command_reaches_the_app_and_its_answer_is_for_one_person(
    place: Place,
) -> None:
    @place.app.command("/ask")
    async def asked(ack: Any, body: dict[str, Any]) -> None:
        place.seen.append((body["user_id"], body["text"]))
        await ack("Only for you")

    await place.open()
    await place.page.type(FIELD, "/ask #general 7d ")
    await place.page.keys(ENTER)
    await place.page.until("document.querySelector('.whisper')")
    await place.reached((place.ann, f"<#{place.channel}|general> 7d"))
    assert "Only visible to you" in await place.page.text(".whisper")

    await place.page.open(f"{place.sandbox.addresses.url}?as={place.bo}")
    await place.page.until("document.querySelector('main .composer')")
    assert "Only for you" not in await place.shown()


async def test_a_command_no_app_answers_is_said_and_the_text_kept(place: Place) -> None:
    await place.open()
    await place.page.type(FIELD, "/nothing here ")
    await place.page.keys(ENTER)
    await place.page.until("!document.getElementById('problem').hidden", 20)

    assert "didn't acknowledge" in await place.page.text("#problem")
    assert await place.page.run(f"return document.querySelector('{FIELD}').value") == (
        "/nothing here"
    )


async def test_whoever_isnt_in_a_channel_joins_it_first(place: Place) -> None:
    control = place.sandbox.control
    other = control.create_channel("random", [place.bo])
    await place.page.open(f"{place.sandbox.addresses.url}archives/{other}?as={place.ann}")
    await place.page.until("document.querySelector('main .foot')")
    assert not await place.page.run(f"return document.querySelector('{FIELD}')")

    await place.page.press("main .foot button", "Join")
    await place.page.until(f"document.querySelector('{FIELD}')")
    assert place.ann in place.sandbox.workspace.conversations[other].members


async def test_what_one_is_typing_survives_changes_and_other_channels(place: Place) -> None:
    control, page = place.sandbox.control, place.page
    other = control.create_channel("random", [place.ann])
    await place.open()
    await page.type(FIELD, "Half a sent")
    await page.press("#sidebar a", "random")
    await page.until("document.querySelector('main h2').innerText === '#random'")
    assert await page.run(f"return document.querySelector('{FIELD}').value") == ""
    await page.press("#sidebar a", "general")
    await page.until(f"document.querySelector('{FIELD}').value === 'Half a sent'")

    ts = control.post(place.ann, place.channel, "Mine")
    await page.until("document.querySelector('main .message')")
    await page.click("main .toolbar .more")
    await page.click(".popover button", "Edit")
    await page.type(".editing textarea", " and more")
    control.react(place.bo, place.channel, ts, "eyes")
    control.post(place.bo, place.channel, "Another")
    await page.until("document.querySelectorAll('main .message').length === 2")
    assert await page.run("return document.querySelector('.editing textarea').value") == (
        "Mine and more"
    )
    assert other


async def test_arrow_keys_go_from_message_to_message_and_tab_to_its_buttons(place: Place) -> None:
    for n in range(3):
        place.sandbox.control.post(place.bo, place.channel, f"Number {n}")
    await place.open()
    await place.page.until("document.querySelectorAll('main .message').length === 3")
    await place.page.run("document.querySelector('main .messages').focus()")
    await place.page.keys(UP, UP)
    assert "Number 1" in await place.page.run("return document.activeElement.innerText")
    await place.page.keys(TAB)
    assert "Number 1" in await place.page.run(
        "return document.activeElement.closest('.message').innerText"
    )


async def test_the_page_is_used_by_keyboard_alone(place: Place) -> None:
    place.sandbox.control.post(place.bo, place.channel, "A root")
    await place.open()
    await place.page.until("document.querySelector('main .message')")
    await place.page.keys(TAB)
    assert await place.page.run("return document.activeElement.className") == "skip"
    await place.page.run("document.querySelector('main .toolbar .more').focus()")
    await place.page.keys(ENTER)
    await place.page.until("document.querySelector('.popover button') === document.activeElement")
    await place.page.keys(ESCAPE)
    await place.page.until("!document.querySelector('.popover')")

    assert await place.page.run("return document.activeElement.ariaLabel") == "More"
    unnamed = await place.page.run(
        "return [...document.querySelectorAll('button, input, select, textarea')].filter(o =>"
        " !o.ariaLabel && !o.textContent.trim() && !o.closest('label')).map(o => o.outerHTML)"
    )
    assert unnamed == []
