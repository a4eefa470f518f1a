"""A digest to JSON values and back, for the archive and for `--json`. Pure."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from digests.digest import Digest


def to_json(value: Any) -> Any:
    """A dataclass, or what it holds, as JSON values; times as ISO 8601."""
    if is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: to_json(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [to_json(part) for part in value]
    return value


def from_json(body: Any) -> Digest:
    """The digest that `to_json` was given. Fields an older version didn't have take defaults."""
    digest = _read(Digest, body)
    assert isinstance(digest, Digest)
    return digest


def _read(kind: Any, value: Any) -> Any:
    """A JSON value as an instance of an annotated type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return None if value is None else _read(_some(arguments), value)
    if origin is tuple:
        return tuple(_read(arguments[0], part) for part in value)
    if origin is not None:
        return dict(value)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        given = {f.name: value[f.name] for f in fields(kind) if f.name in value}
        return kind(**{name: _read(hints[name], part) for name, part in given.items()})
    if kind in (datetime, date):
        return kind.fromisoformat(value)
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum) else value


def _some(arguments: tuple[Any, ...]) -> Any:
    return next(argument for argument in arguments if argument is not NoneType)
