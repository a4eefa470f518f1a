from __future__ import annotations

import json
import re
from collections.abc import Sequence

import pytest

from digests import kept_week
from digests.collect import look, midnights, week_of
from digests.matters.pieces import KeptPieces, pieces
from digests.matters.studies import study, unread
from digests.models import Message
from digests.schedule import parse_week
from tests.support.digest_messages import channel, message, thread, ts

WEEK = parse_week("2026-W47", "UTC")
TALK = [
    message(0, "U1", "The importer drops rows"),
    message(2, "U2", "Since when, <@U1>?"),
    message(60, "U3", "Lunch at twelve"),
    message(200, "U1", "Decided: we keep the old one", root=200),
    message(201, "U2", "Thanks <@U1>", root=200, reactions={"tada": ["U3"]}),
    message(300, None, "Disk at 91 %", bot="B1"),
]


def kept(messages: Sequence[Message], *touched: float) -> KeptPieces:
    found = pieces(channel(), messages, WEEK, midnights(WEEK))
    return KeptPieces.of(found, frozenset(map(ts, touched)), frozenset())


def redone(messages: Sequence[Message], *touched: float) -> list[str]:
    """What has to be read again, threads first."""
    was = kept(TALK, *touched)
    present = {m.ts: m.root_ts for m in messages if m.ts in was.touched}
    roots = was.roots(present)
    threads = [m for m in messages if m.ts in roots or m.root_ts in roots]
    spans = was.spans(threads)
    again = {m.ts for m in threads}
    again |= {m.ts for a, z in spans for m in messages if not m.is_reply and a <= m.ts <= z}
    return sorted(again)


def test_a_change_in_talk_reaches_up_to_the_next_long_pause_and_no_further() -> None:
    assert redone(TALK, 0) == [ts(0), ts(2)]
    assert redone(TALK, 60) == [ts(60)]


def test_what_is_said_within_a_pause_brings_both_sides_together() -> None:
    assert redone([*TALK, message(31, "U4", "Same here")], 31) == [ts(0), ts(2), ts(31), ts(60)]


def test_a_change_in_a_thread_reaches_that_thread_alone() -> None:
    assert redone(TALK, 201) == [ts(200), ts(201)]
    assert redone([*TALK, message(250, "U9", "Late", root=200)], 250) == [ts(200), ts(201), ts(250)]


def test_a_reply_takes_its_root_out_of_the_talk_around_it() -> None:
    answered = [*TALK, message(90, "U4", "An answer", root=2)]
    assert redone(answered, 90) == [ts(0), ts(2), ts(90)]


def test_an_apps_post_stands_alone_in_every_change() -> None:
    assert redone(TALK, 300) == [ts(300)]


def test_an_older_root_under_which_only_the_bot_replied_is_no_part_of_the_week() -> None:
    root = message(-20_000, "U1", "An old question", root=-20_000)
    answers = message(5, "UBOT", "The bot's answer", root=-20_000, bot="BBOT")
    found = pieces(channel(), [root, answers], WEEK, midnights(WEEK), frozenset({"UBOT", "BBOT"}))
    assert found == []


def test_the_pieces_of_a_week_come_back_from_their_lines_as_they_were() -> None:
    found = pieces(channel(), TALK, WEEK, midnights(WEEK))
    studies = {ts(200): study(unread(found[2].ts), thread(*TALK[3:5]))}
    body = kept_week.body([kept_week.line(piece) for piece in found], studies)
    again = kept_week.parse(body, frozenset(), frozenset())
    assert (
        week_of(channel(), again.pieces.pieces, WEEK).per_day == look(channel(), TALK, WEEK).per_day
    )
    assert kept_week.body(again.lines, again.studies) == body


def test_what_is_kept_of_a_week_says_nothing_of_its_texts() -> None:
    found = pieces(channel(), TALK, WEEK, midnights(WEEK))
    studies = {p.root: study(unread(p.ts), thread(*TALK[3:5])) for p in found[2:3]}
    body = kept_week.body([kept_week.line(piece) for piece in found], studies)
    said = set(re.findall(r"[a-z]{3,}", " ".join(m.text for m in TALK).lower()))
    assert said.isdisjoint(re.findall(r"[a-z]{3,}", body.lower()))
    assert json.loads(body.split("\n")[0])[ts(200)][1] == [1, 0]


@pytest.mark.parametrize("changed", [200, 201])
def test_of_a_changed_thread_only_what_changed_is_read_again(changed: float) -> None:
    whole = study(unread(f"{ts(200)} {ts(201)}"), thread(*TALK[3:5]))
    assert whole.is_whole
    assert whole.decisions == 1
    left = whole.without(frozenset({ts(changed)}))
    assert not left.is_whole
    assert ts(changed) in left.lacking
    assert study(left, thread(*TALK[3:5])) == whole
    longer = whole.followed(f"{whole.ts} {ts(205)}")
    assert longer.decided == [1, 0, -1]
    assert whole.followed(ts(201)) == unread(ts(201))
