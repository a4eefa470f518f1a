"""Headless Chromium, driven over chromedriver's W3C WebDriver API with aiohttp alone."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMEDRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of a web element in the W3C standard
ENTER, ESCAPE, TAB, UP, DOWN = "\ue007", "\ue00c", "\ue004", "\ue013", "\ue015"

# Resolves with the value of an expression as soon as it is truthy. The expression stands in the
# script itself, because the page's Content-Security-Policy forbids to evaluate text.
_UNTIL = """
const [ms, done] = arguments;
const end = performance.now() + ms;
const look = () => {
  let value = null;
  try { value = (%s); } catch (problem) { value = null; }
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
        body = {"script": _UNTIL % expression, "args": [seconds * 1000]}
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

    async def choose(self, selector: str, label: str) -> None:
        """Chooses an option of a menu by what it says."""
        script = (
            "const [menu, label] = arguments;"
            "menu.value = [...menu.options].find((one) => one.textContent.includes(label)).value;"
            "menu.dispatchEvent(new Event('change', {bubbles: true}))"
        )
        await self.run(script, {ELEMENT: await self.find(selector)}, label)

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


@contextlib.contextmanager
def chromium() -> Iterator[str]:
    """A fresh Chromium with a profile of its own: the address of its WebDriver session."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, _driver() as address:
        options = {"binary": CHROMIUM, "args": [*FLAGS.split(), f"--user-data-dir={profile}"]}
        wanted = {
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL"},
            "timeouts": {"script": 60_000},
        }
        body = json.dumps({"capabilities": {"alwaysMatch": wanted}}).encode()
        with urlopen(Request(f"{address}/session", body, method="POST")) as response:
            made = json.load(response)["value"]
        session = f"{address}/session/{made['sessionId']}"
        try:
            yield session
        finally:
            urlopen(Request(session, method="DELETE")).close()


@contextlib.asynccontextmanager
async def window(session: str) -> AsyncIterator[Page]:
    """The window of a browser, empty and as wide as a desk's screen."""
    async with aiohttp.ClientSession() as http:
        page = Page(http, session)
        await page.call("/url", {"url": "about:blank"})
        await page.size(1440, 900)
        await page.devtools("Emulation.setEmulatedMedia", features=[])
        await page.complaints()
        yield page


@contextlib.contextmanager
def _driver() -> Iterator[str]:
    """The address of a chromedriver on a free port."""
    assert CHROMEDRIVER
    command = [CHROMEDRIVER, "--port=0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        try:
            said = (re.search(rb"successfully on port (\d+)", line) for line in process.stdout)
            port = next((found.group(1).decode() for found in said if found), None)
            assert port, "chromedriver ended before it had started"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
