"""What the benches are made of: invented talk, spans of time, and what a journal tells."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import LARGER, TABLES, content
from benchmarks.asked import Asked, talks
from benchmarks.place import at_once, busy
from benchmarks.report import MISSED, Row, markdown, quantile, seconds

SPANS = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 20)).map(lambda s: (s[0], s[0] + s[1]))
)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_a_function_of_its_module(name: str) -> None:
    table = importlib.import_module(f"benchmarks.{name}").table
    assert ("full" in inspect.signature(table).parameters) is (name in LARGER)


@given(st.integers(1, 400), st.floats(0, 0.9))
def test_a_channel_has_so_many_messages_and_replies(messages: int, share: float) -> None:
    replies = min(int(messages * share), messages - 1)
    said = content.channel(1, messages, replies, 1_700_000_000, 600_000)
    rows = content.slack(said)
    assert len({one.ts for one in said}) == len(said) == messages
    assert sum(one.root not in (None, one.at) for one in said) == replies
    assert sum(row.get("reply_count", 0) for row in rows) == replies
    assert [one.ts for one in said] == sorted(one.ts for one in said)


def test_every_message_can_be_found_by_its_number() -> None:
    said = content.channel(7, 300, 90, 1_700_000_000, 600_000)
    assert content.numbers("\n".join(one.text for one in said).encode()) == set(range(7, 307))


def test_threads_for_mentions_share_no_message() -> None:
    one, other = talks([5, 3], 1_700_000_000)
    assert not {said.ts for said in one.said} & {said.ts for said in other.said}
    assert other.tokens > 0


@given(SPANS)
def test_busy_counts_every_second_once(spans: list[tuple[int, int]]) -> None:
    moments = {moment for begin, end in spans for moment in range(begin, end)}
    assert busy(spans) == len(moments)


@given(SPANS)
def test_at_once_is_the_most_that_overlap(spans: list[tuple[int, int]]) -> None:
    together = [sum(begin <= at < end for begin, end in spans) for at in range(71)]
    assert at_once(spans) == max(together)


def entry(kind: str, at: float, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "at": at, "ok": True, "args": {}, **fields}


def test_an_answer_is_read_from_the_journal() -> None:
    entries = [
        entry("api", 10.1, method="assistant.threads.setStatus"),
        entry("api", 10.2, method="conversations.replies"),
        entry("exchange", 11.0, request_id="r", began=10.3, path="/v1/messages", numbers=[1, 2, 9]),
        entry("line", 12.0, request_id="r"),
        entry("api", 12.1, method="chat.startStream", args={"thread_ts": "1.0"}, ts="2.0"),
        entry("claude", 13.0, path="/v1/messages", request_id="r"),
        entry("claude", 13.0, path="/v1/messages/count_tokens", request_id="c"),
        entry("api", 14.0, method="chat.stopStream", args={"ts": "2.0"}),
    ]
    asked = Asked(entries, 10.0, "1.0", {1, 2, 3})
    assert (asked.calls_before, asked.models, asked.read, asked.at_once) == (2, 1, {1, 2}, 1)
    assert asked.sign == pytest.approx(0.16)
    assert asked.line == pytest.approx(0.16)
    assert asked.end == pytest.approx(4.06)


def test_nothing_in_the_journal_is_never() -> None:
    asked = Asked([], 10.0, "1.0")
    assert (asked.sign, asked.words, asked.line, asked.end) == (None, None, None, None)
    assert seconds(asked.sign) == "never"


def test_a_missed_number_is_marked() -> None:
    rows = [
        Row("calls", "1", "2", met=False),
        Row("read", "", "all"),
        Row("time", "2 s", "1 s", True),
    ]
    lines = markdown("Title", rows, ("A note.",)).splitlines()
    assert [line for line in lines if MISSED in line] == [f"| calls | 1 | 2 | {MISSED} |"]
    assert lines[-1] == "A note."


def test_a_quantile_is_one_of_the_values() -> None:
    assert quantile([3.0, 1.0, 2.0], 0.99) == 3.0
    assert quantile([], 0.99) == 0.0
