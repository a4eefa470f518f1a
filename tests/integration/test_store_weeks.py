"""Kept weeks: what changed since is known, in any home, and nothing else is read again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from digests.audience import Audience, everyone
from digests.models import Channel, ChannelKind, Message, Window, ts_at
from digests.store import Store
from digests.store.weeks import Basis, Keep, Snapshot, Span

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
class Looked:
    """What a look at a channel's week found."""

    body: str | None
    touched: dict[str, bool]
    read: list[str]
    basis: Basis


async def take(
    store: Store, made_by: str = "1", audience: Audience = ALL, spans: tuple[Span, ...] = ()
) -> Looked:
    """A look that reads the threads of what changed, or else all of the week."""

    def look(snapshot: Snapshot) -> Looked:
        if snapshot.body is None:
            read = snapshot.week()
        else:
            read = [*snapshot.threads(snapshot.touched), *snapshot.talk(spans)]
        told = sorted({message.ts for message in read})
        return Looked(snapshot.body, dict(snapshot.touched), told, snapshot.basis)

    [looked] = await store.weeks.look(audience, ["C1"], WEEK, made_by, look)
    return looked


async def keep(store: Store, looked: Looked, oldest: str = START, by: str = "1") -> bool:
    kept = await store.weeks.keep("T1", WEEK, by, [Keep("C1", looked.basis, oldest, "[1]")])
    return "C1" in kept


async def filled(store: Store) -> None:
    await store.channels.put([Channel("T1", "C1", "one", is_member=True)])
    await store.messages.put([said(1), said(2, root=2), said(3, root=2), said(4)])
    assert await keep(store, await take(store))


async def test_a_week_that_nobody_kept_is_read_whole(store: Store) -> None:
    await store.channels.put([Channel("T1", "C1", "one", is_member=True)])
    await store.messages.put([said(1), said(2, root=-30), said(-30, root=-30), said(-31)])
    taken = await take(store)
    assert taken.body is None
    assert taken.read == [ts(-30), ts(1), ts(2)]


async def test_a_kept_week_in_which_nothing_changed_reads_no_message(store: Store) -> None:
    await filled(store)
    taken = await take(store)
    assert (taken.body, taken.touched, taken.read) == ("[1]", {}, [])


async def test_every_way_in_which_the_past_changes_is_noted(store: Store) -> None:
    await filled(store)
    await store.messages.put([said(1, "changed", edited_ts=ts(9)), said(5)])
    await store.messages.delete("T1", "C1", ts(4))
    await store.messages.react("T1", "C1", ts(3), "U2", "tada", True, ts(9))
    await store.messages.put([said(200), said(-200)])
    taken = await take(store)
    assert taken.touched == {ts(1): True, ts(3): False, ts(4): True, ts(5): True}
    assert taken.read == [ts(1), ts(3), ts(5)]
    assert await keep(store, taken)
    assert (await take(store)).touched == {}
    left = await store.database.read(lambda c: c.rows("SELECT ts FROM touched"))
    assert left == []


async def test_words_that_changed_count_even_if_a_reaction_came_later(store: Store) -> None:
    await filled(store)
    await store.messages.put([said(1, "changed", edited_ts=ts(9))])
    await store.messages.react("T1", "C1", ts(1), "U2", "tada", True, ts(9))
    assert (await take(store)).touched == {ts(1): True}


async def test_a_stretch_has_no_replies_and_every_message_once(store: Store) -> None:
    await filled(store)
    await store.messages.put([said(5)])
    taken = await take(store, spans=((ts(1), ts(5)), (ts(4), ts(6))))
    assert taken.read == [ts(1), ts(2), ts(4), ts(5)]


async def test_what_changes_after_it_was_taken_is_found_the_next_time(store: Store) -> None:
    await filled(store)
    await store.messages.put([said(5)])
    taken = await take(store)
    await store.messages.put([said(6)])
    assert await keep(store, taken)
    assert (await take(store)).touched == {ts(6): True}


async def test_what_nobody_noted_keeps_the_week_from_being_kept(store: Store) -> None:
    await filled(store)
    first = await take(store, made_by="2")
    older = await take(store)
    await store.messages.put([said(-40)])
    assert not await keep(store, first, by="2")
    assert not await keep(store, older, oldest=ts(-50))
    assert (await take(store)).body is not None


async def test_an_older_root_counts_once_the_week_rests_on_it(store: Store) -> None:
    await filled(store)
    await store.messages.put([said(6, root=-30)])
    assert await keep(store, await take(store), oldest=ts(-30))
    await store.messages.put([said(-30, root=-30)])
    assert (await take(store)).read == [ts(-30), ts(6)]


async def test_another_version_of_the_code_begins_anew(store: Store) -> None:
    await filled(store)
    taken = await take(store, made_by="2")
    assert taken.body is None
    assert len(taken.read) == 4


async def test_nobody_learns_anything_of_a_channel_they_may_not_read(store: Store) -> None:
    await filled(store)
    await store.channels.update("T1", "C1", kind=ChannelKind.PRIVATE)
    taken = await take(store)
    assert (taken.body, taken.read) == (None, [])


async def test_what_was_kept_goes_with_its_channel_and_with_old_messages(store: Store) -> None:
    await filled(store)
    await store.messages.expire("T1", ts(2))
    assert (await take(store)).body is None
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
        [basis] = await store.weeks.look(ALL, ["C1"], later, "1", lambda snapshot: snapshot.basis)
        start = ts_at(later.start)
        assert await store.weeks.keep("T1", later, "1", [Keep("C1", basis, start, "[]")])
        rows = await store.database.read(lambda c: c.rows("SELECT 1 AS one FROM weeks"))
        assert len(rows) == left


async def test_spoken_in_names_the_readable_channels_with_messages(store: Store) -> None:
    await filled(store)
    others = [Channel("T1", "C2", "a"), Channel("T1", "C3", "b", ChannelKind.PRIVATE)]
    await store.channels.put(others)
    await store.messages.put([Message("T1", each.channel_id, ts(1), "x", "U1") for each in others])
    await store.messages.delete("T1", "C2", ts(1))
    assert [channel.name for channel in await store.messages.spoken_in(ALL, WEEK)] == ["one"]
