"""The Web API over HTTP: arguments read, token, limits, faults and scopes checked, answer given."""

import asyncio
import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.errors import SlackError
from sandbox.faults import Fault
from sandbox.methods import REGISTRY
from sandbox.methods.call import Call

if TYPE_CHECKING:
    from sandbox.place import Place

FAULTS = ("ratelimited", "error", "500", "503", "timeout", "cut", "slow")
JOURNALED = 40_000  # characters of one argument kept in the journal: all of a message


class WebApi:
    """`/api/<method>`, GET and POST."""

    def __init__(self, place: "Place") -> None:
        self._place = place

    def routes(self) -> list[web.AbstractRouteDef]:
        """One route for every method."""
        return [web.route("*", "/api/{method}", self._handle)]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        fault = self._fault(name)
        if fault and fault.kind != "slow" and not fault.after_effect:
            self._log(name, {}, {"ok": False, "error": "fault"}, 0, fault)
            return await _fail(request, fault)
        status, body, args = await self._call(request, name)
        self._log(name, args, body, status, fault)
        if fault and fault.kind == "slow":
            return await _drip(request, body, 2.0 if fault.seconds is None else fault.seconds)
        if fault and fault.after_effect:
            return await _fail(request, fault)
        return _answer(status, body)

    def _fault(self, name: str) -> Fault | None:
        return next(
            filter(None, (self._place.faults.take("slack", name, kind) for kind in FAULTS)), None
        )

    async def _call(
        self, request: web.Request, name: str
    ) -> tuple[int, dict[str, Any], dict[str, Any]]:
        args: dict[str, Any] = {}
        try:
            method = REGISTRY.get(name)
            if method is None:
                raise SlackError("unknown_method", req_method=name)
            args = await read_args(request)
            call = Call(self._place, method, args, basic=_basic(request))
            call.token = self._token(request, call)
            self._limit(call)
            call.need(*method.scopes)
            call.check()
            return 200, {"ok": True, **method.handler(call)}, args
        except SlackError as problem:
            return (429 if problem.code == "ratelimited" else 200), problem.body(), args

    def _token(self, request: web.Request, call: Call) -> dict[str, Any]:
        wanted = call.method.caller
        if wanted == "none":
            return {"kind": "none", "scopes": frozenset()}
        scheme, _, header = request.headers.get("Authorization", "").partition(" ")
        secret = header if scheme == "Bearer" else call.text("token")
        if not secret:
            raise SlackError("not_authed")
        token = self._place.workspace.tokens.get(secret)
        if token is None:
            raise SlackError("invalid_auth")
        if token.get("revoked"):
            raise SlackError("token_revoked")
        if token.get("expires") and token["expires"] <= self._place.clock.now():
            raise SlackError("token_expired")
        if wanted not in ("any", token["kind"]):
            raise SlackError("not_allowed_token_type")
        return token

    def _limit(self, call: Call) -> None:
        channel = str(call.args.get("channel") or "")
        seconds = self._place.limits.wait(call.method.name, call.method.tier, channel)
        if seconds:
            raise SlackError("ratelimited", _retry_after=seconds)

    def _log(
        self,
        name: str,
        args: dict[str, Any],
        body: dict[str, Any],
        status: int,
        fault: Fault | None,
    ) -> None:
        entry: dict[str, Any] = {"method": name, "args": _kept(args), "ok": bool(body.get("ok"))}
        entry["status"] = status
        for field in ("error", "ts", "response_metadata"):
            if field in body and (field != "response_metadata" or not body.get("ok")):
                entry[field] = body[field]
        if fault:
            entry["fault"] = fault.kind
        self._place.journal.add("api", **entry)


async def read_args(request: web.Request) -> dict[str, Any]:
    """The arguments of a call: query and body merged, the body winning.

    Raises:
        SlackError: invalid_json, json_not_object, invalid_form_data.
    """
    args: dict[str, Any] = dict(request.query)
    if request.method != "POST":
        return args
    if request.content_type == "application/json":
        text = await request.text()
        try:
            body = json.loads(text) if text.strip() else {}
        except ValueError as problem:
            raise SlackError("invalid_json") from problem
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        return {**args, **body}
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        form = await request.post()
        return {**args, **{key: value for key, value in form.items() if isinstance(value, str)}}
    return args


def _basic(request: web.Request) -> tuple[str, str] | None:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Basic":
        return None
    try:
        user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return user, password


def _kept(args: dict[str, Any]) -> dict[str, Any]:
    hidden = ("token", "client_secret", "refresh_token")
    return {
        key: value[:JOURNALED] if isinstance(value, str) else value
        for key, value in args.items()
        if key not in hidden
    }


async def _fail(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.kind == "cut":
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
    if fault.kind == "timeout":
        await asyncio.sleep(60.0 if fault.seconds is None else fault.seconds)
        return _answer(504, {"ok": False, "error": "gateway_timeout"})
    if fault.kind == "ratelimited":
        seconds = 30 if fault.seconds is None else int(fault.seconds)
        return _answer(429, {"ok": False, "error": "ratelimited", "_retry_after": seconds})
    if fault.kind == "error":
        return _answer(200, SlackError(fault.error or "internal_error").body())
    return _answer(int(fault.kind), {"ok": False, "error": "internal_error"})


async def _drip(request: web.Request, body: dict[str, Any], seconds: float) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json; charset=utf-8"})
    await response.prepare(request)
    data = json.dumps(body).encode()
    size = max(len(data) // 4, 1)
    for start in range(0, len(data), size):
        await asyncio.sleep(seconds / 4)
        await response.write(data[start : start + size])
    await response.write_eof()
    return response


def _answer(status: int, body: dict[str, Any]) -> web.Response:
    retry = body.pop("_retry_after", None)
    headers = {"Retry-After": str(retry)} if retry is not None else {}
    return web.json_response(body, status=status, headers=headers)
