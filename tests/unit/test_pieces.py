from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests import kept_week
from digests.channel_week import look, midnights, week_of
from digests.matters.pieces import Frame, grown, piece, pieces
from digests.matters.reach import Span
from digests.matters.renewing import renew
from digests.matters.studies import Study, study
from digests.matters.table import Table
from digests.models import Message, Thread
from digests.schedule import parse_week
from tests.support.digest_messages import channel, message, thread, ts

WEEK = parse_week("2026-W47", "UTC")
FRAME = Frame(channel(), WEEK, midnights(WEEK))
TALK = [
    message(0, "U1", "The importer drops rows"),
    message(2, "U2", "Since when, <@U1>?"),
    message(60, "U3", "Lunch at twelve"),
    message(200, "U1", "Decided: we keep the old one", root=200),
    message(201, "U2", "Thanks <@U1>", root=200, reactions={"tada": ["U3"]}),
    message(300, None, "Disk at 91 %", bot="B1"),
]


class Asked:
    """A channel's messages, and which of them were asked for."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.messages = sorted(messages, key=lambda m: m.ts)
        self.ts: set[str] = set()

    def _given(self, found: Iterable[Message]) -> list[Message]:
        listed = list(found)
        self.ts.update(m.ts for m in listed)
        return listed

    def some(self, ts: Iterable[str]) -> list[Message]:
        wanted = set(ts)
        return self._given(m for m in self.messages if m.ts in wanted)

    def threads(self, roots: Iterable[str]) -> list[Message]:
        wanted = set(roots)
        return self._given(m for m in self.messages if wanted & {m.ts, m.root_ts})

    def talk(self, spans: Iterable[Span]) -> list[Message]:
        stretches = list(spans)
        loose = (m for m in self.messages if not m.is_reply)
        return self._given(m for m in loose if any(a <= m.ts <= z for a, z in stretches))


def renewed(now: Sequence[Message], touched: Mapping[float, bool]) -> list[str]:
    """What is read of a channel after some messages changed; the pieces are those of a new look."""
    table, source = Table.of(pieces(TALK, FRAME)), Asked(now)
    changed = {ts(minutes): spoken for minutes, spoken in touched.items()}
    renew(table, changed, source.some(changed), source, FRAME)
    fresh = week_of(channel(), Table.of(pieces(now, FRAME)), WEEK)
    assert week_of(channel(), table, WEEK) == fresh
    return sorted(source.ts)


def test_a_change_in_talk_reaches_up_to_the_next_long_pause_and_no_further() -> None:
    edited = [message(0, "U1", "The importer drops rows again"), *TALK[1:]]
    assert renewed(edited, {0: True}) == [ts(0), ts(2)]
    assert renewed([*TALK[:2], *TALK[3:]], {60: True}) == []


def test_what_is_said_within_a_pause_brings_both_sides_together() -> None:
    between = [*TALK, message(31, "U4", "Same here")]
    assert renewed(between, {31: True}) == [ts(0), ts(2), ts(31), ts(60)]


def test_of_what_goes_on_nothing_is_read_again() -> None:
    assert renewed([*TALK, message(250, "U9", "Late", root=200)], {250: True}) == [ts(250)]
    assert renewed([*TALK, message(63, "U1", "Good")], {63: True}) == [ts(63)]
    assert renewed([*TALK, message(400, "U1", "On Monday then")], {400: True}) == [ts(400)]


def test_of_what_got_a_reaction_its_thread_is_read_again() -> None:
    liked = [message(0, "U1", TALK[0].text, reactions={"tada": ["U3"]}), *TALK[1:]]
    assert renewed(liked, {0: False}) == [ts(0), ts(2)]


def test_what_is_put_before_the_digest_stands_for_itself_and_the_talk_around_it_is_read() -> None:
    asked_for = [message(0, "U1", TALK[0].text, reactions={"newspaper": ["U3"]}), *TALK[1:]]
    assert renewed(asked_for, {0: False}) == [ts(0), ts(2)]


def test_a_change_in_a_thread_reaches_that_thread_alone() -> None:
    edited = [*TALK[:4], message(201, "U2", "Thank you, <@U1>", root=200), TALK[5]]
    assert renewed(edited, {201: True}) == [ts(200), ts(201)]


def test_a_reply_takes_its_root_out_of_the_talk_around_it() -> None:
    answered = [*TALK, message(90, "U4", "An answer", root=2)]
    assert renewed(answered, {90: True}) == [ts(0), ts(2), ts(90)]


def test_an_apps_post_stands_alone_in_every_change() -> None:
    assert renewed([*TALK[:5], message(300, None, "Disk at 95 %", bot="B1")], {300: True}) == [
        ts(300)
    ]
    assert renewed([*TALK, message(301, None, "Disk at 95 %", bot="B1")], {301: True}) == [ts(301)]


def test_an_older_root_under_which_only_the_bot_replied_is_no_part_of_the_week() -> None:
    root = message(-20_000, "U1", "An old question", root=-20_000)
    answers = message(5, "UBOT", "The bot's answer", root=-20_000, bot="BBOT")
    frame = Frame(channel(), WEEK, midnights(WEEK), frozenset({"UBOT", "BBOT"}))
    assert pieces([root, answers], frame) == []


def test_an_older_reply_is_no_part_of_the_week_even_if_somebody_replied_to_it() -> None:
    older = message(-20_000, "U1", "An old reply", root=-20_001)
    found = pieces([older, message(5, "U2", "On it", root=-20_000)], FRAME)
    assert [one.ts for one in found] == [ts(5)]


WHO = st.sampled_from(["U1", "U2", None])
TEXTS = st.sampled_from(
    ["ok", "Thanks <@U2>", "Who owns it?", "see https://x.slack.com/archives/C2/p1700000000000100"]
)
REACTIONS = st.sampled_from([None, {"tada": ["U1", "U2"]}, {"newspaper": ["U2"]}])
SAID = st.lists(st.tuples(WHO, TEXTS, REACTIONS), min_size=3, max_size=8)


@given(SAID, st.integers(2, 7), st.sampled_from([0, -20_000]))
def test_a_piece_that_goes_on_is_the_piece_of_all_its_messages(
    said: list[tuple[str | None, str, dict[str, list[str]] | None]], at: int, first: int
) -> None:
    messages = tuple(
        message(n if n else first, who, text, root=first, reactions=found, bot=None if who else "B")
        for n, (who, text, found) in enumerate(said)
    )
    at = min(at, len(messages) - 1)
    whole = piece(Thread(channel(), ts(first), messages), FRAME)
    begun = piece(Thread(channel(), ts(first), messages[:at]), FRAME)
    after = grown(begun, messages[at:], FRAME)
    assert Table.of([after]).text() == Table.of([whole]).text()


def test_the_pieces_of_a_week_come_back_from_their_line_as_they_were() -> None:
    table = Table.of(pieces(TALK, FRAME))
    known = study(Study(), thread(*TALK[3:5]), table[2].ts)
    body = kept_week.text(table.text(), {ts(200): kept_week.study_line(known)})
    text, again = kept_week.parse(body)
    assert (
        week_of(channel(), Table.parse(text), WEEK).per_day == look(channel(), TALK, WEEK).per_day
    )
    assert kept_week.text(Table.parse(text).text(), again) == body
    again_known = kept_week.study_of(again[ts(200)])
    assert kept_week.study_line(again_known) == kept_week.study_line(known)
    assert kept_week.parse(kept_week.text(text, {})) == (text, {})


def test_what_is_kept_of_a_week_says_nothing_of_its_texts() -> None:
    table = Table.of(pieces(TALK, FRAME))
    known = study(Study(), thread(*TALK[3:5]), table[2].ts)
    body = kept_week.text(table.text(), {ts(200): kept_week.study_line(known)})
    said = set(re.findall(r"[a-z]{3,}", " ".join(m.text for m in TALK).lower()))
    assert said.isdisjoint(re.findall(r"[a-z]{3,}", body.lower()))
    assert known.said == ts(200)


def test_of_a_thread_that_goes_on_only_what_is_new_is_read() -> None:
    found = [*TALK[3:5], message(205, "U1", "I'll tell the vendor by Monday", root=200)]
    known = " ".join(m.ts for m in found[:2])
    before = study(Study(), thread(*found[:2]), known)
    now = f"{known} {ts(205)}"
    assert (before.lacks(known), before.lacks(now)) == ([], [ts(205)])
    after = study(before, thread(*found[2:]), now)
    assert after == study(Study(), thread(*found), now)
    assert (after.decisions, after.said) == (1, f"{ts(200)} {ts(205)}")
    assert before.lacks(ts(201)) == [ts(201)]


@pytest.mark.parametrize(
    ("spoken", "reactions", "stands"),
    [
        (True, {}, False),
        (False, {"tada": ["U3"]}, True),
        (False, {"no_entry_sign": ["U2"]}, False),
    ],
)
def test_a_study_stands_while_its_messages_say_the_same(
    spoken: bool, reactions: dict[str, list[str]], stands: bool
) -> None:
    whole = study(Study(), thread(*TALK[3:5]), f"{ts(200)} {ts(201)}")
    now = message(201, "U2", TALK[4].text, root=200, reactions=reactions)
    assert whole.stands({ts(201): spoken}, {ts(201): now}) is stands
    assert whole.stands({ts(300): True}, {})
    assert not whole.stands({ts(200): False}, {})
