"""How fast the model may be asked, as the plan with its maker says, by all processes together."""

from __future__ import annotations

import asyncio
import uuid

from digests.jobs.engine import Jobs
from digests.jobs.permits import Permits
from digests.jobs.plan import MODEL_SHARE, Plan


class Pace:
    """Lets calls go on at the plan's pace.

    Args:
        jobs: not launched yet; its queue for `MODEL_SHARE` has the plan's shares as its limit.
        plan: with a limit.
    """

    def __init__(self, jobs: Jobs, plan: Plan) -> None:
        self._plan, self._permits = plan, Permits(jobs, MODEL_SHARE)

    async def take(self, tokens_in: int, tokens_out: int) -> None:
        """Wait until a call of at most so many tokens may begin."""
        call = uuid.uuid4().hex
        shares = range(self._plan.taken(tokens_in, tokens_out))
        await asyncio.gather(*(self._permits.take(f"{MODEL_SHARE}:{call}:{n}") for n in shares))
