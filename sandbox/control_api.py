"""The control API over HTTP: JSON in, JSON out, loopback only."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aiohttp import ClientConnectionResetError, web

from sandbox.errors import SlackError
from sandbox.manifest import described

if TYPE_CHECKING:
    from sandbox.control import Control
    from sandbox.place import Place

Act = Callable[[dict[str, Any]], Any]
PEERS = ("127.0.0.1", "::1")
NAMES = ("127.0.0.1", "localhost", "::1")


def routes(control: "Control") -> list[web.AbstractRouteDef]:
    """Everything under `/control/`."""
    looks, place = _looks(control), control.place
    acts: dict[str, Act] = {
        "post": lambda body: {"ts": control.post(**body)},
        "edit": lambda body: control.edit(**body),
        "delete": lambda body: control.delete(**body),
        "delete_file": lambda body: control.delete_file(**body),
        "react": lambda body: control.react(**body),
        "command": lambda body: _named("responses", control.command(**body)),
        "shortcut": lambda body: control.shortcut(**body),
        "click": lambda body: control.click(**body),
        "submit": lambda body: _named("response", control.submit(**body)),
        "suggest": lambda body: _named("options", control.suggest(**body)),
        "close": lambda body: control.close(**body),
        "home": lambda body: {"view": control.open_home(**body)},
        "stop": lambda body: control.stop(**body),
        "context": lambda body: control.context(**body),
        "dm": lambda body: {"channel": control.dm(**body)},
        "join": lambda body: control.join(**body),
        "leave": lambda body: control.leave(**body),
        "channel": lambda body: _channel(control, body),
        "user": lambda body: _user(control, body),
        "clock": lambda body: {"now": _clock(control, body)},
        "faults": lambda body: {"id": place.faults.add(**body).id},
        "claude": lambda body: {"claude": control.claude(**body)},
        "socket": lambda body: place.sockets.refresh(**body),
        "revoke": lambda _: place.revoke_token(),
        "verify": lambda _: _verify(place),
    }
    posts = [web.post(f"/control/{name}", _handler(act, _body)) for name, act in acts.items()]
    gets = [web.get(f"/control/{name}", _handler(act, _query)) for name, act in looks.items()]

    async def stream(request: web.Request) -> web.StreamResponse:
        return await _stream(place, request)

    gets.append(web.get("/control/stream", stream))
    return [*posts, *gets, web.delete("/control/faults", _handler(_clear(place), _query))]


def _looks(control: "Control") -> dict[str, Act]:
    place = control.place
    return {
        "state": lambda _: _state(place),
        "messages": lambda query: _messages(control, query),
        "views": lambda query: control.views(**query),
        "journal": lambda query: {
            "entries": control.journal(int(query.get("since", 0)), query.get("kind")),
            "last": place.journal.last,
        },
        "clock": lambda _: {"now": place.clock.now()},
        "faults": lambda _: {"faults": place.faults.rules()},
        "claude": lambda _: {"claude": control.claude()},
    }


def _handler(
    act: Act, read: Callable[[web.Request], Awaitable[dict[str, Any]]]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        if not _from_here(request):
            return _refused("The control API answers only this machine", 403)
        try:
            answer = act(await read(request))
            if asyncio.iscoroutine(answer):
                answer = await answer
        except SlackError as problem:
            return web.json_response(problem.body(), status=400)
        except (TypeError, ValueError) as problem:
            return _refused(str(problem), 400)
        return web.json_response({"ok": True, **(answer or {})})

    return handle


def _from_here(request: web.Request) -> bool:
    """Asked by this machine under its own name, not by a web page that found the port."""
    host = request.host.rpartition(":")[0] if request.host.count(":") == 1 else request.host
    return request.remote in PEERS and host.strip("[]").split("]")[0] in NAMES


def _refused(message: str, status: int) -> web.Response:
    return web.json_response({"ok": False, "error": message}, status=status)


async def _body(request: web.Request) -> dict[str, Any]:
    text = await request.text()
    if text.strip() and request.content_type != "application/json":
        raise ValueError("Send the body as application/json")  # what no foreign web page can do
    try:
        body = json.loads(text) if text.strip() else {}
    except ValueError as problem:
        raise ValueError(f"The body isn't JSON: {problem}") from problem
    if not isinstance(body, dict):
        raise ValueError("The body must be a JSON object")
    return body


async def _query(request: web.Request) -> dict[str, Any]:
    return dict(request.query)


async def _named(name: str, value: Awaitable[Any]) -> dict[str, Any]:
    return {name: await value}


async def _verify(place: "Place") -> dict[str, Any]:
    verified = place.http_events is not None and await place.http_events.verify()
    return {"verified": verified}


def _messages(control: "Control", query: dict[str, Any]) -> dict[str, Any]:
    limit = int(query.pop("limit")) if "limit" in query else None
    if limit is not None and limit < 1:
        raise ValueError("limit is a number above 0")
    # One more than asked for tells whether there are earlier ones.
    found = control.messages(**query, limit=limit and limit + 1)
    kept = found[-limit:] if limit else found
    return {"messages": kept, "has_more": len(found) > len(kept)}


def _channel(control: "Control", body: dict[str, Any]) -> dict[str, Any]:
    op = body.pop("op", "")
    if op == "create":
        return {"channel": control.create_channel(**body)}
    control.channel(op, **body)
    return {}


def _user(control: "Control", body: dict[str, Any]) -> dict[str, Any]:
    op = body.pop("op", "")
    if op == "create":
        return {"user": control.create_user(**body)}
    if op == "deactivate":
        body["deleted"] = True
    elif op != "update":
        raise ValueError(f"op is create, update or deactivate, not {op!r}")
    control.update_user(**body)
    return {}


def _clock(control: "Control", body: dict[str, Any]) -> float:
    now = body.get("now")
    if isinstance(now, str):
        moment = datetime.fromisoformat(now)
        if moment.tzinfo is None:
            raise ValueError("The time needs a zone, such as 2026-11-20T16:00:00+00:00")
        now = moment.timestamp()
    return control.clock(now=now, advance=body.get("advance"))


def _clear(place: "Place") -> Act:
    return lambda query: place.faults.clear(int(query["id"]) if "id" in query else None)


def _state(place: "Place") -> dict[str, Any]:
    workspace = place.workspace
    app = workspace.app
    rooms = [
        {**one.info, "id": one.id, "kind": one.kind, "members": list(one.members)}
        for one in workspace.conversations.values()
    ]
    bot: dict[str, Any] = {"user_id": app.user_id, "bot_id": app.bot_id, "app_id": app.app_id}
    bot |= {"name": app.manifest.name, **described(app.manifest)}
    return {
        "team": workspace.team,
        "users": list(workspace.users.values()),
        "channels": rooms,
        "clock": {"now": place.clock.now()},
        "bot": bot,
        "sockets": place.sockets.count,
        "prompts": workspace.prompts,
        "sessions": [
            {"channel": channel, "thread_ts": ts, **found}
            for (channel, ts), found in workspace.sessions.items()
        ],
        "streams": [
            {"channel": channel, "ts": ts}
            for (channel, ts), found in workspace.streams.items()
            if not found.get("stopped_by_user")
        ],
        "statuses": [
            {"channel": channel, "thread_ts": ts, "status": found["status"]}
            for (channel, ts), found in workspace.statuses.items()
        ],
    }


async def _stream(place: "Place", request: web.Request) -> web.StreamResponse:
    if not _from_here(request):
        return _refused("The control API answers only this machine", 403)
    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
    response = web.StreamResponse(headers=headers)
    # A tab that closes cuts the connection, perhaps in the middle of a write.
    with contextlib.suppress(ClientConnectionResetError), place.changes.queue() as queue:
        await response.prepare(request)
        await response.write(b": connected\n\n")
        while request.transport is not None and not request.transport.is_closing():
            try:
                change = await asyncio.wait_for(queue.get(), 15)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            data = json.dumps(change.data, ensure_ascii=False)
            await response.write(f"event: {change.kind}\ndata: {data}\n\n".encode())
    return response
