"""Files come from Slack's own hosts only, and the token goes nowhere else."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from yarl import URL

from bot.file_fetch import FileFetcher
from digests.files import FileProblem, read_files
from digests.models import File
from tests.support.files import a_file, a_pdf
from tests.support.sandbox_place import place

TOKEN = "xoxb-test"
SIGN_IN = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head></html>"
Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@dataclass
class Host:
    """A server that remembers who came with which token."""

    handler: Handler
    address: str = ""
    tokens: list[str] = field(default_factory=list)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.tokens.append(request.headers.get("Authorization", ""))
        return await self.handler(request)


@asynccontextmanager
async def host(handler: Handler) -> AsyncIterator[Host]:
    made = Host(handler)
    server = web.Server(made.answer)
    runner = web.ServerRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.address = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield made
    finally:
        await runner.cleanup()


def says(body: bytes | str, content_type: str = "text/plain", status: int = 200) -> Handler:
    async def handle(_: web.BaseRequest) -> web.Response:
        data = body.encode() if isinstance(body, str) else body
        return web.Response(body=data, content_type=content_type, status=status)

    return handle


def sends_to(location: str, status: int = 302) -> Handler:
    async def handle(_: web.BaseRequest) -> web.Response:
        return web.Response(status=status, headers={"Location": location})

    return handle


async def fetched(
    at: Host, path: str = "files/F1/a.txt", *, most: int = 1_000, file: File | None = None
) -> bytes:
    fetcher = FileFetcher(TOKEN, api_url=f"{at.address}api/", timeout=5, stall=2)
    found = file or a_file()
    return await fetcher.fetch(
        File(found.file_id, found.name, found.mimetype, found.size, at.address + path), most
    )


async def refused(at: Host, **more: int | File) -> str:
    with pytest.raises(FileProblem) as caught:
        await fetched(at, **more)  # type: ignore[arg-type]
    return str(caught.value)


async def test_a_file_is_fetched_whole_with_the_token() -> None:
    async with host(says(b"x" * 1_000)) as slack:
        assert await fetched(slack) == b"x" * 1_000
        assert slack.tokens == [f"Bearer {TOKEN}"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_another_host_is_not_followed(status: int) -> None:
    async with host(says("stolen")) as thief, host(sends_to(thief.address, status)) as slack:
        assert await refused(slack) == "The file was sent on to somewhere else."
        assert thief.tokens == []


@pytest.mark.parametrize(
    "location",
    [
        "//evil.example/file",
        "http://127.0.0.1:1/file",
        "https://evil.example/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "http://files.slack.com/x",
        "https://files.slack.com:8443/x",
        "https://files.slack.com@evil.example/x",
        "https://user:word@files.slack.com/x",
        "https://files.slack.com.evil.example/x",
        "https://evil.example\\@files.slack.com/x",
        "http://[::1",
        "",
    ],
)
async def test_a_redirect_is_followed_to_allowed_addresses_only(location: str) -> None:
    async with host(sends_to(location)) as slack:
        assert await refused(slack) == "The file was sent on to somewhere else."
        assert len(slack.tokens) == 1


async def test_a_redirect_within_the_host_is_followed_three_times_at_most() -> None:
    async def handle(request: web.BaseRequest) -> web.Response:
        left = int(request.path.rpartition("/")[2])
        if left:
            return web.Response(status=302, headers={"Location": f"/hop/{left - 1}"})
        return web.Response(text="here")

    async with host(handle) as slack:
        assert await fetched(slack, "hop/3") == b"here"
        assert slack.tokens == [f"Bearer {TOKEN}"] * 4
    async with host(handle) as slack:
        with pytest.raises(FileProblem, match="sent on to somewhere else"):
            await fetched(slack, "hop/4")


def test_the_token_is_sent_to_the_files_own_origin_only() -> None:
    fetcher = FileFetcher(TOKEN, api_url="http://127.0.0.1:8000/api/")
    home = URL("https://files.slack.com/files-pri/T1-F1/a.txt")
    assert "Authorization" in fetcher.headers(URL("https://files.slack.com/b"), home)
    for other in (
        "https://acme.slack.com/b",
        "https://slack-files.com/b",
        "http://files.slack.com/b",
        "https://files.slack.com:444/b",
        "http://127.0.0.1:8000/b",
    ):
        assert "Authorization" not in fetcher.headers(URL(other), home)
    outside = URL("https://evil.example/a")
    assert "Authorization" not in fetcher.headers(outside, outside)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://files.slack.com/files-pri/T1-F1/a.txt", True),
        ("https://FILES.SLACK.COM/a", True),
        ("https://acme.slack.com/files/F1", True),
        ("https://slack-files.com/T1-F1", True),
        ("http://127.0.0.1:8000/files/F1/a.txt", True),
        ("http://127.0.0.1:8001/files/F1/a.txt", False),
        ("https://127.0.0.1:8000/files/F1/a.txt", False),
        ("http://localhost:8000/files/F1/a.txt", False),
        ("http://files.slack.com/a", False),
        ("https://files.slack.com:80/a", False),
        ("https://files.slack.com./a", False),
        ("https://notslack.com/a", False),
        ("https://slack.com.evil.example/a", False),
        ("https://evil.example/files.slack.com", False),
        ("https://me@files.slack.com/a", False),
        ("http://169.254.169.254/latest", False),
    ],
)
def test_only_slacks_hosts_and_the_local_workspace_are_allowed(address: str, allowed: bool) -> None:
    fetcher = FileFetcher(TOKEN, api_url="http://127.0.0.1:8000/api/")
    assert fetcher.allows(URL(address)) is allowed


@pytest.mark.parametrize("url", ["https://docs.example/d/1", "a.txt", "http://[::1", "x y://z"])
async def test_a_file_kept_elsewhere_is_not_asked_for(url: str) -> None:
    with pytest.raises(FileProblem, match=r"^The file lies outside of Slack\.$"):
        await FileFetcher(TOKEN).fetch(a_file(url=url))


async def test_a_file_without_an_address_was_deleted() -> None:
    with pytest.raises(FileProblem, match=r"^The file was deleted\.$"):
        await FileFetcher(TOKEN).fetch(a_file())


async def test_an_endless_body_is_given_up_at_the_limit() -> None:
    sent = 0

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65_536)
            sent += 65_536

    async with host(handle) as slack, asyncio.timeout(10):
        assert await refused(slack, most=200_000) == "The file is larger than Slack says."
    assert sent < 50_000_000


async def test_a_body_announced_as_too_long_is_not_read() -> None:
    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "21000000"})
        await response.prepare(request)
        await asyncio.sleep(60)
        return response

    async with host(handle) as slack, asyncio.timeout(4):
        assert await refused(slack, most=20 * 2**20) == "The file is larger than 20 MB."


async def test_a_body_shorter_than_announced_broke_off() -> None:
    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "500"})
        await response.prepare(request)
        await response.write(b"x" * 100)
        assert request.transport is not None
        request.transport.close()
        return response

    async with host(handle) as slack:
        assert await refused(slack) == "The file broke off while it was fetched."


async def test_a_small_answer_that_unpacks_to_a_large_one_is_given_up() -> None:
    async def handle(_: web.BaseRequest) -> web.Response:
        packed = gzip.compress(b"\0" * 30_000_000)
        return web.Response(body=packed, headers={"Content-Encoding": "gzip"})

    async with host(handle) as slack:
        assert await refused(slack, most=100_000) == "The file is larger than Slack says."


async def test_a_body_that_stalls_is_given_up() -> None:
    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"x")
        await asyncio.sleep(60)
        return response

    async with host(handle) as slack:
        fetcher = FileFetcher(TOKEN, api_url=slack.address, timeout=5, stall=0.1)
        with pytest.raises(FileProblem, match="took too long to fetch"):
            await fetcher.fetch(a_file(url=slack.address))


async def test_a_body_that_drips_is_given_up_after_the_whole_time() -> None:
    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.02)

    async with host(handle) as slack:
        fetcher = FileFetcher(TOKEN, api_url=slack.address, timeout=0.3, stall=2)
        with pytest.raises(FileProblem, match="took too long to fetch"):
            await fetcher.fetch(a_file(url=slack.address))


async def test_a_host_that_is_not_there_is_one_sentence() -> None:
    async with host(says("gone")) as slack:
        pass
    assert await refused(slack) == "The file couldn't be fetched from Slack."


FORBIDDEN = (
    "The file can't be read without the permission files:read. "
    "Whoever runs me can add it under OAuth & Permissions and reinstall the app."
)


@pytest.mark.parametrize(
    ("handler", "file"),
    [
        (says(SIGN_IN, "text/html"), a_file(size=12)),
        (says(SIGN_IN, "text/html"), a_file()),
        (says("  \n<html lang=en>", "application/octet-stream"), a_file(size=12)),
        (says(SIGN_IN, "text/html"), a_file("a.html", "text/html", size=12)),
        (says("no", status=403), a_file()),
        (says("no", status=401), a_file()),
        (sends_to("/?redir=%2Ffiles-pri%2Fa.txt"), a_file()),
        (sends_to("/signin"), a_file()),
        (sends_to("/"), a_file()),
    ],
)
async def test_slacks_sign_in_page_is_never_taken_for_the_file(
    handler: Handler, file: File
) -> None:
    async with host(handler) as slack:
        assert await refused(slack, file=file) == FORBIDDEN


@pytest.mark.parametrize("size", [len(SIGN_IN), 0])
async def test_a_web_page_that_somebody_posted_is_a_file(size: int) -> None:
    async with host(says(SIGN_IN, "text/html")) as slack:
        page = a_file("a.html", "text/html", size=size)
        assert await fetched(slack, file=page) == SIGN_IN.encode()


@pytest.mark.parametrize(
    ("handler", "sentence"),
    [
        (says("", status=404), "The file was deleted."),
        (says("", status=410), "The file was deleted."),
        (says("", status=429), "The file couldn't be fetched: Slack is busy."),
        (says("", status=503), "The file couldn't be fetched: Slack is busy."),
        (says("", status=418), "The file couldn't be fetched from Slack."),
        (says("part", status=206), "The file couldn't be fetched from Slack."),
        (says(""), "The file is empty."),
    ],
)
async def test_every_other_answer_is_one_sentence(handler: Handler, sentence: str) -> None:
    async with host(handler) as slack:
        assert await refused(slack) == sentence


async def test_what_is_no_http_at_all_is_one_sentence() -> None:
    async def handle(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"\x00\x01nonsense\r\n\r\n")
        writer.close()

    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(await asyncio.start_server(handle, "127.0.0.1", 0))
        port = server.sockets[0].getsockname()[1]
        fetcher = FileFetcher(TOKEN, api_url=f"http://127.0.0.1:{port}/api/", timeout=5)
        with pytest.raises(FileProblem, match="couldn't be fetched from Slack"):
            await fetcher.fetch(a_file(url=f"http://127.0.0.1:{port}/a"))


async def test_files_of_the_local_slack_are_fetched_and_read() -> None:
    async with place() as here:
        plan, log = a_pdf(["Refund 212 orders"]), b"all quiet"
        given = [{"name": "plan.pdf", "content": plan}, {"name": "a.log", "content": log}]
        here.control.post(here.ann, "general", "the plan", files=given)
        raw = here.control.messages("general")[0]["files"]
        files = [File(f["id"], f["name"], f["mimetype"], f["size"], f["url_private"]) for f in raw]
        where = here.sandbox.addresses
        fetcher = FileFetcher(where.bot_token, api_url=where.slack_api_url)
        readings = await read_files(files, fetcher)
        assert [each.text for each in readings] == ["Page 1:\nRefund 212 orders", "all quiet"]
        stranger = FileFetcher("xoxb-wrong", api_url=where.slack_api_url)
        (reading, _) = await read_files(files, stranger)
        assert reading.reason == "the PDF can't be read without the permission files:read"
