"""conversations.*, without the messages."""

from typing import Any

from sandbox import channels
from sandbox.errors import SlackError
from sandbox.methods.call import Call, method, page
from sandbox.methods.shapes import channel_object, wanted_kinds

_READ = "channels:read groups:read im:read mpim:read"


@method(
    "conversations.list", optional="cursor exclude_archived limit types", scopes=_READ, tier="2"
)
def conversations_list(call: Call) -> dict[str, Any]:
    """Lists what the bot can see; public channels unless `types` says otherwise."""
    kinds = wanted_kinds(call)
    found = [
        channel_object(call, conversation, count=conversation.kind in ("channel", "group"))
        for conversation in call.workspace.visible_to(call.bot)
        if conversation.kind in kinds
        and not (call.flag("exclude_archived") and conversation.is_archived)
    ]
    chunk, cursor = page(call, found, call.number("limit", 100, 0, 999) or 100)
    return {"channels": chunk, "response_metadata": {"next_cursor": cursor}}


@method("conversations.info", "channel", "include_locale include_num_members", scopes=_READ)
def conversations_info(call: Call) -> dict[str, Any]:
    """Describes one conversation."""
    conversation = call.visible()
    call.need_for(conversation, "read")
    count = call.flag("include_num_members")
    return {"channel": channel_object(call, conversation, count=count)}


@method("conversations.members", "channel", "cursor limit", scopes=_READ, tier="4")
def conversations_members(call: Call) -> dict[str, Any]:
    """Lists the user ids of a conversation's members."""
    conversation = call.visible()
    call.need_for(conversation, "read")
    limit = call.number("limit", 100, 0, 1000) or 100
    chunk, cursor = page(call, list(conversation.members), limit)
    return {"members": chunk, "response_metadata": {"next_cursor": cursor}}


@method("conversations.join", "channel", scopes="channels:join")
def conversations_join(call: Call) -> dict[str, Any]:
    """Joins a public channel."""
    conversation = call.visible()
    if not conversation.is_public:
        raise SlackError("method_not_supported_for_channel_type")
    joined = channels.join(call.workspace, conversation, call.bot)
    answer: dict[str, Any] = {"channel": channel_object(call, conversation)}
    if not joined:
        warnings = {"warnings": ["already_in_channel"]}
        answer |= {"warning": "already_in_channel", "response_metadata": warnings}
    return answer


@method("conversations.leave", "channel", scopes="channels:manage groups:write im:write mpim:write")
def conversations_leave(call: Call) -> dict[str, Any]:
    """Leaves a conversation."""
    left = channels.leave(call.workspace, call.visible(), call.bot)
    return {} if left else {"not_in_channel": True}


@method(
    "conversations.open",
    optional="channel return_im users prevent_creation",
    scopes="im:write mpim:write channels:manage groups:write",
)
def conversations_open(call: Call) -> dict[str, Any]:
    """Opens a DM (one user) or a group DM (up to 8)."""
    if call.has("channel"):
        conversation = call.visible()
    else:
        value = call.args.get("users")
        listed = value if isinstance(value, list) else str(value or "").split(",")
        people = [str(person).strip() for person in listed if str(person).strip()]
        conversation = _open(call, people)
    brief: dict[str, Any] = {"id": conversation.id}
    if call.flag("return_im"):
        brief = channel_object(call, conversation)
    return {"channel": brief, "no_op": True, "already_open": True}


def _open(call: Call, people: list[str]) -> Any:
    if not people:
        raise SlackError("users_list_not_supplied")
    if len(people) > 8:
        raise SlackError("too_many_users")
    call.need("im:write" if len(people) == 1 else "mpim:write")
    for person in people:
        if call.workspace.user(person).get("deleted"):
            raise SlackError("user_disabled")
    return call.workspace.direct_message(*dict.fromkeys([*people, call.bot]))


@method("conversations.close", "channel", scopes="im:write mpim:write")
def conversations_close(call: Call) -> dict[str, Any]:
    """Closes a DM; nothing in it is lost."""
    if call.visible().kind not in ("im", "mpim"):
        raise SlackError("method_not_supported_for_channel_type")
    return {"no_op": True, "already_closed": True}


@method(
    "conversations.mark", "channel ts", scopes="channels:manage groups:write im:write mpim:write"
)
def conversations_mark(call: Call) -> dict[str, Any]:
    """Sets how far the bot has read."""
    call.joined().last_read = call.text("ts")
    return {}


@method(
    "conversations.create", "name", "is_private", scopes="channels:manage groups:write", tier="2"
)
def conversations_create(call: Call) -> dict[str, Any]:
    """Makes a channel with the bot in it."""
    private = call.flag("is_private")
    call.need("groups:write" if private else "channels:manage")
    name = call.text("name")
    made = channels.create(call.workspace, name, call.bot, is_private=private)
    return {"channel": channel_object(call, made)}


@method("conversations.invite", "channel users", "force", scopes="channels:manage groups:write")
def conversations_invite(call: Call) -> dict[str, Any]:
    """Brings people into a channel the bot is in."""
    conversation = call.joined()
    for person in call.text("users").split(","):
        call.workspace.user(person)
        if not channels.join(call.workspace, conversation, person, inviter=call.bot):
            raise SlackError("already_in_channel")
    return {"channel": channel_object(call, conversation)}


@method("conversations.setTopic", "channel topic", scopes="channels:manage groups:write", tier="2")
def conversations_set_topic(call: Call) -> dict[str, Any]:
    """Sets a channel's topic, at most 250 characters."""
    conversation = call.joined()
    if len(call.text("topic")) > 250:
        raise SlackError("too_long")
    channels.set_text(call.workspace, conversation, "topic", call.text("topic"), call.bot)
    return {"channel": channel_object(call, conversation)}
