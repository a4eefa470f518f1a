"""Fetching the files of messages: from Slack's own hosts only, and the token to nobody else.

A file's address comes from a message's JSON and so, in the end, from whoever posted it. It is
followed only to Slack, or to the host that was set as SLACK_API_URL for a local workspace.
Redirects are followed by hand; the token stays with the scheme, host and port it was meant for.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection

import aiohttp
import structlog
from yarl import URL

from bot.services import Services
from digests.files.limits import FILE_BYTES
from digests.files.problems import EMPTY, TOO_LARGE, FileProblem, Problem
from digests.models import File

_log = structlog.get_logger(__name__)

# url_private points to files.slack.com, for some uploads to the workspace's own host; both need the
# token (docs.slack.dev/reference/objects/file-object). slack-files.com serves public links.
SLACK_HOSTS = ("slack.com", "slack-files.com")
REDIRECTS = 3
CHUNK = 2**16

_REDIRECT = frozenset({301, 302, 303, 307, 308})
_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_SIGN_IN = re.compile(r"/(?:signin|login|sso|checkcookie)\b")

GONE = Problem("was deleted", "were deleted")
OUTSIDE = Problem("lies outside of Slack", "lie outside of Slack")
FORBIDDEN = Problem(
    "can't be read without the permission files:read",
    "can't be read without the permission files:read",
    "Whoever runs me can add it under OAuth & Permissions and reinstall the app.",
)
BUSY = Problem("couldn't be fetched: Slack is busy", "couldn't be fetched: Slack is busy")
UNREACHABLE = Problem("couldn't be fetched from Slack", "couldn't be fetched from Slack")
TOO_SLOW = Problem("took too long to fetch", "took too long to fetch")
BROKEN_OFF = Problem("broke off while it was fetched", "broke off while they were fetched")
MORE_THAN_SAID = Problem("is larger than Slack says", "are larger than Slack says")
MISLED = Problem("was sent on to somewhere else", "were sent on to somewhere else")


class FileFetcher:
    """Fetches files with the bot's token."""

    def __init__(
        self,
        token: str,
        allowed_hosts: Collection[str] = SLACK_HOSTS,
        *,
        api_url: str = "",
        timeout: float = 30.0,
        stall: float = 10.0,
    ) -> None:
        """Nothing is connected yet.

        Args:
            token: the bot's; sent to allowed addresses only.
            allowed_hosts: these hosts and those below them, over https on its own port.
            api_url: SLACK_API_URL; its scheme, host and port are allowed exactly as they are.
            timeout: seconds per file, redirects included.
            stall: seconds without a byte after which a host counts as dead.
        """
        self._token, self._hosts = token, tuple(allowed_hosts)
        self._local = _origin(URL(api_url)) if api_url else None
        self._timeout, self._stall = timeout, stall

    def allows(self, url: URL) -> bool:
        """Whether something may be fetched from there."""
        if url.user is not None or url.password is not None:
            return False
        if self._local is not None and _origin(url) == self._local:
            return True
        host = url.host or ""
        known = any(host == each or host.endswith(f".{each}") for each in self._hosts)
        return known and url.scheme == "https" and url.port == 443

    def headers(self, url: URL, home: URL) -> dict[str, str]:
        """What to send to `url` for a file that lives at `home`: the token only to the same origin.

        Compressed answers aren't asked for, so that what arrives is what was counted.
        """
        plain = {"Accept-Encoding": "identity"}
        same = _origin(url) == _origin(home) and self.allows(url)
        return plain | ({"Authorization": f"Bearer {self._token}"} if same else {})

    async def fetch(self, file: File, most: int = FILE_BYTES) -> bytes:
        """The whole file.

        Args:
            file: as stored.
            most: how many bytes it may have; counted as they arrive.

        Raises:
            FileProblem: if it can't be had; its text says why.
        """
        if not file.url:
            raise FileProblem(GONE)
        url = _parsed(file.url)
        if url is None or not self.allows(url):
            raise FileProblem(OUTSIDE)
        limits = aiohttp.ClientTimeout(
            total=None, connect=self._stall, sock_connect=self._stall, sock_read=self._stall
        )
        try:
            async with (
                asyncio.timeout(self._timeout),
                aiohttp.ClientSession(
                    timeout=limits, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
                ) as session,
            ):
                return await self._follow(session, url, file, most)
        except TimeoutError:
            problem = TOO_SLOW
        except aiohttp.ClientPayloadError:
            problem = BROKEN_OFF
        except (aiohttp.ClientError, OSError, ValueError) as error:
            _log.warning("file.unreachable", file_id=file.file_id, error=type(error).__name__)
            problem = UNREACHABLE
        raise FileProblem(problem)

    async def _follow(
        self, session: aiohttp.ClientSession, url: URL, file: File, most: int
    ) -> bytes:
        """Ask, and ask again where the answer is a redirect to a place that is allowed."""
        home = url
        for _ in range(REDIRECTS + 1):
            headers = self.headers(url, home)
            async with session.get(url, headers=headers, allow_redirects=False) as answer:
                if answer.status not in _REDIRECT:
                    return await _body(answer, file, most)
                url = self._next(url, answer)
        raise FileProblem(MISLED)

    def _next(self, url: URL, answer: aiohttp.ClientResponse) -> URL:
        """Where a redirect leads; FileProblem if it leads to the sign-in page or elsewhere."""
        target = _parsed(answer.headers.get("Location", ""), url)
        if target is None or not self.allows(target):
            raise FileProblem(MISLED)
        # The sign-in page is the workspace's own front page, which no file is.
        if target.path in ("", "/") or "redir" in target.query or _SIGN_IN.match(target.path):
            raise FileProblem(FORBIDDEN)
        return target


def fetcher_for(services: Services, *, timeout: float = 30.0) -> FileFetcher:
    """The fetcher with the bot's own token; `timeout` in seconds per file."""
    token = services.slack.client.token or ""
    return FileFetcher(token, api_url=services.settings.slack_api_url, timeout=timeout)


def _parsed(address: str, base: URL | None = None) -> URL | None:
    """An absolute URL, None for what isn't one or may be read as another one elsewhere."""
    if not address or "\\" in address or any(character < " " for character in address):
        return None
    try:
        url = URL(address)
        url = base.join(url) if base is not None else url
        return url if url.absolute and url.host and url.scheme in ("http", "https") else None
    except ValueError:
        return None


def _origin(url: URL) -> tuple[str, str, int]:
    return url.scheme, url.host or "", url.port or 0


async def _body(answer: aiohttp.ClientResponse, file: File, most: int) -> bytes:
    """The content of an answer that is the file; FileProblem for every other answer."""
    _refuse_status(answer.status)
    too_large = TOO_LARGE if most >= FILE_BYTES else MORE_THAN_SAID
    if (answer.content_length or 0) > most:
        raise FileProblem(too_large)
    parts: list[bytes] = []
    size = 0
    async for part in answer.content.iter_chunked(CHUNK):
        size += len(part)
        if size > most:
            raise FileProblem(too_large)
        parts.append(part)
    data = b"".join(parts)
    if not data:
        raise FileProblem(EMPTY)
    if _is_sign_in(answer.content_type, file, data):
        raise FileProblem(FORBIDDEN)
    return data


def _refuse_status(status: int) -> None:
    if status in (401, 403):
        raise FileProblem(FORBIDDEN)
    if status in (404, 410):
        raise FileProblem(GONE)
    if status == 429 or status >= 500:
        raise FileProblem(BUSY)
    if status != 200:
        raise FileProblem(UNREACHABLE)


def _is_sign_in(content_type: str, file: File, data: bytes) -> bool:
    """Whether Slack sent its sign-in page, with 200, since the token lacks files:read.

    A file that is a web page itself has the length that Slack told.
    """
    if content_type not in _HTML_TYPES and not _PAGE.match(data[:2_048]):
        return False
    if file.size:
        return len(data) != file.size
    return file.mimetype.partition(";")[0].strip().lower() not in _HTML_TYPES
