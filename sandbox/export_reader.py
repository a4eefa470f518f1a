"""Slack's export zip read into a Seed; nothing of it is ever unpacked to disk."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from sandbox.seed import ExportError, Seed, newest_of
from sandbox.threads import Message, whole

ENTRIES_MAX = 200_000
ENTRY_BYTES_MAX = 256 * 1024 * 1024  # one day of one channel; real ones are below 10 MB
TOTAL_BYTES_MAX = 4 * 1024**3
RATIO_MAX = 200  # JSON of chat packs 5 to 20 times; only a bomb packs far more

_LISTS: dict[str, dict[str, bool]] = {
    "channels.json": {},
    "groups.json": {"is_private": True},
    "mpims.json": {"is_mpim": True},
    "dms.json": {"is_im": True},
}
_DAY = re.compile(r"^\d{4}-\d\d-\d\d\.json$")
_TS = re.compile(r"^\d{1,10}\.\d{1,6}$")
_EXPORT_TOKEN = re.compile(r"(?:\?|&|\\u0026)t=xox[a-z]-[\w-]+|xox[a-z]-[\w-]{8,}")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)")
_EXPORT_ONLY = ("replies", "subscribed", "last_read", "user_profile")


def read_export(path: Path) -> Seed:
    """Read a Slack export; see `sandbox.seed.from_export`."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(_Archive(archive, path.name))
    except FileNotFoundError:
        raise ExportError(f"There is no file {path.name}.") from None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
        raise ExportError(f"{path.name} isn't a whole zip file: {error}.") from error


class _Archive:
    """A zip whose names and sizes were checked."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.name = name
        self._zip = archive
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        self._refuse_unsafe(entries)
        names = [entry.filename for entry in entries]
        lists = sorted((n for n in names if PurePosixPath(n).name in _LISTS), key=len)
        if not lists:
            raise ExportError(f"{name} isn't a Slack export: it has no channels.json.")
        self._top = lists[0].rpartition("/")[0]
        inside = f"{self._top}/" if self._top else ""
        self.names = {n[len(inside) :]: n for n in names if n.startswith(inside)}

    def _refuse_unsafe(self, entries: list[zipfile.ZipInfo]) -> None:
        if len(entries) > ENTRIES_MAX or sum(e.file_size for e in entries) > TOTAL_BYTES_MAX:
            raise ExportError(f"{self.name} is refused: it unpacks to more than an export can be.")
        for entry in entries:
            name = entry.filename
            if name.startswith("/") or "\\" in name or ":" in name.partition("/")[0]:
                raise ExportError(f"{self.name} is refused: it holds an unsafe path.")
            if ".." in PurePosixPath(name).parts:
                raise ExportError(f"{self.name} is refused: it holds a path that leads outside.")
            if entry.flag_bits & 1:
                raise ExportError(f"{self.name} is refused: it is encrypted.")
            packed = max(entry.compress_size, 1)
            if entry.file_size > ENTRY_BYTES_MAX or (
                entry.file_size > 2**20 and entry.file_size / packed > RATIO_MAX
            ):
                raise ExportError(f"{self.name} is refused: it holds a file too large to be real.")

    def objects(self, name: str) -> list[dict[str, Any]]:
        """Return the objects in the JSON list `name`; none if there is no such file."""
        if name not in self.names:
            return []
        try:
            text = self._zip.read(self.names[name]).decode("utf-8-sig")
            rows = json.loads(_EXPORT_TOKEN.sub("", text))
        except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
            raise ExportError(f"{name} in {self.name} isn't valid JSON.") from error
        if not isinstance(rows, list):
            raise ExportError(f"{name} in {self.name} isn't a list.")
        return [row for row in rows if isinstance(row, dict)]

    def days(self) -> Iterator[tuple[str, str]]:
        """Yield (folder, file name inside the archive) of each day file, in order."""
        for name in sorted(self.names):
            folder, _, day = name.partition("/")
            if _DAY.match(day):
                yield folder, name


def _read(archive: _Archive) -> Seed:
    listed = archive.objects("users.json") or archive.objects("org_users.json")
    users = [user for user in listed if isinstance(user.get("id"), str)]
    channels = _channels(archive)
    said: dict[str, list[Message]] = {}
    profiles: dict[str, dict[str, Any]] = {}
    for folder, name in archive.days():
        for row in archive.objects(name):
            if isinstance(row.get("ts"), str) and _TS.match(row["ts"]):
                if isinstance(row.get("user_profile"), dict) and row.get("user"):
                    profiles.setdefault(row["user"], row["user_profile"])
                said.setdefault(folder, []).append(_message(row))
    messages = _place(channels, said)
    users += _missing_users(users, channels, messages, profiles)
    team = _team(archive.name, users)
    return Seed(team, users, channels, messages, {}, newest_of(messages))


def _team(name: str, users: list[dict[str, Any]]) -> dict[str, Any]:
    stem = PurePosixPath(name).stem
    ids = [user["team_id"] for user in users if user.get("team_id")]
    domain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "export"
    return {
        "id": max(sorted(set(ids)), key=ids.count, default="T0EXPORT01"),
        "name": stem,
        "domain": domain,
    }


def _channels(archive: _Archive) -> list[dict[str, Any]]:
    found = []
    for name, kind in _LISTS.items():
        for row in archive.objects(name):
            if isinstance(row.get("id"), str):
                found.append(_channel({**row, **kind}))
    return found


def _channel(row: dict[str, Any]) -> dict[str, Any]:
    """Fill in what conversations.info gives and old exports leave out."""
    is_im = bool(row.get("is_im"))
    is_private = bool(row.get("is_private") or is_im or row.get("is_mpim"))
    return {
        "name": row["id"],
        "creator": "",
        "is_archived": False,
        "is_general": False,
        "is_ext_shared": False,
        "is_mpim": False,
        **row,
        "is_channel": not is_private,
        "is_group": is_private and not is_im,
        "is_im": is_im,
        "is_private": is_private,
        "created": int(row.get("created") or 0),
        "topic": {"value": "", "creator": "", "last_set": 0, **(row.get("topic") or {})},
        "purpose": {"value": "", "creator": "", "last_set": 0, **(row.get("purpose") or {})},
        "members": list(row.get("members") or []),
        "bot_member": not is_private,
    }


def _message(row: dict[str, Any]) -> Message:
    message = {k: v for k, v in row.items() if v is not None and k not in _EXPORT_ONLY}
    message.setdefault("type", "message")
    message["text"] = message.get("text") or ""
    if isinstance(message.get("file"), dict):  # exports before 2017 hold one file
        message["files"] = [message.pop("file")]
    return message


def _place(
    channels: list[dict[str, Any]], said: dict[str, list[Message]]
) -> dict[str, list[Message]]:
    """Return channel id -> messages; a folder that no list names becomes a channel of its own."""
    folders = {channel["name"]: channel["id"] for channel in channels}
    folders |= {channel["id"]: channel["id"] for channel in channels}
    renamed = {
        m["old_name"]: folders[folder]
        for folder, rows in said.items()
        for m in rows
        if m.get("old_name") and folder in folders
    }
    placed: dict[str, list[Message]] = {channel["id"]: [] for channel in channels}
    for folder, rows in said.items():
        channel_id = folders.get(folder) or renamed.get(folder)
        if channel_id is None:
            channel_id = "C0" + hashlib.sha256(folder.encode()).hexdigest()[:8].upper()
            channels.append(_channel({"id": channel_id, "name": folder}))
        placed.setdefault(channel_id, []).extend(rows)
    return {channel_id: whole(rows) for channel_id, rows in placed.items()}


def _missing_users(
    users: list[dict[str, Any]],
    channels: list[dict[str, Any]],
    messages: dict[str, list[Message]],
    profiles: dict[str, dict[str, Any]],
) -> list[dict[str, Any]]:
    """Return a deleted user for each id that is used but not listed: exports leave some out."""
    known = {user["id"] for user in users} | {"", "USLACKBOT"}
    used: set[str] = {u for channel in channels for u in (channel["creator"], *channel["members"])}
    for rows in messages.values():
        for message in rows:
            used.update(_people_of(message))
    return [_stand_in(user, profiles.get(user)) for user in sorted(used - known)]


def _people_of(message: Message) -> Iterable[str]:
    yield message.get("user") or ""
    yield from _MENTION.findall(message["text"])
    for reaction in message.get("reactions") or []:
        yield from reaction.get("users") or []


def _stand_in(user: str, profile: dict[str, Any] | None) -> dict[str, Any]:
    shown = profile or {}
    name = shown.get("real_name") or shown.get("display_name") or f"Former member {user[-4:]}"
    return {
        "id": user,
        "name": shown.get("name") or user.lower(),
        "real_name": name,
        "deleted": profile is None,
        "is_bot": False,
        "profile": {"real_name": name, "display_name": shown.get("display_name", "")},
    }
