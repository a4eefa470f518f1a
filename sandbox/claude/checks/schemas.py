"""Refuses JSON schemas that structured output cannot decode against."""

from sandbox.claude.errors import invalid

# Not enforced by decoding; the API refuses them, the SDK moves them into the description.
UNSUPPORTED = (
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    "minLength", "maxLength", "maxItems", "uniqueItems", "minProperties", "maxProperties",
    "patternProperties", "oneOf", "not", "if", "then", "else",
)  # fmt: skip
MAX_DEPTH = 32


def check_schema(schema: object, path: str, depth: int = 0) -> None:
    """Refuse a schema that is not an object, is open, or uses unsupported keywords.

    Args:
        schema: A JSON schema.
        path: Where it stands, for the message.
        depth: How deep it is nested.
    """
    if not isinstance(schema, dict):
        raise invalid(f"{path}: Input should be a valid dictionary")
    if depth > MAX_DEPTH:
        raise invalid(f"{path}: Schema is nested too deeply")
    for keyword in UNSUPPORTED:
        if keyword in schema:
            raise invalid(f"{path}: property '{keyword}' is not supported")
    if schema.get("minItems", 0) not in (0, 1):
        raise invalid(f"{path}: 'minItems' values other than 0 or 1 are not supported")
    if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
        raise invalid(
            f"{path}: for 'object' type, 'additionalProperties' must be explicitly set to false"
        )
    for name, child in _children(schema):
        check_schema(child, f"{path}.{name}", depth + 1)


def _children(schema: dict[str, object]) -> list[tuple[str, object]]:
    """Return the schemas directly inside a schema, with their paths."""
    found: list[tuple[str, object]] = []
    for group in ("properties", "$defs"):
        inside = schema.get(group)
        if isinstance(inside, dict):
            found += [(f"{group}.{name}", child) for name, child in inside.items()]
    for group in ("anyOf", "allOf"):
        options = schema.get(group)
        if isinstance(options, list):
            found += [(f"{group}.{at}", child) for at, child in enumerate(options)]
    if "items" in schema:
        found.append(("items", schema["items"]))
    return found
