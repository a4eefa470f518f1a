"""blocks.validate: asks, without posting, whether Slack would take a payload."""

from typing import Any

from sandbox import blocks as block_kit
from sandbox.errors import SlackError, invalid_arguments
from sandbox.methods.call import Call, method


@method("blocks.validate", optional="blocks message view", tier="special", caller="none")
def blocks_validate(call: Call) -> dict[str, Any]:
    """Checks exactly one of blocks, a message or a view; needs no token.

    The refusal is invalid_blocks, invalid_message or invalid_view, with `errors` that each have
    pointer, code, message, constraint and field.
    """
    given = [name for name in ("blocks", "message", "view") if call.has(name)]
    if len(given) != 1:
        raise invalid_arguments("exactly one of blocks, message and view is needed")
    name = given[0]
    value = call.json(name, code=f"invalid_{name}")
    problems = _problems(name, value)
    if problems:
        raise SlackError(f"invalid_{name}", errors=[one.as_json() for one in problems])
    return {}


def _problems(name: str, value: Any) -> list[block_kit.Problem]:
    if name == "blocks":
        return block_kit.check(value, "message")
    if not isinstance(value, dict):
        return [block_kit.Problem(f"/{name}", "must be an object", "invalid_type", "object")]
    if name == "view":
        return block_kit.check_view(value, str(value.get("type") or "modal"))
    return block_kit.check(value.get("blocks", []), "message", "/message/blocks")
