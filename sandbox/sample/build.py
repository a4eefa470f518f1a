"""The written sample made into a Seed."""

from __future__ import annotations

import time
from functools import cache
from importlib.resources import files
from typing import Any

from sandbox.contents import Seed, newest_of
from sandbox.sample.calendar import Calendar, calendar, last_friday
from sandbox.sample.cast import CAST, Ids, slackbot, user
from sandbox.sample.noise import alerts, nightlog, standups
from sandbox.sample.script import Line, Script, parse
from sandbox.sample.stage import Stage
from sandbox.threads import whole

_NOISE = {"alerts": alerts, "dispatch": standups, "incidents": nightlog}


def build(seed: int, now: float | None) -> Seed:
    """Return the sample workspace; see `sandbox.seed.sample`."""
    at = last_friday(time.time()) if now is None else now
    ids, when = Ids(seed), calendar(at)
    names = {script.header["channel"]: script for script in scripts()}
    channels, messages, contents = [], {}, {}
    for name, script in names.items():
        members = members_of(script)
        stage = Stage(name, members, ids, when)
        said = stage.messages(script.lines) + stage.messages(_NOISE.get(name, _silence)())
        channel = _channel(script, members, ids, when)
        if channel["created"] <= at:
            channels.append(channel)
            messages[channel["id"]] = whole([m for m in said if float(m["ts"]) <= at])
            contents.update(stage.contents)
    shared = {f["id"] for rows in messages.values() for m in rows for f in m.get("files", [])}
    newest = newest_of(messages)
    users = [slackbot(ids), *(user(person, ids) for person in CAST)]
    return Seed(
        team={"id": ids.make("T", "barrowline"), "name": "Barrowline", "domain": "barrowline"},
        users=users,
        channels=channels,
        messages=messages,
        files={file_id: body for file_id, body in contents.items() if file_id in shared},
        newest=newest,
        starts=min(newest + 60, (newest + at) / 2),
    )


@cache
def scripts() -> tuple[Script, ...]:
    """Return every channel's script, in order of the file names."""
    texts = [
        entry for entry in files("sandbox.sample").iterdir() if entry.name.startswith("channel_")
    ]
    ordered = sorted(texts, key=lambda entry: entry.name)
    return tuple(parse(entry.read_text("utf-8"), entry.name) for entry in ordered)


def members_of(script: Script) -> list[str]:
    """Return the handles of a channel's members: the header's people, then its bots.

    The people are `all`, `all but` some, `all and` some who aren't staff, or a list.
    """
    staff = [person.handle for person in CAST if person.kind == "member"]
    people = script.header.get("members", "all").split()
    if people[:2] == ["all", "but"]:
        people = [handle for handle in staff if handle not in people[2:]]
    elif people[0] == "all":
        people = [*staff, *people[2:]]
    return [*people, *script.header.get("bots", "").split()]


def _silence() -> list[Line]:
    return []


def _channel(script: Script, members: list[str], ids: Ids, when: Calendar) -> dict[str, Any]:
    """Return a channel as conversations.info gives it."""
    header = script.header
    creator = ids.make("U", header.get("creator", "nadia"))
    created = when.epoch(int(header.get("created", "-400")), 9 * 60)
    private = header.get("private") == "yes"
    shared = header.get("shared") == "yes"
    teams = [ids.make("T", "fjordkost")] if shared else []
    return {
        "id": ids.make("C", header["channel"]),
        "name": header["channel"],
        "name_normalized": header["channel"],
        "is_channel": not private,
        "is_group": private,
        "is_im": False,
        "is_mpim": False,
        "is_private": private,
        "is_archived": False,
        "is_general": header["channel"] == "general",
        "is_shared": shared,
        "is_ext_shared": shared,
        "is_org_shared": False,
        "connected_team_ids": teams,
        "shared_team_ids": [ids.make("T", "barrowline"), *teams],
        "context_team_id": ids.make("T", "barrowline"),
        "created": created,
        "creator": creator,
        "topic": {"value": header.get("topic", ""), "creator": creator, "last_set": created},
        "purpose": {"value": header.get("purpose", ""), "creator": creator, "last_set": created},
        "members": [ids.make("U", handle) for handle in members],
        "num_members": len(members),
        "bot_member": header.get("bot") != "no",
    }
