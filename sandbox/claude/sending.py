"""Puts an answer on the socket: whole or as a stream, at a speed, with the failures asked for."""

import asyncio
import json
import time
from collections.abc import Callable
from functools import partial

from aiohttp import web

from .failures import DURING, overloaded
from .ports import Fault, Json
from .sse import Event, events

# Longer than any client waits; a stall without a length ends when the client leaves.
STALL_SECONDS = 3600.0
# aiohttp tells a handler of a lost client only when it writes; while waiting we look.
LOOK_SECONDS = 0.05

# Tokens a second as they are set just now; 0 is at once.
Speed = Callable[[], float]


async def pause(
    request: web.Request, seconds: Callable[[], float], since: float | None = None
) -> None:
    """Wait, but not longer than the client stays connected.

    Args:
        request: Whose answer waits.
        seconds: How long; asked again while it waits, so that who changes the pace is heard.
        since: The monotonic time they count from; now by default.

    Raises:
        ConnectionResetError: If the client left first.
    """
    since = time.monotonic() if since is None else since
    while (left := since + seconds() - time.monotonic()) > 0:
        if request.transport is None or request.transport.is_closing():
            raise ConnectionResetError("the client left")
        await asyncio.sleep(min(left, LOOK_SECONDS))


async def send_whole(
    request: web.Request, message: Json, headers: dict[str, str], speed: Speed, fault: Fault | None
) -> web.StreamResponse:
    """Answer with the whole message, after the time its tokens take at `speed()` tokens/s.

    "stall" waits before the body, "cut" and "no_stop" close the socket in its middle,
    "error_event" has to be an error before the first byte and raises it.
    """
    if fault and fault.kind == "error_event":
        raise overloaded()
    await pause(request, partial(_taken, message["usage"]["output_tokens"], speed))
    if fault and fault.kind == "stall":
        await pause(request, lambda: fault.seconds or STALL_SECONDS)
    body = json.dumps(message, ensure_ascii=False).encode()
    if not fault or fault.kind not in ("cut", "no_stop"):
        return web.Response(body=body, content_type="application/json", headers=headers)
    response = web.StreamResponse(headers=headers | {"content-type": "application/json"})
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    return hang_up(request, response)


async def send_stream(
    request: web.Request, message: Json, headers: dict[str, str], speed: Speed, fault: Fault | None
) -> web.StreamResponse:
    """Answer with server-sent events; a fault of the kind `DURING` strikes half-way."""
    response = web.StreamResponse(headers=headers | {"content-type": "text/event-stream"})
    response.headers["cache-control"] = "no-cache"
    await response.prepare(request)
    everything = list(events(message))
    strike_at = _middle(everything) if fault and fault.kind in DURING else None
    started, tokens = time.monotonic(), 0
    for at, event in enumerate(everything):
        if fault and at == strike_at and await _strike(request, response, fault):
            return response
        tokens += event.tokens
        if event.tokens:
            await pause(request, partial(_taken, tokens, speed), started)
        await response.write(event.encoded())
    await response.write_eof()
    return response


def hang_up(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    """Close the socket under a response that is not finished."""
    if request.transport is not None:
        request.transport.close()
    return response


def _taken(tokens: int, speed: Speed) -> float:
    """Return the seconds that so many tokens take."""
    return tokens / now if (now := speed()) else 0.0


def _middle(everything: list[Event]) -> int:
    """Return the place of the middle delta, or of message_delta where there is none."""
    deltas = [at for at, e in enumerate(everything) if e.data["type"] == "content_block_delta"]
    return deltas[len(deltas) // 2] if deltas else len(everything) - 2


async def _strike(request: web.Request, response: web.StreamResponse, fault: Fault) -> bool:
    """Apply a fault in mid-stream; tell whether the stream is over."""
    if fault.kind == "stall":
        await pause(request, lambda: fault.seconds or STALL_SECONDS)
        return False
    if fault.kind == "cut":
        hang_up(request, response)
        return True
    if fault.kind == "error_event":
        await response.write(Event(overloaded().body()).encoded())
    await response.write_eof()
    return True
