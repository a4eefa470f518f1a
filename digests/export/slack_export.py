"""A Slack export into the store: any shape since 2015, any number of times.

Day files are cut in the workspace's own zone and replies lie in their own day's file; neither
matters here, since every message says its ts and its thread.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from digests import slack_dicts
from digests.errors import BadArchive
from digests.export.archive import Archive, BrokenFile
from digests.export.facts import Facts, new_users, team_of
from digests.models import Message, ts_at
from digests.slack_text import string
from digests.store import AuditEntry, Store, Workspace

Progress = Callable[[int, int], None]

BATCH = 2_000  # messages stored at once
_FLAGS: dict[str, dict[str, bool]] = {
    "channels.json": {},
    "groups.json": {"is_private": True},
    "mpims.json": {"is_mpim": True},
    "dms.json": {"is_im": True},
}
_ZONES = timedelta(hours=14)  # a day file's day may begin and end this far from UTC's


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import took.

    Attributes:
        messages_added: those that were new or changed something.
        skipped: how many were not taken, by reason in words; whole files count once under
            "unreadable day file".
        channels: how many conversations the export lists.
        users: how many people it lists, those known only from their messages included.
        team_id: the workspace it went into.
    """

    messages_added: int
    skipped: dict[str, int]
    channels: int
    users: int
    team_id: str


@dataclass(slots=True)
class _Import:
    """An import under way."""

    store: Store
    team_id: str
    folders: dict[str, str]  # folder name -> channel_id
    general: str  # the channel_id of the one that everybody is in, "" if none is
    added: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    waiting: list[Message] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)  # folders of no listed channel
    broken: dict[str, list[str]] = field(default_factory=dict)  # channel_id -> days
    facts: Facts = field(default_factory=Facts)

    def read(self, archive: Archive, folder: str, name: str) -> None:
        """Read one day of one channel; runs in a thread, since a busy day takes its time."""
        try:
            day = archive.objects(name)
        except BrokenFile:
            self.skipped["unreadable day file"] += 1
            self.broken.setdefault(self.folders.get(folder, ""), []).append(Path(name).stem)
            return
        channel_id = self._channel_of(archive, folder)
        for raw in day:
            self.facts.note(raw)
            if channel_id and channel_id == self.general:
                self.facts.note_join(raw)
            if reason := slack_dicts.skip_reason(raw):
                self.skipped[reason] += 1
            elif channel_id is None:
                self.skipped["channel isn't in the export's lists"] += 1
            else:
                self.waiting.append(slack_dicts.message(self.team_id, channel_id, raw))

    def _channel_of(self, archive: Archive, folder: str) -> str | None:
        """Which channel a folder belongs to; messages on a renaming say what it is called now."""
        if folder not in self.folders and folder not in self.unknown:
            days = (name for each, name in archive.days if each == folder)
            names = (name for day in days for name in _new_names(archive, day))
            found = next((self.folders[name] for name in names if name in self.folders), None)
            if found is None:
                self.unknown.add(folder)
            else:
                self.folders[folder] = found
        return self.folders.get(folder)

    async def flush(self) -> None:
        """Store what is waiting."""
        changed = await self.store.messages.put(self.waiting)
        self.added += changed
        if known := len(self.waiting) - changed:
            self.skipped["already stored"] += known
        self.waiting = []


async def import_export(
    store: Store,
    path: Path | str,
    *,
    now: datetime,
    progress: Progress | None = None,
    team_id: str | None = None,
    workspace_url: str | None = None,
) -> ImportReport:
    """Read a Slack export zip into the store; a second time adds nothing.

    Where the bot is connected to the same workspace, what Slack told it since stays: only channels,
    people and memberships that aren't stored yet are taken. Without it the export's word counts.

    Args:
        store: where to.
        path: the zip.
        now: for the audit log.
        progress: told (day files read, day files in all) after each.
        team_id: the workspace; by default the one most of the export's users belong to.
        workspace_url: its address, for links; by default what the links of its files say, and
            where there are none, links go to slack.com.

    Raises:
        BadArchive: it is no zip, truncated, unsafe, not Slack's, or its lists can't be read.
    """
    with await asyncio.to_thread(Archive, Path(path)) as archive:
        raw_channels, raw_users = await asyncio.to_thread(_lists, archive)
        team = team_id or team_of(raw_users)
        live = await _is_live(store, team)
        await _put_channels(store, team, raw_channels, keep=live)
        users = [slack_dicts.user(team, raw) for raw in raw_users]
        await store.users.put(users, keep=live)
        run = _Import(store, team, _folders(raw_channels), _general(raw_channels))
        await _read_days(run, archive, progress)
        found = new_users(team, run.facts, users)
        await store.users.put(found, keep=True)
        await store.users.came(team, run.facts.joined)
        await _cover(run, sorted(set(run.folders.values())))
        url = workspace_url or run.facts.workspace_url()
        await _put_workspace(store, team, archive.name, url, raw_users)
        detail = f"{run.added} messages added"
        await store.audit.add(AuditEntry(team, now, "operator", "import", detail))
    channels = len({raw["id"] for raw in raw_channels})
    return ImportReport(run.added, dict(run.skipped), channels, len(users) + len(found), team)


def _lists(archive: Archive) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    try:
        channels = [
            {**raw, **flags}
            for name, flags in _FLAGS.items()
            for raw in archive.objects(name)
            if string(raw.get("id"))
        ]
        users = archive.objects("users.json") or archive.objects("org_users.json")
    except BrokenFile as error:
        text = f"{archive.name} can't be imported: {error}. Download the export again."
        raise BadArchive(text) from error
    return channels, [raw for raw in users if string(raw.get("id"))]


def _folders(raw_channels: list[dict[str, Any]]) -> dict[str, str]:
    """Which channel a folder belongs to: by id, by former name, best by the name of today."""
    folders: dict[str, str] = {}
    for raw in raw_channels:
        former = raw.get("previous_names")
        for name in [raw["id"], *(former if isinstance(former, list) else [])]:
            folders.setdefault(unicodedata.normalize("NFC", string(name)), string(raw["id"]))
    for raw in raw_channels:
        if name := string(raw.get("name")):
            folders[unicodedata.normalize("NFC", name)] = string(raw["id"])
    return folders


def _general(raw_channels: list[dict[str, Any]]) -> str:
    """The id of the channel that everybody is in; "" if none is said to be it."""
    return next((string(raw["id"]) for raw in raw_channels if raw.get("is_general") is True), "")


async def _is_live(store: Store, team_id: str) -> bool:
    workspace = await store.workspaces.get(team_id)
    return workspace is not None and workspace.bot_user_id is not None


async def _put_channels(
    store: Store, team_id: str, raw_channels: list[dict[str, Any]], *, keep: bool
) -> None:
    channels = [slack_dicts.channel(team_id, raw) for raw in raw_channels]
    await store.channels.put(channels, keep=keep)
    for channel, raw in zip(channels, raw_channels, strict=True):
        listed, channel_id = slack_dicts.members(raw), channel.channel_id
        known = keep and await store.channels.members(team_id, channel_id) is not None
        if listed is not None and not known:
            await store.channels.set_members(team_id, channel_id, listed)


async def _read_days(run: _Import, archive: Archive, progress: Progress | None) -> None:
    for done, (folder, name) in enumerate(archive.days, start=1):
        await asyncio.to_thread(run.read, archive, folder, name)
        if len(run.waiting) >= BATCH:
            await run.flush()
        if progress:
            progress(done, len(archive.days))
    await run.flush()


def _new_names(archive: Archive, day: str) -> list[str]:
    """The names that channels were given in one day file, oldest first."""
    try:
        told = archive.objects(day)
    except BrokenFile:
        return []
    renamed = (raw for raw in told if raw.get("subtype") in ("channel_name", "group_name"))
    return [string(raw.get("name")) for raw in renamed]


async def _cover(run: _Import, channel_ids: list[str]) -> None:
    """Note for every listed channel that the export's whole stretch is known, but broken days."""
    first, last = run.facts.first, run.facts.last
    if not first:
        return
    for channel_id in channel_ids:
        for oldest, newest in _whole(first, last, run.broken.get(channel_id, [])):
            await run.store.coverage.add(run.team_id, channel_id, oldest, newest)


def _whole(first: str, last: str, broken_days: list[str]) -> Iterator[tuple[str, str]]:
    """The stretches from `first` to `last` outside of the broken days, whatever their zone."""
    for day in sorted(broken_days):
        try:
            start = datetime.fromisoformat(day).replace(tzinfo=UTC)
        except ValueError:
            continue
        if first < (before := ts_at(start - _ZONES)):
            yield first, min(before, last)
        first = max(first, ts_at(start + timedelta(days=1) + _ZONES))
    if first <= last:
        yield first, last


async def _put_workspace(
    store: Store, team_id: str, name: str, url: str, raw_users: list[dict[str, Any]]
) -> None:
    """Complete what is known of the workspace; what Slack itself told stays."""
    known = await store.workspaces.get(team_id) or Workspace(team_id)
    zones = Counter(zone for raw in raw_users if (zone := string(raw.get("tz"))))
    zone = zones.most_common(1)[0][0] if zones else ""
    plain = Path(name).stem.partition(" Slack export")[0]
    await store.workspaces.put(
        replace(known, name=known.name or plain, url=known.url or url, zone=known.zone or zone)
    )
