"""What an export says between the lines: its workspace, its address, people it doesn't list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from digests import slack_dicts
from digests.models import User
from digests.slack_text import files, nested, string

NO_TEAM = "T0EXPORT"  # an export whose users belong to no workspace

_ADDRESS = re.compile(r"https://[a-z0-9-]+(?:\.enterprise)?\.slack\.com/", re.ASCII)


@dataclass(slots=True)
class Facts:
    """Gathered while the messages go by.

    Attributes:
        first: the oldest ts seen, "" before the first message.
        last: the newest ts seen.
        profiles: user_id to the latest message dict with a `user_profile`.
        addresses: how often each workspace address occurs in the links of files.
        joined: user_id to the ts at which they joined the channel that everybody is in.
    """

    first: str = ""
    last: str = ""
    profiles: dict[str, dict[str, Any]] = field(default_factory=dict)
    addresses: Counter[str] = field(default_factory=Counter)
    joined: dict[str, str] = field(default_factory=dict)

    def note(self, raw: dict[str, Any]) -> None:
        """Take note of one message."""
        ts = raw.get("ts")
        if isinstance(ts, str) and slack_dicts.is_ts(ts):
            self.first, self.last = min(self.first or ts, ts), max(self.last, ts)
        user_id = string(raw.get("user"))
        if user_id and isinstance(raw.get("user_profile"), dict):
            self.profiles[user_id] = raw
        for file in files(raw):
            if found := _ADDRESS.match(string(file.get("permalink"))):
                self.addresses[found.group()] += 1

    def note_join(self, raw: dict[str, Any]) -> None:
        """Take note of a message in the channel that everybody is in, if it says who joined it."""
        user_id, ts = string(raw.get("user")), string(raw.get("ts"))
        if user_id and raw.get("subtype") == "channel_join" and slack_dicts.is_ts(ts):
            self.joined[user_id] = min(ts, self.joined.get(user_id, ts))

    def workspace_url(self) -> str:
        """Return the address most links of files have; "" if there are none."""
        return self.addresses.most_common(1)[0][0] if self.addresses else ""


def team_of(raw_users: Iterable[dict[str, Any]]) -> str:
    """Return the workspace most users belong to; NO_TEAM if none says so."""
    teams = Counter(team for raw in raw_users if (team := string(raw.get("team_id"))))
    return min(teams, key=lambda team: (-teams[team], team)) if teams else NO_TEAM


def new_users(team_id: str, facts: Facts, listed: Iterable[User]) -> list[User]:
    """Return the people who wrote something but aren't listed, as their messages describe them."""
    known = {user.user_id for user in listed}
    return [
        _described(team_id, user_id, raw)
        for user_id, raw in sorted(facts.profiles.items())
        if user_id not in known
    ]


def _described(team_id: str, user_id: str, raw: dict[str, Any]) -> User:
    profile = raw["user_profile"]
    team = string(profile.get("team")) or string(raw.get("user_team"))
    described = {
        **profile,
        "id": user_id,
        "team_id": team,
        "profile": profile,
        "is_bot": bool(nested(raw, "bot_id")),
    }
    return slack_dicts.user(team_id, described)
