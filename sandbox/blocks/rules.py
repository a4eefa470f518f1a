"""Small rules out of which the tables are made: each looks at a value and names its problems."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing Slack refuses.

    Attributes:
        pointer: JSON pointer to the place, such as `/blocks/0/text`.
        message: Slack's sentence, without the pointer.
        code: a short name of the rule.
        constraint: the bound that was passed, where there is one.
    """

    pointer: str
    message: str
    code: str
    constraint: Any = None

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"

    def as_json(self) -> dict[str, Any]:
        """The form in which blocks.validate lists it."""
        field = self.pointer.rsplit("/", 1)[-1]
        known = {"pointer": self.pointer, "code": self.code, "message": self.message}
        return {**known, "constraint": self.constraint, "field": field}


Rule = Callable[[Any, str], Iterator[Problem]]


def anything(_: Any, __: str) -> Iterator[Problem]:
    """Allows every value."""
    return iter(())


def boolean(value: Any, at: str) -> Iterator[Problem]:
    """True or false."""
    if not isinstance(value, bool):
        yield Problem(at, "must be a boolean", "invalid_type", "boolean")


def integer(low: int, high: int) -> Rule:
    """A whole number within bounds, both included."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(at, "must be an integer", "invalid_type", "integer")
        elif not low <= value <= high:
            yield Problem(at, f"must be between {low} and {high}", "out_of_range", [low, high])

    return rule


def number(value: Any, at: str) -> Iterator[Problem]:
    """Any number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield Problem(at, "must be a number", "invalid_type", "number")


def string(high: int | None = None, low: int = 1, choices: tuple[str, ...] = ()) -> Rule:
    """A string of `low` to `high` characters, or one of `choices`."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(at, "must be a string", "invalid_type", "string")
        elif len(value) < low:
            yield Problem(at, f"must be more than {low - 1} characters", "too_short", low)
        elif high is not None and len(value) > high:
            yield Problem(at, f"must be less than {high + 1} characters", "too_long", high)
        elif choices and value not in choices:
            yield Problem(at, f"must be a valid enum value: {value}", "invalid_enum", choices)

    return rule


def url(high: int = 3000) -> Rule:
    """A web address."""
    inner = string(high)

    def rule(value: Any, at: str) -> Iterator[Problem]:
        yield from inner(value, at)
        if isinstance(value, str) and "://" not in value and not value.startswith("mailto:"):
            yield Problem(at, "must be a valid URL", "invalid_url")

    return rule


def array(of: Rule, high: int | None = None, low: int = 0) -> Rule:
    """A list of `low` to `high` items that all keep a rule."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(at, "must be an array", "invalid_type", "array")
            return
        if len(value) < low:
            yield Problem(at, f"no fewer than {low} items allowed", "too_few", low)
        if high is not None and len(value) > high:
            yield Problem(at, f"no more than {high} items allowed", "too_many", high)
        for place, item in enumerate(value):
            yield from of(item, f"{at}/{place}")

    return rule


def fields(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """An object with exactly these fields; `type` is looked at elsewhere."""
    known = {**required, **(optional or {})}

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must be an object", "invalid_type", "object")
            return
        for name in required:
            if value.get(name) is None:
                yield Problem(at, f"missing required field: {name}", "missing", name)
        for name, item in value.items():
            if name in known:
                if item is not None:
                    yield from known[name](item, f"{at}/{name}")
            elif name != "type":
                yield Problem(at, f"invalid additional property: {name}", "unknown_field", name)

    return rule


def typed(table: Mapping[str, Rule], allowed: tuple[str, ...] | None = None) -> Rule:
    """An object whose `type` chooses its rule."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must be an object", "invalid_type", "object")
            return
        kind = str(value.get("type"))
        if kind not in table or (allowed is not None and kind not in allowed):
            yield Problem(f"{at}/type", f"unsupported type: {kind}", "unsupported_type", kind)
            return
        yield from table[kind](value, at)

    return rule


def text(high: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Rule:
    """A text object of 1 to `high` characters."""
    plain = fields({"text": string(high)}, {"emoji": boolean})
    mrkdwn = fields({"text": string(high)}, {"verbatim": boolean})
    return typed({"plain_text": plain, "mrkdwn": mrkdwn}, kinds)


def plain(high: int) -> Rule:
    """A plain_text object of 1 to `high` characters."""
    return text(high, ("plain_text",))


def either(rule: Rule, *names: str) -> Rule:
    """A rule, and at least one of some fields."""

    def both(value: Any, at: str) -> Iterator[Problem]:
        yield from rule(value, at)
        if isinstance(value, dict) and not any(value.get(name) for name in names):
            listed = " or ".join(names)
            yield Problem(at, f"missing required field: {listed}", "missing", list(names))

    return both
