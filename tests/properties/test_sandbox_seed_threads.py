"""Threads come out the same whatever the order their messages came in."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sandbox.threads import whole

SECONDS = st.integers(1, 40)


@st.composite
def messages(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Some messages: roots at even seconds, replies at odd ones, their roots perhaps missing."""
    rows = []
    for second in draw(st.sets(SECONDS, max_size=25)):
        row = {"type": "message", "ts": f"{second}.000100", "user": f"U{second % 4}", "text": "x"}
        if second % 2:
            row["thread_ts"] = f"{draw(st.integers(0, second // 2)) * 2}.000100"
        rows.append(row)
    return rows


@given(messages(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(rows: list[dict[str, Any]], chance: Any) -> None:
    shuffled = chance.sample(rows, len(rows))
    assert whole(shuffled) == whole(rows)


@given(messages())
def test_making_whole_twice_changes_nothing(rows: list[dict[str, Any]]) -> None:
    once = whole(rows)
    assert whole(once) == once


@given(messages())
def test_every_reply_finds_a_root_that_counts_it_and_nothing_is_lost(
    rows: list[dict[str, Any]],
) -> None:
    made = whole(rows)
    by_ts = {row["ts"]: row for row in made}
    replies = [row for row in made if row.get("thread_ts", row["ts"]) != row["ts"]]
    assert {row["ts"] for row in rows} <= set(by_ts)
    for reply in replies:
        assert by_ts[reply["thread_ts"]]["reply_count"] >= 1
    assert sum(row.get("reply_count", 0) for row in made) == len(replies)
