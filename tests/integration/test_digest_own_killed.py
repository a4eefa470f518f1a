"""A personal digest, a channel's own and a preview, killed at each step and started again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import digest_settings
from bot.digest import own_digest
from sandbox import Sandbox
from sandbox.seed import sample
from tests.support.bot import Scene, eventually, running_bot
from tests.support.processes import Fleet, Process, fleet
from tests.support.surface import FRIDAY, THURSDAY, WEEK

# A quarter past four in Amsterdam, where Nadia is, and three quarters of an hour before the
# workspace's digest; #dispatch slept through the Friday before.
MOMENT = FRIDAY - timedelta(minutes=45)
LAST_WEEK = "2026-W46"
ENVIRONMENT = {
    "DIGESTIF_TIMEZONE": "UTC", "DIGESTIF_DIGEST_CHANNEL": "general", "ANTHROPIC_API_KEY": "",
}  # fmt: skip


def main_messages(at: Scene, place: str) -> list[dict[str, Any]]:
    return [m for m in at.own(place) if m.get("thread_ts") in (None, m["ts"])]


# While one is being posted, the others are being compiled or posted too.
STEPS: dict[str, Callable[[Sandbox], Any]] = {
    "posting": lambda s: s.control.calls("chat.postMessage"),
    "posted": lambda s: len(s.control.calls("chat.postMessage")) > 1,
}


async def switched_on(at: Scene) -> tuple[list[str], list[str]]:
    """Have all three due; the ids of their jobs, and where they come to stand."""
    services, nadia, dispatch = at.bot.services, at.person("nadia"), at.channel("dispatch")
    since = {"since": (FRIDAY - timedelta(days=8)).isoformat(), "by": nadia}
    await services.store.settings.put(at.team_id, f"{own_digest.PREFIX}{dispatch}", since)
    await own_digest.subscribe(services, nadia, nadia)
    await digest_settings.change(services, nadia, preview_to=[nadia])
    jobs = [
        f"review:{at.team_id}:{WEEK}",
        f"own-digest:{at.team_id}:{WEEK}:{nadia}",
        f"own-digest:{at.team_id}:{LAST_WEEK}:{dispatch}",
    ]
    return jobs, [at.sandbox.control.dm(nadia), dispatch]


@pytest.mark.parametrize("step", STEPS)
async def test_killed_and_started_again_each_is_posted_once(step: str, tmp_path: Path) -> None:
    reached = STEPS[step]
    async with Sandbox.running(sample(1, THURSDAY)) as sandbox:
        settings: dict[str, Any] = {"claude": False, "digest_channel": "general"}
        async with running_bot(sandbox, data_dir=tmp_path, **settings) as bot:
            at = Scene(sandbox, bot)
            jobs, (dm, dispatch) = await switched_on(at)
        sandbox.control.clock(now=MOMENT.timestamp())
        if step == "posting":
            sandbox.control.fault("slack", "slow", method="chat.postMessage", seconds=2, count=1)
        async with fleet(sandbox, tmp_path, warm=True, **ENVIRONMENT) as ticking:
            first = await run(ticking, MOMENT, jobs)

            async def there() -> bool:
                return bool(reached(sandbox)) or first.returncode is not None

            await eventually(there, step, 90)
            assert first.returncode is None
            first.kill()
            await first.wait()
            second = await run(ticking, MOMENT + timedelta(minutes=1), jobs)
            assert await asyncio.wait_for(second.wait(), 120) == 0
        [preview] = [m for m in main_messages(at, dm) if "Preview." in json.dumps(m)]
        [own] = [m for m in main_messages(at, dm) if "your channels" in json.dumps(m)]
        [channel] = main_messages(at, dispatch)

        assert preview["ts"] != own["ts"]
        assert "#dispatch" in json.dumps(channel)


async def run(ticking: Fleet, moment: datetime, jobs: list[str]) -> Process:
    program = ("tests.support.tick", moment.isoformat(), *jobs)
    return await ticking.start(*program, connected=False)
