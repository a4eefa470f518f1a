"""A Seed written as the zip Slack's export page would give."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.contents import Seed
from sandbox.threads import Message

_CHANNEL_FIELDS = (
    "id",
    "name",
    "created",
    "creator",
    "is_archived",
    "is_general",
    "members",
    "topic",
    "purpose",
)
_KINDS = ("channels", "groups", "mpims", "dms")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time a zip can hold: equal seeds give equal bytes
_TOKEN = "?t=xoxe-sandbox-export"  # noqa: S105  Slack adds one to each file's link


def write_export(seed: Seed, path: Path, zone: str | None = None) -> None:
    """Write a Seed as a Slack export with public, private and direct conversations.

    Args:
        seed: What to write; file contents are linked and not included, as in Slack's exports.
        path: The zip to write; overwritten if it exists.
        zone: The zone whose days name the day files. None: the primary owner's, else UTC.
    """
    owner = ZoneInfo(zone or _zone_of(seed))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "users.json", seed.users)
        _put(archive, "integration_logs.json", [])
        for kind in _KINDS:
            rows = [_listed(c) for c in seed.channels if _kind(c) == kind]
            if rows or kind == "channels":
                _put(archive, f"{kind}.json", rows)
        for channel in seed.channels:
            folder = channel["id"] if channel.get("is_im") else channel["name"]
            said = _said(seed, channel["id"])
            for day, of_day in groupby(said, lambda m: _day(m["ts"], owner)):
                _put(archive, f"{folder}/{day}.json", list(of_day))


def _zone_of(seed: Seed) -> str:
    owners = [user.get("tz") for user in seed.users if user.get("is_primary_owner")]
    return str(next(filter(None, owners), "UTC"))


def _day(ts: str, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(int(ts.partition(".")[0]), zone).date().isoformat()


def _put(archive: zipfile.ZipFile, name: str, rows: list[Any]) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, json.dumps(rows, ensure_ascii=False, indent=1))


def _kind(channel: dict[str, Any]) -> str:
    if channel.get("is_im"):
        return "dms"
    if channel.get("is_mpim"):
        return "mpims"
    return "groups" if channel.get("is_private") else "channels"


def _listed(channel: dict[str, Any]) -> dict[str, Any]:
    row = {name: channel[name] for name in _CHANNEL_FIELDS if name in channel}
    shared = {name: True for name in ("is_shared", "is_ext_shared") if channel.get(name)}
    return row | shared


def _said(seed: Seed, channel_id: str) -> list[Message]:
    """Return a channel's messages with what only an export adds: replies, profiles, link tokens."""
    people = {user["id"]: user for user in seed.users}
    replies: dict[str, list[dict[str, Any]]] = {}
    for message in seed.messages[channel_id]:
        root = message.get("thread_ts")
        if root and root != message["ts"]:
            row = {"user": message.get("user", ""), "ts": message["ts"]}
            replies.setdefault(root, []).append(row)
    said = []
    for message in seed.messages[channel_id]:
        row = {**message, **_profile(people.get(message.get("user", "")))}
        if message["ts"] in replies:
            row |= {"replies": replies[message["ts"]], "subscribed": False}
        if "files" in message:
            row["files"] = [_linked(file, seed.team) for file in message["files"]]
        said.append(row)
    return said


def _profile(user: dict[str, Any] | None) -> dict[str, Any]:
    if not user or user.get("is_bot"):
        return {}
    profile = user.get("profile", {})
    shown = {k: profile.get(k, "") for k in ("real_name", "display_name", "first_name")}
    shown |= {"name": user.get("name", ""), "team": user.get("team_id", "")}
    return {"user_profile": shown}


def _linked(file: dict[str, Any], team: dict[str, Any]) -> dict[str, Any]:
    if not file.get("id"):
        return file
    path = "/".join(str(file.get(part) or "-") for part in ("user", "id", "name"))
    return {**file, "url_private": f"https://{team['domain']}.slack.com/files/{path}{_TOKEN}"}
