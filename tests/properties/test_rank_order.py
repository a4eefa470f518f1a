from random import Random

from hypothesis import given
from hypothesis import strategies as st

from digests import rank
from digests.matters.conversations import threads
from digests.matters.routine import likeness, routine
from digests.rank import Facts
from tests.support.digest_messages import channel, message

COUNTS = st.integers(0, 500)
FACTS = st.builds(
    Facts,
    key=st.integers(0, 40).map(lambda n: f"C/{n}"),
    channel_id=st.sampled_from(["C1", "C2", "C3"]),
    people=COUNTS,
    replies=COUNTS,
    reactions=COUNTS,
    nominations=st.integers(0, 5),
    question_days=st.floats(0, 30),
    links_in=st.integers(0, 5),
    decisions=st.integers(0, 5),
    channels=st.integers(1, 5),
    words=COUNTS,
    routine=st.booleans(),
    app_only=st.booleans(),
    kept_out=st.booleans(),
)
MANY = st.lists(FACTS, max_size=25, unique_by=lambda facts: facts.key)


@given(MANY, st.randoms(use_true_random=False), st.integers(0, 30))
def test_the_ranking_does_not_depend_on_the_order_of_its_input(
    facts: list[Facts], random: Random, limit: int
) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)
    assert rank.rank(facts, limit) == rank.rank(shuffled, limit)
    assert rank.rank(facts)[:limit] == rank.rank(facts, limit)


@given(FACTS)
def test_a_score_is_never_negative_and_is_the_sum_of_its_parts(facts: Facts) -> None:
    score = rank.score(facts)
    assert score.total >= -0.01
    assert abs(score.total - sum(score.parts.values())) < 0.01


MESSAGES = st.lists(
    st.tuples(
        st.integers(0, 3000),
        st.sampled_from(["U1", "U2", "U3", "U4"]),
        st.sampled_from(["hello there", "<@U2> and you?", "Standup today: done", "ok"]),
        st.none() | st.integers(0, 300),
    ),
    max_size=40,
    unique_by=lambda m: m[0],
)


@given(MESSAGES, st.randoms(use_true_random=False))
def test_grouping_keeps_every_message_once_in_any_order_of_input(
    drafts: list[tuple[int, str, str, int | None]],
    random: Random,
) -> None:
    messages = [message(at, user, text, root=root) for at, user, text, root in drafts]
    shuffled = list(messages)
    random.shuffle(shuffled)
    found = threads(channel(), messages)
    assert found == threads(channel(), shuffled)
    assert sorted(m.ts for t in found for m in t.messages) == sorted(m.ts for m in messages)
    assert routine(map(likeness, found)) == routine(map(likeness, reversed(found)))
