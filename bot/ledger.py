"""Every model call into the store's ledger."""

from __future__ import annotations

from bot.clock import Clock
from digests.calls import Caller
from digests.models import Usage
from digests.store import Store


class StoreLedger:
    """Records what each call used; budgets have no limit yet, so nothing is refused."""

    def __init__(self, store: Store, now: Clock) -> None:
        self._store = store
        self._now = now

    async def check(self, caller: Caller) -> None:
        """Let every caller spend."""

    async def add(self, usage: Usage, caller: Caller) -> None:
        """Record what a call used, whether it succeeded or not."""
        await self._store.usage.add(
            usage,
            self._now(),
            caller.team_id,
            caller.user_id or None,
            caller.channel_id or None,
            caller.purpose,
        )
