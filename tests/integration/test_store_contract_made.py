"""What both homes of the store promise about what is made of messages, and about the ledgers."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digests.audience import Audience, everyone
from digests.coverage import Coverage, LeftOut
from digests.models import (
    Channel,
    ChannelKind,
    Claim,
    Engine,
    Message,
    Section,
    Source,
    Summary,
    Window,
    ts_at,
)
from digests.store import AuditEntry, DigestRecord, Feedback, Store, StoredSummary
from digests.store.coverage import AT_ONCE
from digests.usage import Usage

pytest_plugins = ("tests.support.store_homes",)

ALL = everyone("T1")
NOW = datetime(2026, 11, 20, 16, 0, 0, 123456, tzinfo=UTC)
ONE, TWO, THREE = (f"170000000{n}.000100" for n in (1, 2, 3))
WINDOW = Window(NOW - timedelta(days=7), NOW, "Europe/Berlin", "2026-W47")
SUMMARY = Summary(
    (Claim("Rolled back.", (Source("C1", ONE, "https://x/p1"),), Section.DECIDED),),
    Engine.CLAUDE,
    Coverage(3, 4, 1, (LeftOut("a video", "can't be read"),)),
    model="claude-haiku-5-5",
    withheld=1,
    note="Late.",
)
RECORD = DigestRecord(
    "digest:T1:2026-W47", "T1", WINDOW, ALL, "Checkout outage, 41 minutes", {"items": [1, None]},
    NOW, (Source("C1", ONE),),
)  # fmt: skip


@pytest.fixture
async def made(store: Store) -> Store:
    channels = [Channel("T1", "C1", "general"), Channel("T1", "G1", "board", ChannelKind.PRIVATE)]
    await store.channels.put(channels)
    await store.messages.put([Message("T1", "C1", ts, "text") for ts in (ONE, TWO, THREE)])
    await store.summaries.put("key1", "T1", "C1", SUMMARY, "3", [ONE, TWO])
    await store.digests.put(RECORD)
    return store


async def test_a_summary_comes_back_as_it_was(made: Store) -> None:
    expected = StoredSummary("key1", "T1", "C1", SUMMARY, "3", (("C1", ONE), ("C1", TWO)))
    assert await made.summaries.get(ALL, "key1") == expected
    assert await made.summaries.get(ALL, "key2") is None
    assert await made.summaries.get(everyone("T2"), "key1") is None


async def test_a_summary_goes_with_any_message_it_was_made_from(made: Store) -> None:
    await made.messages.put([Message("T1", "C1", THREE, "edited", edited_ts="1700000009.000000")])
    await made.messages.put([Message("T1", "C1", TWO, "text")])  # the same again changes nothing
    assert await made.summaries.get(ALL, "key1")
    await made.messages.put([Message("T1", "C1", TWO, "edited", edited_ts="1700000009.000000")])
    assert await made.summaries.get(ALL, "key1") is None


async def test_a_summary_goes_with_a_deleted_message_and_is_not_stored_after(made: Store) -> None:
    await made.messages.delete("T1", "C1", ONE)
    assert await made.summaries.get(ALL, "key1") is None
    await made.summaries.put("key1", "T1", "C1", SUMMARY, "3", [TWO])
    assert await made.summaries.get(ALL, "key1") is None


async def test_a_summary_is_read_only_by_who_may_read_all_it_rests_on(made: Store) -> None:
    cross = replace(SUMMARY, claims=(Claim("Both.", (Source("G1", ONE), Source("C1", ONE))),))
    await made.summaries.put("cross", "T1", "C1", cross, "3", [ONE])
    assert await made.summaries.get(ALL, "cross") is None
    assert await made.summaries.get(Audience("T1", True, frozenset({"G1"})), "cross")
    await made.channels.update("T1", "C1", is_shared=True)
    assert await made.summaries.get(ALL, "key1") is None


async def test_a_removed_channel_takes_its_summaries_along(made: Store) -> None:
    await made.channels.remove("T1", "C1")
    await made.channels.put([Channel("T1", "C1", "general")])
    assert await made.summaries.get(ALL, "key1") is None


async def test_a_digest_is_replaced_only_where_it_is_as_it_was_read(made: Store) -> None:
    read = await made.digests.get(ALL, RECORD.digest_id)
    assert read is not None
    mine = replace(read, body={"items": ["mine"]})
    theirs = replace(read, created_at=NOW + timedelta(seconds=1))

    assert await made.digests.replace(read, theirs)
    assert not await made.digests.replace(read, mine)
    assert await made.digests.get(ALL, RECORD.digest_id) == theirs
    assert await made.digests.replace(theirs, mine)
    assert await made.digests.get(ALL, RECORD.digest_id) == mine


async def test_digests_are_archived_newest_first(made: Store) -> None:
    earlier = Window(WINDOW.start - timedelta(7), WINDOW.start, "UTC", "2026-W46")
    older = replace(RECORD, digest_id="digest:T1:2026-W46", window=earlier, text="Quiet week")
    await made.digests.put(older)
    assert await made.digests.get(ALL, RECORD.digest_id) == RECORD
    assert await made.digests.get(ALL, "nothing") is None
    assert await made.digests.list(ALL) == [RECORD, older]
    assert await made.digests.list(ALL, limit=1) == [RECORD]
    assert await made.digests.list(ALL, 1, lambda one: one.endswith("W46")) == [older]
    assert await made.digests.search(ALL, "quiet", wanted=lambda one: "W47" in one) == []
    assert await made.digests.search(ALL, "outages") == [RECORD]
    assert await made.digests.search(ALL, '"quiet week"') == [older]
    assert await made.digests.search(ALL, "outage quiet") == []
    assert await made.digests.list(everyone("T2")) == []


async def test_a_digest_is_read_only_by_who_may_read_what_its_readers_may(made: Store) -> None:
    private = Audience("T1", True, frozenset({"G1"}))
    await made.digests.put(replace(RECORD, digest_id="personal", audience=private))
    assert await made.digests.get(ALL, "personal") is None
    assert await made.digests.get(private, "personal")
    confined = Audience("T1", False, frozenset({"C1", "G1"}))
    assert await made.digests.list(confined) == []


async def test_what_was_posted_is_stale_once_a_cited_message_changes(made: Store) -> None:
    delivery = await made.deliveries.claim("d1", "T1", "C1", None, NOW)
    assert (delivery.state, delivery.at, delivery.stale) == ("new", NOW, False)
    await made.deliveries.posted("d1", "1700000100.000100", [Source("C1", ONE)])
    assert await made.digests.stale("T1") == []
    assert await made.deliveries.stale("T1") == []
    await made.messages.delete("T1", "C1", ONE)
    assert [d.key for d in await made.deliveries.stale("T1")] == ["d1"]
    assert [d.key for d in await made.deliveries.citing("T1", "C1", ONE)] == ["d1"]
    assert [r.digest_id for r in await made.digests.citing("T1", "C1", ONE)] == [RECORD.digest_id]
    assert await made.deliveries.citing("T1", "C1", TWO) == []
    assert await made.digests.stale("T1") == [replace(RECORD, stale=True)]
    await made.digests.put(RECORD)  # still with what was deleted
    await made.deliveries.posted("d1", "1700000100.000100")
    assert len(await made.digests.stale("T1")) == len(await made.deliveries.stale("T1")) == 1
    await made.digests.put(replace(RECORD, sources=(Source("C1", TWO),)))
    await made.deliveries.posted("d1", "1700000100.000100", [Source("C1", TWO)])
    assert await made.digests.stale("T1") == []
    assert await made.deliveries.stale("T1") == []
    await made.messages.put([Message("T1", "C1", TWO, "new", edited_ts="1700000200.000000")])
    assert len(await made.digests.stale("T1")) == len(await made.deliveries.stale("T1")) == 1
    await made.deliveries.posted("d1", "1700000100.000100")
    assert await made.deliveries.stale("T1") == []


async def test_stop_concerns_what_is_being_written_in_a_thread(store: Store) -> None:
    for key, thread_ts in (("done", "1.1"), ("open", "1.1"), ("other", "2.2")):
        await store.deliveries.claim(key, "T1", "C1", thread_ts, NOW)
    await store.deliveries.done("done")

    place, waiting = ("T1", "C1", "1.1"), ["done", "open", "waits"]
    assert await store.deliveries.stop(place, "U1", NOW, waiting) == ["open", "waits"]
    assert await store.deliveries.stopped(["done", "open", "other"]) == ["open"]
    assert await store.deliveries.stopped([]) == []
    again = await store.deliveries.claim("open", "T1", "C1", "1.1", NOW)
    assert (again.state, again.stopped_by) == ("claimed", "U1")
    waits = await store.deliveries.claim("waits", "T1", "C1", "1.1", NOW)
    assert (waits.state, waits.ts, waits.stopped_by) == ("claimed", None, "U1")


async def test_a_place_is_claimed_once_by_any_number_of_callers(store: Store) -> None:
    claims = await asyncio.gather(
        *(store.deliveries.claim("d1", "T1", "C1", "1.2", NOW) for _ in range(20))
    )
    assert Counter(claim.state for claim in claims) == {"new": 1, "claimed": 19}


async def test_a_claim_is_taken_over_by_one_alone_and_never_once_it_is_posted(store: Store) -> None:
    await store.deliveries.claim("d1", "T1", "C1", None, NOW)
    later, later_still = NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)
    taken = await asyncio.gather(*(store.deliveries.take_over("d1", NOW, later) for _ in range(20)))
    assert Counter(taken) == {True: 1, False: 19}
    known = await store.deliveries.of("d1")
    assert known is not None
    assert known.at == later
    await store.deliveries.posted("d1", "1700000100.000100")
    assert not await store.deliveries.take_over("d1", later, later_still)
    assert not await store.deliveries.take_over("never claimed", NOW, later)


async def test_a_delivery_goes_from_claimed_to_posted_to_done(store: Store) -> None:
    assert await store.deliveries.of("d1") is None
    await store.deliveries.claim("d1", "T1", "C1", "1.2", NOW)
    await store.deliveries.posted("d1", "1700000100.000100")
    again = await store.deliveries.claim("d1", "T1", "C1", "1.2", NOW)
    assert (again.state, again.ts, again.thread_ts) == ("posted", "1700000100.000100", "1.2")
    await store.deliveries.done("d1")
    await store.deliveries.posted("d1", "1700000100.000100")
    last = await store.deliveries.of("d1")
    assert last is not None
    assert last.state == "done"
    await store.deliveries.posted("never claimed", "1700000100.000100")
    assert await store.deliveries.of("never claimed") is None


async def test_coverage_merges_and_shows_its_gaps(store: Store) -> None:
    start, end = ts_at(WINDOW.start), ts_at(WINDOW.end)
    middle, later = ts_at(WINDOW.start + timedelta(2)), ts_at(WINDOW.start + timedelta(3))
    gaps = store.coverage.gaps
    assert await gaps("T1", "C1", WINDOW) == [(start, end)]
    await store.coverage.add("T1", "C1", middle, later)
    assert await gaps("T1", "C1", WINDOW) == [(start, middle), (later, end)]
    await store.coverage.add("T1", "C1", ONE, middle)
    assert await gaps("T1", "C1", WINDOW) == [(later, end)]
    await store.coverage.add("T1", "C1", later, end)
    assert await gaps("T1", "C1", WINDOW) == []
    assert await store.coverage.stretches("T1", "C1") == [(ONE, end)]
    await store.coverage.add("T1", "C2", end, start)
    assert await store.coverage.stretches("T1", "C2") == []


async def test_coverage_of_many_channels_is_noted_at_once(store: Store) -> None:
    """As one by one: what it touches becomes one with it, and what it doesn't stays."""
    stretches = store.coverage.stretches
    one, two, three, four, five = (f"170000000{n}.000000" for n in range(1, 6))
    await store.coverage.add("T1", "C1", one, two)
    await store.coverage.add("T1", "C1", four, five)
    await store.coverage.add("T1", "C2", one, two)
    await store.coverage.add("T2", "C1", one, two)
    many = {f"D{n}": (one, two) for n in range(AT_ONCE + 1)}
    await store.coverage.add_all("T1", {**many, "C1": (two, four), "C2": (three, four)})
    assert await stretches("T1", "C1") == [(one, five)]
    assert await stretches("T1", "C2") == [(one, two), (three, four)]
    assert await stretches("T2", "C1") == [(one, two)]
    found = await store.coverage.all_stretches("T1", [*many, "C1", "C9"])
    assert found == {each: [(one, two)] for each in many} | {"C1": [(one, five)], "C9": []}
    await store.coverage.add_all("T1", {"C2": (three, five), "D1": (two, one)})
    assert await stretches("T1", "C2") == [(one, two), (three, five)]
    assert await stretches("T1", "D1") == [(one, two)]
    await store.coverage.add_all("T1", {})


async def test_a_backfill_remembers_where_it_stopped(store: Store) -> None:
    assert await store.coverage.cursor("T1", "C1") is None
    await store.coverage.set_cursor("T1", "C1", "abc")
    await store.coverage.set_cursor("T1", "C1", "def")
    assert await store.coverage.cursor("T1", "C1") == "def"
    await store.coverage.set_cursor("T1", "C1", None)
    assert await store.coverage.cursor("T1", "C1") is None


async def test_the_ledger_adds_up_by_person_and_channel(store: Store) -> None:
    call = Usage("claude-haiku-5-5", 100, 20, 5, 6, cost=0.25)
    await store.usage.add(call, NOW, "T1", "U1", "C1", "summary")
    await store.usage.add(call, NOW, "T1", "U2", "C1", "answer")
    await store.usage.add(replace(call, cost=None), NOW, "T1", "U1", purpose="answer")
    await store.usage.add(call, NOW - timedelta(days=2), "T1", "U1", "C1", "summary")
    await store.usage.add(call, NOW, "T2", "U1", "C1", "summary")
    day = NOW - timedelta(days=1)
    assert await store.usage.spent("T1", day) == 0.5
    assert await store.usage.spent("T1", day, user="U1") == 0.25
    assert await store.usage.spent("T1", day, channel="C1") == 0.5
    assert await store.usage.spent("T1", NOW + timedelta(seconds=1)) == 0.0
    assert await store.usage.since("T1", day) == [
        ("answer", Usage("claude-haiku-5-5", 200, 40, 10, 12, cost=0.25)),
        ("summary", call),
    ]


async def test_feedback_is_one_verdict_for_each_person(store: Store) -> None:
    up = Feedback("T1", "C1", ONE, "U1", "up", NOW)
    await store.feedback.put(up)
    down = replace(up, verdict="down", text="Wrong name", at=NOW + timedelta(1))
    await store.feedback.put(down)
    await store.feedback.put(replace(up, user_id="U2"))
    assert await store.feedback.of("T1", "C1", ONE) == [down, replace(up, user_id="U2")]
    assert await store.feedback.of("T1", "C1", TWO) == []


async def test_the_audit_log_reads_in_order(store: Store) -> None:
    first = AuditEntry("T1", NOW, "U1", "opt_out", "C1")
    second = AuditEntry("T1", NOW + timedelta(1), "U2", "opt_in", "C1")
    for entry in (second, first):
        await store.audit.add(entry)
    assert await store.audit.since("T1", NOW) == [first, second]
    assert await store.audit.since("T1", NOW + timedelta(hours=1)) == [second]


async def test_the_store_says_where_it_is(store: Store, home: str) -> None:
    described = await store.describe()
    assert described["kind"] == {"sqlite": "SQLite", "postgres": "PostgreSQL"}[home]
    role = {"role"} if home == "postgres" else set[str]()
    assert set(described) == {"kind", "version", "place", "size", *role}


async def test_what_was_edited_since_it_was_read_is_stale_at_once(made: Store) -> None:
    await made.deliveries.claim("d1", "T1", "C1", None, NOW)
    await made.messages.put([Message("T1", "C1", TWO, "new", edited_ts="1700000200.000000")])
    for read, stale in ((None, False), ("1700000200.000000", False), ("", True)):
        cited = [Source("C1", TWO, edited_ts=read)]
        assert await made.deliveries.posted("d1", "1700000100.000100", cited) is stale
        assert len(await made.deliveries.stale("T1")) == stale


async def test_what_is_not_as_it_should_be_is_stale_until_it_was_edited(made: Store) -> None:
    for key in ("d:1:0", "d:1:1", "d:10:0"):
        await made.deliveries.claim(key, "T1", "C1", None, NOW)
    for key in ("d:1:0", "d:10:0"):
        await made.deliveries.posted(key, "1700000100.000100")
    await made.deliveries.outdated(["d:1:0", "d:1:1"])
    assert [one.key for one in await made.deliveries.stale("T1")] == ["d:1:0"]
    await made.deliveries.posted("d:1:0", "1700000100.000100")
    assert await made.deliveries.stale("T1") == []
    assert await made.digests.of("T1", RECORD.digest_id) == RECORD
    assert await made.digests.of("T2", RECORD.digest_id) is None


async def test_deliveries_are_found_by_how_their_key_begins(made: Store) -> None:
    keys = ("a:T1:C1:0", "a:T1:C1:1", "a:T1:C10:0", "a:T1:C_:0", "a:T1:C%:é", "b:T1")
    for key in keys:
        await made.deliveries.claim(key, "T1", "C1", None, NOW)
    for prefix in ("a:T1:C1:", "a:T1:C", "a:T1:C_", "a:T1:C%:é", "b:T1", "c"):
        found = [one.key for one in await made.deliveries.under("T1", prefix)]
        assert found == sorted(key for key in keys if key.startswith(prefix))
    assert await made.deliveries.under("T2", "a") == []


async def test_what_people_wrote_of_a_message_goes_with_it(made: Store) -> None:
    old, new = "1600000000.000100", "1800000000.000100"
    messages = [Message("T1", "C1", ts, "Said", user_id="U1") for ts in (old, new)]
    await made.messages.put(messages)
    for ts in (old, new):
        await made.feedback.put(Feedback("T1", "C1", ts, "U2", "down", NOW, "It said so"))
    await made.messages.delete("T1", "C1", new)
    assert await made.feedback.of("T1", "C1", new) == []
    await made.messages.expire("T1", "1700000000.000000")
    assert await made.feedback.of("T1", "C1", old) == []
