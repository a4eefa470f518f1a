"""The real bot, used by hand on the page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.sample.landmarks import CANARIES
from tests.browser.webdriver import ENTER, Page
from tests.support.bot import Scene, scene
from tests.support.sample import sample_at

pytestmark = pytest.mark.browser

# The sample's last week, seen on its Thursday evening: Friday is still to come.
THURSDAY = datetime(2026, 11, 19, 20, 0, tzinfo=UTC).timestamp()


def longest_thread(at: Scene, name: str) -> tuple[str, str]:
    """Channel and root of the thread with the most replies in a channel."""
    channel = at.sandbox.workspace.conversation(name)
    return channel.id, max(channel.threads, key=lambda root: len(channel.threads[root]))


async def opened(at: Scene, page: Page, path: str = "") -> None:
    """The page as Oskar, who is in most channels but not in the private ones."""
    [oskar] = [u["id"] for u in at.sandbox.workspace.users.values() if u["name"] == "oskar"]
    sign = "&" if "?" in path else "?"
    await page.open(f"{at.sandbox.addresses.url}{path}{sign}as={oskar}")


async def test_a_mention_in_a_thread_shows_a_summary_that_grows_and_leads_to_its_sources(
    page: Page,
) -> None:
    async with scene(sample_at(THURSDAY)) as at:
        at.sandbox.control.claude(speed=60)
        channel, root = longest_thread(at, "incidents")
        await opened(at, page, f"archives/{channel}/p{root.replace('.', '')}?thread_ts={root}")
        await page.until("document.querySelectorAll('#thread .message').length > 20")
        await page.run(_WATCH)
        await page.type("#thread textarea", "@Digestif please sum this up" + ENTER)
        await page.until("document.querySelector('#thread .streaming')", 40)
        await page.until("!document.querySelector('#thread .streaming')", 60)
        summary = "[...document.querySelectorAll('#thread .message')].at(-1)"
        await page.until(f"{summary}.innerText.includes('Read ')")
        sizes = await page.run("return [...window.sizes]")
        assert len(sizes) >= 3, sizes
        assert sizes == sorted(sizes)

        cited = await page.run(
            f"const a = [...{summary}.querySelectorAll('.content a')].find(o =>"
            " /^\\[\\d+\\]$/.test(o.textContent)); a.click(); return a.getAttribute('href')"
        )
        ts = cited.split("/p")[1][:16]
        await page.until(
            f"document.querySelector('.highlight')?.dataset.ts.replace('.', '') === '{ts}'"
        )
        assert (
            await page.run("return document.querySelector('.highlight').checkVisibility()") is True
        )


# Notes each greater length of the text of the message that is being streamed.
_WATCH = """
window.sizes = new Set();
new MutationObserver(() => {
  const growing = document.querySelector("#thread .streaming")?.closest(".message");
  if (growing) window.sizes.add(growing.querySelector(".content").innerText.length);
}).observe(document.getElementById("thread"), {subtree: true, childList: true});
"""


async def test_on_friday_at_four_the_digest_arrives_on_the_page(page: Page) -> None:
    settings = {"digest_channel": "general", "timezone": "Europe/Amsterdam"}
    async with scene(sample_at(THURSDAY), claude=False, **settings) as at:  # type: ignore[arg-type]
        general = at.sandbox.workspace.conversation("general").id
        await at.bot.scheduler.tick()
        await opened(at, page, f"archives/{general}")
        await page.until("document.querySelector('main .message')")
        assert "Week 47" not in await page.text("main")

        await page.press("#friday")
        await page.until("document.getElementById('time').textContent === 'Fri 20 Nov, 16:00'")
        await at.sandbox.control.until(lambda: at.bot.services.now().timestamp() > THURSDAY)
        await at.bot.scheduler.tick()
        await page.until("document.querySelector('main').innerText.includes('Week 47')", 60)
        digest = await page.text("main")
        for channel in ("pricing-core", "ext-fjordkost", "founders"):
            assert CANARIES[channel] not in digest
        assert await page.text("main .unknown") == ""


async def test_a_slash_command_of_the_bot_answers_one_person_alone(page: Page) -> None:
    async with scene(sample_at(THURSDAY), claude=False) as at:
        general = at.sandbox.workspace.conversation("general").id
        await opened(at, page, f"archives/{general}")
        await page.type("main .composer textarea", "/summarize #incidents 7d ")
        await page.keys(ENTER)
        await page.until("document.querySelector('main .whisper .content a')", 40)

        assert "Only visible to you" in await page.text("main .whisper")


async def test_the_bots_home_is_shown(page: Page) -> None:
    async with scene(sample_at(THURSDAY), claude=False, digest_channel="general") as at:
        await opened(at, page, "home")
        await page.until("document.querySelector('.home').innerText.includes('The Friday digest')")
        shown = await page.text(".home")

        assert "#general" in shown
        assert "pricing-core" not in shown
        assert await page.text(".home .unknown") == ""
