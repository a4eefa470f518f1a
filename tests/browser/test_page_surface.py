"""The digest's surfaces, used by hand on the page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot import digest_settings
from tests.browser.webdriver import Page
from tests.support.bot import everything
from tests.support.surface import after_friday, before_friday, digest_message

pytestmark = pytest.mark.browser

LAST = "document.querySelector('main').innerText"


async def picture(page: Page, name: str) -> None:
    """Keep a screenshot where DIGESTIF_TEST_PICTURES says, to be looked at."""
    if folder := os.environ.get("DIGESTIF_TEST_PICTURES"):
        await page.picture(Path(folder) / f"{name}.png")


async def test_the_digest_is_shown_with_its_menus_and_put_right_by_hand(page: Page) -> None:
    async with after_friday() as at:
        nadia, url = at.person("nadia"), at.sandbox.addresses.url
        await page.size(1440, 1600)
        await page.open(f"{url}archives/{at.channel('general')}?as={nadia}")
        await page.until(f"{LAST}.includes('Worth knowing')")
        await picture(page, "digest")
        assert await page.text("main .unknown") == ""
        await page.press("main button", "Correct something")
        await page.until("document.querySelector('dialog select')")
        await picture(page, "choose")
        await page.choose("dialog select", "1. ")
        await page.press("dialog button", "Next")
        await page.until("document.querySelector('dialog textarea')")
        await picture(page, "correct")
        await page.type("dialog textarea", " And then it was fixed.")
        await page.press("dialog button", "Correct it")
        await at.sandbox.control.until(
            lambda: "And then it was fixed." in everything(digest_message(at)["blocks"])
        )
        await page.until(f"{LAST}.includes('(corrected)')")
        await picture(page, "corrected")


async def test_the_settings_modal_on_home_changes_the_settings(page: Page) -> None:
    async with before_friday() as at:
        nadia, url = at.person("nadia"), at.sandbox.addresses.url
        await page.size(1440, 1600)
        await page.open(f"{url}home?as={nadia}")
        await page.until("document.querySelector('.home').innerText.includes('Friday digest')")
        await picture(page, "home")
        await page.press(".home button", "Settings")
        await page.until("document.querySelector('dialog input[type=time]')")
        await picture(page, "settings")
        await page.choose("dialog select:has(option[value=tue])", "Tuesday")
        await page.press("dialog button", "Save")
        await page.until("document.querySelector('.home').innerText.includes('Tuesday')")

        assert (await digest_settings.of(at.bot.services)).at == "tue 16:00"
