"""The workshop: journal, faults, clock; and how the page looks where it is dark or narrow."""

from __future__ import annotations

import re
import struct
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tests.browser.conftest import Place

pytestmark = pytest.mark.browser


async def test_the_journal_grows_is_filtered_and_opens_as_json(place: Place) -> None:
    page = place.page
    await place.open()
    await page.until("document.getElementById('tools').checkVisibility()")
    await place.client.chat_postMessage(channel=place.channel, text="Noted")
    await page.until("document.querySelector('.journal').innerText.includes('chat.postMessage')")
    await page.type("#tools input[type=search]", "postMessage")
    await page.until("!document.querySelector('.journal').innerText.includes('create_channel')")
    await page.press(".journal summary", "chat.postMessage")
    await page.until("document.querySelector('.journal pre').textContent.includes('\"Noted\"')")


async def test_a_fault_is_switched_on_strikes_and_is_switched_off(place: Place) -> None:
    page, faults = place.page, place.sandbox.faults
    await place.open()
    await page.press("#tools button", "Faults")
    await page.run("document.getElementById('how-often').value = '1'")
    await page.press("[data-fault='slack 503']")
    await page.until("document.querySelector('.switch').parentNode.innerText.includes('3 left')")
    assert [(rule["target"], rule["kind"]) for rule in faults.rules()] == [("slack", "503")]

    await page.press("[data-fault='slack 503']")
    await page.until("!document.querySelector('#tools').innerText.includes('3 left')")
    assert faults.rules() == []


async def test_a_fault_can_be_about_one_method_and_strike_after_the_effect(place: Place) -> None:
    page, faults = place.page, place.sandbox.faults
    await place.open()
    await page.press("#tools button", "Faults")
    await page.type("#tools [aria-label^='Only for this method']", "chat.*")
    await page.type("#tools [aria-label^='Slack']", "not_in_channel")
    await page.type("#tools [aria-label^='Seconds']", "60")
    # The switches are drawn anew after each: one script finds and presses.
    switches = ("slack error", "delivery duplicate", "slack cut")
    for count, switch in enumerate(switches, 1):
        if switch == "slack cut":
            await page.press("#after-effect")
        await page.run(f"document.querySelector(`[data-fault='{switch}']`).click()")
        await page.until(f"document.querySelector(`[data-fault='{switch}']`).checked")
        await place.sandbox.control.until(
            partial(lambda wanted: len(faults.rules()) == wanted, count)
        )
    told = ("kind", "method", "error", "seconds", "after_effect")

    assert [tuple(rule[name] for name in told) for rule in faults.rules()] == [
        ("error", "chat.*", "not_in_channel", 60, False),
        ("duplicate", "chat.*", None, 60, False),
        ("cut", "chat.*", None, 60, True),
    ]


async def test_a_channel_is_shared_outside_and_the_bot_taken_out_under_its_feet(
    place: Place,
) -> None:
    page = place.page
    channel = place.sandbox.workspace.conversations[place.channel]
    await place.open()
    await page.press("#tools button", "Faults")
    await page.press("#tools button", "Share outside")
    await page.until("document.querySelector('main .head').innerText.includes('shared outside')")
    await page.press("#tools button", "Take Digestif out")
    await page.until("document.querySelector('#tools').innerText.includes('Put Digestif in')")
    assert place.bot not in channel.members

    await page.press("#tools button", "Turn private")
    await page.until("document.querySelector('main .head').innerText.includes('private')")
    assert channel.kind == "group"


async def test_the_clock_goes_to_friday_at_four_in_the_workspaces_zone(place: Place) -> None:
    page, clock = place.page, place.sandbox.clock
    clock.set(datetime(2026, 11, 18, 9, 30, tzinfo=UTC).timestamp())
    await place.open()
    await page.press("#friday")
    await page.until("document.getElementById('time').textContent === 'Fri 20 Nov, 16:00'")
    assert 0 <= clock.now() - datetime(2026, 11, 20, 15, 0, tzinfo=UTC).timestamp() < 30

    await page.press("#tools button", "+1 h")
    await page.until("document.getElementById('time').textContent === 'Fri 20 Nov, 17:00'")
    await page.press("#tools button", "+1 day")
    await page.until("document.getElementById('time').textContent === 'Sat 21 Nov, 17:00'")


async def test_friday_is_right_across_the_end_of_summer_time(place: Place) -> None:
    place.sandbox.clock.set(datetime(2026, 10, 23, 15, 0, tzinfo=UTC).timestamp())
    await place.open()
    await place.page.press("#friday")
    await place.page.until("document.getElementById('time').textContent === 'Fri 30 Oct, 16:00'")
    expected = datetime(2026, 10, 30, 15, 0, tzinfo=UTC).timestamp()

    assert 0 <= place.sandbox.clock.now() - expected < 30


async def test_at_360_pixels_nothing_is_wider_than_the_page_and_the_menu_opens(
    place: Place,
) -> None:
    page = place.page
    place.sandbox.control.post(place.bo, place.channel, "A long word: " + "w" * 400)
    await page.size(360, 740)
    await place.open()
    await page.until("document.querySelector('main .message')")
    assert await page.run("return document.documentElement.scrollWidth") == 360
    assert not await page.run("return document.getElementById('sidebar').checkVisibility()")

    await page.press("#menu-button")
    await page.until("document.getElementById('sidebar').checkVisibility()")
    await page.press("#sidebar a", "Digestif")
    await page.until("document.querySelector('.home')")
    assert not await page.run("return document.getElementById('sidebar').checkVisibility()")


async def test_pictures_of_the_page_dark_and_narrow(place: Place, tmp_path: Path) -> None:
    page = place.page
    features = [{"name": "prefers-color-scheme", "value": "dark"}]
    await page.devtools("Emulation.setEmulatedMedia", features=features)
    await page.size(360, 740)
    await place.open()
    await page.until("document.querySelector('main .composer')")
    await page.picture(tmp_path / "page.png")
    drawn = (tmp_path / "page.png").read_bytes()
    paper = await page.run("return getComputedStyle(document.body).backgroundColor")

    assert struct.unpack(">II", drawn[16:24]) == (360, 740)
    assert luminance(paper) < 0.05


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_text_has_enough_contrast_in_light_and_in_dark(place: Place, scheme: str) -> None:
    page = place.page
    place.sandbox.control.post(place.bo, place.channel, "Hello <@U1> <https://example.com>")
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    await page.devtools("Emulation.setEmulatedMedia", features=features)
    await place.open()
    await page.until("document.querySelector('main .message')")
    measured = await page.run(_CONTRAST)
    weak = [one for one in measured if ratio(one["ink"], one["paper"]) < 4.5]

    assert len(measured) > 20
    assert weak == []


# Every element with text of its own: its color, and the nearest background that isn't transparent.
_CONTRAST = """
const opaque = (node) => {
  for (let at = node; at; at = at.parentElement) {
    const color = getComputedStyle(at).backgroundColor;
    if (!/, 0\\)$|transparent/.test(color)) return color;
  }
  return "rgb(255, 255, 255)";
};
return [...document.querySelectorAll("body *")]
  .filter((one) => one.checkVisibility() && !one.closest(".unseen, .skip, :disabled, #problem"))
  .filter((one) => [...one.childNodes].some((part) => part.nodeType === 3 && part.data.trim()))
  .map((one) => ({what: one.outerHTML, ink: getComputedStyle(one).color, paper: opaque(one)}));
"""


def ratio(ink: str, paper: str) -> float:
    """The contrast of two colors as WCAG 2 defines it, 1 to 21."""
    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
