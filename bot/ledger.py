"""Every model call into the store's ledger, and none once a budget is used up."""

from __future__ import annotations

from bot import budget
from bot.clock import Clock
from bot.metrics import Metrics
from digests.claude.calls import Caller
from digests.store import Store
from digests.usage import Usage


class StoreLedger:
    """Records what each call used, and refuses those that a budget doesn't cover any more."""

    def __init__(self, store: Store, now: Clock, metrics: Metrics) -> None:
        self._store = store
        self._now = now
        self._metrics = metrics

    async def check(self, caller: Caller) -> None:
        """Raise OverBudget if one of the caller's budgets is used up."""
        await budget.check(self._store, caller, self._now())

    async def add(self, usage: Usage, caller: Caller) -> None:
        """Record what a call used, whether it succeeded or not."""
        self._metrics.model(usage, caller.purpose)
        await self._store.usage.add(
            usage,
            self._now(),
            caller.team_id,
            caller.user_id or None,
            caller.channel_id or None,
            caller.purpose,
        )
