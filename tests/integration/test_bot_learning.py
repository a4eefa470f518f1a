"""What the bot knows of who is where, after a time in which it heard nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot import learn
from digests.audience import everyone
from digests.models import ChannelKind
from sandbox import Sandbox
from tests.support.bot import Scene, eventually, running_bot
from tests.support.sample import the_sample


async def test_a_channel_made_private_while_the_bot_was_down_is_read_to_nobody(
    tmp_path: Path,
) -> None:
    async with Sandbox.running(the_sample()) as sandbox:
        ann = sandbox.control.create_user("ann")
        kitchen = sandbox.control.create_channel("kitchen", [ann], bot=True)
        async with running_bot(sandbox, claude=False, data_dir=tmp_path) as bot:
            at, all_of_us = Scene(sandbox, bot), everyone(sandbox.addresses.team_id)
            ts = sandbox.control.post(ann, kitchen, "The plans for the secret oven")
            await at.recorded(kitchen, ts, "The plans for the secret oven")
            assert await bot.services.store.messages.get(all_of_us, kitchen, ts) is not None
        sandbox.control.leave(at.me, kitchen)
        sandbox.control.channel("private", kitchen)
        async with running_bot(sandbox, claude=False, data_dir=tmp_path) as bot:
            store = bot.services.store
            channel = await store.channels.get(at.team_id, kitchen)
            reader = await store.audiences.for_user(at.team_id, ann)

            assert channel is not None
            assert channel.kind is ChannelKind.PRIVATE
            assert not channel.is_member
            assert not reader.may_read(channel)
            assert await store.messages.get(all_of_us, kitchen, ts) is None
            assert await store.messages.get(reader, kitchen, ts) is None


async def test_who_left_a_private_channel_while_the_bot_was_down_reads_it_no_more(
    tmp_path: Path,
) -> None:
    async with Sandbox.running(the_sample()) as sandbox:
        control = sandbox.control
        ann, ben = control.create_user("ann"), control.create_user("ben")
        board = control.create_channel("board", [ann, ben], is_private=True, bot=True)
        async with running_bot(sandbox, claude=False, data_dir=tmp_path) as bot:
            at = Scene(sandbox, bot)
            assert board in await bot.services.store.channels.of_member(at.team_id, ben)
        control.leave(ben, board)
        control.channel("archive", board)
        async with running_bot(sandbox, claude=False, data_dir=tmp_path) as bot:
            members = bot.services.store.channels

            assert board in await members.of_member(at.team_id, ann)
            assert board not in await members.of_member(at.team_id, ben)


async def test_who_leaves_while_slack_lists_the_members_reads_the_channel_no_more(
    tmp_path: Path,
) -> None:
    async with Sandbox.running(the_sample()) as sandbox:
        control = sandbox.control
        ann, ben = control.create_user("ann"), control.create_user("ben")
        board = control.create_channel("board", [ann, ben], is_private=True, bot=True)
        async with running_bot(sandbox, claude=False, data_dir=tmp_path) as bot:
            services, known = bot.services, bot.services.store.channels
            team_id = services.slack.team_id
            await services.learned.confined.wait()
            before = len(control.calls("conversations.members"))
            control.fault("slack", "slow", method="conversations.members", seconds=1, count=1)
            listing = asyncio.create_task(learn.members(services, board))
            await control.until(lambda: len(control.calls("conversations.members")) > before)
            control.leave(ben, board)

            async def heard() -> bool:
                return board not in await known.of_member(team_id, ben)

            await eventually(heard, "the leave to be heard")
            assert not listing.done()
            await listing

            assert board in await known.of_member(team_id, ann)
            assert board not in await known.of_member(team_id, ben)
