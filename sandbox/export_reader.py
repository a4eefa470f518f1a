"""Slack's export zip read into a Seed."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from sandbox.contents import ExportError, Seed, newest_of
from sandbox.export_archive import LISTS, ExportArchive
from sandbox.export_objects import Row, channel, fit, message, stand_in
from sandbox.threads import Message, whole

_KINDS = dict(
    zip(LISTS, ({}, {"is_private": True}, {"is_mpim": True}, {"is_im": True}), strict=True)
)
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)")


@dataclass(frozen=True)
class _Said:
    """What the day files hold: folder -> messages, and the profiles of those who wrote them."""

    folders: dict[str, list[Message]] = field(default_factory=dict)
    profiles: dict[str, Row] = field(default_factory=dict)


def read_export(path: Path) -> Seed:
    """Read a Slack export; see `sandbox.seed.from_export`."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(ExportArchive(archive, path.name))
    except FileNotFoundError:
        raise ExportError(f"There is no file {path.name}.") from None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
        raise ExportError(f"{path.name} isn't a whole zip file: {error}.") from error


def _read(archive: ExportArchive) -> Seed:
    listed = archive.objects("users.json") or archive.objects("org_users.json")
    users = _with_ids(listed)
    channels = _channels(archive)
    said = _said(archive)
    messages = _place(channels, said.folders)
    users += _missing_users(users, channels, messages, said.profiles)
    team = _team(archive.name, users)
    return Seed(team, users, channels, messages, {}, newest_of(messages))


def _with_ids(rows: list[Row]) -> list[Row]:
    """Return rows that fit and have an id, the first of each id."""
    fitting = [row for row in map(fit, rows) if row.get("id")]
    return list({row["id"]: row for row in reversed(fitting)}.values())[::-1]


def _channels(archive: ExportArchive) -> list[Row]:
    rows = [{**row, **kind} for name, kind in _KINDS.items() for row in archive.objects(name)]
    return [channel(row) for row in _with_ids(rows)]


def _said(archive: ExportArchive) -> _Said:
    said = _Said()
    for folder, name in archive.days():
        for row in map(fit, archive.objects(name)):
            if "ts" not in row:
                continue
            if "user_profile" in row and "user" in row:
                said.profiles.setdefault(row["user"], row["user_profile"])
            said.folders.setdefault(folder, []).append(message(row))
    return said


def _team(name: str, users: list[Row]) -> Row:
    stem = PurePosixPath(name).stem
    ids = [user["team_id"] for user in users if user.get("team_id")]
    domain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "export"
    team_id = max(sorted(set(ids)), key=ids.count, default="T0EXPORT01")
    return {"id": team_id, "name": stem, "domain": domain}


def _place(channels: list[Row], said: dict[str, list[Message]]) -> dict[str, list[Message]]:
    """Return channel id -> messages; a folder that no list names becomes a channel of its own."""
    folders = {row["name"]: row["id"] for row in channels}
    folders |= {row["id"]: row["id"] for row in channels}
    renamed = {
        m["old_name"]: folders[folder]
        for folder, rows in said.items()
        for m in rows
        if m.get("old_name") and folder in folders
    }
    placed: dict[str, list[Message]] = {row["id"]: [] for row in channels}
    for folder, rows in said.items():
        channel_id = folders.get(folder) or renamed.get(folder)
        if channel_id is None:
            channel_id = "C0" + hashlib.sha256(folder.encode()).hexdigest()[:8].upper()
            channels.append(channel({"id": channel_id, "name": folder}))
        placed.setdefault(channel_id, []).extend(rows)
    return {channel_id: whole(rows) for channel_id, rows in placed.items()}


def _missing_users(
    users: list[Row],
    channels: list[Row],
    messages: dict[str, list[Message]],
    profiles: dict[str, Row],
) -> list[Row]:
    """Return a user for each id that is used but not listed: exports leave some out."""
    known = {user["id"] for user in users} | {"", "USLACKBOT"}
    used: set[str] = {user for row in channels for user in (row["creator"], *row["members"])}
    for rows in messages.values():
        for row in rows:
            used.update(_people_of(row))
    return [stand_in(user, profiles.get(user)) for user in sorted(used - known)]


def _people_of(row: Message) -> Iterable[str]:
    yield row.get("user", "")
    yield from _MENTION.findall(row["text"])
    for reaction in row.get("reactions", []):
        yield from reaction.get("users", [])
