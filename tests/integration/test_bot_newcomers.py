"""Who is new in a workspace: told by Slack, or found at the next start if nobody listened."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.process import Bot
from digests.audience import everyone
from digests.models import Window
from sandbox import Sandbox
from tests.support.bot import eventually, running_bot
from tests.support.sample import the_sample


async def new_people(bot: Bot) -> list[str]:
    """Who is new in the day around the sandbox's present."""
    services = bot.services
    now, day = services.now(), timedelta(days=1)
    audience = everyone(services.slack.team_id)
    found = await services.store.users.newcomers(audience, Window(now - day, now + day))
    return [user.name for user in found]


async def test_who_joined_is_new_whether_anybody_listened_or_not(tmp_path: Path) -> None:
    """Neither an app's user nor somebody who was there before the first look is."""
    async with Sandbox.running(the_sample()) as sandbox:
        async with running_bot(sandbox, claude=False, data_dir=tmp_path) as bot:
            assert await new_people(bot) == []
            sandbox.control.create_user("Cy Marsh")

            async def told() -> bool:
                return await new_people(bot) == ["Cy Marsh"]

            await eventually(told, "Cy to be known")
        sandbox.control.create_user("Dee Long")
        sandbox.control.create_user("Robot", is_bot=True)
        async with running_bot(sandbox, claude=False, data_dir=tmp_path) as bot:
            assert await new_people(bot) == ["Cy Marsh", "Dee Long"]
