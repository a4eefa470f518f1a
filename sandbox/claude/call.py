"""One way in for every endpoint: key, fault, answer, error body, journal."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .errors import STATUS, ApiError, invalid
from .failures import BEFORE, BY_STATUS, error_of
from .headers import check_headers, rate_limits
from .ports import Fault, Json
from .sending import hang_up, pause

if TYPE_CHECKING:
    from .local import LocalClaude

PREFIX = "/claude"


@dataclass
class Call:
    """One request on its way: what arrived, and what the journal will say about it."""

    claude: "LocalClaude"
    request: web.Request
    path: str
    request_id: str
    entry: Json
    fault: Fault | None = None

    @property
    def now(self) -> float:
        """Epoch seconds on the sandbox's clock."""
        return self.claude.clock.now()

    @property
    def base_url(self) -> str:
        """The address the client used, prefix included."""
        return f"{self.request.url.origin()}{PREFIX}"

    @property
    def headers(self) -> dict[str, str]:
        """Headers of every answer."""
        used = len(self.claude.requests)
        return {"request-id": self.request_id, **rate_limits(self.now, used)}

    def json(self, data: Json) -> web.Response:
        """Answer with JSON."""
        return web.json_response(data, headers=self.headers)

    async def fail_before(self, fault: Fault | None) -> None:
        """Apply a fault that strikes before the first byte, and remember the others."""
        if fault is None:
            return
        self.fault = fault
        self.entry["fault"] = fault.kind
        if error := error_of(fault):
            raise error
        if fault.kind == "slow":
            await pause(self.request, lambda: 2.0 if fault.seconds is None else fault.seconds)
        if fault.kind == "cut_before":
            hang_up(self.request, web.StreamResponse())
            raise ConnectionResetError("cut by a fault")


Handler = Callable[[Call], Awaitable[web.StreamResponse]]


def endpoint(
    claude: "LocalClaude", handler: Handler
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return the aiohttp handler: key, fault, answer, error body, journal."""

    async def handle(request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix(PREFIX)
        entry: Json = {"method": request.method, "path": path, "voice": claude.voice, "status": 200}
        call = Call(claude, request, path, claude.ids.new("req"), entry)
        entry["request_id"] = call.request_id
        try:
            check_headers(request.headers, claude.api_key)
            if path != "/v1/messages":
                await call.fail_before(_early_fault(claude, path))
            return await handler(call)
        except ApiError as error:
            entry.update(status=error.status, error=error.type, message=error.message)
            body = error.body(call.request_id)
            return web.json_response(
                body, status=error.status, headers=call.headers | error.headers
            )
        except ConnectionError:
            entry["disconnected"] = True
            return web.Response(status=499)
        finally:
            claude.journal.add("claude", **entry)

    return handle


def _early_fault(claude: "LocalClaude", path: str) -> Fault | None:
    """Return the fault due for a path other than messages.

    Only the kinds that strike before an answer are asked for, so that one meant for a stream is
    not used up here.
    """
    due = (claude.faults.take("claude", path, kind) for kind in (*BY_STATUS, *STATUS, *BEFORE))
    return next((fault for fault in due if fault), None)


async def read_body(call: Call, limit: int) -> Json:
    """Return the JSON object of a request.

    Read piece by piece, because the server's own limit on bodies is set for Slack.

    Raises:
        ApiError: 413 above `limit` bytes, 400 for anything but a JSON object.
    """
    content = bytearray()
    async for piece in call.request.content.iter_any():
        content += piece
        if len(content) > limit:
            raise ApiError("request_too_large", "Request exceeds the maximum size")
    try:
        body: Any = json.loads(content)
    except ValueError:
        raise invalid("The request body is not valid JSON") from None
    if not isinstance(body, dict):
        raise invalid("Input should be a valid dictionary")
    return body
