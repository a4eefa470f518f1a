"""reactions.*: emoji on messages."""

from typing import Any

from sandbox import messages, reactions
from sandbox.conversation import pad
from sandbox.errors import SlackError
from sandbox.methods.call import Call, method


@method("reactions.add", "channel name timestamp", scopes="reactions:write")
def reactions_add(call: Call) -> dict[str, Any]:
    """Adds a reaction as the bot; skin tones are part of the name (`wave::skin-tone-2`)."""
    name = call.text("name").strip(":")
    if not name.replace("::", "").replace("-", "").replace("_", "").replace("+", "").isalnum():
        raise SlackError("invalid_name")
    place = call.joined()
    reactions.add(call.workspace, place, pad(call.text("timestamp")), name, call.bot)
    return {}


@method(
    "reactions.remove",
    "name",
    "channel timestamp file file_comment",
    scopes="reactions:write",
    tier="2",
)
def reactions_remove(call: Call) -> dict[str, Any]:
    """Takes one of the bot's reactions back."""
    if not call.has("channel") or not call.has("timestamp"):
        raise SlackError("no_item_specified")
    name, place = call.text("name").strip(":"), call.joined()
    reactions.remove(call.workspace, place, pad(call.text("timestamp")), name, call.bot)
    return {}


@method(
    "reactions.get", optional="channel timestamp file file_comment full", scopes="reactions:read"
)
def reactions_get(call: Call) -> dict[str, Any]:
    """A message with its reactions."""
    if not call.has("channel") or not call.has("timestamp"):
        raise SlackError("no_item_specified")
    conversation = call.joined()
    message = messages.find(conversation, pad(call.text("timestamp")))
    return {"type": "message", "channel": conversation.id, "message": message}
