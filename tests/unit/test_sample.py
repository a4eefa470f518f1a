"""The sample workspace: complete, anchored, the same every time."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.sample.build import members_of, scripts
from sandbox.sample.calendar import calendar, last_friday
from sandbox.sample.cast import CAST, TEAM_ZONE
from sandbox.sample.landmarks import CANARIES, LANDMARKS, landmark
from sandbox.sample.script import Line, ScriptError, parse
from sandbox.seed import Seed, sample

FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC).timestamp()
ZONE = ZoneInfo(TEAM_ZONE)
AT_FOUR = datetime(2026, 11, 20, 16, 0, tzinfo=ZONE).timestamp()


@pytest.fixture(scope="module")
def seed() -> Seed:
    return sample(1, FRIDAY)


def everything(seed: Seed) -> list[dict[str, Any]]:
    return [message for rows in seed.messages.values() for message in rows]


def thread(seed: Seed, name: str) -> list[dict[str, Any]]:
    channel_id, ts = landmark(seed, name)
    return [m for m in seed.messages[channel_id] if ts in (m["ts"], m.get("thread_ts"))]


def local(ts: str) -> datetime:
    return datetime.fromtimestamp(float(ts), ZONE)


def test_the_same_arguments_give_the_same_workspace() -> None:
    assert sample(1, FRIDAY) == sample(1, FRIDAY)


def test_another_seed_changes_ids_and_seconds_but_not_what_is_said() -> None:
    one, two = sample(1, FRIDAY), sample(2, FRIDAY)
    assert [len(rows) for rows in one.messages.values()] == [
        len(rows) for rows in two.messages.values()
    ]
    assert not {c["id"] for c in one.channels} & {c["id"] for c in two.channels}
    first, second = thread(one, "long_thread"), thread(two, "long_thread")
    plain = re.compile(r"<[@#][^>]+>")
    said = [[plain.sub("", m["text"]) for m in rows] for rows in (first, second)]
    assert said[0] == said[1]


def test_it_is_large_enough(seed: Seed) -> None:
    threads = [m for m in everything(seed) if m.get("reply_count")]
    assert len(everything(seed)) >= 1200
    assert len(threads) >= 100
    assert len(seed.channels) >= 12


def test_every_id_refers_to_somebody_or_some_channel(seed: Seed) -> None:
    people = {user["id"] for user in seed.users}
    channels = {channel["id"] for channel in seed.channels}
    assert set(seed.messages) == channels
    for message in everything(seed):
        assert message["user"] in people
        assert set(re.findall(r"<@(\w+)>", message["text"])) <= people
        assert set(re.findall(r"<#(\w+)\|", message["text"])) <= channels
        assert all(set(r["users"]) <= people for r in message.get("reactions", []))
        assert {f["id"] for f in message.get("files", [])} <= set(seed.files)
    assert all(set(c["members"]) <= people and c["creator"] in people for c in seed.channels)


def test_no_handle_channel_or_date_is_left_unresolved(seed: Seed) -> None:
    handles = "|".join(person.handle for person in CAST)
    left = re.compile(rf"\[w\d|(?<![\w/])@({handles})\b|\{{[a-z0-9_+]+( [^{{}}]*)?\}}$", re.M)
    found = [m["text"] for m in everything(seed) if left.search(m["text"])]
    assert found == []


def test_ts_are_unique_and_ascending(seed: Seed) -> None:
    for rows in seed.messages.values():
        stamps = [message["ts"] for message in rows]
        assert stamps == sorted(set(stamps), key=float)
        assert all(re.fullmatch(r"\d{10}\.\d{6}", ts) for ts in stamps)


def test_every_reply_has_a_root_that_counts_it(seed: Seed) -> None:
    for rows in seed.messages.values():
        roots = {m["ts"]: m for m in rows}
        replies = [m for m in rows if m.get("thread_ts", m["ts"]) != m["ts"]]
        for reply in replies:
            assert reply["parent_user_id"] == roots[reply["thread_ts"]]["user"]
        for root in (m for m in rows if "reply_count" in m):
            assert root["reply_count"] == sum(m["thread_ts"] == root["ts"] for m in replies)


def test_times_go_forward_as_they_are_written() -> None:
    """A written time earlier than the line before it would be moved, so there must be none."""
    for script in scripts():
        _forward(script.lines)
        for line in script.lines:
            _forward([line, *line.replies])


def _forward(lines: list[Line]) -> None:
    timed = [(line.day, line.minute) for line in lines if line.minute is not None]
    assert timed == sorted(timed)


def test_who_speaks_or_reacts_is_a_member() -> None:
    """Slack takes a deleted user out of every channel, so the one who left is excepted."""
    for script in scripts():
        members = {*members_of(script), "piet"}
        lines = [m for line in script.lines for m in (line, *line.replies)]
        named = {word for m in lines for mark in m.marks for word in mark.split()[1:]}
        handles = {person.handle for person in CAST}
        assert {m.author for m in lines} | (named & handles) <= members


def test_nobody_speaks_before_they_come_or_after_they_left() -> None:
    spoken: dict[str, list[int]] = {}
    for script in scripts():
        for line in (m for root in script.lines for m in (root, *root.replies)):
            spoken.setdefault(line.author, []).append(line.day)
    assert min(spoken["mirela"] + spoken["theo"]) == 21
    assert max(spoken["piet"]) == 11


@pytest.mark.parametrize("name", sorted(LANDMARKS))
def test_landmarks_are_found(seed: Seed, name: str) -> None:
    channel_id, ts = landmark(seed, name)
    assert [m["ts"] for m in seed.messages[channel_id] if m["ts"] == ts] == [ts]


def test_threads_have_the_lengths_their_names_promise(seed: Seed) -> None:
    assert len(thread(seed, "long_thread")) >= 120
    assert len(thread(seed, "short_thread")) == 2
    assert 38_000 < len(thread(seed, "huge_message")[0]["text"]) <= 40_000
    assert thread(seed, "tombstone_root")[0]["reply_count"] >= 3
    assert thread(seed, "bot_root_without_text")[0]["attachments"][0]["title"]


def test_the_reversal_comes_days_after_the_decision(seed: Seed) -> None:
    for before, after in (("decision", "reversal"), ("second_decision", "second_reversal")):
        days = float(landmark(seed, after)[1]) - float(landmark(seed, before)[1])
        assert days > 4 * 86400


@pytest.mark.parametrize("channel", sorted(CANARIES))
def test_a_canary_is_said_in_its_own_channel_only(seed: Seed, channel: str) -> None:
    names = {c["id"]: c["name"] for c in seed.channels}
    holders = [
        names[channel_id]
        for channel_id, rows in seed.messages.items()
        for message in rows
        if CANARIES[channel] in json.dumps(message, ensure_ascii=False)
    ]
    assert holders == [channel]


def test_the_bot_is_in_all_public_channels_but_one_and_in_one_private(seed: Seed) -> None:
    outside = {c["name"] for c in seed.channels if not c["bot_member"]}
    private = {c["name"] for c in seed.channels if c["is_private"]}
    assert outside == {"random", "founders"}
    assert private == {"founders", "pricing-core"}


def test_every_kind_of_person_and_message_occurs(seed: Seed) -> None:
    assert sum(user["deleted"] for user in seed.users) == 1
    assert any(user.get("is_restricted") for user in seed.users)
    assert any(user.get("is_stranger") for user in seed.users)
    subtypes = {m.get("subtype") for m in everything(seed)}
    assert subtypes >= {None, "tombstone", "thread_broadcast", "channel_join", "channel_purpose"}
    kinds = {key for m in everything(seed) for key in m}
    assert kinds >= {"edited", "reactions", "files", "attachments", "bot_id", "user_team"}
    names = {r["name"] for m in everything(seed) for r in m.get("reactions", [])}
    assert names >= {"newspaper", "white_check_mark", "tada"}


def test_the_shared_and_the_opted_out_channel_say_so(seed: Seed) -> None:
    shared = [c["name"] for c in seed.channels if c["is_ext_shared"]]
    opted_out = [c["name"] for c in seed.channels if "no-digest" in c["topic"]["value"]]
    assert (shared, opted_out) == (["ext-fjordkost"], ["bike-talk"])


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 3, 27, 16, 0, tzinfo=UTC),
        datetime(2026, 4, 3, 16, 0, tzinfo=UTC),
        datetime(2026, 10, 23, 16, 0, tzinfo=UTC),
        datetime(2026, 10, 30, 16, 0, tzinfo=UTC),
        datetime(2027, 1, 1, 16, 0, tzinfo=UTC),
        datetime(2028, 2, 29, 16, 0, tzinfo=UTC),
    ],
)
def test_weekdays_and_clock_times_hold_across_clock_changes(now: datetime) -> None:
    seed = sample(1, now.timestamp())
    at = local(landmark(seed, "decision")[1])
    assert (at.weekday(), at.hour) == (1, 11)
    last = local(landmark(seed, "long_thread")[1]) if now.weekday() > 1 else None
    assert last is None or (last.weekday(), last.hour, last.minute) == (1, 7, 42)
    assert last is None or timedelta() < now - last < timedelta(days=7)
    assert seed.newest <= now.timestamp()


def test_nothing_later_than_now_is_kept() -> None:
    tuesday = datetime(2026, 11, 17, 7, 0, tzinfo=UTC).timestamp()
    seed = sample(1, tuesday)
    root = thread(seed, "long_thread")
    assert 10 < len(root) - 1 == root[0]["reply_count"] < 60
    assert tuesday - 600 < seed.newest <= tuesday
    assert {f["id"] for m in everything(seed) for f in m.get("files", [])} == set(seed.files)


def test_a_channel_made_in_the_last_week_is_missing_before() -> None:
    monday = datetime(2026, 11, 16, 6, 0, tzinfo=UTC).timestamp()
    names = {c["name"] for c in sample(1, monday).channels}
    assert "winter-readiness" not in names
    with pytest.raises(KeyError, match="ends before it"):
        landmark(sample(1, monday), "long_thread")


def test_without_now_the_last_friday_that_has_passed_is_the_end() -> None:
    seed = sample()
    end = last_friday(time.time())
    at = datetime.fromtimestamp(end, ZONE)
    assert (at.weekday(), at.hour, at.minute) == (4, 16, 0)
    assert end - 5 * 3600 < seed.newest < end


def test_the_clock_starts_after_the_newest_message_and_before_the_digest_is_due() -> None:
    seed = sample(1, AT_FOUR)
    assert seed.starts is not None
    assert seed.newest < seed.starts < AT_FOUR
    assert seed.starts - seed.newest <= 60


@pytest.mark.parametrize("offset", [0, 1, 3600, 86400, 6 * 86400])
def test_last_friday_is_the_same_for_the_whole_following_week(offset: int) -> None:
    assert last_friday(AT_FOUR + offset) == AT_FOUR
    assert last_friday(AT_FOUR - 1) == AT_FOUR - 7 * 86400


def test_last_friday_is_at_four_on_the_clock_before_and_after_summer_time_ends() -> None:
    summer = datetime(2026, 10, 23, 16, 0, tzinfo=ZONE)
    winter = datetime(2026, 10, 30, 16, 0, tzinfo=ZONE)
    assert winter.timestamp() - summer.timestamp() == 7 * 86400 + 3600
    assert last_friday(winter.timestamp() - 1) == summer.timestamp()
    assert last_friday(winter.timestamp()) == winter.timestamp()


def test_dates_are_written_in_the_language_asked_for() -> None:
    when = calendar(FRIDAY)
    text = "[w4fri] [w4fri:de] [w4fri:fr] [w4fri:es] [w4fri:ja] [w4fri:ko] [w1mon]"
    expected = "20 Nov 20. November 20 novembre 20 de noviembre 11月20日 11월 20일 26 Oct"
    assert when.dated(text) == expected


def test_a_script_is_read_with_replies_days_marks_and_more_lines() -> None:
    script = parse(
        "channel: ops\n== w2 tue\n9:05 ada: Root {tada 2; edited}\n"
        "  | second line\n  bo: Reply\n  +1 10:00 ada: Later {eyes bo}\n"
    )
    root = script.lines[0]
    assert script.header == {"channel": "ops"}
    assert (root.day, root.minute, root.author) == (8, 545, "ada")
    assert (root.text, root.marks) == ("Root\nsecond line", ("tada 2", "edited"))
    assert [(r.day, r.minute, r.text) for r in root.replies] == [
        (8, None, "Reply"),
        (9, 600, "Later"),
    ]
    assert root.replies[1].marks == ("eyes bo",)


@pytest.mark.parametrize("row", ["no colon", "  9:00 ada: reply without root"])
def test_a_line_that_cannot_be_read_is_named(row: str) -> None:
    with pytest.raises(ScriptError, match="ops:2"):
        parse(f"== w1 mon\n{row}", "ops")
