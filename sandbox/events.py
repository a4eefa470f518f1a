"""Delivery: from a change to an acknowledged event, with Slack's retries."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from sandbox.changes import Change
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.limits import Limits
from sandbox.subscriptions import place, reaches_app
from sandbox.workspace import Workspace

ACK_SECONDS = 3.0  # docs.slack.dev/apis/events-api
RETRY_AFTER = (1.0, 60.0, 300.0)  # "nearly immediately", after one minute, after five


@dataclass(frozen=True)
class Parcel:
    """Something to be delivered.

    Attributes:
        kind: `events_api`, `slash_commands` or `interactive`.
        payload: what the app gets.
        accepts_response: the acknowledgement may carry an answer.
        attempt: 0 for the first delivery, then 1 to 3.
        reason: why it is delivered again.
    """

    kind: str
    payload: dict[str, Any]
    accepts_response: bool = False
    attempt: int = 0
    reason: str = ""

    @property
    def name(self) -> str:
        """The event's type, the command or the interaction's type."""
        inner = self.payload.get("event") or self.payload
        return str(inner.get("type") or inner.get("command"))


@dataclass(frozen=True)
class Answer:
    """What came of a delivery.

    Attributes:
        acked: the app acknowledged in time.
        body: what the acknowledgement carried.
        reason: when not: `timeout`, `connection_failed`, `http_error`.
        retry: False when the app asked for no retries.
    """

    acked: bool
    body: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    retry: bool = True


class Transport(Protocol):
    """Socket Mode or HTTP."""

    @property
    def ready(self) -> bool:
        """False as long as the app has never been there; events are not kept for it."""
        ...

    async def deliver(self, parcel: Parcel) -> Answer:
        """Delivers once and waits for the acknowledgement."""
        ...


class Delivery:
    """Wraps events, hands them to the transport and repeats what isn't acknowledged."""

    def __init__(
        self,
        workspace: Workspace,
        clock: Clock,
        faults: Faults,
        journal: Journal,
        limits: Limits,
        transport: Transport,
    ) -> None:
        self._workspace = workspace
        self._clock = clock
        self._faults = faults
        self._journal = journal
        self._limits = limits
        self._limited_minute = 0
        self._transport = transport
        self._tasks: set[asyncio.Task[Any]] = set()
        self.undelivered = 0
        workspace.changes.listen(self._on_change)

    def _on_change(self, change: Change) -> None:
        for event in change.events if self._transport.ready else ():
            if reaches_app(self._workspace, event):
                if self._limits.event_passes():
                    self.send_event(event)
                else:
                    self._tell_limited()

    def _tell_limited(self) -> None:
        minute = int(self._clock.now() // 60) * 60
        if minute == self._limited_minute:
            return
        self._limited_minute = minute
        app = self._workspace.app
        payload: dict[str, Any] = {"type": "app_rate_limited", "minute_rate_limited": minute}
        payload |= {"team_id": self._workspace.team_id, "api_app_id": app.app_id}
        payload["token"] = app.verification_token
        self._start(self._once(Parcel("events_api", payload)))

    async def _once(self, parcel: Parcel) -> None:
        await self._transport.deliver(parcel)

    def send_event(self, event: dict[str, Any]) -> str:
        """Begins to deliver an event; returns its event_id. Subscriptions aren't asked."""
        envelope = self.envelope(event)
        self._start(self._send(Parcel("events_api", envelope)))
        return str(envelope["event_id"])

    async def request(self, parcel: Parcel) -> Answer:
        """Delivers a command or an interaction once; these are never repeated."""
        return await self._transport.deliver(parcel)

    def envelope(self, event: dict[str, Any]) -> dict[str, Any]:
        """The outer object around an event (docs.slack.dev/apis/events-api)."""
        workspace, app = self._workspace, self._workspace.app
        channel = place(event)
        conversation = workspace.conversations.get(channel or "")
        return {
            "token": app.verification_token,
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": app.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": workspace.ids.new("Ev", 13),
            "event_time": int(self._clock.now()),
            "authorizations": [self.authorization()],
            "is_ext_shared_channel": bool(conversation and conversation.info.get("is_ext_shared")),
            "event_context": f"4-{event['type']}-{workspace.team_id}-{channel}",
        }

    def authorization(self) -> dict[str, Any]:
        """The installation an event is delivered for."""
        return {
            "enterprise_id": None,
            "team_id": self._workspace.team_id,
            "user_id": self._workspace.app.user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }

    @property
    def under_way(self) -> int:
        """How many deliveries are neither acknowledged nor given up."""
        return len(self._tasks)

    async def close(self) -> None:
        """Gives up whatever is under way."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        if not self._tasks:
            self._workspace.changes.tell("idle")

    async def _send(self, parcel: Parcel) -> None:
        fault = self._faults.take("delivery", parcel.name, "drop")
        if fault:
            self._journal.add("fault", fault=fault.kind, name=parcel.name)
            return
        fault = self._faults.take("delivery", parcel.name, "delay")
        if fault:
            self._journal.add("fault", fault=fault.kind, name=parcel.name)
            await self._clock.sleep(1.0 if fault.seconds is None else fault.seconds)
        fault = self._faults.take("delivery", parcel.name, "duplicate")
        if fault:
            self._journal.add("fault", fault=fault.kind, name=parcel.name)
            self._start(self._again(parcel, fault.seconds or 0.0))
        await self._until_acked(parcel)

    async def _again(self, parcel: Parcel, seconds: float) -> None:
        if seconds:
            await self._clock.sleep(seconds)
        await self._transport.deliver(replace(parcel, attempt=1, reason="timeout"))

    async def _until_acked(self, parcel: Parcel) -> None:
        for wait in (*RETRY_AFTER, None):
            answer = await self._transport.deliver(parcel)
            if answer.acked:
                return
            if wait is None or not answer.retry:
                break
            self._journal.add("delivery", name=parcel.name, failed=answer.reason, again_in=wait)
            await self._clock.sleep(wait)
            parcel = replace(parcel, attempt=parcel.attempt + 1, reason=answer.reason)
        self.undelivered += 1
        self._journal.add("delivery", name=parcel.name, given_up=True)
