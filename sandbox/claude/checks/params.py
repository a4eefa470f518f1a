"""Refuses wrong parameters around the messages: limits, tools, thinking, output."""

import re

from sandbox.claude.errors import invalid
from sandbox.claude.models import EFFORTS, Model, model_of
from sandbox.claude.ports import Json

from .schemas import check_schema

SHARED = {
    "cache_control", "messages", "model", "output_config", "prefill", "speed", "system",
    "thinking", "tool_choice", "tools", "user_profile_id",
}  # fmt: skip
CREATE = SHARED | {
    "container", "diagnostics", "inference_geo", "max_tokens", "metadata", "service_tier",
    "stop_sequences", "stream",
}  # fmt: skip
SAMPLING = ("temperature", "top_p", "top_k")
_SHAPES: dict[str, type] = {
    "cache_control": dict, "metadata": dict, "output_config": dict, "thinking": dict,
    "tool_choice": dict, "tools": list,
}  # fmt: skip
MAX_BREAKPOINTS = 4
_TOOL_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")


def check_params(body: Json) -> None:
    """Refuse wrong parameters of a create request; messages are checked elsewhere."""
    _check_known(body, CREATE)
    _check_model(body)
    model = model_of(body["model"])
    _check_max_tokens(body.get("max_tokens"), model)
    if not isinstance(body.get("stream", False), bool):
        raise invalid("stream: Input should be a valid boolean")
    stops = body.get("stop_sequences") or []
    if not isinstance(stops, list) or not all(isinstance(s, str) and s.strip() for s in stops):
        raise invalid("stop_sequences: each stop sequence must contain non-whitespace")
    _check_shared(body, model)


def check_count_params(body: Json) -> None:
    """Refuse wrong parameters of a count_tokens request."""
    _check_known(body, SHARED)
    _check_model(body)
    _check_shared(body, model_of(body["model"]))


def _check_known(body: Json, known: set[str]) -> None:
    for name in SAMPLING:
        if name in body:
            raise invalid(f"{name}: not supported; steer with the prompt and output_config.effort")
    for name in body:
        if name not in known:
            raise invalid(f"{name}: Extra inputs are not permitted")
    for name, kind in _SHAPES.items():
        if body.get(name) is not None and not isinstance(body[name], kind):
            raise invalid(f"{name}: Input should be a valid {kind.__name__}")
    if body.get("prefill") is not None:
        raise invalid("prefill: this model does not support assistant message prefill")


def _check_model(body: Json) -> None:
    if not isinstance(body.get("model"), str) or not body["model"]:
        raise invalid("model: Field required")


def _check_max_tokens(max_tokens: object, model: Model) -> None:
    if isinstance(max_tokens, bool) or not isinstance(max_tokens, int):
        raise invalid("max_tokens: Field required")
    if max_tokens < 0:
        raise invalid("max_tokens: Input should be greater than or equal to 0")
    if max_tokens > model.max_tokens:
        raise invalid(
            f"max_tokens: {max_tokens} > {model.max_tokens}, the most {model.id} can put out"
        )


def _check_shared(body: Json, model: Model) -> None:
    effort = _check_output_config(body)
    _check_thinking(body.get("thinking"), model, effort)
    _check_tools(body.get("tools") or [])
    _check_tool_choice(body)
    _check_breakpoints(body)


def _check_output_config(body: Json) -> str | None:
    """Refuse a wrong output_config; return its effort."""
    config = body.get("output_config") or {}
    for name in config:
        if name not in ("effort", "format"):
            raise invalid(f"output_config.{name}: Extra inputs are not permitted")
    effort = config.get("effort")
    if effort is not None and effort not in EFFORTS:
        raise invalid(f"output_config.effort: Input should be one of {', '.join(EFFORTS)}")
    wanted = config.get("format")
    if wanted is not None:
        if not isinstance(wanted, dict) or wanted.get("type") != "json_schema":
            raise invalid("output_config.format.type: Input should be 'json_schema'")
        check_schema(wanted.get("schema"), "output_config.format.schema")
    return effort


def _check_thinking(thinking: Json | None, model: Model, effort: str | None) -> None:
    if thinking is None:
        return
    kind = thinking.get("type")
    if kind not in model.thinking:
        raise invalid(f'thinking.type: "{kind}" is not supported for {model.id}')
    if kind == "disabled" and effort in ("xhigh", "max"):
        raise invalid(f'thinking.type: "disabled" is not allowed at effort "{effort}"')
    if thinking.get("display") not in (None, "summarized", "omitted"):
        raise invalid("thinking.display: Input should be 'summarized' or 'omitted'")


def _check_tools(tools: list[Json]) -> None:
    seen: set[str] = set()
    for at, tool in enumerate(tools):
        name = tool.get("name") if isinstance(tool, dict) else None
        if not isinstance(name, str) or not _TOOL_NAME.fullmatch(name):
            raise invalid(f"tools.{at}.name: should match ^[a-zA-Z0-9_-]{{1,128}}$")
        if name in seen:
            raise invalid("tools: Tool names must be unique")
        seen.add(name)
        if tool.get("type") in (None, "custom"):
            schema = tool.get("input_schema")
            if not isinstance(schema, dict) or schema.get("type") != "object":
                raise invalid(f"tools.{at}.input_schema.type: Input should be 'object'")


def _check_tool_choice(body: Json) -> None:
    choice = body.get("tool_choice")
    if choice is None:
        return
    if choice.get("type") in ("any", "tool"):
        raise invalid("tool_choice: forcing a tool is not supported; use auto or none")
    if choice.get("type") not in ("auto", "none"):
        raise invalid("tool_choice.type: Input should be 'auto' or 'none'")
    if not body.get("tools"):
        raise invalid("tool_choice: may only be specified while providing tools")


def _check_breakpoints(body: Json) -> None:
    controls = [c for c in (body.get("cache_control"), *_controls(body)) if c is not None]
    if len(controls) > MAX_BREAKPOINTS:
        raise invalid(f"A maximum of {MAX_BREAKPOINTS} blocks with cache_control may be provided")
    for control in controls:
        if (
            not isinstance(control, dict)
            or control.get("type") != "ephemeral"
            or control.get("ttl", "5m") not in ("5m", "1h")
        ):
            raise invalid("cache_control: should be ephemeral with a ttl of 5m or 1h")


def _controls(body: Json) -> list[Json]:
    """Return every cache_control on tools, system and message blocks."""
    messages = body.get("messages")
    places = [body.get("tools"), body.get("system")]
    if isinstance(messages, list):
        places += [m.get("content") for m in messages if isinstance(m, dict)]
    blocks = [block for place in places if isinstance(place, list) for block in place]
    return [b["cache_control"] for b in blocks if isinstance(b, dict) and b.get("cache_control")]
