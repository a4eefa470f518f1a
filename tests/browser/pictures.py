"""`make pictures`: docs/images made anew, the real bot on the sandbox's page.

The sample's Friday, the same on every day; who writes is the sandbox's stand-in for Claude.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox.sample.cast import TEAM_ZONE
from sandbox.sample.landmarks import landmark
from sandbox.seed import Seed, sample
from tests.browser.png import smaller
from tests.browser.webdriver import CHROMEDRIVER, CHROMIUM, ENTER, Page, chromium, window
from tests.support.bot import Scene, scene

IMAGES = Path(__file__).parents[2] / "docs" / "images"
SIZE = (1280, 800)
LARGEST = 180_000  # bytes of one picture
READER = "oskar"  # in most channels, not in the private ones

FRIDAY = datetime(2026, 11, 20, 16, tzinfo=ZoneInfo(TEAM_ZONE)).timestamp()
"""The Friday at whose four o'clock the sample ends."""


async def thread(at: Scene, page: Page, seed: Seed) -> None:
    """#incidents with the outage's thread open, and the summary the bot was asked for in it."""
    channel, root = landmark(seed, "long_thread")
    address = f"archives/{channel}/p{root.replace('.', '')}?thread_ts={root}"
    await page.open(f"{at.sandbox.addresses.url}{address}&as={at.person(READER)}")
    await page.until("document.querySelectorAll('#thread .message').length > 10")
    await page.type("#thread textarea", "@Digestif please sum this up")
    await page.keys(ENTER)
    last = "[...document.querySelectorAll('#thread .message')].at(-1)"
    await page.until(
        f"{last}.innerText.includes('Read ') && !{last}.querySelector('.streaming')", 50
    )
    await page.run(f"{last}.previousElementSibling.scrollIntoView({{block: 'start'}})")
    await page.run("document.activeElement.blur()")


async def digest(at: Scene, page: Page) -> None:
    """#general on Friday at four, from the first line of the digest on."""
    await page.open(f"{at.sandbox.addresses.url}archives/{at.channel('general')}")
    await page.until("document.querySelector('main .message')")
    at.sandbox.control.clock(now=FRIDAY)
    await at.bot.scheduler.tick()
    await page.until("document.querySelector('main').innerText.includes('Worth knowing')", 50)
    messages = "[...document.querySelectorAll('main .message')]"
    found = f"{messages}.findLast(m => m.innerText.includes('Worth knowing'))"
    await page.run(f"{found}.scrollIntoView({{block: 'start'}})")
    await page.run("document.activeElement.blur()")


async def save(page: Page, name: str) -> str:
    """Writes one picture; a line that says how large it is."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    path = IMAGES / name
    await page.picture(path)
    path.write_bytes(smaller(path.read_bytes()))
    held = path.stat().st_size
    if held > LARGEST:
        raise SystemExit(f"{name} holds {held:,} bytes, more than {LARGEST:,}")
    return f"docs/images/{name}: {held:,} bytes"


async def main() -> int:
    """Makes both; 2 where there is no Chromium."""
    if not (CHROMIUM and CHROMEDRIVER):
        print("Pictures need Chromium and chromedriver, which aren't installed here.")
        return 2
    seed = sample(1, FRIDAY)
    with chromium() as session:
        async with (
            window(session) as page,
            scene(seed, digest_channel="general", timezone=TEAM_ZONE) as at,
        ):
            await page.size(*SIZE)
            await at.read_everything()
            await thread(at, page, seed)
            print(await save(page, "thread.png"))
            await digest(at, page)
            print(await save(page, "digest.png"))
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
