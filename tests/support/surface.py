"""A workspace on the Friday of its digest, and people who press things."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.bot import Scene, eventually, everything, scene
from tests.support.sample import sample_at

# The sample's last week, seen on its Thursday evening: Friday is still to come.
THURSDAY = datetime(2026, 11, 19, 20, 0, tzinfo=UTC).timestamp()
FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
WEEK = "2026-W47"


@contextlib.asynccontextmanager
async def before_friday(**settings: Any) -> AsyncIterator[Scene]:
    """The sample on Thursday evening; the digest is due in #general on Friday at four."""
    given = {"claude": False, "digest_channel": "general", **settings}
    async with scene(sample_at(THURSDAY), **given) as at:
        yield at


@contextlib.asynccontextmanager
async def after_friday(**settings: Any) -> AsyncIterator[Scene]:
    """The same with the digest posted."""
    async with before_friday(**settings) as at:
        await go_to(at, FRIDAY)
        await sent(at)
        yield at


async def go_to(at: Scene, moment: datetime) -> None:
    """Move the clock to just after a moment and let the scheduler look at it."""
    at.sandbox.control.clock(now=(moment + timedelta(seconds=1)).timestamp())
    await at.bot.scheduler.tick()


async def sent(at: Scene, week: str = WEEK) -> None:
    """Wait until the workspace's digest is out."""
    status = await at.job(f"digest:{at.team_id}:{week}:{at.channel('general')}", 60)
    assert status == "SUCCESS"


async def own_sent(at: Scene, holder: str, week: str = WEEK) -> None:
    """Wait until a person's or a channel's own digest is out."""
    job_id = f"own-digest:{at.team_id}:{week}:{holder}"

    async def started() -> bool:
        await at.bot.scheduler.tick()
        return await at.bot.services.jobs.status(job_id) is not None

    await eventually(started, f"{job_id} to be started")
    assert await at.job(job_id, 60) == "SUCCESS"


def digest_message(at: Scene, channel: str = "general") -> dict[str, Any]:
    """The digest as it stands in a channel."""
    found = [m for m in at.own(at.channel(channel)) if "Worth knowing" in everything(m)]
    assert found, at.own(at.channel(channel))
    return found[0]


async def command(at: Scene, user: str, text: str, channel: str = "general") -> str:
    """Type /digest; what the acknowledgment said."""
    answers = await at.sandbox.control.command(user, channel, "/digest", text)
    return " ".join(str(answer["text"]) for answer in answers)


async def modal(at: Scene, user: str) -> dict[str, Any]:
    """Wait until a modal is open before somebody; the topmost."""
    control = at.sandbox.control
    found = await control.until(lambda: control.views(user)["modals"])
    return dict(found[-1])


async def home(at: Scene, user: str) -> dict[str, Any]:
    """Open the App Home and wait until it is shown."""
    control, before = at.sandbox.control, at.now
    control.open_home(user)
    await control.until(lambda: "views.publish" in at.calls(before))
    return dict(control.views(user)["home"])


def menus(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The sections of a digest that have a menu, in order."""
    for block in message["blocks"]:
        if (block.get("accessory") or {}).get("type") == "overflow":
            yield block


def cited(section: dict[str, Any]) -> tuple[str, str, str]:
    """The first message that an item's text links to: its channel, its ts, its address."""
    found = re.search(r"/archives/([A-Z0-9]+)/p(\d{10})(\d{6})", str(section["text"]["text"]))
    assert found, section
    return found[1], f"{found[2]}.{found[3]}", found[0]
