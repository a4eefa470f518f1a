"""Acting as a person, and looking: the Python side of the control API."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sandbox import messages
from sandbox.conversation import Conversation, Message, pad
from sandbox.dealings import Dealings
from sandbox.errors import SlackError
from sandbox.faults import Fault

T = TypeVar("T")


class Control(Dealings):
    """Everything a test, the demo or the page does in the workspace: see Acts and Dealings."""

    def messages(
        self,
        channel: str,
        thread_ts: str | None = None,
        user: str | None = None,
        *,
        limit: int | None = None,
        before: str | None = None,
    ) -> list[Message]:
        """The messages of a channel (replies left out) or of a thread, oldest first.

        Args:
            channel: id or name.
            thread_ts: root of a thread; None means the channel.
            user: what that person sees: their ephemerals too, and channel_not_found for what
                they can't read; None sees all, without ephemerals.
            limit: only the newest so many of them; None means all.
            before: only those older than this ts.
        """
        conversation = self._place(channel)
        if user and not conversation.is_public and user not in conversation.members:
            raise SlackError("channel_not_found")
        if thread_ts:
            root = messages.find(conversation, pad(thread_ts))
            found = [root, *conversation.replies(root["ts"])]
        else:
            found = list(conversation.in_channel())
        whispers = self._whispers(conversation, thread_ts, user)
        ordered = sorted([*found, *whispers], key=lambda message: str(message["ts"]))
        if before:
            ordered = [message for message in ordered if str(message["ts"]) < pad(before)]
        return ordered[-limit:] if limit else ordered

    def _whispers(
        self, conversation: Conversation, thread_ts: str | None, user: str | None
    ) -> list[Message]:
        return [
            entry["message"]
            for entry in self._workspace.ephemerals
            if entry["user"] == user
            and entry["channel"] == conversation.id
            and (entry["message"].get("thread_ts") == thread_ts if thread_ts else True)
        ]

    def ephemerals(self, user: str) -> list[Message]:
        """Everything only this person was shown, oldest first, each with its `channel`."""
        return [
            {**entry["message"], "channel": entry["channel"]}
            for entry in self._workspace.ephemerals
            if entry["user"] == user
        ]

    def views(self, user: str) -> dict[str, Any]:
        """What is open before a person: {"home": view or None, "modals": [views]}."""
        views = self.place.views
        return {"home": views.home(user), "modals": views.stack(user)}

    def journal(self, since: int = 0, kind: str | None = None) -> list[dict[str, Any]]:
        """The journal's entries numbered above `since`, oldest first."""
        return self.place.journal.entries(since, kind)

    def calls(self, method: str, since: int = 0) -> list[dict[str, Any]]:
        """The Web API calls of one method, oldest first."""
        return self.place.journal.calls(method, since)

    def clock(self, *, now: float | None = None, advance: float | None = None) -> float:
        """Sets or advances the time; without arguments only tells it. Epoch seconds."""
        if now is not None:
            return self.place.clock.set(now)
        if advance is not None:
            return self.place.clock.advance(advance)
        return self.place.clock.now()

    def fault(self, target: str, kind: str, **rest: Any) -> Fault:
        """Switches a fault on; see sandbox.faults."""
        return self.place.faults.add(target, kind, **rest)

    def claude(self, **settings: Any) -> Any:
        """Sets how the local Claude speaks: voice, script, speed, delay.

        Raises:
            SlackError: claude_is_off.
        """
        if self.place.local_claude is None:
            raise SlackError("claude_is_off")
        local = self.place.local_claude
        return local.control(settings) if settings else local.state()

    async def until(self, predicate: Callable[[], T | Awaitable[T]], timeout: float = 10.0) -> T:
        """Waits until a condition holds and returns its value.

        Args:
            predicate: called now and again at every change of state; may be async.
            timeout: real seconds.

        Raises:
            TimeoutError: with what the workspace last saw.
        """
        deadline = asyncio.get_running_loop().time() + timeout
        while True:
            change = asyncio.ensure_future(self.place.changes.wait())
            try:
                value = predicate()
                held: T = await value if inspect.isawaitable(value) else value
                if held:
                    return held
                left = deadline - asyncio.get_running_loop().time()
                done, _ = await asyncio.wait({change}, timeout=max(left, 0))
                if not done:
                    raise TimeoutError(self._last_seen(timeout))
            finally:
                change.cancel()

    def _last_seen(self, timeout: float) -> str:
        recent = self.place.journal.entries(max(self.place.journal.last - 12, 0))
        lines = [f"  {entry}"[:400] for entry in recent]
        return f"The condition did not hold within {timeout} s; the journal ends:\n" + "\n".join(
            lines
        )
