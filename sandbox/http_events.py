"""The Events API over HTTP: signed requests to the app's own addresses."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.events import ACK_SECONDS, Answer, Parcel
from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.workspace import Workspace


class HttpEvents:
    """Delivers by POST; an answer of 200 within 3 seconds is the acknowledgement.

    Args:
        request_url: where events go, and everything else without an address of its own.
    """

    def __init__(
        self, workspace: Workspace, faults: Faults, journal: Journal, request_url: str
    ) -> None:
        self._workspace = workspace
        self._faults = faults
        self._journal = journal
        self.request_url = request_url
        self.ready = True
        self._session: aiohttp.ClientSession | None = None

    async def verify(self) -> bool:
        """Sends url_verification; True when the app echoes the challenge."""
        challenge = self._workspace.ids.secret(40)
        token = self._workspace.app.verification_token
        body = json.dumps({"token": token, "challenge": challenge, "type": "url_verification"})
        try:
            _, text, _ = await self._post(self.request_url, body, "application/json", {})
        except (aiohttp.ClientError, TimeoutError):
            return False
        return challenge in text

    async def deliver(self, parcel: Parcel) -> Answer:
        """Sends one request and reads its answer."""
        body, kind = _encode(parcel)
        headers = _retry_headers(parcel)
        event_id = parcel.payload.get("event_id")
        self._journal.add("delivery", name=parcel.name, by="http", event_id=event_id, **headers)
        try:
            status, text, answer = await self._post(self._address(parcel), body, kind, headers)
        except TimeoutError:
            return Answer(False, reason="http_timeout")
        except aiohttp.TooManyRedirects:
            return Answer(False, reason="too_many_redirects")
        except aiohttp.ClientError:
            return Answer(False, reason="connection_failed")
        if status != 200:
            retry = answer.get("x-slack-no-retry") != "1"
            return Answer(False, reason="http_error", retry=retry)
        if self._faults.take("delivery", "ack", "lost_ack"):
            return Answer(False, reason="http_timeout")
        self._journal.add("ack", event_id=event_id, status=status)
        return Answer(True, _decode(text))

    async def close(self) -> None:
        """Closes the connections."""
        if self._session:
            await self._session.close()

    def _address(self, parcel: Parcel) -> str:
        manifest = self._workspace.app.manifest
        if parcel.kind == "slash_commands":
            return dict(manifest.command_urls).get(parcel.payload["command"], self.request_url)
        if parcel.kind == "interactive":
            return manifest.interactivity_url or self.request_url
        return self.request_url

    async def _post(
        self, url: str, body: str, kind: str, headers: dict[str, str]
    ) -> tuple[int, str, Any]:
        if self._session is None:
            limit = aiohttp.ClientTimeout(total=ACK_SECONDS)
            self._session = aiohttp.ClientSession(timeout=limit)
        signed = {**headers, **self.signature(body), "Content-Type": kind}
        async with self._session.post(url, data=body.encode(), headers=signed) as response:
            return response.status, await response.text(), response.headers

    def signature(self, body: str, at: int | None = None) -> dict[str, str]:
        """The v0 signature headers of a body.

        Args:
            body: the raw body.
            at: epoch seconds; None means the machine's time, because receivers refuse requests
                that are five minutes off their own clock.
        """
        stamp = int(time.time()) if at is None else at
        secret = self._workspace.app.signing_secret.encode()
        digest = hmac.new(secret, f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": str(stamp), "X-Slack-Signature": f"v0={digest}"}


def _encode(parcel: Parcel) -> tuple[str, str]:
    form = "application/x-www-form-urlencoded"
    if parcel.kind == "events_api":
        return json.dumps(parcel.payload), "application/json"
    if parcel.kind == "interactive":
        return urlencode({"payload": json.dumps(parcel.payload)}), form
    return urlencode(parcel.payload), form


def _retry_headers(parcel: Parcel) -> dict[str, str]:
    if not parcel.attempt:
        return {}
    return {"x-slack-retry-num": str(parcel.attempt), "x-slack-retry-reason": parcel.reason}


def _decode(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        body = json.loads(text)
    except ValueError:
        return {"text": text}
    return body if isinstance(body, dict) else {}
