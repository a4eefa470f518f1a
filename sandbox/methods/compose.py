"""From the arguments of chat.* to a message, with everything Slack refuses refused."""

from typing import Any

from sandbox import blocks as block_kit
from sandbox.conversation import Conversation, Message
from sandbox.errors import SlackError, invalid_arguments
from sandbox.methods.call import Call
from sandbox.rich_text import rich_text

TEXT_KEPT = 40_000  # docs.slack.dev/changelog/2018-04-truncating-really-long-messages
MARKDOWN_TEXT = 12_000  # docs.slack.dev/reference/methods/chat.postMessage
ATTACHMENTS = 100  # docs.slack.dev/reference/methods/chat.postMessage


def bot_author(call: Call) -> Message:
    """The fields that say that the calling app wrote a message."""
    app = call.workspace.app
    author: Message = {
        "user": app.user_id,
        "bot_id": app.bot_id,
        "app_id": app.app_id,
        "team": call.workspace.team_id,
        "bot_profile": {
            "id": app.bot_id,
            "app_id": app.app_id,
            "user_id": app.user_id,
            "name": call.workspace.users[app.user_id]["real_name"],
            "team_id": call.workspace.team_id,
            "deleted": False,
        },
    }
    for name in ("username", "icon_emoji", "icon_url"):
        if call.has(name):
            call.need("chat:write.customize")
            author |= _custom(name, call.text(name))
    return author


def _custom(name: str, value: str) -> Message:
    if name == "username":
        return {"username": value}
    icon = {"emoji": value} if name == "icon_emoji" else {"image_48": value}
    return {"icons": icon}


def content(call: Call, *, empty_ok: bool = False) -> Message:
    """The `text`, `blocks`, `attachments` and `metadata` of a message.

    Raises:
        SlackError: no_text, markdown_text_conflict, invalid_blocks and the like.
    """
    blocks = blocks_of(call)
    attachments = _attachments(call)
    text = call.text("text")
    if call.has("markdown_text"):
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        text = markdown_text(call)
        blocks = [{"type": "markdown", "text": text}]
    if not (text or blocks or attachments or empty_ok):
        raise SlackError("no_text")
    made: Message = {"type": "message", "text": text[:TEXT_KEPT]}
    if blocks:
        made["blocks"] = with_ids(call, blocks)
    elif text:
        made["blocks"] = rich_text(text[:TEXT_KEPT], call.workspace.ids.secret(5))
    if attachments:
        made["attachments"] = attachments
    return {**made, **_metadata(call)}


def markdown_text(call: Call) -> str:
    """The argument markdown_text.

    Raises:
        SlackError: msg_too_long, over 12,000 characters.
    """
    text = call.text("markdown_text")
    if len(text) > MARKDOWN_TEXT:
        raise SlackError("msg_too_long")
    return text


def blocks_of(call: Call, surface: str = "message") -> list[dict[str, Any]]:
    """The argument blocks, checked.

    Raises:
        SlackError: invalid_blocks_format, invalid_blocks, msg_blocks_too_long.
    """
    blocks = call.json("blocks", [], code="invalid_blocks_format")
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    refuse(blocks, surface)
    return blocks


def refuse(blocks: list[Any], surface: str) -> None:
    """Refuses blocks that Slack would refuse.

    Raises:
        SlackError: invalid_blocks with a sentence for each problem; msg_blocks_too_long.
    """
    problems = block_kit.check(blocks, surface)
    if problems:
        raise invalid_arguments(*[str(one) for one in problems], code="invalid_blocks")
    if surface == "message" and block_kit.too_long(blocks):
        raise SlackError("msg_blocks_too_long")


def with_ids(call: Call, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks, each with a block_id as Slack adds them."""
    fresh = call.workspace.ids
    return [{**block, "block_id": block.get("block_id") or fresh.secret(5)} for block in blocks]


def _attachments(call: Call) -> list[dict[str, Any]]:
    attachments = call.json("attachments", [], code="invalid_attachments")
    if not isinstance(attachments, list):
        raise SlackError("invalid_attachments")
    if len(attachments) > ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return [{"id": number, **one} for number, one in enumerate(attachments, 1)]


def _metadata(call: Call) -> Message:
    metadata = call.json("metadata", None, code="invalid_metadata_format")
    if metadata is None:
        return {}
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_schema")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    if block_kit.size(metadata) > 8192:
        raise SlackError("metadata_too_large")
    return {"metadata": metadata}


def target(call: Call) -> Conversation:
    """Where to post: an id, a name, or a person (their DM).

    Raises:
        SlackError: channel_not_found, not_in_channel, is_archived.
    """
    reference = call.text("channel")
    if reference in call.workspace.users:
        call.need("im:write", "chat:write")
        return call.workspace.direct_message(reference, call.bot)
    conversation = call.workspace.conversation(reference)
    if call.bot not in conversation.members:
        raise SlackError("not_in_channel" if conversation.is_public else "channel_not_found")
    if conversation.is_archived:
        raise SlackError("is_archived")
    return conversation
