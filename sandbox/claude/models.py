"""The models the local Claude lists, and what each one allows; pure data."""

from dataclasses import dataclass
from typing import Literal

from .ports import Json

Lifecycle = Literal["active", "deprecated", "retired"]
EFFORTS = ("low", "medium", "high", "xhigh", "max")


@dataclass(frozen=True)
class Model:
    """One model's limits.

    Attributes:
        id: As requests name it.
        display_name: For people.
        line: The line it belongs to.
        created_at: Release time, RFC 3339.
        thinking: The `thinking.type` values it takes.
        max_input_tokens: Context window.
        max_tokens: Highest `max_tokens`.
        cache_minimum: Shortest prefix worth caching, in tokens.
        lifecycle: active, deprecated or retired.
        retires_at: When it ends, RFC 3339, or None.
    """

    id: str
    display_name: str
    line: str
    created_at: str
    thinking: tuple[str, ...]
    max_input_tokens: int = 1_000_000
    max_tokens: int = 128_000
    cache_minimum: int = 512
    lifecycle: Lifecycle = "active"
    retires_at: str | None = None

    @property
    def adaptive(self) -> bool:
        """Whether it thinks by itself."""
        return "adaptive" in self.thinking


UNKNOWN = "1970-01-01T00:00:00Z"
"""What the API gives for a release date that it doesn't know, and we for those we don't."""

# In the API's order, newest first. Limits and thinking types: the model overview; the end of
# Sonnet 4.5: the SDK's table of deprecated models; cache minimum of 4.5: the caching guide.
MODELS = (
    Model(
        "claude-haiku-5-5", "Claude Haiku 5.5", "haiku", "2026-10-07T00:00:00Z",
        ("adaptive", "disabled"),
    ),
    Model(
        "claude-sonnet-5-5", "Claude Sonnet 5.5", "sonnet", UNKNOWN, ("adaptive", "between_tools")
    ),
    Model("claude-opus-5-5", "Claude Opus 5.5", "opus", UNKNOWN, ("adaptive",)),
    Model("claude-fable-5-1", "Claude Fable 5.1", "fable", UNKNOWN, ("adaptive",)),
    Model(
        "claude-haiku-4-5", "Claude Haiku 4.5", "haiku", "2025-10-01T00:00:00Z",
        ("enabled", "disabled"), 200_000, 64_000, 4096,
    ),
    Model(
        "claude-sonnet-4-5", "Claude Sonnet 4.5", "sonnet", "2025-09-29T00:00:00Z",
        ("enabled", "disabled"), 200_000, 64_000, 4096, "deprecated", "2026-11-30T00:00:00Z",
    ),
)  # fmt: skip
_BY_ID = {model.id: model for model in MODELS}


def model_of(model_id: str) -> Model:
    """Return the limits for a requested model; unknown names get those of the 5.5 models."""
    known = _BY_ID.get(model_id) or _BY_ID.get(model_id.rpartition("-")[0])
    return known or Model(model_id, model_id, "", UNKNOWN, ("adaptive", "disabled"))


def find(model_id: str) -> Model | None:
    """Return a listed model, or None."""
    return _BY_ID.get(model_id)


def model_info(model: Model) -> Json:
    """Return a model as GET /v1/models gives it."""
    return {
        "type": "model",
        "id": model.id,
        "display_name": model.display_name,
        "line": model.line,
        "created_at": model.created_at,
        "lifecycle": model.lifecycle,
        "deprecated_at": None,
        "retires_at": model.retires_at,
        "max_input_tokens": model.max_input_tokens,
        "max_tokens": model.max_tokens,
        "capabilities": _capabilities(model),
    }


def _capabilities(model: Model) -> Json:
    """Return what a model supports here: no server tools, everything else of its generation."""
    yes, no = {"supported": True}, {"supported": False}
    kinds = ("adaptive", "between_tools", "disabled", "enabled")
    return {
        "batch": yes,
        "citations": yes,
        "code_execution": no,
        "context_management": no,
        "effort": {"supported": model.adaptive}
        | {effort: {"supported": model.adaptive} for effort in EFFORTS},
        "image_input": yes,
        "pdf_input": yes,
        "server_tools": {"supported": False, "web_search": no, "code_execution": no},
        "structured_outputs": yes,
        "thinking": {
            "supported": True,
            "types": {kind: {"supported": kind in model.thinking} for kind in kinds},
        },
    }
