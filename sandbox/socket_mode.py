"""Socket Mode: up to ten WebSockets, each delivery on one of them, acknowledged by envelope id."""

import asyncio
import json
import uuid
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from sandbox.clock import Clock
from sandbox.events import ACK_SECONDS, Answer, Parcel
from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.workspace import Workspace

CONNECTIONS = 10  # docs.slack.dev/apis/events-api/using-socket-mode
TICKET_SECONDS = 30.0


class Sockets:
    """The app's open WebSockets."""

    def __init__(
        self, workspace: Workspace, clock: Clock, faults: Faults, journal: Journal
    ) -> None:
        self._workspace = workspace
        self._clock = clock
        self._faults = faults
        self._journal = journal
        self._tickets: dict[str, float] = {}
        self._open: list[web.WebSocketResponse] = []
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Answer]]] = {}
        self._turn = 0
        self.ready = False

    def routes(self) -> list[web.AbstractRouteDef]:
        """The address clients connect to."""
        return [web.get("/link/", self._connect)]

    def ticket(self) -> str:
        """A WebSocket address, good for one connection within 30 seconds."""
        ticket = self._workspace.ids.secret(32)
        self._tickets[ticket] = self._clock.now() + TICKET_SECONDS
        base = self._workspace.url.replace("http", "ws", 1)
        return f"{base}link/?ticket={ticket}&app_id={self._workspace.app.app_id}"

    @property
    def count(self) -> int:
        """How many sockets are open."""
        return len(self._open)

    async def deliver(self, parcel: Parcel) -> Answer:
        """Sends an envelope over one socket and waits for its acknowledgement."""
        if not self._open:
            self._log(parcel, "", failed="no connection")
            return Answer(False, reason="connection_failed")
        self._turn += 1
        socket = self._open[self._turn % len(self._open)]
        envelope_id = str(uuid.UUID(self._workspace.ids.secret(32)))
        if self._faults.take("delivery", parcel.name, "disconnect"):
            return await self._cut(socket, parcel, envelope_id)
        acked: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (socket, acked)
        self._log(parcel, envelope_id)
        try:
            await socket.send_str(_envelope(parcel, envelope_id))
            in_time = await self._clock.wait(acked, ACK_SECONDS)
        except ConnectionError:
            return Answer(False, reason="connection_failed")
        finally:
            self._waiting.pop(envelope_id, None)
        return acked.result() if in_time else Answer(False, reason="timeout")

    async def _cut(self, socket: web.WebSocketResponse, parcel: Parcel, envelope_id: str) -> Answer:
        self._log(parcel, envelope_id, failed="disconnect")
        await socket.send_str(_envelope(parcel, envelope_id))
        await self.disconnect(socket)
        return Answer(False, reason="connection_failed")

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Asks every client to reconnect, as Slack does about once an hour.

        Args:
            reason: `warning` only announces; `refresh_requested` and `link_disabled` close.
        """
        for socket in tuple(self._open):
            await socket.send_json(_goodbye(reason))
            if reason != "warning":
                await self.disconnect(socket)

    async def disconnect(self, socket: web.WebSocketResponse | None = None) -> None:
        """Cuts one socket, or all."""
        for one in [socket] if socket else list(self._open):
            if one in self._open:
                self._open.remove(one)
            await one.close(code=WSCloseCode.GOING_AWAY)

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        expires = self._tickets.pop(request.query.get("ticket", ""), 0.0)
        if expires < self._clock.now():
            raise web.HTTPForbidden(text="This address was used already or has expired")
        socket = web.WebSocketResponse(heartbeat=None, max_msg_size=2**24)
        await socket.prepare(request)
        if len(self._open) >= CONNECTIONS:
            await socket.send_json(_goodbye("too_many_websockets"))
            await socket.close()
            return socket
        self._open.append(socket)
        self.ready = True
        await socket.send_json(self._hello())
        self._journal.add("delivery", name="hello", connections=len(self._open))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._read(message.data)
        finally:
            self._forget(socket)
        return socket

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {
                "host": "sandbox",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self._workspace.app.app_id},
        }

    def _read(self, text: str) -> None:
        try:
            ack = json.loads(text)
        except ValueError:
            return
        envelope_id = str(ack.get("envelope_id")) if isinstance(ack, dict) else ""
        if envelope_id not in self._waiting:
            return
        body = ack.get("payload") or {}
        if self._faults.take("delivery", "ack", "lost_ack"):
            self._journal.add("fault", fault="lost_ack", envelope_id=envelope_id)
            return
        self._journal.add("ack", envelope_id=envelope_id, payload=body)
        acked = self._waiting[envelope_id][1]
        if not acked.done():
            acked.set_result(Answer(True, body if isinstance(body, dict) else {"text": str(body)}))

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self._open:
            self._open.remove(socket)
        for owner, acked in self._waiting.values():
            if owner is socket and not acked.done():
                acked.set_result(Answer(False, reason="connection_failed"))
        self._workspace.changes.tell("socket", {"open": len(self._open)})

    def _log(self, parcel: Parcel, envelope_id: str, **more: Any) -> None:
        event_id = parcel.payload.get("event_id")
        attempt = {"attempt": parcel.attempt, "reason": parcel.reason} if parcel.attempt else {}
        known = {"envelope_id": envelope_id, "event_id": event_id, "by": "socket", **attempt}
        self._journal.add("delivery", name=parcel.name, type=parcel.kind, **known, **more)


def _goodbye(reason: str) -> dict[str, Any]:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}


def _envelope(parcel: Parcel, envelope_id: str) -> str:
    envelope: dict[str, Any] = {
        "envelope_id": envelope_id,
        "type": parcel.kind,
        "payload": parcel.payload,
        "accepts_response_payload": parcel.accepts_response,
    }
    if parcel.kind == "events_api":
        envelope |= {"retry_attempt": parcel.attempt, "retry_reason": parcel.reason}
    return json.dumps(envelope)
