"""files.*: the external upload in three steps, and what is there."""

from typing import Any

from sandbox import canvas, messages, uploads
from sandbox.conversation import Conversation, pad
from sandbox.errors import SlackError, invalid_arguments
from sandbox.methods import compose
from sandbox.methods.call import Call, method, page

FILE_BYTES = 2**30  # 1 GB; docs.slack.dev/messaging/working-with-files
SNIPPET_BYTES = 2**20  # 1 MB; docs.slack.dev/reference/methods/files.getUploadURLExternal
ALT_TEXT = 1000  # docs.slack.dev/reference/methods/files.getUploadURLExternal


@method(
    "files.getUploadURLExternal",
    "filename length",
    "alt_txt snippet_type",
    scopes="files:write",
    tier="4",
)
def files_get_upload_url_external(call: Call) -> dict[str, Any]:
    """Gives the address to upload to and the id the file will have."""
    length = call.number("length", 0, 0, FILE_BYTES + 1)
    if not 1 <= length <= FILE_BYTES:
        raise invalid_arguments("must be 1 to 1073741824 [json-pointer:/length]")
    if call.has("snippet_type") and length > SNIPPET_BYTES:
        raise SlackError("snippet_too_large")
    if len(call.text("alt_txt")) > ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    key, file_id = call.workspace.ids.secret(24), call.workspace.ids.new("F")
    waiting = {"file_id": file_id, "name": call.text("filename"), "length": length}
    call.workspace.uploads[key] = waiting
    return {"upload_url": f"{call.workspace.url}upload/{key}", "file_id": file_id}


@method(
    "files.completeUploadExternal",
    "files",
    "channel_id channels initial_comment thread_ts blocks highlight_type",
    scopes="files:write",
    tier="4",
)
def files_complete_upload_external(call: Call) -> dict[str, Any]:
    """Finishes uploads, and shares the files in a conversation when one is named."""
    listed = call.json("files", [])
    if not isinstance(listed, list) or not listed:
        raise invalid_arguments("must have at least 1 item [json-pointer:/files]")
    places = _places(call)
    files = [_finish(call, one) for one in listed]
    for place in places:
        files = [uploads.share(call.workspace, file, place) for file in files]
        message = {"type": "message", "subtype": "file_share", "upload": False, "files": files}
        message |= {"text": call.text("initial_comment"), **compose.bot_author(call)}
        thread_ts = pad(call.text("thread_ts")) if call.has("thread_ts") else None
        messages.post(call.workspace, place, message, thread_ts=thread_ts)
    return {"files": files}


def _places(call: Call) -> list[Conversation]:
    named = call.text("channel_id") or call.text("channels")
    found = []
    for channel in [one for one in named.split(",") if one]:
        conversation = call.workspace.conversations.get(channel)
        if conversation is None or call.bot not in conversation.members:
            raise SlackError("channel_not_found")
        found.append(conversation)
    return found


def _finish(call: Call, given: Any) -> dict[str, Any]:
    wanted = given.get("id") if isinstance(given, dict) else None
    for key, waiting in list(call.workspace.uploads.items()):
        if waiting["file_id"] == wanted:
            if "content" not in waiting:
                raise SlackError("file_not_found")
            del call.workspace.uploads[key]
            title = str(given.get("title") or waiting["name"])
            name, content = waiting["name"], waiting["content"]
            return uploads.make(
                call.workspace, call.bot, name, content, title=title, file_id=str(wanted)
            )
    raise SlackError("file_not_found")


def _visible(call: Call, file: dict[str, Any]) -> bool:
    if file.get("user") == call.bot:
        return True
    rooms = [call.workspace.conversations.get(one) for one in uploads.places(file)]
    return any(room and (room.is_public or call.bot in room.members) for room in rooms)


def _file(call: Call) -> dict[str, Any]:
    file = call.workspace.files.get(call.text("file"))
    if file is None or not _visible(call, file):
        raise SlackError("file_not_found")
    return file


@method("files.info", "file", "count cursor limit page", scopes="files:read", tier="4")
def files_info(call: Call) -> dict[str, Any]:
    """Describes a file the bot can see."""
    file = _file(call)
    content = call.workspace.contents.get(file["id"], b"")
    answer: dict[str, Any] = {"file": file, "comments": []}
    if file.get("mimetype", "").startswith("text/") and content:
        answer["content"] = content.decode("utf-8", "replace")
    return {**answer, "response_metadata": {"next_cursor": ""}}


@method(
    "files.list",
    optional="channel count page show_files_hidden_by_limit ts_from ts_to types user cursor limit",
    scopes="files:read",
)
def files_list(call: Call) -> dict[str, Any]:
    """Lists the files the bot can see, newest first; canvases are files of type "canvas"."""
    types = (call.text("types") or "all").split(",")
    found: list[dict[str, Any]] = []
    if types != ["canvas"]:
        found = [file for file in call.workspace.files.values() if _visible(call, file)]
    if {"all", "canvas"} & set(types):
        found += [canvas.as_file(one) for one in call.workspace.canvases.values()]
    since = float(call.text("ts_from") or 0)
    found = [file for file in found if int(file.get("created") or 0) >= since]
    if call.has("channel"):
        found = [file for file in found if call.text("channel") in uploads.places(file)]
    if call.has("user"):
        found = [file for file in found if file.get("user") == call.text("user")]
    found.sort(key=lambda file: int(file.get("created") or 0), reverse=True)
    chunk, _ = page(call, found, call.number("count", 100, 1, 1000))
    paging = {"count": len(chunk), "total": len(found), "page": 1, "pages": 1}
    return {"files": chunk, "paging": paging}


@method("files.delete", "file", scopes="files:write")
def files_delete(call: Call) -> dict[str, Any]:
    """Deletes one of the bot's files."""
    file = _file(call)
    if file.get("user") != call.bot:
        raise SlackError("cant_delete_file")
    uploads.remove(call.workspace, file["id"])
    return {}
