from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from digests import rank
from digests.channel_week import midnights
from digests.matters.features import kept_out
from digests.matters.pieces import Frame, piece
from digests.matters.routine import likeness, routine, shape
from digests.models import Thread, Window
from digests.rank import Facts
from tests.support.digest_messages import START, message, thread

BASE = Facts("C1/1.1", "C1", people=2, replies=2, words=10)
WEEK = Window(START, START + timedelta(days=4))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("people", 4),
        ("replies", 5),
        ("reactions", 3),
        ("nominations", 1),
        ("question_days", 2.0),
        ("links_in", 1),
        ("decisions", 1),
        ("channels", 2),
        ("words", 30),
    ],
)
def test_more_of_what_matters_scores_higher_and_says_why(field: str, value: Any) -> None:
    more = rank.score(replace(BASE, **{field: value}))
    assert more.total > rank.score(BASE).total
    assert more.total == pytest.approx(sum(more.parts.values()), abs=0.002)


def test_the_parts_of_a_score_add_up_and_are_shown_largest_first() -> None:
    line = rank.explain(rank.score(replace(BASE, nominations=3, routine=False)).parts)
    assert line.index("nominated") < line.index("people") < line.index("substance")


def test_routine_with_two_hundred_replies_loses_to_a_short_decision() -> None:
    standup = replace(BASE, key="C1/2.2", people=12, replies=200, words=60, routine=True)
    decision = replace(BASE, people=3, replies=3, decisions=1, words=20)
    assert [s.key for s in rank.rank([standup, decision])] == ["C1/1.1", "C1/2.2"]


def test_an_alert_nobody_talked_about_loses_to_a_question() -> None:
    alert = replace(BASE, key="C1/2.2", people=0, replies=0, words=60, app_only=True)
    question = replace(BASE, people=1, replies=0, question_days=3)
    assert rank.score(question).total > rank.score(alert).total


def test_a_nomination_lifts_even_routine() -> None:
    nominated = replace(BASE, nominations=1, routine=True)
    assert "routine" not in rank.score(nominated).parts
    assert rank.score(nominated).total > rank.score(BASE).total


def test_what_its_author_keeps_out_is_not_ranked() -> None:
    assert rank.rank([replace(BASE, kept_out=True, nominations=9)]) == []


def test_every_active_channel_gets_its_chance() -> None:
    busy = [replace(BASE, key=f"C1/{n}", people=9, replies=20) for n in range(10)]
    calm = replace(BASE, key="C2/1", channel_id="C2", people=3, replies=3)
    assert "C2/1" in [s.key for s in rank.rank([*busy, calm], 5)]


def test_no_threads_give_no_order() -> None:
    assert rank.rank([]) == []


def facts_of(found: Thread) -> Facts:
    return piece(found, Frame(found.channel, WEEK, midnights(WEEK))).facts("C1")


def test_a_glance_counts_people_replies_reactions_and_nominations() -> None:
    facts = facts_of(
        thread(
            message(0, "U1", "We need a decision", root=0, reactions={"newspaper": ["U2", "U3"]}),
            message(1, "U2", "ok", root=0, reactions={"+1": ["U1", "U3"]}),
            message(2, "U1", "fine", root=0, reactions={"tada": ["U4"]}),
            message(3, None, "build passed", root=0, bot="B1"),
        )
    )
    assert (facts.people, facts.replies, facts.reactions, facts.nominations) == (2, 1, 3, 2)


def test_reactions_to_a_root_of_an_earlier_week_had_their_week() -> None:
    old = message(
        -9000, "U1", "Old news", root=-9000, reactions={"newspaper": ["U2"], "+1": ["U3"]}
    )
    facts = facts_of(thread(old, message(1, "U2", "more on it", root=-9000)))
    assert (facts.nominations, facts.reactions, facts.people) == (0, 0, 2)


def test_a_question_is_open_until_somebody_else_says_something() -> None:
    asked = message(0, "U1", "Who owns the <https://x.y/z?a=b> page?", root=0)
    assert facts_of(thread(asked)).question_days == pytest.approx(4.0)
    assert facts_of(thread(asked, message(1, "U1", "anyone", root=0))).question_days > 3.9
    assert facts_of(thread(asked, message(1, "U2", "me", root=0))).question_days == 0
    assert facts_of(thread(message(0, "U1", "see https://x.y/z?a=b"))).question_days == 0


def test_only_its_author_can_keep_a_message_out() -> None:
    assert kept_out(message(0, "U1", "a", reactions={"no_entry_sign": ["U2", "U1"]}))
    assert not kept_out(message(0, "U1", "a", reactions={"no_entry_sign": ["U2"]}))


def test_an_app_post_counts_once_people_talk_about_it() -> None:
    alert = message(0, None, "CPU high", root=0, bot="B1")
    assert facts_of(thread(alert, message(1, "U1", "looking", root=0))).app_only
    talked = (message(1, "U1", "looking", root=0), message(2, "U2", "me too", root=0))
    assert not facts_of(thread(alert, *talked)).app_only


def test_posts_that_begin_alike_day_after_day_are_routine() -> None:
    posts = [
        thread(message(1440 * day, "U1", f"Standup {name}: what did you do on day {day}?"))
        for day, name in enumerate(["Monday", "Tuesday", "Wednesday"])
    ]
    other = thread(message(7, "U1", "The checkout is down"))
    alike = {likeness(post) for post in posts}
    assert len(alike) == 1
    assert routine(map(likeness, [*posts, other])) == alike
    assert routine(map(likeness, posts[:2])) == frozenset()


def test_greetings_of_one_word_are_routine_only_from_an_app() -> None:
    people = [thread(message(n, "U1", "Morning!")) for n in range(5)]
    app = [thread(message(n, None, "Deployed 4.2", bot="B1")) for n in range(10, 15)]
    assert routine(map(likeness, [*people, *app])) == {likeness(t) for t in app}
    assert {likeness(t) for t in people} == {""}


def test_what_makes_threads_alike_says_nothing_of_their_text() -> None:
    post = thread(message(0, "U1", "Standup again: what did you do?"))
    assert len(likeness(post)) == 16
    assert "standup" not in likeness(post)
    assert likeness(post) != likeness(thread(message(0, "U2", "Standup again: what did you do?")))


def test_the_shape_of_a_text_ignores_names_numbers_and_days() -> None:
    assert shape("<@U1> Build #4711 failed on Tuesday at 9:12") == "build failed on at"
    assert shape(":tada:") == ""
