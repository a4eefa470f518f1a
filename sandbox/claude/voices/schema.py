"""Fills any JSON schema from messages: real sentences, their ids, their authors; pure."""

import re
from dataclasses import dataclass
from typing import Any

from sandbox.claude.ports import Json
from sandbox.claude.reading import Source

from . import cues
from .pick import Item, Picked, pick

MAX_DEPTH = 12
MAX_ARRAY = 5

_IDS = re.compile(r"source|message|citation|cite|evidence|ref|(^|_)ids?$|(^|_)ts$")
_PERSON = re.compile(r"author|owner|person|people|who|user|name|participant|assignee|asked_by|from")
_WHEN = re.compile(r"due|date|deadline|when|time|day|until|start|end")
_CHANNEL = re.compile(r"channel")
_GROUPS = (
    ("decided", re.compile(r"deci|agreed")),
    ("tasks", re.compile(r"task|to_?do|promise|action|commit|follow")),
    ("questions", re.compile(r"open|question|unanswered|nobody")),
    ("thanks", re.compile(r"thank|kudos|praise")),
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FORMATS = {
    "date": "2026-01-01", "date-time": "2026-01-01T00:00:00Z", "time": "00:00:00Z",
    "duration": "PT0S", "email": "nobody@example.com", "hostname": "example.com",
    "uri": "https://example.com/", "ipv4": "127.0.0.1", "ipv6": "::1",
    "uuid": "00000000-0000-4000-8000-000000000000",
}  # fmt: skip


@dataclass(frozen=True)
class _Subject:
    """What the object at hand is about.

    Attributes:
        item: The line it takes its text from; None where there is nothing to say. All text
            fields of one object say that same line.
        group: Which group it came from, or "overview".
    """

    item: Item | None
    group: str


def fill(schema: Json, sources: tuple[Source, ...]) -> Any:
    """Return a value that fits the schema and says only what the messages say.

    Args:
        schema: A JSON schema; $ref, $defs, anyOf, allOf, enum and const are followed.
        sources: The messages; with none, texts and lists are empty.
    """
    return fill_with(schema, pick(sources), sources)


def fill_with(schema: Json, picked: Picked, sources: tuple[Source, ...]) -> Any:
    """Return a value that fits the schema, made of the lines in `picked`."""
    return _Filler(schema, picked, sources).value(schema)


class _Filler:
    """Walks one schema."""

    def __init__(self, root: Json, picked: Picked, sources: tuple[Source, ...]) -> None:
        self._root = root
        self._picked = picked
        self._sources = sources

    def value(self, schema: Json) -> Any:
        """Return the value for the whole schema."""
        return self._value(schema, "", self._subject("overview", 0), 0)

    def _value(self, schema: Json, name: str, subject: _Subject, depth: int) -> Any:
        schema = self._resolved(schema, name, subject, depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return _choice(schema["enum"], subject)
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = next((k for k in kind if k != "null"), "null")
        if _is_object(schema):
            return self._object(schema, name, subject, depth)
        if kind == "array":
            return self._array(schema, name, subject, depth)
        if kind in ("integer", "number"):
            return _number(kind, name, subject)
        if kind == "boolean":
            return False
        return None if kind == "null" else self._string(schema, name, subject)

    def _resolved(self, schema: Json, name: str, subject: _Subject, depth: int) -> Json:
        """Follow references and choices to a plain schema."""
        for _ in range(MAX_DEPTH):
            if "$ref" in schema:
                schema = self._pointed(str(schema["$ref"]))
            elif schema.get("allOf"):
                merged = {k: v for part in schema["allOf"] for k, v in part.items()}
                schema = {k: v for k, v in schema.items() if k != "allOf"} | merged
            elif schema.get("anyOf") or schema.get("oneOf"):
                options = schema.get("anyOf") or schema["oneOf"]
                schema = _option(options, name, subject, depth)
            else:
                return schema
        return {"type": "null"}

    def _pointed(self, ref: str) -> Json:
        """Return what a local reference points to."""
        at: Any = self._root
        for step in ref.removeprefix("#").strip("/").split("/"):
            if step:
                at = at.get(step.replace("~1", "/").replace("~0", "~"), {})
        return at if isinstance(at, dict) else {}

    def _object(self, schema: Json, name: str, subject: _Subject, depth: int) -> Json:
        """Return an object; beyond the depth limit only its required fields."""
        if depth > MAX_DEPTH:
            return {}
        properties: Json = schema.get("properties") or {}
        return {
            key: self._value(inner, key, self._for(key, inner, subject), depth + 1)
            for key, inner in properties.items()
        }

    def _array(self, schema: Json, name: str, subject: _Subject, depth: int) -> list[Any]:
        items: Json = schema.get("items") or {"type": "string"}
        needed = int(schema.get("minItems", 0))
        if depth > MAX_DEPTH:
            return [self._value(items, name, subject, depth + 1)] * needed
        plain = self._resolved(items, name, subject, depth)
        if listed := self._listed(plain, name, subject):
            return listed
        group = _group(name)
        chosen = self._group(group)[:MAX_ARRAY]
        if not _is_object(plain) and (_IDS.search(name) or _PERSON.search(name)):
            chosen = ()
        made = [
            self._value(items, name, _Subject(item, group or "overview"), depth + 1)
            for item in chosen
        ]
        return made or [self._value(items, name, subject, depth + 1)] * needed

    def _listed(self, items: Json, name: str, subject: _Subject) -> list[Any]:
        """Return an array of ids or of people; empty where the name asks for neither."""
        kind = items.get("type")
        if {"enum", "const", "format"} & items.keys():
            return []
        if _IDS.search(name) and kind in ("string", "integer", "number"):
            ids = list(subject.item.ids) if subject.item else []
            return ids if kind == "string" else [int(re.sub(r"\D", "", i)) for i in ids]
        if _PERSON.search(name) and kind == "string":
            people = dict.fromkeys(source.author for source in self._sources if source.author)
            owner = subject.item.person if subject.item and subject.group != "overview" else ""
            return [owner] if owner else list(people)[:MAX_ARRAY]
        return []

    def _string(self, schema: Json, name: str, subject: _Subject) -> str:
        """Return the text a field's name asks for."""
        if schema.get("format") in _FORMATS:
            return _FORMATS[schema["format"]]
        item = subject.item
        if item is None:
            return ""
        source = item.sentence.source
        if _IDS.search(name):
            return item.ids[0]
        if _CHANNEL.search(name):
            return source.channel
        if _PERSON.search(name):
            return item.person
        if _WHEN.search(name):
            return _due(item)
        return item.text

    def _for(self, key: str, inner: Json, subject: _Subject) -> _Subject:
        """Return the subject of a field: its own group's first item, or that of its object."""
        group = _group(key)
        if group is None or group == subject.group or subject.group != "overview":
            return subject
        return self._subject(group, 0)

    def _subject(self, group: str, at: int) -> _Subject:
        items = self._group(group)
        return _Subject(items[at] if at < len(items) else None, group)

    def _group(self, group: str | None) -> tuple[Item, ...]:
        """Return a group's items; with no group, everything worth knowing."""
        if group is not None and group != "overview":
            found: tuple[Item, ...] = getattr(self._picked, group)
            return found
        return self._picked.overview + (() if group else self._picked.decided)


def _group(name: str) -> str | None:
    """Return the group a field's name speaks of."""
    return next((group for group, pattern in _GROUPS if pattern.search(name.lower())), None)


def _option(options: list[Json], name: str, subject: _Subject, depth: int) -> Json:
    """Return the variant to fill: null where there is nothing to say and null is allowed."""
    null = next((option for option in options if option.get("type") == "null"), None)
    others = [option for option in options if option is not null]
    missing = subject.item is None or (_WHEN.search(name) and not _due(subject.item))
    if null is not None and (missing or depth > MAX_DEPTH or not others):
        return null
    return others[0]


def _is_object(schema: Json) -> bool:
    return schema.get("type") == "object" or "properties" in schema


def _choice(options: list[Any], subject: _Subject) -> Any:
    """Return the option that names the subject's group, or else the first."""
    for option in options:
        if isinstance(option, str) and _group(option) == subject.group:
            return option
    return options[0]


def _number(kind: str, name: str, subject: _Subject) -> float:
    """Return the number a field asks for: an id's, one of the message's, or 0."""
    if subject.item is None:
        return 0
    text = subject.item.ids[0] if _IDS.search(name) else subject.item.sentence.text
    found = _NUMBER.search(text)
    value = float(found.group()) if found else 0.0
    return int(value) if kind == "integer" or value.is_integer() else value


def _due(item: Item) -> str:
    """Return the date or time an item names, or ""."""
    found = cues.DUE.search(item.sentence.text)
    return found.group(1) if found else ""
