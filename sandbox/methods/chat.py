"""chat.*, without streams."""

from typing import Any

from sandbox import messages
from sandbox.conversation import Conversation, Message, pad
from sandbox.errors import SlackError
from sandbox.methods import compose
from sandbox.methods.call import Call, method
from sandbox.rich_text import rich_text

_WRITE = "chat:write"


@method(
    "chat.postMessage",
    "channel",
    "text blocks attachments as_user thread_ts reply_broadcast unfurl_links unfurl_media "
    "container_id icon_emoji icon_url mrkdwn link_names username parse metadata markdown_text",
    scopes=_WRITE,
    tier="post",
)
def chat_post_message(call: Call) -> dict[str, Any]:
    """Posts a message as the bot."""
    message = {**compose.content(call), **compose.bot_author(call)}
    conversation = compose.target(call)
    thread_ts = pad(call.text("thread_ts")) if call.has("thread_ts") else None
    broadcast = call.flag("reply_broadcast")
    posted = messages.post(
        call.workspace, conversation, message, thread_ts=thread_ts, broadcast=broadcast
    )
    call.place.sessions.clear_status(conversation.id, thread_ts)
    return {"channel": conversation.id, "ts": posted["ts"], "message": posted}


def own_message(call: Call, conversation: Conversation, refusal: str) -> Message:
    """The bot's own message that `ts` names.

    Raises:
        SlackError: message_not_found; `refusal` when somebody else wrote it.
    """
    message = messages.find(conversation, pad(call.text("ts")))
    if message.get("bot_id") != call.workspace.app.bot_id:
        raise SlackError(refusal)
    return message


@method(
    "chat.update",
    "channel ts",
    "text blocks attachments as_user file_ids link_names parse reply_broadcast metadata "
    "markdown_text",
    scopes=_WRITE,
)
def chat_update(call: Call) -> dict[str, Any]:
    """Rewrites one of the bot's messages; blocks stay unless others, or none, are given."""
    conversation = call.joined()
    message = own_message(call, conversation, "cant_update_message")
    if message.get("streaming_state") == "in_progress":
        raise SlackError("streaming_state_conflict")
    changes = {**_retained(call, message), **compose.content(call)}
    if "blocks" in call.args and not call.json("blocks", []):
        changes["blocks"] = rich_text(changes["text"], call.workspace.ids.secret(5)) or None
    elif not (call.has("blocks") or call.has("markdown_text")) and _own_blocks(message):
        changes["blocks"] = message["blocks"]
    new = messages.edit(call.workspace, conversation, message["ts"], changes, call.bot)
    return {"channel": conversation.id, "ts": new["ts"], "text": new["text"], "message": new}


def _retained(call: Call, message: Message) -> Message:
    """Attachments stay unless the call names them: an empty list takes them away."""
    return {"attachments": None if "attachments" in call.args else message.get("attachments")}


def _own_blocks(message: Message) -> bool:
    """Whether the app chose the blocks, so that a new text alone leaves them standing.

    Source: python-slack-sdk 523, slack-go 1214. Blocks that Slack made of a text follow the text.
    """
    blocks = message.get("blocks") or []
    block_id = str(blocks[0].get("block_id")) if blocks else ""
    return bool(blocks) and blocks != rich_text(str(message.get("text")), block_id)


@method("chat.delete", "channel ts", "as_user", scopes=_WRITE)
def chat_delete(call: Call) -> dict[str, Any]:
    """Deletes one of the bot's messages."""
    conversation = call.joined()
    message = own_message(call, conversation, "cant_delete_message")
    messages.delete(call.workspace, conversation, message["ts"])
    return {"channel": conversation.id, "ts": message["ts"]}


@method(
    "chat.postEphemeral",
    "channel user",
    "text blocks attachments as_user thread_ts icon_emoji icon_url link_names username parse "
    "markdown_text",
    scopes=_WRITE,
    tier="4",
)
def chat_post_ephemeral(call: Call) -> dict[str, Any]:
    """Shows a message to one member of the channel."""
    message = {**compose.content(call), **compose.bot_author(call)}
    conversation = compose.target(call)
    if call.text("user") not in conversation.members:
        raise SlackError("user_not_in_channel")
    if call.has("thread_ts"):
        message["thread_ts"] = pad(call.text("thread_ts"))
    shown = messages.whisper(call.workspace, conversation.id, call.text("user"), message)
    return {"message_ts": shown["ts"]}


@method("chat.getPermalink", "channel message_ts", tier="special")
def chat_get_permalink(call: Call) -> dict[str, Any]:
    """The address of a message."""
    conversation = call.visible()
    message = messages.find(conversation, pad(call.text("message_ts")))
    root = message.get("thread_ts")
    thread = root if root != message["ts"] else None
    link = call.workspace.permalink(conversation.id, message["ts"], thread)
    return {"channel": conversation.id, "permalink": link}


@method(
    "chat.scheduleMessage",
    "channel post_at",
    "text blocks attachments as_user thread_ts parse reply_broadcast unfurl_links unfurl_media "
    "link_names metadata markdown_text",
    scopes=_WRITE,
)
def chat_schedule_message(call: Call) -> dict[str, Any]:
    """Posts a message later, at most 120 days ahead and 30 in five minutes of one channel."""
    message = {**compose.content(call), **compose.bot_author(call)}
    conversation = compose.target(call)
    post_at, now = call.number("post_at", 0, 0, 10**11), call.workspace.clock.now()
    if post_at <= now:
        raise SlackError("time_in_past")
    if post_at > now + 120 * 86400:
        raise SlackError("time_too_far")
    scheduled = call.workspace.scheduled
    near = [
        one
        for one in scheduled.values()
        if one["channel_id"] == conversation.id and one["post_at"] // 300 == post_at // 300
    ]
    if len(near) >= 30:
        raise SlackError("restricted_too_many")
    key = call.workspace.ids.new("Q")
    thread_ts = pad(call.text("thread_ts")) if call.has("thread_ts") else None
    entry = {"id": key, "channel_id": conversation.id, "post_at": post_at, "text": message["text"]}
    scheduled[key] = {**entry, "date_created": int(now)}

    def send() -> None:
        if scheduled.pop(key, None) is not None:
            messages.post(call.workspace, conversation, message, thread_ts=thread_ts)

    call.workspace.clock.call_later(post_at - now, send)
    brief = {"channel": conversation.id, "scheduled_message_id": key, "post_at": post_at}
    return {**brief, "message": message}


@method("chat.scheduledMessages.list", optional="channel cursor latest limit oldest")
def chat_scheduled_messages_list(call: Call) -> dict[str, Any]:
    """What is still to be posted."""
    items = [
        item
        for item in call.workspace.scheduled.values()
        if not call.has("channel") or item["channel_id"] == call.text("channel")
    ]
    return {"scheduled_messages": items, "response_metadata": {"next_cursor": ""}}


@method("chat.deleteScheduledMessage", "channel scheduled_message_id", "as_user", scopes=_WRITE)
def chat_delete_scheduled_message(call: Call) -> dict[str, Any]:
    """Takes a scheduled message back."""
    found = call.workspace.scheduled.get(call.text("scheduled_message_id"))
    if found is None or found["channel_id"] != call.visible().id:
        raise SlackError("invalid_scheduled_message_id")
    del call.workspace.scheduled[found["id"]]
    return {}


@method(
    "chat.unfurl",
    optional="channel ts source unfurl_id unfurls metadata user_auth_blocks user_auth_message "
    "user_auth_required user_auth_url",
    scopes="links:write",
)
def chat_unfurl(call: Call) -> dict[str, Any]:
    """Attaches previews to a message with links."""
    conversation = call.joined()
    unfurls = call.json("unfurls", {}, code="cannot_parse_attachment")
    message = messages.find(conversation, pad(call.text("ts")))
    added = [{"from_url": url, **body} for url, body in unfurls.items()]
    attachments = [*message.get("attachments", []), *added]
    messages.edit(call.workspace, conversation, message["ts"], {"attachments": attachments}, None)
    return {}
