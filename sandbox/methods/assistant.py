"""assistant.threads.* and agents.sessions.*: status, prompts, sessions."""

from typing import Any

from sandbox.conversation import Conversation, pad
from sandbox.errors import SlackError, invalid_arguments
from sandbox.methods.call import Call, method
from sandbox.sessions import STATES

PROMPTS = 4  # docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts
LOADING_MESSAGES = 10  # docs.slack.dev/reference/methods/assistant.threads.setStatus
TITLE = 200  # docs.slack.dev/reference/methods/agents.sessions.setStatus


def _thread(call: Call) -> tuple[Conversation, str]:
    conversation = call.joined("channel_id")
    thread_ts = pad(call.text("thread_ts"))
    if thread_ts not in conversation.messages:
        raise SlackError("thread_not_found")
    return conversation, thread_ts


@method(
    "assistant.threads.setStatus",
    "channel_id thread_ts",
    "status loading_messages icon_emoji icon_url username",
    scopes="chat:write assistant:write",
    tier="special",
)
def assistant_threads_set_status(call: Call) -> dict[str, Any]:
    """Shows what the app is doing, for two minutes or until it replies; "" clears it."""
    if "status" not in call.args:
        raise invalid_arguments("missing required field: status")
    loading = call.json("loading_messages", [])
    if not isinstance(loading, list) or len(loading) > LOADING_MESSAGES:
        raise invalid_arguments("must have at most 10 items [json-pointer:/loading_messages]")
    conversation, thread_ts = _thread(call)
    status = call.text("status")
    call.place.sessions.set_status(conversation.id, thread_ts, status, loading=loading)
    return {}


@method(
    "assistant.threads.setTitle", "channel_id thread_ts title", scopes="assistant:write", tier="4"
)
def assistant_threads_set_title(call: Call) -> dict[str, Any]:
    """Names a thread of the app's own DM."""
    conversation, thread_ts = _thread(call)
    if conversation.kind != "im":
        raise SlackError("channel_not_found")
    title = call.text("title")
    call.place.sessions.set(conversation.id, thread_ts, "active", title=title)
    return {}


@method(
    "assistant.threads.setSuggestedPrompts",
    "channel_id prompts",
    "thread_ts title",
    scopes="assistant:write",
    tier="4",
)
def assistant_threads_set_suggested_prompts(call: Call) -> dict[str, Any]:
    """Offers up to four prompts in the app's DM.

    With thread_ts it has no effect for apps that declare agent_view, and says nothing of it.
    """
    conversation = call.joined("channel_id")
    if conversation.kind != "im":
        raise SlackError("channel_not_found")
    prompts = call.json("prompts", [])
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= PROMPTS:
        raise invalid_arguments("must have 1 to 4 items [json-pointer:/prompts]")
    if not all(
        isinstance(one, dict) and one.get("title") and one.get("message") for one in prompts
    ):
        raise invalid_arguments("each prompt needs title and message [json-pointer:/prompts]")
    if call.has("thread_ts") and call.workspace.app.manifest.agent:
        return {}
    offered = {"title": call.text("title"), "prompts": prompts}
    call.workspace.prompts[conversation.id] = offered
    call.workspace.changes.tell("status", {"channel": conversation.id, **offered})
    return {}


@method(
    "agents.sessions.setStatus",
    "channel_id status",
    "thread_ts title initiator_user_id icon_emoji icon_url username",
    scopes="chat:write",
    tier="3",
)
def agents_sessions_set_status(call: Call) -> dict[str, Any]:
    """Tells whether the agent works on a thread; while `processing`, people see Stop."""
    _need_agent(call)
    conversation = call.joined("channel_id")
    if call.text("status") not in STATES:
        raise SlackError("invalid_status")
    if len(call.text("title")) > TITLE:
        raise invalid_arguments("must be at most 200 characters [json-pointer:/title]")
    thread_ts = pad(call.text("thread_ts")) if call.has("thread_ts") else None
    more = {"title": call.text("title")} if call.has("title") else {}
    call.place.sessions.set(conversation.id, thread_ts, call.text("status"), **more)
    return {}


@method("agents.sessions.rename", "channel_id title", "thread_ts", scopes="chat:write", tier="3")
def agents_sessions_rename(call: Call) -> dict[str, Any]:
    """Gives a session another title, 1 to 200 characters."""
    _need_agent(call)
    conversation = call.joined("channel_id")
    if len(call.text("title")) > TITLE:
        raise invalid_arguments("must be at most 200 characters [json-pointer:/title]")
    thread_ts = pad(call.text("thread_ts")) if call.has("thread_ts") else ""
    if (conversation.id, thread_ts) not in call.workspace.sessions:
        raise SlackError("session_not_found")
    known = call.workspace.sessions[conversation.id, thread_ts]
    call.place.sessions.set(conversation.id, thread_ts, known["status"], title=call.text("title"))
    return {}


def _need_agent(call: Call) -> None:
    if not call.workspace.app.manifest.agent:
        raise SlackError("app_is_not_an_agent")
