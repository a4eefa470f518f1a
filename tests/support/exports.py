"""Slack exports for tests, written as zips."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any


def said(ts: str, text: str = "hello", user: str = "U1", **fields: Any) -> dict[str, Any]:
    return {"type": "message", "ts": ts, "user": user, "text": text, **fields}


def export(path: Path, files: dict[str, Any], top: str = "") -> Path:
    """Write a zip of JSON files; strings are written as they are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            text = content if isinstance(content, str) else json.dumps(content)
            archive.writestr(top + name, text)
    return path


USERS = [
    {"id": "U1", "team_id": "T9", "name": "alice", "tz": "Europe/Berlin"},
    {"id": "U2", "team_id": "T9", "name": "bob", "is_ultra_restricted": True},
    {"id": "U3", "team_id": "T9", "name": "carol", "tz": "Europe/Berlin"},
]
CHANNELS: list[dict[str, Any]] = [
    {"id": "C1", "name": "general", "created": "1400000000", "members": ["U1", "U3"]},
    {"id": "C2", "name": "random", "created": 1400000000, "members": ["U1", "U2"]},
]
DAY = "2023-11-14"


def modern() -> dict[str, Any]:
    reply = said("1700000200.000100", "reply", "U3", thread_ts="1700000000.000100")
    return {
        "channels.json": CHANNELS,
        "groups.json": [{"id": "G1", "name": "board", "members": ["U1", "U3"]}],
        "mpims.json": [{"id": "G2", "name": "mpdm-alice--bob-1", "members": ["U1", "U2", "U3"]}],
        "dms.json": [{"id": "D1", "members": ["U1", "U3"]}],
        "users.json": USERS,
        f"general/{DAY}.json": [
            said("1700000000.000100", "root", thread_ts="1700000000.000100", reply_count=1)
        ],
        "general/2023-11-15.json": [
            reply,
            said("1700090000.000100", "", "U1", subtype="channel_join"),
            said(
                "1700090001.000100",
                "see",
                files=[
                    {
                        "id": "F1",
                        "name": "plan.pdf",
                        "permalink": "https://acme.slack.com/files/U1/F1/plan.pdf",
                        "url_private": "https://files.slack.com/plan.pdf?t=xoxe-1-secret",
                    }
                ],
            ),
        ],
        f"board/{DAY}.json": [said("1700000001.000100", "secret plan")],
        f"mpdm-alice--bob-1/{DAY}.json": [said("1700000002.000100", "three of us")],
        f"D1/{DAY}.json": [said("1700000003.000100", "two of us")],
    }
