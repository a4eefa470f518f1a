"""Kept weeks: what changed since is known, in any home, and nothing else is read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from digests.audience import Audience, everyone
from digests.models import Channel, ChannelKind, Message, Window, ts_at
from digests.store import Store
from digests.store.weeks import Span, Taken

pytest_plugins = ("tests.support.store_homes",)

WEEK = Window(datetime(2026, 11, 9, tzinfo=UTC), datetime(2026, 11, 16, tzinfo=UTC), "UTC", "W46")
START = ts_at(WEEK.start)
ALL = everyone("T1")


def ts(hour: int) -> str:
    return f"{int(WEEK.start.timestamp()) + 3600 * hour}.000100"


def said(hour: int, text: str = "said", root: int | None = None, **fields: object) -> Message:
    thread_ts = None if root is None else ts(root)
    return Message("T1", "C1", ts(hour), text, "U1", thread_ts=thread_ts, **fields)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Asked:
    """A kept week that asks for what it is told to."""

    body: str
    touched: frozenset[str]
    stretches: tuple[Span, ...] = ()

    def roots(self, present: Mapping[str, str]) -> Iterable[str]:
        return {*self.touched, *present.values()}

    def spans(self, threads: Sequence[Message]) -> Iterable[Span]:
        return self.stretches


async def take(
    store: Store, made_by: str = "1", audience: Audience = ALL, spans: tuple[Span, ...] = ()
) -> Taken[Asked]:
    return await store.weeks.take(
        audience, "C1", WEEK, made_by, lambda body, touched: Asked(body, touched, spans)
    )


async def keep(store: Store, taken: Taken[Asked], oldest: str = START, by: str = "1") -> bool:
    return await store.weeks.keep("T1", "C1", WEEK, by, taken, oldest=oldest, body="[1]")


async def filled(store: Store) -> None:
    await store.channels.put([Channel("T1", "C1", "one", is_member=True)])
    await store.messages.put([said(1), said(2, root=2), said(3, root=2), said(4)])
    assert await keep(store, await take(store))


async def test_a_week_that_nobody_kept_is_read_whole(store: Store) -> None:
    await store.channels.put([Channel("T1", "C1", "one", is_member=True)])
    await store.messages.put([said(1), said(2, root=-30), said(-30, root=-30), said(-31)])
    taken = await take(store)
    assert taken.kept is None
    assert [message.ts for message in taken.messages] == [ts(-30), ts(1), ts(2)]


async def test_a_kept_week_in_which_nothing_changed_reads_no_message(store: Store) -> None:
    await filled(store)
    taken = await take(store)
    assert taken.kept == Asked("[1]", frozenset())
    assert taken.messages == []


async def test_every_way_in_which_the_past_changes_is_noted(store: Store) -> None:
    await filled(store)
    await store.messages.put([said(1, "changed", edited_ts=ts(9)), said(5)])
    await store.messages.delete("T1", "C1", ts(4))
    await store.messages.react("T1", "C1", ts(3), "U2", "tada", True, ts(9))
    await store.messages.put([said(200), said(-200)])
    taken = await take(store)
    assert taken.kept is not None
    assert taken.kept.touched == {ts(1), ts(3), ts(4), ts(5)}
    assert [message.ts for message in taken.messages] == [ts(1), ts(2), ts(3), ts(5)]
    assert await keep(store, taken)
    assert (await take(store)).kept == Asked("[1]", frozenset())
    left = await store.database.read(lambda c: c.rows("SELECT ts FROM touched"))
    assert left == []


async def test_a_stretch_has_no_replies_and_every_message_once(store: Store) -> None:
    await filled(store)
    await store.messages.put([said(5)])
    taken = await take(store, spans=((ts(1), ts(5)), (ts(4), ts(6))))
    assert [message.ts for message in taken.messages] == [ts(1), ts(2), ts(4), ts(5)]


async def test_what_changes_after_it_was_taken_is_found_the_next_time(store: Store) -> None:
    await filled(store)
    await store.messages.put([said(5)])
    taken = await take(store)
    await store.messages.put([said(6)])
    assert await keep(store, taken)
    again = await take(store)
    assert again.kept is not None
    assert again.kept.touched == {ts(6)}


async def test_what_nobody_noted_keeps_the_week_from_being_kept(store: Store) -> None:
    await filled(store)
    first = await take(store, made_by="2")
    older = await take(store)
    await store.messages.put([said(-40)])
    assert not await keep(store, first, by="2")
    assert not await keep(store, older, oldest=ts(-50))
    assert (await take(store)).kept is not None


async def test_an_older_root_counts_once_the_week_rests_on_it(store: Store) -> None:
    await filled(store)
    await store.messages.put([said(6, root=-30)])
    assert await keep(store, await take(store), oldest=ts(-30))
    await store.messages.put([said(-30, root=-30)])
    taken = await take(store)
    assert [message.ts for message in taken.messages] == [ts(-30), ts(6)]


async def test_another_version_of_the_code_begins_anew(store: Store) -> None:
    await filled(store)
    taken = await take(store, made_by="2")
    assert taken.kept is None
    assert len(taken.messages) == 4


async def test_nobody_learns_anything_of_a_channel_they_may_not_read(store: Store) -> None:
    await filled(store)
    await store.channels.update("T1", "C1", kind=ChannelKind.PRIVATE)
    taken = await take(store)
    assert (taken.kept, taken.messages) == (None, [])


async def test_what_was_kept_goes_with_its_channel_and_with_old_messages(store: Store) -> None:
    await filled(store)
    await store.messages.expire("T1", ts(2))
    assert (await take(store)).kept is None
    assert await keep(store, await take(store))
    before = await take(store)
    await store.channels.remove("T1", "C1")
    assert not await keep(store, before)
    rows = await store.database.read(lambda c: c.rows("SELECT 1 AS one FROM weeks"))
    assert rows == []


async def test_a_week_goes_once_the_one_after_the_next_is_kept(store: Store) -> None:
    await filled(store)
    length = WEEK.end - WEEK.start
    for ahead, left in ((1, 2), (2, 2)):
        later = Window(WEEK.start + ahead * length, WEEK.end + ahead * length, "UTC")
        taken = await store.weeks.take(ALL, "C1", later, "1", Asked)
        start = ts_at(later.start)
        assert await store.weeks.keep("T1", "C1", later, "1", taken, oldest=start, body="[]")
        rows = await store.database.read(lambda c: c.rows("SELECT 1 AS one FROM weeks"))
        assert len(rows) == left


async def test_spoken_in_names_the_readable_channels_with_messages(store: Store) -> None:
    await filled(store)
    others = [Channel("T1", "C2", "a"), Channel("T1", "C3", "b", ChannelKind.PRIVATE)]
    await store.channels.put(others)
    await store.messages.put([Message("T1", each.channel_id, ts(1), "x", "U1") for each in others])
    await store.messages.delete("T1", "C2", ts(1))
    assert [channel.name for channel in await store.messages.spoken_in(ALL, WEEK)] == ["one"]
