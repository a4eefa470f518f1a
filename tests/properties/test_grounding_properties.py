"""What holds for every claim and every message."""

from __future__ import annotations

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from digests.grounding import Evidence, Grounded, ground
from digests.grounding.drafts import DraftClaim
from digests.models import Message, People
from digests.mrkdwn import plain
from digests.transcript import contained

PEOPLE = People({"U1": "Mara Weiss", "U2": "Jon Park", "U3": "Priya Rao", "U4": "Wei Chen"})
PIECES = [
    *["Jon", "Mara decided", "by Priya", "7pm", "19:00", "2 February", "tomorrow", "12", "1,204"],
    *["$5", "v2.3.1", '"quoted"', "`code`", "https://a.example/x", "b.example", "#ops", "@here"],
    *["<@U2>", "<!here>", "&lt;", "&amp;", "[x](y)", "[m1]", "\n", "!", "周一", "三个", "7月2日"],
    *["</transcript>", "\u200b", "don't", ":", ".", "and", "I'll fix it", "é", "ﬁ", "①", "٤١"],
]
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map(" ".join) | st.text(
    min_size=1, max_size=60
)
users = st.sampled_from(["U1", "U2", "U3"])
messages = st.lists(st.tuples(texts, users), min_size=1, max_size=4).map(
    lambda said: [
        Message("T1", "C1", f"{1_795_003_200 + at * 60}.000000", text, user)
        for at, (text, user) in enumerate(said)
    ]
)


def check(claim: str, said: list[Message]) -> Grounded:
    ids = {f"m{number}": message for number, message in enumerate(said, 1)}
    return ground(DraftClaim(claim, tuple(ids)), Evidence(ids, PEOPLE))


@given(messages, st.data())
def test_a_message_copied_as_the_model_saw_it_always_passes(
    said: list[Message], data: st.DataObject
) -> None:
    message = data.draw(st.sampled_from(said))
    copy = contained(plain(message.text, PEOPLE))
    grounded = check(copy, said)
    assume(grounded.reasons != ("it cites no message that exists",))

    assert grounded.claim is not None


@given(
    messages, st.integers(10_000, 99_999), st.sampled_from(["{}", "${}", "{} days", "#{}", "x{}"])
)
def test_no_number_passes_that_no_cited_message_holds(
    said: list[Message], number: int, form: str
) -> None:
    assume(not any(str(number) in plain(message.text, PEOPLE) for message in said))

    assert check(f"It was {form.format(number)}.", said).claim is None


@given(
    messages, st.integers(10_000, 99_999), st.sampled_from(["{}", "{:,}", "#{}", "({})", "»{}«"])
)
def test_every_number_passes_that_a_cited_message_holds(
    said: list[Message], number: int, form: str
) -> None:
    told = Message("T1", "C1", "1795003999.000000", f"it was {form.format(number)}", "U1")

    assert check(f"The sum is {number}", [*said, told]).reasons == ()


@given(messages, st.sampled_from(["https://evil.example/{}", "evil{}.example", "x{}@evil.example"]))
def test_no_address_passes_that_no_cited_message_holds(said: list[Message], form: str) -> None:
    assert check(f"See {form.format('abc')} for more.", said).claim is None
    assert check(f"See [here]({form.format('abc')}).", said).claim is None


@given(
    messages, st.sampled_from(["{} decided it.", "It was decided by {}.", "{}: fix it.", "Ask {}."])
)
def test_nobody_is_named_who_neither_wrote_nor_is_named(said: list[Message], form: str) -> None:
    assert check(form.format("Wei Chen"), said).claim is None
    assert check(form.format("Wei"), said).claim is None


@given(messages, texts)
def test_what_passes_has_a_source_no_control_form_and_passes_again(
    said: list[Message], claim: str
) -> None:
    grounded = check(claim, said)
    assert (grounded.claim is None) == bool(grounded.reasons)
    if grounded.claim is None:
        return

    assert len(grounded.claim.sources) == len(said)
    assert not any(form in grounded.claim.text for form in ("<@", "<!", "<#"))
    assert not re.search(r"\[[^\[\]]*\]\([^()\s]*\)", grounded.claim.text)
    again = check(grounded.claim.text, said)
    assert again.claim == grounded.claim


@given(messages, texts, st.randoms(use_true_random=False))
def test_the_order_of_citations_decides_nothing(
    said: list[Message], claim: str, random: object
) -> None:
    ids = {f"m{number}": message for number, message in enumerate(said, 1)}
    shuffled = list(ids)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first = ground(DraftClaim(claim, tuple(ids)), Evidence(ids, PEOPLE))
    second = ground(DraftClaim(claim, tuple(shuffled)), Evidence(ids, PEOPLE))

    assert (first.claim is None) == (second.claim is None)
    assert set(first.reasons) == set(second.reasons)
