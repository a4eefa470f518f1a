"""Reading on the page: channels, threads, permalinks, who may see what, and hostile messages."""

from __future__ import annotations

import pytest

from sandbox import Sandbox
from tests.browser.conftest import Place
from tests.browser.webdriver import ESCAPE, Page
from tests.support.sample import sample_at

pytestmark = pytest.mark.browser

HOSTILE = [
    "<script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'>",
    "&lt;svg onload=window.hacked=1&gt;",
    "<javascript:window.hacked=1|click me>",
    "<data:text/html,hi|data>",
    '<https://example.com/" onmouseover="window.hacked=1|quoted>',
    "\u202egnp.exe \u2066\u2067",
    "*" * 5000 + "_" * 5000 + "<" * 5000 + "`" * 5000,
    "x" * 39_000,
]
RAW = [*HOSTILE, "[click](javascript:window.hacked=1)", "![](data:text/html,hi)", "[[" * 4000]


async def test_the_page_opens_with_the_workspaces_name_its_channels_and_its_messages(
    page: Page,
) -> None:
    async with Sandbox.running(sample_at(1_795_190_000.0), claude=False) as sandbox:
        await page.open(sandbox.addresses.url)
        await page.until("document.querySelectorAll('main .message').length > 20")
        names = await page.text("#sidebar")

        assert await page.text("#team") == "Barrowline"
        assert "#general" in names
        assert "#incidents" in names
        assert await page.complaints() == []


async def test_every_channel_of_the_sample_opens_without_a_complaint(page: Page) -> None:
    async with Sandbox.running(sample_at(1_795_190_000.0), claude=False) as sandbox:
        await page.open(sandbox.addresses.url)
        members = {one.id: one for one in sandbox.workspace.conversations.values() if one.is_public}
        for channel in members:
            await page.open(f"{sandbox.addresses.url}archives/{channel}")
            await page.until("document.querySelector('main .message')")
            assert await page.text(".unknown") == ""
        assert await page.complaints() == []


async def test_a_private_channel_is_invisible_to_whoever_isnt_in_it(place: Place) -> None:
    page, control = place.page, place.sandbox.control
    ts = control.post(place.bo, place.private, "Ann earns 4,000")
    await place.open()
    await page.until("document.querySelector('#sidebar a')")
    assert "salaries" not in await page.text("#sidebar")
    assert "Not joined" not in await page.text("#sidebar")

    await place.become(place.bo)
    await page.click("#sidebar a", "salaries")
    await page.until("document.querySelector('main').innerText.includes('Ann earns')")

    await place.become(place.ann)
    await page.until("document.querySelector('main').innerText.includes('no such channel')")
    assert "4,000" not in await place.shown()
    assert "salaries" not in await page.text("#sidebar")

    await page.open(f"{place.sandbox.addresses.url}archives/{place.private}/p{ts.replace('.', '')}")
    await page.until("document.querySelector('main').innerText.includes('no such channel')")
    assert "4,000" not in await place.shown()


async def test_a_channel_turned_private_disappears_with_its_thread(place: Place) -> None:
    page, control = place.page, place.sandbox.control
    open_to_all = control.create_channel("plans", [place.bo])
    root = control.post(place.bo, open_to_all, "We move in May")
    control.post(place.bo, open_to_all, "To Berlin", root)
    await page.open(f"{place.sandbox.workspace.permalink(open_to_all, root, root)}&as={place.ann}")
    await page.until("document.querySelector('#thread').innerText.includes('To Berlin')")
    control.channel("private", open_to_all)
    await page.until("document.getElementById('thread').hidden")
    await page.until("document.querySelector('main').innerText.includes('no such channel')")
    control.post(place.bo, open_to_all, "A secret")
    control.post(place.bo, place.channel, "Afterwards")
    await page.until("document.querySelector('#sidebar').innerText.includes('unread')")

    assert "Berlin" not in await place.shown()
    assert "secret" not in await page.run("return document.getElementById('announce').textContent")


async def test_a_mention_of_a_private_channel_doesnt_name_it_to_outsiders(place: Place) -> None:
    place.sandbox.control.post(place.bo, place.channel, f"See <#{place.private}|salaries>")
    await place.open()
    await place.page.until("document.querySelector('main .message')")

    assert "a private channel" in await place.page.text("main .message")
    assert "salaries" not in await place.shown()


async def test_hostile_messages_stay_text(place: Place) -> None:
    page, control = place.page, place.sandbox.control
    for text in HOSTILE:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        control.post(place.bo, place.channel, text)
        control.post(place.bo, place.channel, escaped)
        plain = [{"type": "section", "text": {"type": "mrkdwn", "text": text[:3000]}}]
        control.post(place.bo, place.channel, text, blocks=plain)
    for text in RAW:
        blocks = [{"type": "markdown", "text": text[:12_000]}]
        control.post(place.bo, place.channel, text[:100], blocks=blocks)
    await place.open()
    count = 3 * len(HOSTILE) + len(RAW)
    await page.until(f"document.querySelectorAll('main .message').length === {count}")

    made = "main .message script, main .message img, main .message iframe, main .message [onerror]"
    assert await page.run("return window.hacked") is None
    assert await page.run(f"return document.querySelectorAll('{made}').length") == 0
    hrefs = await page.run("return [...document.querySelectorAll('main a')].map(a => a.protocol)")
    assert set(hrefs) <= {"http:", "https:"}
    assert (await page.text("main .content")).count("<script>window.hacked = 1</script>") == 3
    assert await page.complaints() == []
    assert await page.run("return document.documentElement.scrollWidth <= innerWidth")


async def test_links_elsewhere_open_apart_and_tell_nothing(place: Place) -> None:
    place.sandbox.control.post(place.bo, place.channel, "See <https://example.com/a|the page>")
    await place.open()
    await place.page.until("document.querySelector('main .content a')")
    link = await place.page.run(
        "const a = document.querySelector('main .content a'); return [a.href, a.rel, a.target]"
    )

    assert link == ["https://example.com/a", "noopener noreferrer", "_blank"]


async def test_a_permalink_opens_the_channel_and_highlights_the_message(place: Place) -> None:
    page, control = place.page, place.sandbox.control
    posted = [control.post(place.bo, place.channel, f"Message {n}") for n in range(300)]
    link = place.sandbox.workspace.permalink(place.channel, posted[20])
    await page.open(link)
    await page.until("document.querySelector('main .highlight')")
    top = await page.run(
        "const m = document.querySelector('main .highlight').getBoundingClientRect();"
        "return m.top >= 0 && m.bottom <= innerHeight"
    )

    assert "Message 20" in await page.text("main .highlight")
    assert top
    assert await page.run("return document.activeElement.dataset.ts") == posted[20]


async def test_a_permalink_of_a_reply_opens_the_thread_and_highlights_the_reply(
    place: Place,
) -> None:
    page, control = place.page, place.sandbox.control
    root = control.post(place.bo, place.channel, "Who is late?")
    replies = [control.post(place.ann, place.channel, f"Reply {n}", root) for n in range(40)]
    await page.open(place.sandbox.workspace.permalink(place.channel, replies[3], root))
    await page.until("document.querySelector('#thread .highlight')")
    assert "Reply 3" in await page.text("#thread .highlight")

    await page.keys(ESCAPE)
    await page.until("document.getElementById('thread').hidden")


async def test_a_click_on_a_permalink_in_a_message_stays_on_the_page(place: Place) -> None:
    page, control = place.page, place.sandbox.control
    source = control.post(place.bo, place.channel, "The source")
    link = place.sandbox.workspace.permalink(place.channel, source)
    blocks = [{"type": "markdown", "text": f"A claim. [[1]]({link})"}]
    control.post(place.bo, place.channel, "A claim.", blocks=blocks)
    await place.open()
    await page.run("window.stayed = true")
    await page.press("main .content a", "[1]")
    await page.until("document.querySelector('main .highlight')")

    assert "The source" in await page.text("main .highlight")
    assert await page.run("return window.stayed") is True


async def test_a_deleted_root_leaves_a_tombstone_and_its_thread(place: Place) -> None:
    page, control = place.page, place.sandbox.control
    root = control.post(place.bo, place.channel, "Soon gone")
    control.post(place.ann, place.channel, "A reply", root)
    await place.open()
    await page.until("document.querySelector('main .message')")
    control.delete(place.channel, root)
    await page.until("document.querySelector('main').innerText.includes('was deleted')")

    assert "Soon gone" not in await page.text("main")


async def test_an_old_part_of_a_long_channel_is_reached_page_by_page(place: Place) -> None:
    page, control = place.page, place.sandbox.control
    for n in range(450):
        control.post(place.bo, place.channel, f"Number {n}.")
    await place.open()
    await page.until("document.querySelector('main').innerText.includes('Number 449.')")
    for first in (210, 90, 0):
        assert f"Number {first}." not in await page.text("main")
        await page.click("main button", "Earlier messages")
        await page.until(f"document.querySelector('main').innerText.includes('Number {first}.')")

    order = "return [...document.querySelectorAll('main .message')].map(m => m.dataset.ts)"
    stamps = await page.run(order)
    assert len(stamps) == len(set(stamps)) == 450
    assert stamps == sorted(stamps)
    assert "Earlier messages" not in await page.text("main")


async def test_a_long_channel_is_never_read_whole(place: Place) -> None:
    page, control = place.page, place.sandbox.control
    for n in range(450):
        control.post(place.bo, place.channel, f"Number {n}.")
    await place.open()
    await page.until("document.querySelector('main').innerText.includes('Number 449.')")
    asked = "return performance.getEntriesByType('resource').map(e => e.name)"
    reads = [name for name in await page.run(asked) if "/control/messages" in name]

    assert reads
    assert all("limit=" in name for name in reads)
