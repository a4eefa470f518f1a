"""Titles: which are understood by who wasn't there, and who is named in them."""

import pytest

from digests.matters.standing import stands
from digests.matters.telling import Names, extracted, read
from digests.matters.third_person import of_speaker
from digests.models import Message, People
from tests.support.digest_messages import message, thread

NAMES = Names(People({"U1": "Mara", "U2": "Jon", "U3": "Wei"}), {"C1": "payments"})


def title(*messages: Message) -> str:
    return extracted(read([thread(*messages)], NAMES), NAMES).title


def understood(*messages: Message) -> bool:
    return extracted(read([thread(*messages)], NAMES), NAMES).stands


@pytest.mark.parametrize(
    "text",
    [
        "The limiter drifts on two payment hosts",
        "How should we handle double refunds here?",
        "Is it possible to refund a parcel twice?",
        "Any tips on refunds for those who pay in cash",
        "Soup recipe: chop the leek and let it boil",
        "Which host drifts most on Fridays?",
        "Can anyone point me to how the payment page…",
        "Instead of two hosts checkout has three now",
        "No refunds on Fridays until the audit is over",
        "You can now book desks in the Berlin office",
        "You're all invited to the opening in Ghent",
        "If you have an old laptop, bring it to the Ghent office",
        "Not all payment hosts have clocks",
        "True cost of the audit in Lyon",
        "This Friday the Berlin office opens",
        "Your vote is needed on the meeting room's name",
        "Well-known customers get refunds first",
        "I/O errors on both payment hosts",
        "New office in Berlin opens this week with twelve desks",
        "Revisión terminada: los precios quedan hasta enero",
        "火曜日の障害の原因はキャッシュでした",
    ],
)
def test_a_title_that_names_its_matter_stands_alone(text: str) -> None:
    assert stands(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Yea, that explains all of the drifting",
        "Yup, the limiter needs a minimal example",
        "No, it drifts on both payment hosts",
        "Hmm the limiter drifts again",
        "Edit: okay the limiter drifts after all",
        "Following up on Jon's suggestion",
        "Is done and you can use the limiter on main",
        "You should get an error if the limiter fails",
        "Can you please delete the folder of the limiter",
        "What's the most straightforward way to debug this?",
        "Is anyone working on something in this direction?",
        "Found these papers and a talk on clocks",
        "Even this is too technical for payments",
        "On main there is a nicer page for it",
        "It drifts on both payment hosts",
        "However the limiter drifts on two hosts",
        "Mara and Jon are you there for the payment hosts?",
        "Mara adds that to the list of payment hosts",
        "Needs more clocks on both payment hosts",
        "Jon will remove it today",
        "I never expected the limiter to drift",
        "Currently I'm using the limiter of last year",
        "Sometimes my limiter drifts on two hosts",
    ],
)
def test_what_goes_on_reacts_or_points_elsewhere_does_not_stand(text: str) -> None:
    assert not stands(text)


@pytest.mark.parametrize(
    "text",
    [
        "All done!",
        "Really neat free resource",
        "The new dashboard looks so cool!",
        "Thanks to Jon for the limiter dashboard",
        "'s monthly report about refunds is longer",
        ") detected: missing clock on the host",
        "+ a_n x^n + (b_n / 2) = 0, x != {y}",
        "Delete cache/72e73d324066b2760195d47f2b659d818cd65c42 on hosts",
        "The minimal working example is like",
        "Numbers of weekly active riders from",
        "Two words",
    ],
)
def test_praise_code_and_what_breaks_off_does_not_stand(text: str) -> None:
    assert not stands(text)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I wrote up the notes for the audit", "Mara wrote up the notes for the audit"),
        ("I've just opened my Berlin office", "Mara has just opened their Berlin office"),
        ("I'm looking for a better clock", "Mara is looking for a better clock"),
        ("I really need two more hosts", "Mara really needs two more hosts"),
        ("I have the release ready for all", "Mara has the release ready for all"),
        ("I'm a designer in the Ghent office", "Mara is a designer in the Ghent office"),
        ("I am just moving the clocks", "Mara is just moving the clocks"),
        ("I'll post the numbers of Friday", "Mara will post the numbers of Friday"),
        ("My review of the limiter is done", "Mara's review of the limiter is done"),
    ],
)
def test_what_somebody_says_of_themselves_is_told_by_name(said: str, told: str) -> None:
    assert of_speaker(said, "Mara") == told


@pytest.mark.parametrize(
    "said",
    [
        "Jon wrote up the notes",
        "I don't know how the limiter works",
        "I think the limiter drifts",
        "I wrote the notes and I like them",
        "Should I write the notes?",
        "I have a clock, who wants it?",
        "If I wrote the notes, nobody would read them",
        "I could write the notes",
        "I'm not on the list",
        "I'm so tired of the limiter",
        "I am hardly ever on time",
        "My daughter got the keys of the office",
        "I'm guessing that the clock drifts",
        "",
    ],
)
def test_what_cannot_be_turned_safely_stays_in_its_speakers_mouth(said: str) -> None:
    assert of_speaker(said, "Mara") == said
    assert of_speaker("I wrote the notes", "") == "I wrote the notes"


def test_a_title_names_the_speaker_of_its_own_message_and_nobody_else() -> None:
    first = message(0, "U2", "I wrote up an announcement for the license check", root=0)
    answer = message(1, "U1", "I read it and the dates are wrong", root=0)
    assert title(first, answer) == "Jon wrote up an announcement for the license check"
    unknown = message(0, "U9", "I wrote up an announcement for the license check")
    assert title(unknown) == "I wrote up an announcement for the license check"
    app = message(0, None, "I wrote up an announcement for the license check", bot="B1")
    assert title(app) == "I wrote up an announcement for the license check"


def test_a_name_keeps_its_own_letters_where_a_title_begins_with_it() -> None:
    names = Names(People({"U1": "mara.k"}), {})
    said = message(0, "U1", "I wrote up an announcement for the license check")
    titled = extracted(read([thread(said)], names), names).title
    assert titled == "mara.k wrote up an announcement for the license check"


def test_a_title_leaves_out_what_its_speaker_says_of_themselves_besides() -> None:
    said = "I find the quality of the limiter to be very low, and I'm annoyed"
    assert title(message(0, "U1", said)) == "Mara finds the quality of the limiter to be very low"


def test_what_is_announced_before_a_colon_stands_for_what_follows() -> None:
    said = "Interview notes from Ghent, part two: I asked them this time, seven in all"
    assert title(message(0, "U9", said)) == "Interview notes from Ghent, part two"


def test_of_an_opening_the_first_sentence_that_stands_gives_the_title() -> None:
    said = "Sorry for asking so much. I might be dense here. Who owns the refunds page in Lyon?"
    assert title(message(0, "U1", said)) == "Who owns the refunds page in Lyon?"


def test_a_talk_that_nobody_understands_from_its_title_says_so() -> None:
    hanging = message(0, "U1", "Yeah and then they did it with that thing again", root=0)
    assert not understood(hanging, message(1, "U2", "lol, same here", root=0))
    fact = message(2, "U3", "The Berlin office opens with twelve desks in February", root=0)
    assert understood(hanging, fact)
    assert title(hanging, fact) == "The Berlin office opens with twelve desks in February"


def test_advice_of_an_answer_is_not_what_a_talk_is_about() -> None:
    hanging = message(0, "U1", "Yeah and then they did it with that thing again", root=0)
    advice = message(1, "U2", "Use the second payment host for refunds in Lyon", root=0)
    assert not understood(hanging, advice)


def test_a_title_cut_between_clauses_needs_no_ellipsis_unless_the_rest_takes_it_back() -> None:
    start = "Every refund of the last two weeks fails on both payment hosts in Lyon"
    rest = "nobody looks after their clocks on a Friday"
    assert title(message(0, "U1", f"{start} because {rest}")) == start
    assert title(message(0, "U1", f"{start} but only if {rest}")).endswith("…")
    assert title(message(0, "U1", f"{start} unless {rest}")).endswith("…")
