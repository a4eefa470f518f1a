"""Status lines of an assistant, agent sessions and suggested prompts."""

from typing import Any

from sandbox.workspace import Workspace

STATUS_LIFE = 120.0  # seconds; docs.slack.dev/reference/methods/assistant.threads.setStatus
STATES = ("active", "processing", "suspended", "closed")


class Sessions:
    """What the app shows beside a thread: its status, its session, its prompts.

    Args:
        workspace: where they are kept.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def set_status(self, channel: str, thread_ts: str, status: str, **more: Any) -> None:
        """Shows a status for two minutes; "" clears it."""
        key = (channel, thread_ts)
        self._workspace.statuses.pop(key, None)
        if status:
            until = self._workspace.clock.now() + STATUS_LIFE
            self._workspace.statuses[key] = {"status": status, "until": until, **more}
            self._workspace.clock.call_later(STATUS_LIFE, lambda: self._lapse(key))
        self._tell(key, status)

    def status(self, channel: str, thread_ts: str) -> str:
        """The status shown now; "" when there is none."""
        found = self._workspace.statuses.get((channel, thread_ts))
        return str(found["status"]) if found else ""

    def clear_status(self, channel: str, thread_ts: str | None) -> None:
        """Clears the status of a thread, as a reply of the app does."""
        if thread_ts and self._workspace.statuses.pop((channel, thread_ts), None):
            self._tell((channel, thread_ts), "")

    def set(self, channel: str, thread_ts: str | None, state: str, **more: Any) -> None:
        """Sets the state of an agent session."""
        key = (channel, thread_ts or "")
        known = self._workspace.sessions.get(key, {})
        self._workspace.sessions[key] = {**known, **more, "status": state}
        data = {"channel": channel, "thread_ts": thread_ts, "session": state}
        self._workspace.changes.tell("status", data)

    def _lapse(self, key: tuple[str, str]) -> None:
        found = self._workspace.statuses.get(key)
        if found and found["until"] <= self._workspace.clock.now() + 0.001:
            del self._workspace.statuses[key]
            self._tell(key, "")

    def _tell(self, key: tuple[str, str], status: str) -> None:
        data = {"channel": key[0], "thread_ts": key[1], "status": status}
        self._workspace.changes.tell("status", data)
