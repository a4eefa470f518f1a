"""A record of every Web API call, delivery, acknowledgement, model call and act of a person."""

from collections import deque
from typing import Any

from sandbox.changes import Changes
from sandbox.clock import Clock

KEPT = 50_000


class Journal:
    """The newest 50,000 entries, numbered from 1.

    Args:
        clock: gives the time of each entry.
        changes: told of each entry, so that waiting tests look again.
    """

    def __init__(self, clock: Clock, changes: Changes) -> None:
        self._clock = clock
        self._changes = changes
        self._entries: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.last = 0

    def add(self, kind: str, /, **fields: Any) -> dict[str, Any]:
        """Writes one entry.

        Args:
            kind: `api`, `delivery`, `ack`, `claude`, `control` or `fault`.
            fields: JSON values that describe it.

        Returns:
            The entry with `n` (its number), `at` (epoch seconds) and `kind`.
        """
        self.last += 1
        entry = {"n": self.last, "at": round(self._clock.now(), 6), "kind": kind, **fields}
        self._entries.append(entry)
        self._changes.tell("journal", entry)
        return entry

    def entries(self, since: int = 0, kind: str | None = None) -> list[dict[str, Any]]:
        """The entries numbered above `since`, oldest first; only those of `kind` when given."""
        return [
            entry
            for entry in self._entries
            if entry["n"] > since and (kind is None or entry["kind"] == kind)
        ]

    def calls(self, method: str, since: int = 0) -> list[dict[str, Any]]:
        """The Web API calls of one method, such as `chat.postMessage`, oldest first."""
        return [entry for entry in self.entries(since, "api") if entry["method"] == method]
