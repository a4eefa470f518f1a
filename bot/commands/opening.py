"""What commands work with: the settings, the store and the workspace in it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot import digest_settings, logs
from bot.clock import system_clock
from bot.settings import Settings, load_settings
from digests.audience import Audience, everyone
from digests.errors import BadInput, UnknownChannel
from digests.models import Channel, Window
from digests.schedule import parse_week, week_of
from digests.store import Store, Workspace, open_store

SLACK_BEGAN = datetime(2013, 8, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Opened:
    """An open store and what the settings say."""

    settings: Settings
    store: Store

    async def workspace(self) -> Workspace:
        """The workspace to work on: the one the bot was connected to, else the fullest.

        Raises:
            BadInput: if nothing is stored yet.
        """
        found = await self.store.workspaces.all()
        if not found:
            raise BadInput(
                "Nothing is stored yet. Import a Slack export with `digestif import EXPORT.zip`, "
                "or fetch messages with `digestif backfill`."
            )
        counts = {w.team_id: await self.store.messages.count(w.team_id) for w in found}
        return max(found, key=lambda w: (w.bot_user_id is not None, counts[w.team_id]))

    async def channels(self, team_id: str, names: list[str]) -> list[Channel]:
        """The channels of some names (with or without #) or ids.

        Raises:
            UnknownChannel: naming the first that isn't stored.
        """
        found = []
        for name in names:
            channel = await self.store.channels.named(team_id, name)
            channel = channel or await self.store.channels.get(team_id, name)
            if channel is None:
                raise UnknownChannel(
                    f"There is no channel #{name.removeprefix('#')} in the store. "
                    "`digestif doctor` lists those that are."
                )
            found.append(channel)
        return found

    async def week(self, workspace: Workspace, name: str | None) -> Window:
        """The week of that name; without one the week of now, or of the newest message before it.

        Raises:
            BadWindow: if there is no such week.
        """
        local = self.settings.timezone or workspace.zone or "UTC"
        team_id = workspace.team_id
        chosen = await digest_settings.read(self.store, self.settings, team_id, local)
        zone = chosen.zone
        if name:
            return parse_week(name, zone, chosen.at)
        now = system_clock()
        current = week_of(now, zone, chosen.at)
        readers: Audience = everyone(workspace.team_id)
        if await self.store.messages.active(readers, current):
            return current
        days = await self.store.messages.per_day(readers, Window(SLACK_BEGAN, now, zone))
        busy = [day for day, messages in days.items() if messages]
        if not busy:
            return current
        newest = datetime.fromisoformat(max(busy)).replace(hour=12, tzinfo=UTC)
        return week_of(newest, zone, chosen.at)


@contextlib.asynccontextmanager
async def opened() -> AsyncIterator[Opened]:
    """The settings as they are set and the store, closed at the end; the log shows warnings only.

    Raises:
        BadInput: if a setting is wrong.
        StoreUnavailable: if the store can't be opened.
    """
    settings = load_settings()
    logs.configure(settings.log, verbose=False)
    async with await open_store(settings.store_location) as store:
        yield Opened(settings, store)
