"""Files: uploaded, shared, deleted, with the events that follow."""

import base64
import mimetypes
from typing import Any
from urllib.parse import quote

from sandbox.conversation import Conversation
from sandbox.errors import SlackError
from sandbox.workspace import Workspace

_NOT_HERE = ("tombstone", "hidden_by_limit", "external")


def make(
    workspace: Workspace,
    user: str,
    name: str,
    content: bytes,
    *,
    mimetype: str = "",
    title: str = "",
    file_id: str = "",
) -> dict[str, Any]:
    """Keeps a file's content and returns its file object, not yet shared anywhere."""
    file_id = file_id or workspace.ids.new("F")
    kind = mimetype or mimetypes.guess_type(name)[0] or "application/octet-stream"
    file: dict[str, Any] = {
        "id": file_id,
        "created": int(workspace.clock.now()),
        "timestamp": int(workspace.clock.now()),
        "name": name,
        "title": title or name,
        "mimetype": kind,
        "filetype": name.rpartition(".")[2].lower() if "." in name else "text",
        "user": user,
        "size": len(content),
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        **addresses(workspace, file_id, name),
        "channels": [],
        "groups": [],
        "ims": [],
    }
    workspace.files[file_id] = file
    workspace.contents[file_id] = content
    return file


def addresses(workspace: Workspace, file_id: str, name: str) -> dict[str, str]:
    """Where a file is fetched from; asks for a token with files:read."""
    private = f"{workspace.url}files/{file_id}/{quote(name)}"
    permalink = f"{workspace.url}files/{file_id}"
    download = f"{private}?download=1"
    return {"url_private": private, "url_private_download": download, "permalink": permalink}


def readdress(workspace: Workspace) -> None:
    """Lets the files of a seed lead to this server, so that nobody asks Slack's own for them.

    Files whose contents aren't known are not found there.
    """
    for conversation in workspace.conversations.values():
        for ts, message in conversation.messages.items():
            files = message.get("files")
            if files:
                here = [_readdressed(workspace, file) for file in files]
                conversation.messages[ts] = {**message, "files": here}
    for file_id, file in workspace.files.items():
        workspace.files[file_id] = _readdressed(workspace, file)


def _readdressed(workspace: Workspace, file: dict[str, Any]) -> dict[str, Any]:
    if "id" not in file or file.get("is_external") or file.get("mode") in _NOT_HERE:
        return file
    return {**file, **addresses(workspace, file["id"], str(file.get("name") or "file"))}


def share(workspace: Workspace, file: dict[str, Any], conversation: Conversation) -> dict[str, Any]:
    """Marks a file as shared in a conversation and tells of it; the new file object."""
    kind = {"channel": "channels", "im": "ims"}.get(conversation.kind, "groups")
    shared = {**file, kind: [*file.get(kind, []), conversation.id]}
    shared["is_public"] = bool(shared["channels"])
    workspace.files[file["id"]] = shared
    event = {"type": "file_shared", "file_id": file["id"], "file": {"id": file["id"]}}
    event |= {"user_id": file["user"], "channel_id": conversation.id}
    dated = {**event, "event_ts": workspace.next_ts()}
    workspace.changes.tell("file", {"file": file["id"], "channel": conversation.id}, dated)
    return shared


def attach(
    workspace: Workspace, user: str, conversation: Conversation, given: dict[str, Any]
) -> dict[str, Any]:
    """A file a person drops into a conversation, ready to stand in a message.

    Args:
        conversation: where.
        user: user id.
        workspace: where it happens.
        given: name, mimetype?, and `content` (bytes) or `content_base64`.

    Raises:
        SlackError: invalid_file, when the name is missing or the content isn't base64.
    """
    content = given.get("content")
    if content is None:
        try:
            content = base64.b64decode(given.get("content_base64", ""), validate=True)
        except ValueError as problem:
            raise SlackError("invalid_file") from problem
    if not given.get("name"):
        raise SlackError("invalid_file")
    mimetype = str(given.get("mimetype") or "")
    file = make(workspace, user, given["name"], content, mimetype=mimetype)
    return share(workspace, file, conversation)


def remove(workspace: Workspace, file_id: str) -> None:
    """Deletes a file; messages keep a tombstone of it.

    Raises:
        SlackError: file_not_found.
    """
    if file_id not in workspace.files:
        raise SlackError("file_not_found")
    del workspace.files[file_id]
    workspace.contents.pop(file_id, None)
    for conversation in workspace.conversations.values():
        for ts, message in conversation.messages.items():
            if any(file.get("id") == file_id for file in message.get("files") or []):
                conversation.messages[ts] = _without(message, file_id)
    event = {"type": "file_deleted", "file_id": file_id, "event_ts": workspace.next_ts()}
    workspace.changes.tell("file", {"file": file_id, "deleted": True}, event)


def _without(message: dict[str, Any], file_id: str) -> dict[str, Any]:
    gone = {"id": file_id, "mode": "tombstone"}
    files = [gone if file.get("id") == file_id else file for file in message["files"]]
    return {**message, "files": files}


def places(file: dict[str, Any]) -> list[str]:
    """Every conversation a file is shared in."""
    return [*file.get("channels", []), *file.get("groups", []), *file.get("ims", [])]
