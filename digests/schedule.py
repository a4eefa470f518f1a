"""When: digest moments, the weeks between them, which one is due, and the clock that asks.

The only file that imports apscheduler. It holds one in-memory interval job per process that asks
`due` again and again, and starts durable work under an id made from the window. What a scheduler
usually gets wrong (a laptop asleep on Friday, a clock that jumps, two processes) is thereby
harmless: whoever asks next finds the week due, and starting the same work twice is nothing.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from digests.errors import BadInput, BadWindow
from digests.models import Window

DEFAULT_AT = "fri 16:00"
LATE_AFTER = timedelta(minutes=15)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_SPEC = re.compile(rf"({'|'.join(WEEKDAYS)})[a-z]*\s+(\d{{1,2}}):(\d{{2}})", re.IGNORECASE)
_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)
_DAY = timedelta(days=1)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Spec:
    """A weekly wall-clock moment; `weekday` is 0 for Monday, as in `datetime`."""

    weekday: int
    at: time


@dataclass(frozen=True, slots=True)
class Plan:
    """One digest that is to go out every week.

    Attributes:
        place: what the digest is for ("T1" for the whole workspace, "T1:C1", "T1:U1"); part of the
            id under which its work is started.
        at: the spec string, "fri 16:00".
        delivered: names of the weeks that went out.
        since: when the plan began; weeks that ended before are nobody's business.
    """

    place: str
    at: str
    zone: str
    delivered: frozenset[str]
    since: datetime


def parse_spec(at: str) -> Spec:
    """Read "fri 16:00": any weekday (three letters or whole, any case) and a time of day.

    Raises:
        BadInput: it is something else.
    """
    found = _SPEC.fullmatch(at.strip())
    if found and int(found[2]) < 24 and int(found[3]) < 60:
        return Spec(WEEKDAYS.index(found[1].lower()), time(int(found[2]), int(found[3])))
    raise BadInput(f'"{at}" is not a digest time: write a weekday and a time, like "fri 16:00".')


def zone_info(zone: str) -> ZoneInfo:
    """The IANA zone of that name. Raises BadInput where there is none."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(f'"{zone}" is not a time zone: write one like "Europe/Berlin".') from None


def week_of(moment: datetime, zone: str, at: str = DEFAULT_AT) -> Window:
    """The week that holds a moment, from one digest moment (inclusive) to the next (exclusive)."""
    spec, tz = parse_spec(at), zone_info(zone)
    local = moment.astimezone(tz).date()
    day = local + timedelta(days=(spec.weekday - local.weekday()) % 7)
    # A wall time that the clock skips may land on the day after, so the neighbors are asked too.
    for end in (day - 7 * _DAY, day, day + 7 * _DAY):
        window = _ending(end, spec, tz)
        if moment in window:
            return window
    raise BadWindow(f"No week in {zone} holds {moment.isoformat()}.")


def parse_week(name: str, zone: str, at: str = DEFAULT_AT) -> Window:
    """The week of that name: "2026-W47" ends at the digest moment within ISO week 47 of 2026.

    Raises:
        BadWindow: it is no such name, or that year has no such week.
    """
    found = _WEEK.fullmatch(name.strip())
    if not found:
        raise _no_week(name)
    spec = parse_spec(at)
    try:
        day = date.fromisocalendar(int(found[1]), int(found[2]), spec.weekday + 1)
    except ValueError:
        weeks = date(max(int(found[1]), 1), 12, 28).isocalendar().week
        raise BadWindow(f"There is no week {name}: {found[1]} has {weeks} weeks.") from None
    try:
        return _ending(day, spec, zone_info(zone))
    except OverflowError:  # the first and the last one that a calendar has
        raise _no_week(name) from None


def _no_week(name: str) -> BadWindow:
    return BadWindow(f'"{name}" is not a week: write it like "2026-W47".')


def previous(window: Window, at: str = "") -> Window:
    """The week before, ending where this one starts.

    Args:
        window: a week cut by this module.
        at: the spec string it was cut with; "" takes the window's own wall-clock moment.
    """
    return week_of(window.start - timedelta(microseconds=1), window.zone, at or _spec_of(window))


def name_before(name: str) -> str:
    """The name of the week before one: "2025-W52" for "2026-W01"; "" for what is no week's name."""
    found = _WEEK.fullmatch(name)
    if not found:
        return ""
    year, week, _ = (date.fromisocalendar(int(found[1]), int(found[2]), 1) - 7 * _DAY).isocalendar()
    return f"{year}-W{week:02d}"


def _spec_of(window: Window) -> str:
    """The spec that cuts a window; where the clock moved one end, the other one tells it."""
    tz = zone_info(window.zone)
    ends = (window.end.astimezone(tz), window.start.astimezone(tz))
    specs = [f"{WEEKDAYS[end.weekday()]} {end:%H:%M}" for end in ends]
    cut = (spec for spec in specs if week_of(window.start, window.zone, spec) == window)
    return next(cut, specs[1])


def due(
    now: datetime, at: str, zone: str, delivered: Collection[str], since: datetime
) -> list[Window]:
    """The weeks to send now: the latest one that ended, unless it went out; so one or none.

    Weeks before the latest that were slept through are never sent: nobody wants three digests.

    Args:
        now: the present, aware.
        at: the spec string, "fri 16:00".
        zone: the IANA name of the workspace's or subscriber's zone.
        delivered: names of the weeks that went out.
        since: when digests were switched on; a week that ended before is not sent.
    """
    latest = previous(week_of(now, zone, at), at)
    return [latest] if latest.end > since and latest.name not in delivered else []


def is_late(window: Window, now: datetime) -> bool:
    """Whether a digest sent now comes so long after its moment that readers should be told."""
    return now - window.end > LATE_AFTER


def days(window: Window) -> list[date]:
    """The calendar days a window touches, in its own zone, ascending; at least one."""
    tz = ZoneInfo(window.zone)
    first = window.start.astimezone(tz).date()
    last = (window.end - timedelta(microseconds=1)).astimezone(tz).date()
    return [first + n * _DAY for n in range((last - first).days + 1)]


def _ending(day: date, spec: Spec, tz: ZoneInfo) -> Window:
    year, week, _ = day.isocalendar()
    return Window(
        _moment(day - 7 * _DAY, spec, tz), _moment(day, spec, tz), tz.key, f"{year}-W{week:02d}"
    )


def _moment(day: date, spec: Spec, tz: ZoneInfo) -> datetime:
    # fold=0: a wall time that occurs twice is taken at its first, one that is skipped with the
    # offset before the gap; either way exactly one moment, and moments stay in order.
    return datetime.combine(day, spec.at, tzinfo=tz).astimezone(UTC)


class Scheduler:
    """Asks which digests are due, every `tick_seconds`, and starts the work for each.

    Args:
        plans: the digests that exist, read anew at every tick.
        start: starts durable work for a plan and its window; starting the same again is nothing.
        now: the clock that decides what is due (the system's, or a moved one).
        tick_seconds: how often to ask, in real seconds.
    """

    def __init__(
        self,
        plans: Callable[[], Awaitable[Iterable[Plan]]],
        start: Callable[[Plan, Window], Awaitable[None]],
        *,
        now: Callable[[], datetime],
        tick_seconds: float = 30.0,
    ) -> None:
        self._plans, self._start, self._now = plans, start, now
        self._tick_seconds = tick_seconds
        self._scheduler: AsyncIOScheduler | None = None

    async def tick(self) -> int:
        """Ask once; returns how many digests were started. A failing plan doesn't stop others."""
        started = 0
        for plan in await self._plans():
            try:
                for window in due(self._now(), plan.at, plan.zone, plan.delivered, plan.since):
                    await self._start(plan, window)
                    started += 1
            except Exception:
                _log.exception("digest plan %s could not be started; asked again soon", plan.place)
        return started

    def start(self) -> None:
        """Begin asking, at once and then at every tick. Needs a running event loop."""
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            self._ask,
            "interval",
            seconds=self._tick_seconds,
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,  # a late tick is as good as one in time; the default drops it
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()

    async def _ask(self) -> None:
        # Canceled by `close`; apscheduler would log that as a failure, with a traceback.
        with suppress(asyncio.CancelledError):
            await self.tick()

    def close(self) -> None:
        """Stop asking. A tick that is under way is canceled: what it started is durable."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
