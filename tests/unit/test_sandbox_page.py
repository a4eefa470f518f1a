"""The page's files: what may not stand in them, and what is sent with them."""

import re

import aiohttp
import pytest

from sandbox import Sandbox
from sandbox.page import STATIC

FILES = sorted(path for path in STATIC.iterdir())
SCRIPTS = [path for path in FILES if path.suffix == ".js"]
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|"
    r"srcdoc|createContextualFragment|setHTML"
)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_can_make_html_of_text(path: object) -> None:
    assert FORBIDDEN.findall(path.read_text(encoding="utf-8")) == []  # type: ignore[attr-defined]


def test_only_one_script_sets_addresses() -> None:
    setters = [
        path.name for path in SCRIPTS if re.search(r"\bhref:|\.href =|src:", path.read_text())
    ]

    assert setters == ["links.js"]


def test_nothing_comes_from_elsewhere_and_nothing_stands_inline() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        addresses = set(re.findall(r"https?://[\w.]+", text))
        assert addresses <= {"http://www.w3.org"}, path.name
        assert "@import" not in text
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*src=)|<style| on\w+=| style=", page) == []


def test_every_import_leads_to_a_file_and_a_name_in_it() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in SCRIPTS}
    for name, text in texts.items():
        for names, target in re.findall(r'import \{([^}]+)\} from "\./([\w.]+)"', text):
            for one in names.split(","):
                wanted = one.split(" as ")[0].strip()
                exported = rf"export (async )?(function|const|let|class) {wanted}\b"
                assert re.search(exported, texts[target]), f"{name}: {wanted} of {target}"


def test_every_script_is_small() -> None:
    lengths = {path.name: len(path.read_text().splitlines()) for path in SCRIPTS}

    assert {name: length for name, length in lengths.items() if length > 200} == {}


async def test_every_file_is_sent_with_a_policy_that_forbids_inline_code() -> None:
    async with Sandbox.running(claude=False) as sandbox, aiohttp.ClientSession() as http:
        paths = ["", "home", "archives/C1", "archives/C1/p1700000000000100"]
        for path in [*paths, *(f"static/{path.name}" for path in FILES)]:
            async with http.get(f"{sandbox.addresses.url}{path}") as response:
                assert response.status == 200
                policy = response.headers["Content-Security-Policy"]
                assert policy.startswith("default-src 'self';")
                assert "unsafe" not in policy
                assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["nothing.js", "..%2F__init__.py", "%2e%2e/__init__.py"])
async def test_only_the_pages_own_files_are_served(name: str) -> None:
    async with (
        Sandbox.running(claude=False) as sandbox,
        aiohttp.ClientSession(sandbox.addresses.url) as http,
        http.get(f"static/{name}") as response,
    ):
        assert response.status == 404


async def test_the_page_learns_the_faults_there_are() -> None:
    async with (
        Sandbox.running(claude=False) as sandbox,
        aiohttp.ClientSession(sandbox.addresses.url) as http,
        http.get("page/about") as response,
    ):
        about = await response.json()

    assert set(about["faults"]) == {"slack", "delivery", "claude"}
    assert about["claude"] is False
