"""Headless Chromium, driven over chromedriver's W3C WebDriver API with aiohttp alone."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMEDRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of a web element in the W3C standard
ENTER, ESCAPE, TAB, DOWN = "\ue007", "\ue00c", "\ue004", "\ue015"

# Resolves with the value of an expression as soon as it is truthy, looking at every frame.
_UNTIL = """
const [expression, ms, done] = arguments;
const end = performance.now() + ms;
const look = () => {
  let value = null;
  try { value = new Function("return (" + expression + ")")(); } catch (problem) { value = null; }
  if (value) return done({value: value instanceof Node ? true : value});
  if (performance.now() > end) return done({late: document.body.innerText.slice(-1500)});
  setTimeout(look, 15);
};
look();
"""


class Page:
    """One window of the browser."""

    def __init__(self, http: aiohttp.ClientSession, session: str) -> None:
        self._http, self._session = http, session

    async def call(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """One WebDriver command; POST when there is a body. Raises AssertionError if refused."""
        method = "GET" if body is None else "POST"
        async with self._http.request(method, f"{self._session}{path}", json=body) as response:
            value = (await response.json())["value"]
        if isinstance(value, dict) and value.get("error"):
            raise AssertionError(f"{path}: {value['error']}: {value['message'][:600]}")
        return value

    async def open(self, address: str) -> None:
        """Goes to an address and waits until the page has started."""
        await self.call("/url", {"url": address})
        await self.until("document.body.classList.contains('ready')")

    async def run(self, script: str, *args: Any) -> Any:
        """Runs `script` (with `return`) in the page."""
        return await self.call("/execute/sync", {"script": script, "args": list(args)})

    async def until(self, expression: str, seconds: float = 15.0) -> Any:
        """Waits until a JavaScript expression is truthy, and returns it (True for a node)."""
        body = {"script": _UNTIL, "args": [expression, seconds * 1000]}
        found = await self.call("/execute/async", body)
        if "late" in found:
            raise AssertionError(f"Never true: {expression}\nThe page ended with:\n{found['late']}")
        return found["value"]

    async def find(self, selector: str, text: str = "") -> str:
        """Waits for the last visible element of a CSS selector whose text contains `text`."""
        wanted = (
            "const found = [...document.querySelectorAll(arguments[0])].filter(one =>"
            " one.checkVisibility() && one.textContent.includes(arguments[1])); return found.at(-1)"
        )
        for _ in range(300):
            element = await self.run(wanted, selector, text)
            if element:
                return str(element[ELEMENT])
            await asyncio.sleep(0.05)
        raise AssertionError(f"Nothing visible at {selector} with {text!r}")

    async def click(self, selector: str, text: str = "") -> None:
        """Clicks what `find` finds, as a script so that hover needs no pointer."""
        element = await self.find(selector, text)
        await self.run("arguments[0].click()", {ELEMENT: element})

    async def press(self, selector: str, text: str = "") -> None:
        """Clicks with the pointer: the element must really be reachable."""
        await self.call(f"/element/{await self.find(selector, text)}/click", {})

    async def type(self, selector: str, keys: str, text: str = "") -> None:
        """Types into what `find` finds."""
        await self.call(f"/element/{await self.find(selector, text)}/value", {"text": keys})

    async def keys(self, *keys: str) -> None:
        """Presses keys wherever the focus is."""
        steps = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        await self.call("/actions", {"actions": [{"type": "key", "id": "k", "actions": steps}]})

    async def text(self, selector: str) -> str:
        """What can be read at a selector, all matches joined by line ends."""
        script = (
            "return [...document.querySelectorAll(arguments[0])].map(o => o.innerText).join('\\n')"
        )
        return str(await self.run(script, selector))

    async def devtools(self, command: str, **params: Any) -> Any:
        """A command of the DevTools protocol, such as Emulation.setEmulatedMedia."""
        return await self.call("/goog/cdp/execute", {"cmd": command, "params": params})

    async def size(self, width: int, height: int) -> None:
        """Sets the viewport, narrower than a window could be."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await self.devtools("Emulation.setDeviceMetricsOverride", **metrics)

    async def complaints(self) -> list[str]:
        """What the browser logged as an error since the last time, CSP violations included."""
        entries = await self.call("/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries if entry["level"] == "SEVERE"]

    async def picture(self, path: Path) -> None:
        """Writes a screenshot as PNG."""
        path.write_bytes(base64.b64decode(await self.call("/screenshot")))


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Page]:
    """A fresh Chromium with a profile of its own, gone when the block ends."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        async with _driver() as address, aiohttp.ClientSession() as http:
            options = {
                "binary": CHROMIUM,
                "args": [*FLAGS.split(), f"--user-data-dir={profile}", "--window-size=1440,900"],
            }
            wanted = {
                "goog:chromeOptions": options,
                "goog:loggingPrefs": {"browser": "ALL"},
                "timeouts": {"script": 60_000},
            }
            body = {"capabilities": {"alwaysMatch": wanted}}
            async with http.post(f"{address}/session", json=body) as response:
                made = (await response.json())["value"]
            session = f"{address}/session/{made['sessionId']}"
            try:
                yield Page(http, session)
            finally:
                async with http.delete(session):
                    pass


@contextlib.asynccontextmanager
async def _driver() -> AsyncIterator[str]:
    """A chromedriver on a free port."""
    assert CHROMEDRIVER
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        CHROMEDRIVER, "--port=0", stdout=pipe, stderr=asyncio.subprocess.DEVNULL
    )
    assert process.stdout
    try:
        async for line in process.stdout:
            found = re.search(rb"started successfully on port (\d+)", line)
            if found:
                break
        else:
            raise AssertionError("chromedriver ended before it had started")
        yield f"http://127.0.0.1:{int(found.group(1))}"
    finally:
        process.terminate()
        await process.communicate()
