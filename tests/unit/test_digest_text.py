from digests.matters.telling import Names, asked, extracted, line, read, repeats
from digests.matters.titles import TITLE_WORDS, shortened
from digests.models import Message, People, Section
from tests.support.digest_messages import message, thread

NAMES = Names(
    People({"U1": "Mara", "U2": "Jon", "U3": "Wei"}), {"C1": "payments"}, "https://acme.slack.com/"
)


def told(*messages: Message):  # type: ignore[no-untyped-def]
    return extracted(read([thread(*messages)], NAMES), NAMES)


OUTAGE = (
    message(0, "U1", "Checkout is failing for one in five customers. See <https://x.y/z>.", root=0),
    message(2, "U2", "Looking", root=0),
    message(9, "U2", "The cause is the new rate limiter: its clock drifts on two hosts.", root=0),
    message(30, "U1", "Decided: the limiter stays off until the load tests pass.", root=0),
    message(31, "U2", "I'll fix the token bucket's clock by Monday noon.", root=0),
    message(32, "U3", "ok", root=0),
)


def test_a_matter_has_the_title_of_how_it_began_and_sentences_on_what_came_of_it() -> None:
    text = told(*OUTAGE)
    assert text.title == "Checkout is failing for one in five customers"
    assert any("limiter stays off" in claim.text for claim in text.claims)
    assert all(claim.text.startswith(("Mara: ", "Jon: ")) for claim in text.claims)


def test_a_title_leaves_out_whom_it_speaks_to_and_how_it_clears_its_throat() -> None:
    said = message(0, "U1", "<@U2> check out the new rate limiter dashboard", root=0)
    assert told(said).title == "Check out the new rate limiter dashboard"
    said = message(0, "U1", "While it's fresh: the rate limiter drifts on two hosts", root=0)
    assert told(said).title == "The rate limiter drifts on two hosts"
    said = message(0, "U1", "Hey <@U2>, the rate limiter drifts on two hosts", root=0)
    assert told(said).title == "The rate limiter drifts on two hosts"
    said = message(0, "U1", "Just a note, the rate limiter drifts on two hosts", root=0)
    assert told(said).title == "The rate limiter drifts on two hosts"


def test_a_sentence_is_told_without_how_it_clears_its_throat() -> None:
    late = "FYI: the load tests of the token bucket pass on both payment hosts now"
    text = told(OUTAGE[0], message(60, "U3", late, root=0))
    assert [claim.text for claim in text.claims] == [
        "Wei: The load tests of the token bucket pass on both payment hosts now"
    ]


def test_a_sentence_that_hangs_on_another_gives_no_title_where_another_stands_alone() -> None:
    first = message(0, "U1", "It has a very specific philosophy. The limiter drifts on two hosts.")
    assert told(first).title == "The limiter drifts on two hosts"
    answered = message(2, "U2", "The rate limiter drifts on both payment hosts", root=0)
    hanging = message(0, "U1", "They have a very specific philosophy about limits", root=0)
    assert told(hanging, answered).title == "The rate limiter drifts on both payment hosts"
    assert told(hanging).title == "They have a very specific philosophy about limits"


def test_every_sentence_names_its_speaker_and_links_to_its_message() -> None:
    for claim in told(*OUTAGE).claims:
        (source,) = claim.sources
        said = next(m for m in OUTAGE if m.ts == source.ts)
        assert claim.text.startswith(NAMES.people.name(said))
        assert source.permalink.startswith("https://acme.slack.com/archives/C1/p")


def test_decisions_and_promises_carry_their_owner_and_due() -> None:
    text = told(*OUTAGE)
    assert [(one.who, one.channel) for one in text.decided] == [("Mara", "payments")]
    assert [(one.who, one.due) for one in text.promised] == [("Jon", "by Monday noon")]
    assert any(claim.section is Section.DECIDED for claim in text.claims)


def test_tomorrow_is_told_as_the_day_it_was_meant_in_the_digest_s_zone() -> None:
    said = message(60 * 14 + 30, "U2", "I'll fix the token bucket's clock tomorrow", root=0)
    conversation = read([thread(OUTAGE[0], said)], NAMES)
    assert [one.due for one in extracted(conversation, NAMES).promised] == ["Tuesday"]
    berlin = extracted(conversation, NAMES, zone="Europe/Berlin")
    assert [one.due for one in berlin.promised] == ["Wednesday"]


def test_what_counts_from_the_day_it_was_said_tells_that_day() -> None:
    first = message(0, "U1", "Checkout shows yesterday's prices in Lyon", root=0)
    late = message(60 * 14 + 30, "U2", "The cause was the cache, which I cleared tonight", root=0)
    conversation = read([thread(first, late)], NAMES)
    text = extracted(conversation, NAMES, zone="Europe/Berlin")
    assert text.title == "Checkout shows yesterday's prices in Lyon (said on Monday)"
    assert [claim.text for claim in text.claims] == [
        "Jon: The cause was the cache, which I cleared tonight (said on Tuesday)"
    ]
    assert repeats(text.title, "Mara: Checkout shows yesterday's prices in Lyon")


def test_nobody_promises_or_decides_what_they_only_quote() -> None:
    quoted = message(5, "U3", "> I'll fix the token bucket's clock by Monday noon.", root=0)
    decided = message(6, "U3", "&gt; Decided: the limiter stays off for all of June.", root=0)
    text = told(OUTAGE[0], quoted, decided)
    assert text.promised == text.decided == ()


def test_what_an_older_root_says_gives_the_title_and_nothing_else() -> None:
    old = message(
        -9000, "U1", "Decided: nobody ships on Friday. I'll tell all by Monday.", root=-9000
    )
    new = message(5, "U2", "The release train of this week has left without checkout", root=-9000)
    text = extracted(read([thread(old, new)], NAMES), NAMES, since=new.ts)
    assert text.title == "Decided: nobody ships on Friday"
    assert [claim.sources[0].ts for claim in text.claims] == [new.ts]
    assert text.decided == text.promised == ()


def test_one_person_alone_decides_nothing_for_others() -> None:
    assert told(message(0, "U1", "Decided: I take the early train to Ghent.")).decided == ()


def test_titles_have_no_addresses_emoji_or_markup_and_are_cut_between_words() -> None:
    text = told(message(0, "U1", ":tada: The *new* `deploy` tool <https://x.y/a|docs> is out"))
    assert text.title == "The new deploy tool docs is out"
    long = told(message(0, "U1", " ".join(f"word{n}" for n in range(60))))
    assert len(long.title.split()) <= TITLE_WORDS
    assert long.title.endswith("…")
    assert long.title.rstrip("…").split()[-1] in [f"word{n}" for n in range(60)]


def test_a_quotation_that_a_cut_leaves_open_is_not_part_of_a_title() -> None:
    text = told(message(0, "U1", 'Draft for riders in six languages: "On snow days you decide.'))
    assert text.title == "Draft for riders in six languages"
    text = told(
        message(
            0,
            "U1",
            "Result of the phishing test (a fake notice about a parcel that "
            "nobody ordered, for once a mean one): 25 received it",
        )
    )
    assert text.title == "Result of the phishing test"


def test_a_talk_without_a_beginning_is_titled_by_what_several_people_name() -> None:
    text = told(
        message(0, "U1", "They still carry their own patches for OpenBSD and Mara knows it"),
        message(1, "U2", "That's right, OpenBSD and FreeBSD both do, LLVM does not"),
        message(2, "U3", "And so the FreeBSD port needs LLVM from Mara again and SHOUTING"),
    )
    assert text.title == "Talk of OpenBSD, FreeBSD and LLVM"
    assert len(text.sources) == 2
    alone = told(message(0, "U1", "They still carry patches for OpenBSD, FreeBSD and LLVM alone"))
    assert alone.title == "They still carry patches for OpenBSD, FreeBSD and LLVM alone"


def test_a_thing_that_exists_or_a_question_somebody_wonders_about_makes_a_title() -> None:
    asked = "I am just wondering how we should handle the double refunds"
    assert told(message(0, "U1", asked)).title == "How we should handle the double refunds"
    there = "There are two payment hosts without a clock"
    assert told(message(0, "U1", there)).title == there


def test_what_is_too_long_is_cut_where_a_thought_ends() -> None:
    long = (
        "The limiter drifts on two of the hosts and every refund of the week fails "
        "unless somebody looks there again"
    )
    assert told(message(0, "U1", long)).title == (
        "The limiter drifts on two of the hosts and every refund of the week fails…"
    )
    assert shortened("one two (three four five six seven)", 5) == "one two (three four five…"
    assert shortened("one two three four and the other", 6) == "one two three four…"
    assert shortened("(one two three.", 5) == "one two three."
    assert shortened("(one two three four five six)", 4) == "one two three four…"
    assert shortened("(one) two (three)", 5) == "(one) two (three)"


def test_a_sentence_says_whom_it_speaks_to_but_takes_no_doer_for_that() -> None:
    to = message(
        5, "U1", "<@U2>: reach out to the payment people in Ghent about the refunds", root=0
    )
    did = message(6, "U3", "<@U2> has written to the payment people of the Berlin office", root=0)
    assert [claim.text for claim in told(OUTAGE[0], to).claims] == [
        "Mara to Jon: reach out to the payment people in Ghent about the refunds"
    ]
    plain = message(7, "U1", "<@U2> I wrote to the payment people of the Berlin office", root=0)
    assert [claim.text for claim in told(OUTAGE[0], plain).claims] == [
        "Mara to Jon: I wrote to the payment people of the Berlin office"
    ]
    assert [claim.text for claim in told(OUTAGE[0], did).claims] == [
        "Wei: Jon has written to the payment people of the Berlin office"
    ]


def test_what_slack_or_a_device_says_of_a_file_is_nobody_s_word() -> None:
    link = "<https://x.y/f|Quarterly plan.pdf>"
    text = told(
        message(0, "U1", f"<@U1|mara> uploaded a file: {link} and commented: Plan of Ghent")
    )
    assert text.title == "Plan of Ghent"
    assert told(message(0, "U1", f"<@U1> uploaded a file: {link}")).title == "Quarterly plan.pdf"
    photo = message(0, "U1", "IMG_20261116_101010.jpg", root=0)
    answer = message(1, "U2", "The new cargo bikes stand in the Berlin office", root=0)
    assert told(photo, answer).title == "The new cargo bikes stand in the Berlin office"
    assert told(photo).title == ""


def test_fragments_and_what_people_say_of_themselves_come_last() -> None:
    text = told(
        *OUTAGE[:3],
        message(10, "U3", "Oh man, I want to go there, too!", root=0),
        message(11, "U3", "I never liked my avatar in this limiter dashboard anyway", root=0),
        message(30, "U1", "Decided: the limiter stays off until the load tests pass.", root=0),
    )
    assert [claim.text for claim in text.claims] == [
        "Jon: The cause is the new rate limiter: its clock drifts on two hosts.",
        "Mara: Decided: the limiter stays off until the load tests pass.",
    ]


def test_thanks_and_congratulations_are_neither_a_title_nor_what_came_of_it() -> None:
    hanging = message(0, "U1", "And so that chapter is behind me at last", root=0)
    kind = message(1, "U2", "Congratulations to the whole payments team on this", root=0)
    fact = message(2, "U3", "The Berlin office opens with twelve desks in February", root=0)
    assert (
        told(hanging, kind, fact).title == "The Berlin office opens with twelve desks in February"
    )
    praise = message(3, "U1", "Thank you Jon and Wei for the limiter and the clock of both hosts")
    drifts = message(9, "U2", "The clock of the limiter drifts on two payment hosts since Friday")
    said = [claim.text for claim in told(OUTAGE[0], praise, drifts).claims]
    assert said == ["Jon: The clock of the limiter drifts on two payment hosts since Friday"]


def test_nothing_readable_gives_no_title() -> None:
    assert told(message(0, "U1", ":tada:")).title == ""
    assert extracted([], NAMES).title == ""


def test_what_its_author_keeps_out_is_not_read() -> None:
    out = message(5, "U2", "Salaries rise by nine percent", root=0,
                  reactions={"no_entry_sign": ["U2"]})  # fmt: skip
    sentences = read([thread(message(0, "U1", "Budget talk for the board", root=0), out)], NAMES)
    assert [s.text for s in sentences] == ["Budget talk for the board"]


def test_apps_that_answer_in_a_thread_are_not_quoted() -> None:
    sentences = read(
        [
            thread(
                message(0, None, "Deploy of checkout failed", root=0, bot="B1"),
                message(1, None, "Retry 1 of 3 failed", root=0, bot="B1"),
                message(2, "U1", "I roll it back", root=0),
            )
        ],
        NAMES,
    )
    assert [s.text for s in sentences] == ["Deploy of checkout failed", "I roll it back"]


def test_the_fullest_question_of_an_asking_message_is_the_one_shown() -> None:
    found = asked(
        read([thread(message(0, "U1", "Right? Who pays for the refunds of last week?"))], NAMES)
    )
    assert found is not None
    assert found.text == "Who pays for the refunds of last week?"
    assert asked(read([thread(message(0, "U1", "ok?"))], NAMES)) is None


def test_a_line_calls_whom_it_speaks_to_by_name_and_keeps_a_doer() -> None:
    (to,) = read([thread(message(0, "U1", "<@U2>: where is the bucket?"))], NAMES)
    assert line(to, NAMES).text == "Jon, where is the bucket?"
    (doer,) = read([thread(message(0, "U1", "<@U2> has the bucket"))], NAMES)
    assert line(doer, NAMES).text == "Jon has the bucket"


def test_the_same_messages_give_the_same_text() -> None:
    assert told(*OUTAGE) == told(*OUTAGE)
