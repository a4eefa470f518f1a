"""Public channels are joined where the operator wants that, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.joining import wanted
from digests.models import Channel, ChannelKind
from tests.support.bot import Scene, scene

PUBLIC = Channel("T1", "C1", "general")


def members(at: Scene, channel: str) -> set[str]:
    return set(at.sandbox.workspace.conversations[channel].members)


async def test_told_to_the_bot_joins_every_channel_that_all_may_read() -> None:
    async with scene(claude=False, join_channels="yes") as at:
        control, elif_ = at.sandbox.control, at.person("elif")
        kept_out = at.sandbox.workspace.conversations[at.channel("ext-fjordkost")]
        before = at.me in kept_out.members
        await control.until(lambda: at.me in members(at, at.channel("hardware")))
        known = await at.bot.services.store.channels.all(at.team_id)
        open_ = [c for c in known if c.is_org_wide and not c.is_archived]
        await control.until(lambda: all(at.me in members(at, c.channel_id) for c in open_))
        kiosk = control.create_channel("kiosk", [elif_])
        ts = control.post(elif_, kiosk, "Said before the bot came")
        await control.until(lambda: at.me in members(at, kiosk))
        await at.recorded(kiosk, ts, "Said before the bot came")

        assert len(open_) > 5
        assert (at.me in kept_out.members) is before


@pytest.mark.parametrize(
    "change",
    [
        {"topic": "Between us: no-digest"},
        {"opted_out": True},
        {"is_shared": True},
        {"is_archived": True},
        {"is_member": True},
        {"kind": ChannelKind.PRIVATE},
    ],
)
def test_some_channels_are_none_to_join(change: dict[str, Any]) -> None:
    assert wanted(PUBLIC)
    assert not wanted(replace(PUBLIC, **change))


async def test_without_being_told_the_bot_joins_nothing() -> None:
    async with scene(claude=False) as at:
        control = at.sandbox.control
        kiosk = control.create_channel("kiosk", [at.person("elif")])
        ts = control.post(at.person("nadia"), at.channel("general"), "After that")
        await at.recorded(at.channel("general"), ts, "After that")

        assert at.me not in members(at, kiosk)
        assert "conversations.join" not in at.calls()
