"""What both homes of the store promise about messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from digests import slack_dicts
from digests.audience import Audience, everyone
from digests.errors import NotReadable, UnknownChannel
from digests.models import Channel, ChannelKind, File, Message, Reaction, Window, ts_at
from digests.store import Query, Store
from digests.store.database import Row

pytest_plugins = ("tests.support.store_homes",)

ALL = everyone("T1")
T0 = 1_700_000_000
WEEK = Window(datetime(2023, 11, 13, tzinfo=UTC), datetime(2023, 11, 20, tzinfo=UTC))


def ts(second: int = 0) -> str:
    return f"{T0 + second}.000100"


def message(second: int = 0, text: str = "hello", channel: str = "C1", **rest: Any) -> Message:
    return Message("T1", channel, ts(second), text, user_id=rest.pop("user_id", "U1"), **rest)


async def channels(store: Store, *more: Channel) -> None:
    await store.channels.put([Channel("T1", "C1", "general"), Channel("T1", "C2", "random"), *more])


async def rows(store: Store, table: str) -> list[Row]:
    return await store.database.read(lambda c: c.rows(f"SELECT * FROM {table}"))


async def test_a_message_comes_back_as_it_was(store: Store) -> None:
    await channels(store)
    whole = message(
        text='<@U2> said "hi" & 100 % :tada: 東京 \n',
        author="Alice",
        thread_ts=ts(),
        subtype="thread_broadcast",
        bot_id="B1",
        edited_ts=ts(5),
        broadcast=True,
        reactions=(Reaction("eyes", ("U2", "U3"), 4), Reaction("tada", ("U1",), 1)),
        files=(File("F1", "plan.pdf", "application/pdf", 7, "https://x/plan.pdf"),),
    )
    assert await store.messages.put([whole]) == 1
    assert await store.messages.get(ALL, "C1", ts()) == whole


async def test_recording_twice_is_recording_once(store: Store) -> None:
    await channels(store)
    assert await store.messages.put([message(), message()]) == 1
    assert await store.messages.put([message()]) == 0
    assert await store.messages.count("T1") == 1


async def test_the_last_edit_wins_in_any_order(store: Store) -> None:
    await channels(store)
    edits = [message(text="v1"), message(text="v2", edited_ts=ts(5)), message(edited_ts=ts(9))]
    for order, (a, b, c) in enumerate(((0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1))):
        here = [replace(edits[n], ts=ts(order)) for n in (a, b, c)]
        for each in here:
            await store.messages.put([each])
        found = await store.messages.get(ALL, "C1", ts(order))
        assert found is not None
        assert found.text == "hello"


async def test_a_deletion_wins_in_any_order(store: Store) -> None:
    await channels(store)
    await store.messages.put([message(0, "secret one")])
    assert await store.messages.delete("T1", "C1", ts(0)) is True
    assert await store.messages.delete("T1", "C1", ts(0)) is False
    assert await store.messages.delete("T1", "C1", ts(1)) is False
    assert await store.messages.put([message(0, "secret one"), message(1, "secret two")]) == 0
    await store.messages.put([message(0, "secret three", edited_ts=ts(99))])
    assert await store.messages.get(ALL, "C1", ts(0)) is None
    assert await store.messages.search(ALL, Query("secret")) == []
    assert await store.messages.count("T1") == 0


async def test_deletion_leaves_no_text_reaction_or_file_behind(store: Store) -> None:
    await channels(store)
    file = File("F1", "canary.txt")
    await store.messages.put(
        [message(0, "canary", author="canary", reactions=(Reaction("x", ("U1",)),), files=(file,))]
    )
    await store.messages.delete("T1", "C1", ts(0))
    await store.messages.react("T1", "C1", ts(0), "U2", "late", True, ts(7))
    (left,) = await rows(store, "messages")
    assert left["deleted"] == 1
    names = ("text", "terms", "author", "user_id", "files")
    assert not any(left[name] for name in names)
    assert await rows(store, "reactions") == []
    assert await rows(store, "files") == []


async def test_reactions_count_in_any_order(store: Store) -> None:
    await channels(store)
    react = store.messages.react
    await react("T1", "C1", ts(), "U1", "tada", False, ts(3))
    await react("T1", "C1", ts(), "U1", "tada", True, ts(2))
    await react("T1", "C1", ts(), "U2", "tada", True, ts(4))
    await react("T1", "C1", ts(), "U2", "tada", True, ts(4))
    await store.messages.put([message()])
    found = await store.messages.get(ALL, "C1", ts())
    assert found is not None
    assert found.reactions == (Reaction("tada", ("U2",), 1),)


async def test_a_reaction_taken_back_is_not_put_back_by_an_older_copy(store: Store) -> None:
    await channels(store)
    copy = message(reactions=(Reaction("tada", ("U1",), 1),))
    await store.messages.put([copy])
    await store.messages.react("T1", "C1", ts(), "U1", "tada", False, ts(3))
    await store.messages.put([copy])
    found = await store.messages.get(ALL, "C1", ts())
    assert found is not None
    assert found.reactions == ()


async def test_a_deleted_file_leaves_its_messages_for_good(store: Store) -> None:
    await channels(store)
    both = message(files=(File("F1", "a"), File("F2", "b")))
    await store.messages.put([both, message(1, files=(File("F1", "a"),))])
    assert await store.messages.delete_file("T1", "F1") == 2
    await store.messages.put([both])
    found = await store.messages.get(ALL, "C1", ts())
    assert found is not None
    assert found.files == (File("F2", "b"),)
    assert await store.messages.delete_file("T1", "F1") == 0


async def test_a_thread_is_whole_and_ascending_from_any_of_its_messages(store: Store) -> None:
    await channels(store)
    replies = [message(n, f"reply {n}", thread_ts=ts()) for n in (400, 2, 3_000_000)]
    await store.messages.put([*replies, message(), message(1, "alone")])
    for asked in (ts(), ts(400)):
        thread = await store.messages.thread(ALL, "C1", asked)
        assert [m.ts for m in thread.messages] == [ts(), ts(2), ts(400), ts(3_000_000)]
        assert (thread.ts, thread.total, thread.channel.name) == (ts(), 4, "general")
    alone = await store.messages.thread(ALL, "C1", ts(1))
    assert [m.text for m in alone.messages] == ["alone"]
    assert (await store.messages.thread(ALL, "C1", ts(77))).messages == ()


async def test_a_thread_without_its_root_keeps_the_replies(store: Store) -> None:
    await channels(store)
    await store.messages.put([message(), message(2, "reply", thread_ts=ts())])
    await store.messages.delete("T1", "C1", ts())
    thread = await store.messages.thread(ALL, "C1", ts())
    assert thread.root is None
    assert [m.text for m in thread.messages] == ["reply"]


async def test_a_thread_nobody_here_may_read_is_refused(store: Store) -> None:
    await channels(store, Channel("T1", "G1", "board", ChannelKind.PRIVATE))
    await store.messages.put([message(channel="G1")])
    with pytest.raises(NotReadable):
        await store.messages.thread(ALL, "G1", ts())
    with pytest.raises(UnknownChannel):
        await store.messages.thread(ALL, "C9", ts())
    assert (await store.messages.thread(Audience("T1", False, frozenset({"G1"})), "G1", ts())).root


async def test_since_gives_the_newest_ascending(store: Store) -> None:
    await channels(store)
    await store.messages.put([message(n) for n in range(10)])
    found = await store.messages.since(ALL, "C1", ts(3), limit=3)
    assert [m.ts for m in found] == [ts(7), ts(8), ts(9)]
    assert [m.ts for m in await store.messages.since(ALL, "C1", ts(8))] == [ts(9)]
    assert await store.messages.since(ALL, "C1", ts(9)) == []
    assert await store.messages.since(ALL, "C1", ts(3), limit=-1) == []


async def test_older_threads_that_went_on_in_a_span_are_the_newest_few(store: Store) -> None:
    await store.messages.put([message(n, thread_ts=ts(n % 3)) for n in range(9)])
    span = (ts(5), ts(8))

    assert await store.messages.old_threads("T1", "C1", span, 2) == [ts(2), ts(1)]
    assert await store.messages.old_threads("T1", "C1", (ts(8), ts(8)), 2) == [ts(2)]
    assert await store.messages.old_threads("T1", "C2", span, 2) == []


async def test_a_window_is_half_open_and_brings_older_roots(store: Store) -> None:
    await channels(store)
    start, end = ts_at(WEEK.start), ts_at(WEEK.end)
    old_root = Message("T1", "C1", "1690000000.000100", "old root")
    inside = [
        Message("T1", "C1", start, "first"),
        message(0, "reply", thread_ts=old_root.ts),
        message(1, "alone"),
    ]
    await store.messages.put([old_root, *inside, Message("T1", "C1", end, "next week")])
    found = await store.messages.in_window(ALL, "C1", WEEK)
    assert [m.text for m in found] == ["old root", "first", "reply", "alone"]


async def test_active_counts_readable_channels_busiest_first(store: Store) -> None:
    shared = Channel("T1", "C3", "partner", is_shared=True)
    private = Channel("T1", "G1", "board", ChannelKind.PRIVATE)
    out = Channel("T1", "C4", "quiet", opted_out=True)
    await channels(store, shared, private, out)
    everywhere = [message(0, channel=c) for c in ("C1", "C3", "G1", "C4")]
    await store.messages.put([*everywhere, message(1, channel="C2"), message(2, channel="C2")])
    found = await store.messages.active(ALL, WEEK)
    assert [(channel.name, n) for channel, n in found] == [("random", 2), ("general", 1)]
    member = Audience("T1", True, frozenset({"G1", "C4"}))
    names = [channel.name for channel, _ in await store.messages.active(member, WEEK)]
    assert names == ["random", "board", "general", "quiet"]


async def test_messages_per_day_follow_the_windows_own_zone(store: Store) -> None:
    await channels(store)
    start, end = datetime(2023, 10, 27, 22, tzinfo=UTC), datetime(2023, 10, 30, 23, tzinfo=UTC)
    berlin = Window(start, end, "Europe/Berlin")
    moments = [
        datetime(2023, 10, 27, 22, 30, tzinfo=UTC),  # Saturday 00:30 in summer time
        datetime(
            2023, 10, 29, 22, 30, tzinfo=UTC
        ),  # Sunday 23:30 in winter time, a day of 25 hours
        datetime(2023, 10, 29, 23, 30, tzinfo=UTC),  # Monday
    ]
    await store.messages.put([Message("T1", "C1", ts_at(m), "x") for m in moments])
    assert await store.messages.per_day(ALL, berlin) == {
        "2023-10-28": 1,
        "2023-10-29": 1,
        "2023-10-30": 1,
    }


async def test_an_unknown_channel_and_another_workspace_are_never_read(store: Store) -> None:
    await channels(store)
    await store.messages.put([message(channel="C9"), message()])
    wide = Audience("T1", True, frozenset({"C9"}))
    assert await store.messages.get(wide, "C9", ts()) is None
    assert await store.messages.get(everyone("T2"), "C1", ts()) is None
    assert [h.message.channel_id for h in await store.messages.search(wide, Query("hello"))] == [
        "C1"
    ]


async def test_a_removed_channel_takes_its_text_along_for_good(store: Store) -> None:
    await channels(store)
    await store.messages.put([message(), message(channel="C2")])
    await store.channels.remove("T1", "C1")
    assert await store.messages.put([message(5, "late")]) == 0
    await store.messages.react("T1", "C1", ts(5), "U1", "x", True, ts(6))
    assert await store.messages.count("T1") == 1
    assert await store.channels.get("T1", "C1") is None
    await store.channels.put([Channel("T1", "C1", "general")])
    assert await store.messages.put([message(6, "again")]) == 1


async def test_a_channel_with_a_new_id_keeps_its_text(store: Store) -> None:
    await channels(store)
    await store.channels.set_members("T1", "C1", ["U1"])
    liked = message(0, reactions=(Reaction("x", ("U1",), 1),), files=(File("F1", "a"),))
    await store.messages.put([liked, message(1), message(2, "new", channel="C8")])
    await store.messages.delete("T1", "C1", ts(1))
    await store.channels.renumber("T1", "C1", "C8")
    assert await store.messages.get(ALL, "C8", ts(0)) == replace(liked, channel_id="C8")
    assert await store.channels.get("T1", "C8") == Channel("T1", "C8", "general")
    assert await store.channels.of_member("T1", "U1") == ["C8"]
    assert await store.channels.get("T1", "C1") is None
    assert await store.messages.put([message(5), message(1, channel="C8")]) == 0
    assert len(await store.messages.search(ALL, Query("hello new"))) == 2
    await store.channels.renumber("T1", "C8", "C8")
    assert await store.messages.count("T1") == 2


async def test_a_channel_with_a_new_id_keeps_what_people_chose_for_it(store: Store) -> None:
    await channels(store)
    await store.channels.opt_out("T1", "C1", True)
    await store.channels.put([Channel("T1", "C8", "general")])
    await store.settings.put("T1", "channel:C1", {"private": True})
    await store.settings.put("T1", "delivered:XC1", ["2026-W47"])
    await store.channels.renumber("T1", "C1", "C8")
    moved = await store.channels.get("T1", "C8")
    assert moved is not None
    assert moved.opted_out
    assert await store.settings.all("T1") == {
        "channel:C8": {"private": True},
        "delivered:XC1": ["2026-W47"],
    }


async def test_a_count_of_reactions_that_nobody_gave_can_be_stored(store: Store) -> None:
    await channels(store)
    counted = {"name": "x", "users": [], "count": 2**60}
    raw = {"ts": ts(), "text": "hello", "reactions": [counted]}
    assert await store.messages.put([slack_dicts.message("T1", "C1", raw)]) == 1
    found = await store.messages.get(ALL, "C1", ts())
    assert found is not None
    assert found.reaction_count == 2**31 - 1


async def test_thousands_of_messages_go_in_at_once(store: Store) -> None:
    await channels(store)
    many = [message(n, f"number {n}") for n in range(3_500)]
    assert await store.messages.put(reversed(many)) == 3_500
    assert await store.messages.put(many) == 0
    assert len(await store.messages.in_window(ALL, "C1", WEEK)) == 3_500


async def test_counting_stops_where_it_is_told_to(store: Store) -> None:
    sent = [Message("T1", "C1", f"170000000{n}.000100", "text") for n in range(5)]
    await store.messages.put([*sent, Message("T2", "C1", sent[0].ts, "text")])
    await store.messages.delete("T1", "C1", sent[0].ts)
    counted = [await store.messages.count("T1", most) for most in (None, 9, 4, 3, 0)]
    assert counted == [4, 4, 4, 3, 0]
