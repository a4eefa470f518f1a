"""What an admin decided about a week's digest before it goes out; kept, so that restarts don't."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.services import Services
from digests.correct import without_threads
from digests.digest import Digest
from digests.models import Claim

PREFIX = "review:"


@dataclass(frozen=True, slots=True)
class Review:
    """An admin's decisions on one week.

    Attributes:
        held: it isn't sent until somebody says Send.
        dropped: threads that are not told, each as "CHANNEL_ID/TS".
        headline: the words that stand at the top instead of those compiled; "" keeps these.
        by: id of who decided last.
    """

    held: bool = False
    dropped: tuple[str, ...] = ()
    headline: str = ""
    by: str = ""


async def of(services: Services, week: str) -> Review:
    """The decisions on a week; none were made by default."""
    return _read(await services.store.settings.get(services.slack.team_id, PREFIX + week, {}))


async def decide(
    services: Services, week: str, user_id: str, *, drop: Iterable[str] = (), **changes: Any
) -> Review:
    """Keep a decision and return all of them; what other admins decide meanwhile stays.

    Args:
        services: with the store.
        week: whose digest it is about.
        user_id: who decides.
        drop: threads that are not told either, each as "CHANNEL_ID/TS".
        **changes: other fields of `Review`.
    """

    def decided(kept: dict[str, Any] | None) -> dict[str, Any]:
        before = _read(kept or {})
        dropped = list(dict.fromkeys([*before.dropped, *drop]))
        return {**asdict(before), "by": user_id, **changes, "dropped": dropped}

    name = PREFIX + week
    return _read(await services.store.settings.change(services.slack.team_id, name, decided))


async def held(services: Services) -> frozenset[str]:
    """Names of the weeks that are held."""
    kept = await services.store.settings.all(services.slack.team_id)
    return frozenset(
        name.removeprefix(PREFIX)
        for name, value in kept.items()
        if name.startswith(PREFIX) and value.get("held")
    )


async def applied(services: Services, digest: Digest) -> Digest:
    """A compiled digest as its reviewer wants it."""
    return edited(digest, await of(services, digest.window.name))


def edited(digest: Digest, review: Review) -> Digest:
    """A digest without what was dropped and with the headline that was written. Pure."""
    kept = without_threads(digest, review.dropped) if review.dropped else digest
    if not review.headline:
        return kept
    sources = tuple(dict.fromkeys(s for claim in kept.headline for s in claim.sources))
    return replace(kept, headline=(Claim(review.headline, sources),))


def _read(kept: dict[str, Any]) -> Review:
    return Review(**{**kept, "dropped": tuple(kept.get("dropped", ()))})
