"""What happened, told to whoever listens: event delivery, the page's stream, waiting tests."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Listener = Callable[["Change"], None]


@dataclass(frozen=True)
class Change:
    """One change of state.

    Attributes:
        kind: `message`, `edit`, `delete`, `stream`, `reaction`, `ephemeral`, `view`, `channel`,
            `user`, `status`, `file`, `canvas`, `journal`, `clock`, `socket` when one has
            closed, or `idle` when every delivery is through.
        data: what the page needs to show it; JSON.
        events: Slack events (inner `event` objects) that an app could be told of.
    """

    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    events: tuple[dict[str, Any], ...] = ()


class Changes:
    """The one channel through which every change is told."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._wake: asyncio.Event = asyncio.Event()
        self.count = 0

    def tell(self, kind: str, data: dict[str, Any] | None = None, *events: dict[str, Any]) -> None:
        """Tells every listener, in the order in which they began to listen."""
        change = Change(kind, data or {}, events)
        self.count += 1
        for listener in tuple(self._listeners):
            listener(change)
        self._wake.set()
        self._wake = asyncio.Event()

    @property
    def listeners(self) -> int:
        """How many listen now, the open streams among them."""
        return len(self._listeners)

    def listen(self, listener: Listener) -> None:
        """Calls `listener` with every later change."""
        self._listeners.append(listener)

    def wait(self) -> Coroutine[Any, Any, bool]:
        """To be awaited: the next change after this call, even one before the await."""
        return self._wake.wait()

    @contextmanager
    def queue(self) -> Iterator["asyncio.Queue[Change]"]:
        """Gives an asyncio.Queue that receives every change while the context is open."""
        changes: asyncio.Queue[Change] = asyncio.Queue()
        self._listeners.append(changes.put_nowait)
        try:
            yield changes
        finally:
            self._listeners.remove(changes.put_nowait)
