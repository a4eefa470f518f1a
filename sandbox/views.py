"""Modals and App Home: what is open before whom."""

from typing import Any

from sandbox import blocks as block_kit
from sandbox.errors import SlackError, invalid_arguments
from sandbox.workspace import Workspace

STACK = 3  # docs.slack.dev/surfaces/modals
VIEW_BYTES = 250_000  # docs.slack.dev/reference/methods/views.open


class Views:
    """The open views, each a person's.

    Args:
        workspace: where they are kept.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._stacks: dict[str, list[str]] = {}

    def open(self, user: str, payload: Any) -> dict[str, Any]:
        """Opens a modal before a person and returns its view object.

        Raises:
            SlackError: invalid_arguments, view_too_large, duplicate_external_id.
        """
        view = self._make(payload, "modal")
        view["root_view_id"] = view["id"]
        self._stacks[user] = [view["id"]]
        return self._show(user, view)

    def push(self, user: str, payload: Any) -> dict[str, Any]:
        """Puts a modal on top of the open ones, at most 3 in all.

        Raises:
            SlackError: push_limit_reached, and as for open.
        """
        stack = self._stacks.get(user, [])
        if not stack:
            return self.open(user, payload)
        if len(stack) >= STACK:
            raise SlackError("push_limit_reached")
        view = self._make(payload, "modal")
        view |= {"root_view_id": stack[0], "previous_view_id": stack[-1]}
        stack.append(view["id"])
        return self._show(user, view)

    def update(
        self, payload: Any, *, view_id: str = "", external_id: str = "", known_hash: str = ""
    ) -> dict[str, Any]:
        """Replaces an open view, found by its id or external id.

        Raises:
            SlackError: not_found, hash_conflict, and as for open.
        """
        record = self._find(view_id, external_id)
        old = record["view"]
        if known_hash and known_hash != old["hash"]:
            raise SlackError("hash_conflict")
        fresh = self._make(payload, old["type"], replacing=old["id"])
        kept = ("id", "root_view_id", "previous_view_id", "state")
        view = {**fresh, **{key: old[key] for key in kept}}
        return self._show(record["user"], view)

    def publish(self, user: str, payload: Any, known_hash: str = "") -> dict[str, Any]:
        """Sets a person's App Home.

        Raises:
            SlackError: hash_conflict, and as for open.
        """
        old = self.home(user)
        if known_hash and (old is None or known_hash != old["hash"]):
            raise SlackError("hash_conflict")
        view = self._make(payload, "home", replacing=old["id"] if old else "")
        view["id"] = old["id"] if old else view["id"]
        view["root_view_id"] = view["id"]
        self._workspace.homes[user] = view["id"]
        return self._show(user, view)

    def home(self, user: str) -> dict[str, Any] | None:
        """A person's App Home; None when none was published."""
        view_id = self._workspace.homes.get(user)
        return self._workspace.views[view_id]["view"] if view_id else None

    def stack(self, user: str) -> list[dict[str, Any]]:
        """The modals open before a person, the lowest first."""
        return [self._workspace.views[one]["view"] for one in self._stacks.get(user, [])]

    def get(self, view_id: str) -> dict[str, Any]:
        """An open view.

        Raises:
            SlackError: not_found.
        """
        view: dict[str, Any] = self._find(view_id, "")["view"]
        return view

    def close(self, user: str, *, everything: bool = False) -> list[dict[str, Any]]:
        """Closes the topmost modal, or all; the closed ones, topmost first."""
        stack = self._stacks.get(user, [])
        closed = []
        while stack:
            closed.append(self._workspace.views.pop(stack.pop())["view"])
            if not everything:
                break
        self._workspace.changes.tell(
            "view", {"user": user, "closed": [one["id"] for one in closed]}
        )
        return closed

    def _find(self, view_id: str, external_id: str) -> dict[str, Any]:
        for record in self._workspace.views.values():
            view = record["view"]
            if (view_id and view["id"] == view_id) or (
                external_id and view["external_id"] == external_id
            ):
                return record
        raise SlackError("not_found")

    def _show(self, user: str, view: dict[str, Any]) -> dict[str, Any]:
        self._workspace.views[view["id"]] = {"view": view, "user": user}
        self._workspace.changes.tell("view", {"user": user, "view": view})
        return view

    def _make(self, payload: Any, kind: str, replacing: str = "") -> dict[str, Any]:
        if not isinstance(payload, dict):
            raise invalid_arguments("must provide an object [json-pointer:/view]")
        if block_kit.size(payload) > VIEW_BYTES:
            raise SlackError("view_too_large")
        problems = block_kit.check_view(payload, kind)
        if problems:
            raise invalid_arguments(*[str(one) for one in problems])
        external = str(payload.get("external_id") or "")
        for record in self._workspace.views.values():
            taken = record["view"]["external_id"] == external and record["view"]["id"] != replacing
            if external and taken:
                raise SlackError("duplicate_external_id")
        return self._object(payload, kind, external)

    def _object(self, payload: dict[str, Any], kind: str, external: str) -> dict[str, Any]:
        workspace, app = self._workspace, self._workspace.app
        fresh = workspace.ids
        blocks = [
            {**block, "block_id": block.get("block_id") or fresh.secret(5)}
            for block in payload["blocks"]
        ]
        return {
            "id": fresh.new("V"),
            "team_id": workspace.team_id,
            "type": kind,
            "title": payload.get("title"),
            "close": payload.get("close"),
            "submit": payload.get("submit"),
            "blocks": blocks,
            "private_metadata": payload.get("private_metadata", ""),
            "callback_id": payload.get("callback_id", ""),
            "external_id": external,
            "state": {"values": {}},
            "hash": f"{int(workspace.clock.now())}.{fresh.secret(8)}",
            "clear_on_close": bool(payload.get("clear_on_close")),
            "notify_on_close": bool(payload.get("notify_on_close")),
            "previous_view_id": None,
            "root_view_id": None,
            "app_id": app.app_id,
            "app_installed_team_id": workspace.team_id,
            "bot_id": app.bot_id,
        }
