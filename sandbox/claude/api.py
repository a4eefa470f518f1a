"""The endpoints of the local Claude, one handler each; `routes` is the index."""

import asyncio
from typing import TYPE_CHECKING

from aiohttp import BodyPartReader, web

from .call import PREFIX, Call, Handler, endpoint, read_body
from .checks import check_count
from .errors import ApiError, invalid, not_found
from .files import MAX_BYTES, download_refused
from .headers import pages, whole_number
from .models import MODELS, find, model_info
from .received import Received
from .sending import pause, send_stream, send_whole
from .tokens import count_request

if TYPE_CHECKING:
    from .local import LocalClaude

# The API's limits on a request's body: messages 32 MB, batches 256 MB.
MAX_BODY = 32 * 1024 * 1024
MAX_BATCH_BODY = 256 * 1024 * 1024


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
        web.route(method, PREFIX + path, endpoint(claude, handler), allow_head=False)
        if method == "GET"
        else web.route(method, PREFIX + path, endpoint(claude, handler))
        for method, path, handler in table
    ]


async def create_message(call: Call) -> web.StreamResponse:
    """POST /v1/messages: an answer, whole or streamed."""
    claude, request = call.claude, call.request
    body = await read_body(call, MAX_BODY)
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
    await pause(request, lambda: claude.delay)
    send = send_stream if body.get("stream") else send_whole
    return await send(request, message, call.headers, lambda: claude.speed, call.fault)


async def count_tokens(call: Call) -> web.StreamResponse:
    """POST /v1/messages/count_tokens."""
    body = await read_body(call, MAX_BODY)
    check_count(body)
    return call.json({"input_tokens": count_request(body)})


async def create_batch(call: Call) -> web.StreamResponse:
    """POST /v1/messages/batches."""
    body = await read_body(call, MAX_BATCH_BODY)
    return call.json(call.claude.batches.create(body, call.now).shown(call.base_url))


async def retrieve_batch(call: Call) -> web.StreamResponse:
    """GET /v1/messages/batches/{id}."""
    return call.json(call.claude.batches.get(_id(call), call.now).shown(call.base_url))


async def list_batches(call: Call) -> web.StreamResponse:
    """GET /v1/messages/batches, newest first."""
    batches = call.claude.batches
    known = [batches.get(batch.id, call.now) for batch in batches.newest_first()]
    shown = [batch.shown(call.base_url) for batch in known]
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
