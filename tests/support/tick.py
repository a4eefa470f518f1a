"""`python -m tests.support.tick MOMENT JOB…`: a bot that looks once at what is due, to be killed.

Its clock stands at MOMENT when it starts. It ends when the jobs of those ids have ended.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime

from bot import process
from bot.clock import system_clock
from bot.settings import load_settings


async def tick(moment: datetime, job_ids: list[str]) -> None:
    """Start what is due and wait for it."""
    ahead = moment - system_clock()
    async with process.running(
        load_settings(), lambda: system_clock() + ahead, scheduled=False
    ) as bot:
        await bot.learning
        await bot.scheduler.tick()
        for job_id in job_ids:
            await bot.services.jobs.wait(job_id, 100)


if __name__ == "__main__":
    asyncio.run(tick(datetime.fromisoformat(sys.argv[1]), sys.argv[2:]))
