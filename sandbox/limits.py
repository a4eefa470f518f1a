"""Rate limits: Slack's tiers per method, as a sliding minute."""

from collections import defaultdict, deque

from sandbox.clock import Clock

MINUTE = 60.0
TIERS = {"1": 1, "2": 20, "3": 50, "4": 100, "special": 600}
"""Calls a minute (docs.slack.dev/apis/web-api/rate-limits); "special" is generous, undocumented."""

POST_BURST = 5  # chat.postMessage: one a second per channel, short bursts tolerated
POST_PER_MINUTE = 300  # "several hundred messages per minute" for a whole workspace
EVENTS_PER_HOUR = 30_000  # docs.slack.dev/apis/events-api, per workspace and app
HISTORY_METHODS = ("conversations.history", "conversations.replies")


class Limits:
    """Counts calls and says how long to wait.

    Args:
        enabled: False lets every call pass.
        non_marketplace: history and replies once a minute and 15 items, the rule of 2025-05-29
            for apps sold outside the Marketplace; applies whether enabled or not.
    """

    def __init__(
        self, clock: Clock, *, enabled: bool = False, non_marketplace: bool = False
    ) -> None:
        self._clock = clock
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)
        self.enabled = enabled
        self.non_marketplace = non_marketplace

    def wait(self, method: str, tier: str, channel: str = "") -> int:
        """Counts a call; 0 when it may pass, else the seconds of Retry-After (1 to 60).

        Args:
            method: name of the method.
            tier: key of TIERS.
            channel: for chat.postMessage, where it goes.
        """
        if self.non_marketplace and method in HISTORY_METHODS:
            return self._take(method, 1, MINUTE)
        if not self.enabled:
            return 0
        if tier == "post":
            return self._take(f"{method} {channel}", POST_BURST, POST_BURST) or self._take(
                method, POST_PER_MINUTE, MINUTE
            )
        return self._take(method, TIERS[tier], MINUTE)

    def event_passes(self) -> bool:
        """Counts an event; False when the hour's 30,000 are used up (Events API page)."""
        return not self.enabled or self._take("events", EVENTS_PER_HOUR, 3600.0) == 0

    def _take(self, key: str, allowed: int, window: float) -> int:
        now, calls = self._clock.now(), self._calls[key]
        while calls and (calls[0] <= now - window or calls[0] > now):
            calls.popleft()
        if len(calls) >= allowed:
            return max(int(calls[0] + window - now) + 1, 1)
        calls.append(now)
        return 0
