"""Refuses wrong messages: roles, empty text, prefill, tool calls without results."""

from typing import Any

from sandbox.claude.errors import invalid
from sandbox.claude.ports import Json
from sandbox.claude.reply import is_signed

MAX_MESSAGES = 100_000
_USER = ("text", "image", "document", "search_result", "tool_result", "container_upload")
_ASSISTANT = ("text", "tool_use", "thinking", "redacted_thinking")
ALLOWED = {"user": _USER, "assistant": _ASSISTANT, "system": ("text",)}


def check_messages(body: Json) -> None:
    """Refuse what the API refuses in `messages` and `system`.

    Raises:
        ApiError: 400 naming the place and the cause.
    """
    _check_system(body.get("system"))
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise invalid("messages: at least one message is required")
    if len(messages) > MAX_MESSAGES:
        raise invalid(f"messages: at most {MAX_MESSAGES} messages are allowed")
    for at, message in enumerate(messages):
        _check_message(message, at)
    if messages[0]["role"] != "user":
        raise invalid("messages: first message must use the user role")
    if messages[-1]["role"] == "assistant":
        raise invalid(
            "This model does not support assistant message prefill. "
            "The conversation must end with a user message."
        )
    _check_tool_pairs(messages)
    _check_citations(body)


def _check_system(system: Any) -> None:
    if system is None or isinstance(system, str):
        return
    if not isinstance(system, list):
        raise invalid("system: Input should be a string or a list of text blocks")
    for at, block in enumerate(system):
        _check_block(block, "system", f"system.{at}")


def _check_message(message: Any, at: int) -> None:
    path = f"messages.{at}"
    if not isinstance(message, dict) or message.get("role") not in ALLOWED:
        raise invalid(f"{path}.role: Input should be 'user', 'assistant' or 'system'")
    extra = set(message) - {"role", "content"}
    if extra:
        raise invalid(f"{path}.{min(extra)}: Extra inputs are not permitted")
    content = message.get("content")
    if isinstance(content, str):
        if not content.strip():
            raise invalid(f"{path}: text content blocks must contain non-whitespace text")
        return
    if not isinstance(content, list):
        raise invalid(f"{path}.content: Input should be a string or a list of blocks")
    if not content:
        raise invalid(f"{path}: all messages must have non-empty content")
    for number, block in enumerate(content):
        _check_block(block, message["role"], f"{path}.content.{number}")


def _check_block(block: Any, role: str, path: str) -> None:
    kind = block.get("type") if isinstance(block, dict) else None
    if kind not in ALLOWED[role]:
        raise invalid(f"{path}: block type {kind!r} is not permitted in a {role} turn")
    if kind == "text":
        _check_text(block, role, path)
    elif kind == "thinking" and not is_signed(
        str(block.get("thinking", "")), str(block.get("signature", ""))
    ):
        raise invalid(f"{path}: Invalid `signature` in `thinking` block")
    elif kind == "tool_use":
        _check_fields(block, {"id": str, "name": str, "input": dict}, path)
    elif kind == "tool_result":
        _check_result(block, path)
    elif kind in ("document", "image"):
        _check_fields(block, {"source": dict}, path)
    elif kind == "search_result":
        _check_fields(block, {"source": str, "title": str, "content": list}, path)


def _check_fields(block: Json, fields: dict[str, type], path: str) -> None:
    """Refuse a block without one of its required fields."""
    for name, kind in fields.items():
        if not isinstance(block.get(name), kind):
            raise invalid(f"{path}.{block['type']}.{name}: Field required")


def _check_text(block: Json, role: str, path: str) -> None:
    if not isinstance(block.get("text"), str) or not block["text"]:
        raise invalid(f"{path}: text content blocks must be non-empty")
    if not block["text"].strip():
        raise invalid(f"{path}: text content blocks must contain non-whitespace text")
    if role == "user" and block.get("citations"):
        raise invalid(f"{path}.text.citations: not permitted in a user turn")


def _check_result(block: Json, path: str) -> None:
    _check_fields(block, {"tool_use_id": str}, path)
    content = block.get("content")
    if content is not None and not isinstance(content, str | list):
        raise invalid(f"{path}.tool_result.content: Input should be a string or a list")
    for at, inner in enumerate(content if isinstance(content, list) else ()):
        place = f"{path}.tool_result.content.{at}"
        if not isinstance(inner, dict) or inner.get("type") == "tool_result":
            raise invalid(f"{place}: block is not permitted in a tool result")
        _check_block(inner, "user", place)


def _check_tool_pairs(messages: list[Json]) -> None:
    """Refuse tool calls that are not answered at once, and answers to no call."""
    asked: list[str] = []
    used: set[str] = set()
    for at, message in enumerate(messages):
        if message["role"] == "system":
            continue
        given = _ids(message, "tool_result", "tool_use_id")
        if message["role"] == "user":
            _check_answers(asked, given, message, f"messages.{at}")
            asked = []
        elif asked:
            raise _unanswered(asked, f"messages.{at}")
        if message["role"] == "assistant":
            asked = _ids(message, "tool_use", "id")
            if len(set(asked)) < len(asked) or used & set(asked):
                raise invalid(f"messages.{at}: `tool_use` ids must be unique")
            used |= set(asked)


def _check_answers(asked: list[str], given: list[str], message: Json, path: str) -> None:
    unknown = [tool_id for tool_id in given if tool_id not in asked]
    if unknown:
        raise invalid(
            f"{path}: unexpected `tool_use_id` found in `tool_result` blocks: {unknown[0]}. Each "
            "`tool_result` block must have a corresponding `tool_use` block in the previous message"
        )
    if len(set(given)) < len(given):
        raise invalid(f"{path}: each `tool_use` must have a single result")
    if set(asked) - set(given):
        raise _unanswered([tool_id for tool_id in asked if tool_id not in given], path)
    kinds = [block.get("type") for block in message["content"]] if given else []
    if "tool_result" in kinds[len(given) :]:
        raise invalid(f"{path}: `tool_result` blocks must come first in the content")


def _unanswered(tool_ids: list[str], path: str) -> Exception:
    return invalid(
        f"{path}: `tool_use` ids were found without `tool_result` blocks immediately after: "
        + ", ".join(tool_ids)
    )


def _ids(message: Json, kind: str, name: str) -> list[str]:
    """Return the ids of a message's blocks of one kind."""
    content = message["content"]
    blocks = content if isinstance(content, list) else []
    return [block[name] for block in blocks if block.get("type") == kind]


def _check_citations(body: Json) -> None:
    """Refuse citations together with structured output: cited text is not JSON."""
    if not (body.get("output_config") or {}).get("format"):
        return
    for message in body["messages"]:
        for block in message["content"] if isinstance(message["content"], list) else ():
            if (block.get("citations") or {}).get("enabled"):
                raise invalid("output_config.format: cannot be used together with citations")
