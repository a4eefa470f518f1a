"""The HTTP side of the local Claude: one handler per endpoint, one way in for all of them."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from .checks import check_count
from .errors import STATUS, ApiError, invalid, not_found
from .failures import BEFORE, BY_STATUS, error_of
from .files import MAX_BYTES, download_refused
from .headers import check_headers, pages, rate_limits, whole_number
from .models import MODELS, find, model_info
from .ports import Fault, Json
from .received import Received
from .sending import hang_up, pause, send_stream, send_whole
from .tokens import count_request

if TYPE_CHECKING:
    from .local import LocalClaude

PREFIX = "/claude"
# The API's limits on a request's body: messages 32 MB, batches 256 MB.
MAX_BODY = 32 * 1024 * 1024
MAX_BATCH_BODY = 256 * 1024 * 1024


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
            await pause(self.request, 2.0 if fault.seconds is None else fault.seconds)
        if fault.kind == "cut_before":
            hang_up(self.request, web.StreamResponse())
            raise ConnectionResetError("cut by a fault")


Handler = Callable[[Call], Awaitable[web.StreamResponse]]


def routes(claude: "LocalClaude") -> list[web.RouteDef]:
    """Return the routes of every endpoint, bound to one local Claude."""
    table: list[tuple[str, str, Handler]] = [
        ("POST", "/v1/messages", create_message),
        ("POST", "/v1/messages/count_tokens", count_tokens),
        ("POST", "/v1/messages/batches", create_batch),
        ("GET", "/v1/messages/batches", list_batches),
        ("GET", "/v1/messages/batches/{id}", retrieve_batch),
        ("DELETE", "/v1/messages/batches/{id}", delete_batch),
        ("POST", "/v1/messages/batches/{id}/cancel", cancel_batch),
        ("GET", "/v1/messages/batches/{id}/results", batch_results),
        ("GET", "/v1/models", list_models),
        ("GET", "/v1/models/{id}", retrieve_model),
        ("POST", "/v1/files", upload_file),
        ("GET", "/v1/files", list_files),
        ("GET", "/v1/files/{id}", retrieve_file),
        ("DELETE", "/v1/files/{id}", delete_file),
        ("GET", "/v1/files/{id}/content", download_file),
        ("*", "/{rest:.*}", unknown_path),
    ]
    return [
        web.route(method, PREFIX + path, _endpoint(claude, handler), allow_head=False)
        if method == "GET"
        else web.route(method, PREFIX + path, _endpoint(claude, handler))
        for method, path, handler in table
    ]


def _endpoint(
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


async def create_message(call: Call) -> web.StreamResponse:
    """POST /v1/messages: an answer, whole or streamed."""
    claude, request = call.claude, call.request
    body = await _body(call, MAX_BODY)
    sent = {k.lower(): v for k, v in request.headers.items() if k.lower() != "authorization"}
    sent.pop("x-api-key", None)
    claude.requests.append(Received(call.path, body, sent, call.now))
    call.entry.update(model=body.get("model"), stream=bool(body.get("stream")))
    await call.fail_before(claude.faults.take("claude", call.path))
    prompt = claude.read(body)
    # A long transcript takes a second to weigh; everybody else in this process goes on meanwhile.
    # A script answers in the order in which requests arrive, so it stays here.
    scripted = claude.voice == "scripted"
    reply = claude.reply(prompt) if scripted else await asyncio.to_thread(claude.reply, prompt)
    await call.fail_before(reply.failure)
    message = claude.finish(reply, body, call.fault)
    call.entry.update(stop_reason=message["stop_reason"], usage=message["usage"])
    await pause(request, claude.delay)
    send = send_stream if body.get("stream") else send_whole
    return await send(request, message, call.headers, claude.speed, call.fault)


async def count_tokens(call: Call) -> web.StreamResponse:
    """POST /v1/messages/count_tokens."""
    body = await _body(call, MAX_BODY)
    check_count(body)
    return call.json({"input_tokens": count_request(body)})


async def create_batch(call: Call) -> web.StreamResponse:
    """POST /v1/messages/batches."""
    body = await _body(call, MAX_BATCH_BODY)
    return call.json(call.claude.batches.create(body, call.now).shown(call.base_url))


async def retrieve_batch(call: Call) -> web.StreamResponse:
    """GET /v1/messages/batches/{id}."""
    return call.json(call.claude.batches.get(_id(call), call.now).shown(call.base_url))


async def list_batches(call: Call) -> web.StreamResponse:
    """GET /v1/messages/batches, newest first."""
    shown = [b.shown(call.base_url) for b in call.claude.batches.newest_first()]
    return call.json(pages(shown, call.request.query))


async def cancel_batch(call: Call) -> web.StreamResponse:
    """POST /v1/messages/batches/{id}/cancel."""
    return call.json(call.claude.batches.cancel(_id(call), call.now).shown(call.base_url))


async def delete_batch(call: Call) -> web.StreamResponse:
    """DELETE /v1/messages/batches/{id}."""
    return call.json(call.claude.batches.delete(_id(call), call.now))


async def batch_results(call: Call) -> web.StreamResponse:
    """GET /v1/messages/batches/{id}/results: JSON lines."""
    text = call.claude.batches.results(_id(call), call.now)
    return web.Response(text=text, content_type="application/x-jsonl", headers=call.headers)


async def list_models(call: Call) -> web.StreamResponse:
    """GET /v1/models, newest first; retired ones only when asked for."""
    query = call.request.query
    wanted = query.getall("lifecycle[]", query.getall("lifecycle", ["active", "deprecated"]))
    shown = [model_info(model) for model in MODELS if model.lifecycle in wanted]
    return call.json(pages(shown, query))


async def retrieve_model(call: Call) -> web.StreamResponse:
    """GET /v1/models/{id}."""
    model = find(_id(call))
    if model is None:
        raise not_found(f"model: {_id(call)}")
    return call.json(model_info(model))


async def upload_file(call: Call) -> web.StreamResponse:
    """POST /v1/files: multipart with `file` and perhaps `expires_in_seconds`."""
    if not call.request.content_type.startswith("multipart/"):
        raise invalid("file: a multipart/form-data body is required")
    upload: tuple[str, str, bytes] | None = None
    lifetime: str | None = None
    async for part in await call.request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        if part.name == "file":
            content = await _part(part)
            upload = (part.filename or "", part.headers.get("content-type", ""), content)
        elif part.name == "expires_in_seconds":
            lifetime = await part.text()
    if upload is None:
        raise invalid("file: Field required")
    return call.json(call.claude.files.add(*upload, call.now, lifetime).metadata())


async def _part(part: BodyPartReader) -> bytes:
    """Return the bytes of a form field, past the limit that the server sets for Slack's bodies."""
    content = bytearray()
    while piece := await part.read_chunk(65_536):
        content += piece
        if len(content) > MAX_BYTES:
            raise ApiError("request_too_large", "File exceeds the maximum size of 500 MB")
    return bytes(content)


async def list_files(call: Call) -> web.StreamResponse:
    """GET /v1/files, newest first."""
    query = call.request.query
    ids = query.getall("ids[]", query.getall("ids", []))
    limit = whole_number(query, "limit", 20, 1, 1000)
    return call.json(call.claude.files.page(call.now, ids, limit, query.get("page")))


async def retrieve_file(call: Call) -> web.StreamResponse:
    """GET /v1/files/{id}."""
    return call.json(call.claude.files.get(_id(call), call.now).metadata())


async def delete_file(call: Call) -> web.StreamResponse:
    """DELETE /v1/files/{id}."""
    return call.json(call.claude.files.delete(_id(call), call.now))


async def download_file(call: Call) -> web.StreamResponse:
    """GET /v1/files/{id}/content: refused, since only files made by tools can be downloaded."""
    raise download_refused(call.claude.files.get(_id(call), call.now))


async def unknown_path(call: Call) -> web.StreamResponse:
    """Any other path: 404 in the API's own shape."""
    raise not_found(f"Not found: {call.path}")


def _id(call: Call) -> str:
    return call.request.match_info["id"]


async def _body(call: Call, limit: int) -> Json:
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
