"""chat.startStream, appendStream and stopStream: a message that grows."""

from typing import Any

from sandbox import messages
from sandbox.conversation import Conversation, Message, pad
from sandbox.errors import SlackError, invalid_arguments
from sandbox.methods import compose
from sandbox.methods.call import Call, method
from sandbox.methods.chat import own_message
from sandbox.workspace import Workspace

LIFETIME = 300.0  # seconds; reported in python-slack-sdk 1859 and node-slack-sdk 2702
BLOCKS = 50  # docs.slack.dev/reference/methods/chat.stopStream
CHUNK_FIELDS = {
    "markdown_text": ("text",),
    "task_update": ("id", "title"),
    "plan_update": ("title",),
    "blocks": ("blocks",),
}
TASK_STATES = ("pending", "in_progress", "complete", "error")
MODES = ("timeline", "plan", "dense")


@method(
    "chat.startStream",
    "channel",
    "thread_ts markdown_text recipient_team_id recipient_user_id chunks task_display_mode "
    "icon_emoji icon_url username",
    scopes="chat:write",
    tier="2",
)
def chat_start_stream(call: Call) -> dict[str, Any]:
    """Begins a message that text is appended to."""
    conversation = compose.target(call)
    _need_recipient(call, conversation)
    if call.has("task_display_mode") and call.text("task_display_mode") not in MODES:
        raise invalid_arguments("unknown task_display_mode [json-pointer:/task_display_mode]")
    chunks = _chunks(call)
    message = {"type": "message", "text": "", **compose.bot_author(call)}
    message["streaming_state"] = "in_progress"
    stream: dict[str, Any] = {
        "text": "",
        "tasks": {},
        "plan": None,
        "blocks": [],
    }
    for chunk in chunks:
        _take(stream, chunk)
    message |= _look(stream)
    thread_ts = pad(call.text("thread_ts")) if call.has("thread_ts") else None
    posted = messages.post(call.workspace, conversation, message, thread_ts=thread_ts)
    call.workspace.streams[conversation.id, posted["ts"]] = stream
    call.place.sessions.clear_status(conversation.id, thread_ts)
    key = (conversation.id, posted["ts"])
    call.workspace.clock.call_later(LIFETIME, lambda: expire(call.workspace, key))
    return {"channel": conversation.id, "ts": posted["ts"]}


@method("chat.appendStream", "channel ts", "markdown_text chunks", scopes="chat:write", tier="4")
def chat_append_stream(call: Call) -> dict[str, Any]:
    """Appends to a stream."""
    conversation, stream, ts = _open_stream(call)
    chunks = _chunks(call)
    if not chunks:
        raise SlackError("no_text")
    for chunk in chunks:
        _take(stream, chunk)
    conversation.put({**conversation.messages[ts], **_look(stream)})
    added = "".join(chunk["text"] for chunk in chunks if chunk["type"] == "markdown_text")
    data = {"channel": conversation.id, "ts": ts, "added": added, "text": stream["text"]}
    call.workspace.changes.tell("stream", {**data, "message": conversation.messages[ts]})
    return {"channel": conversation.id, "ts": ts}


@method(
    "chat.stopStream",
    "channel ts",
    "markdown_text blocks metadata chunks session_status",
    scopes="chat:write",
    tier="2",
)
def chat_stop_stream(call: Call) -> dict[str, Any]:
    """Ends a stream; the message stays."""
    conversation, stream, ts = _open_stream(call)
    blocks = call.json("blocks", [], code="invalid_blocks_format")
    if len(blocks) > BLOCKS:
        raise SlackError("msg_blocks_too_many")
    compose.refuse(blocks, "message")
    for chunk in _chunks(call):
        _take(stream, chunk)
    looks = _look(stream)
    looks["blocks"] = compose.with_ids(call, [*looks.get("blocks", []), *blocks])
    metadata = {"metadata": call.json("metadata")} if call.has("metadata") else {}
    finish(call.workspace, (conversation.id, ts), "completed", {**looks, **metadata})
    if call.has("session_status"):
        thread = conversation.messages[ts].get("thread_ts")
        call.place.sessions.set(conversation.id, thread, call.text("session_status"))
    return {"channel": conversation.id, "ts": ts, "message": conversation.messages[ts]}


def finish(
    workspace: Workspace, key: tuple[str, str], state: str, looks: Message | None = None
) -> None:
    """Ends a stream in a state (`completed`, `errored`) and tells of the final message."""
    channel, ts = key
    workspace.streams.pop(key, None)
    conversation = workspace.conversations.get(channel)
    if conversation and ts in conversation.messages:
        changes = {**(looks or {}), "streaming_state": state}
        messages.edit(workspace, conversation, ts, changes, None)


def expire(workspace: Workspace, key: tuple[str, str]) -> None:
    """Ends a stream that has lived for five minutes; nothing when it is over already."""
    if key in workspace.streams:
        finish(workspace, key, "errored")


def stop_by_user(workspace: Workspace, key: tuple[str, str]) -> None:
    """Ends a stream because a person pressed Stop; later appends hear stopped_by_user."""
    if key in workspace.streams:
        finish(workspace, key, "completed")
        workspace.streams[key] = {"stopped_by_user": True}


def _need_recipient(call: Call, conversation: Conversation) -> None:
    if conversation.kind == "im":
        return
    if not call.has("recipient_user_id"):
        raise SlackError("missing_recipient_user_id")
    if not call.has("recipient_team_id"):
        raise SlackError("missing_recipient_team_id")
    call.workspace.user(call.text("recipient_user_id"))
    if call.text("recipient_team_id") != call.workspace.team_id:
        raise SlackError("team_not_found")


def _open_stream(call: Call) -> tuple[Conversation, dict[str, Any], str]:
    conversation = call.joined()
    message = own_message(call, conversation, "message_not_owned_by_app")
    key = (conversation.id, message["ts"])
    stream = call.workspace.streams.get(key)
    if stream and stream.get("stopped_by_user"):
        raise SlackError("stopped_by_user")
    if stream is None or call.place.faults.take("slack", call.method.name, "expire_stream"):
        expire(call.workspace, key)
        raise SlackError("message_not_in_streaming_state")
    return conversation, stream, message["ts"]


def _chunks(call: Call) -> list[dict[str, Any]]:
    if call.has("markdown_text"):
        if call.has("chunks"):
            raise SlackError("markdown_text_conflict")
        return [{"type": "markdown_text", "text": compose.markdown_text(call)}]
    chunks = call.json("chunks", [], code="invalid_chunks")
    if not isinstance(chunks, list):
        raise SlackError("invalid_chunks")
    for chunk in chunks:
        _check_chunk(chunk)
    return chunks


def _check_chunk(chunk: Any) -> None:
    kind = chunk.get("type") if isinstance(chunk, dict) else None
    if kind not in CHUNK_FIELDS or any(field not in chunk for field in CHUNK_FIELDS[kind]):
        raise SlackError("invalid_chunks")
    if kind == "markdown_text" and len(str(chunk["text"])) > compose.MARKDOWN_TEXT:
        raise SlackError("msg_too_long")
    if kind == "task_update" and chunk.get("status", "pending") not in TASK_STATES:
        raise SlackError("invalid_chunks")
    if kind == "blocks":
        if len(chunk["blocks"]) > BLOCKS:
            raise SlackError("msg_blocks_too_many")
        compose.refuse(chunk["blocks"], "message")


def _take(stream: dict[str, Any], chunk: dict[str, Any]) -> None:
    if chunk["type"] == "markdown_text":
        stream["text"] += chunk["text"]
    elif chunk["type"] == "plan_update":
        stream["plan"] = chunk["title"]
    elif chunk["type"] == "blocks":
        stream["blocks"] += chunk["blocks"]
    else:
        known = stream["tasks"].get(chunk["id"], {})
        fields = {key: value for key, value in chunk.items() if key not in ("type", "id")}
        stream["tasks"][chunk["id"]] = {"status": "pending", **known, **fields}


def _look(stream: dict[str, Any]) -> Message:
    tasks = [
        {"type": "task_card", "task_id": task_id, **fields}
        for task_id, fields in stream["tasks"].items()
    ]
    blocks: list[dict[str, Any]] = tasks
    if stream["plan"] is not None:
        blocks = [{"type": "plan", "title": stream["plan"], "tasks": tasks}]
    if stream["text"]:
        blocks = [*blocks, {"type": "markdown", "text": stream["text"]}]
    return {"text": stream["text"], "blocks": [*blocks, *stream["blocks"]]}
