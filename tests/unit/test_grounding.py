"""A claim passes only with what the messages it cites say; each case is one claim."""

from __future__ import annotations

import sys

import pytest

from digests.models import File, Message, Section
from tests.support.claims import NOON, check, passes, say


def test_quoted_phrases_are_the_messages_own() -> None:
    message = "I'd say “ship it now, please” — and `make  release` works"

    assert passes('Mara said "ship it now".', message)
    assert passes("Mara said «ship it … please».", message)
    assert passes("The command is `make release`.", message)
    assert not passes('Mara said "never ship".', message)
    assert not passes("The command is `make deploy`.", message)


def test_apostrophes_are_no_quotes() -> None:
    assert passes("The limiter's clock isn't right, it's Jon's.", say("clock is off", "U2"))


def test_links_are_those_of_the_cited_messages_and_stand_bare() -> None:
    message = "see <https://Docs.example/a?x=1&amp;y=2|the doc> and evil.example"

    assert check("It is at https://docs.example/a?x=1&y=2.", message).reasons == ()
    claim = check("It is in [the doc](https://docs.example/a?x=1&y=2).", message).claim
    assert claim is not None
    assert claim.text == "It is in the doc (https://docs.example/a?x=1&y=2)."
    assert not passes("It is at https://docs.example/a?x=1&y=2&secret=1.", message)
    assert not passes("It is at https://docs.example/b.", message)
    assert not passes("It is at [the doc](https://other.example).", message)
    assert passes("It is on evil.example.", message)
    assert not passes("It is on worse.example.", message)
    assert not passes("Write to a@evil.example.", message)


def test_channels_are_named_by_or_those_of_the_cited_messages() -> None:
    assert passes("It was in #payments.", "hello")
    assert passes("It moved to #ops.", "let's move to <#C2>")
    assert not passes("It moved to #secret.", "let's move to <#C2>")
    assert passes("PR #12 is open.", "PR 12 is open")


@pytest.mark.parametrize("ping", ["<!here>", "@channel", "&lt;!everyone&gt;", "<!here|here>"])
def test_nobody_is_called_unless_a_message_did(ping: str) -> None:
    assert not passes(f"{ping} who has the password?", "who has the password?")
    grounded = check("@here was called.", "<!here> look")
    assert grounded.claim is not None
    assert "<" not in grounded.claim.text


def test_unknown_ids_are_dropped_and_without_a_source_there_is_no_claim() -> None:
    kept = check("It broke", "It broke", ids="m9 m1 m1 s4").claim

    assert kept is not None
    assert [source.ts for source in kept.sources] == [f"{NOON}.000000"]
    assert kept.sources[0].permalink.startswith("https://x.slack.com/archives/C1/p")
    assert check("It broke", "It broke", ids="m9").claim is None
    assert check("", "It broke").claim is None
    assert check("<@U9>", "It broke", ids="m2").claim is None


def test_the_messages_that_are_not_cited_support_nothing() -> None:
    assert check("212 orders failed", "it broke", "212 orders", ids="m2").claim is not None
    assert check("212 orders failed", "it broke", "212 orders", ids="m1").claim is None


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("Jon decided to roll back.", say("I've decided: we roll back", "U2")),
        ("Jon Park decided to roll back.", say("we roll back", "U2")),
        ("Mara and Jon agreed.", say("Jon and I agree", "U1")),
        ("Jon decided to roll back.", say("Jon decided to roll back", "U1")),
        ("Jon decided to roll back.", say("<@U2> decided to roll back", "U1")),
        ("Should it fail open? Asked by Priya.", say("should it fail open?", "U3")),
        ("Rate limits stay off. Mara.", say("limits stay off", "U1")),
        ("Zoe reported it.", say("it is broken", "U7")),
        ("Will decided it.", say("decided", "U4")),
        ("The limiter will fail open.", say("it fails open", "U2")),
        ("Will the limiter fail open?", say("does it fail open?", "U2")),
        ("Mark it as done.", say("done", "U2")),
        ("Mark confirmed it.", say("yes", "U6")),
        ("田中さんが承認した。", say("承認します", "U5")),
        ("Nobody answered.", say("anybody?", "U2")),
        ("It was announced by Monday.", say("announce it by Monday", "U2")),
        ("Jon's clock is wrong.", say("my clock is wrong", "U2")),
    ],
)
def test_people_may_be_named_where_the_messages_show_them(claim: str, message: Message) -> None:
    assert check(claim, message).reasons == ()


@pytest.mark.parametrize(
    ("claim", "messages"),
    [
        ("Jon decided to roll back.", [say("we roll back", "U1")]),
        ("Priya asked for it.", [say("can we have it?", "U2")]),
        ("Jon decided it.", [say("<@U2>, can you decide?", "U1")]),
        ("Should it fail open? Asked by Priya.", [say("should it fail open?", "U2")]),
        ("Agreed by Jon and Priya.", [say("agreed", "U2")]),
        ("Rate limits stay off. Jon.", [say("limits stay off", "U1")]),
        ("Jon Smith decided to roll back.", [say("we roll back", "U2")]),
        ("Zaphod Quill approved it.", [say("approved", "U2")]),
        ("Everything was signed by Arthur Dent.", [say("signed", "U2")]),
        ("Priya was there.", [say("I was there", "U2")]),
        ("田中太郎が承認した。", [say("承認します", "U2")]),
        (
            "Jon decided that rate limits stay switched off until load tests pass.",
            [
                say("Decision: rate limits stay switched off until load tests pass", "U1"),
                say("ok", "U2"),
            ],
        ),
    ],
)
def test_a_wrong_name_fails(claim: str, messages: list[Message]) -> None:
    grounded = check(claim, *messages)

    assert grounded.claim is None
    assert all(reason and not reason.endswith(".") for reason in grounded.reasons)


def test_who_acted_is_not_who_merely_answered() -> None:
    said = [say("I rolled back the broken checkout release", "U2"), say("ok, nice", "U1")]

    assert passes("Jon rolled back the broken checkout release.", *said)
    assert not passes("Mara rolled back the broken checkout release.", *said)
    assert passes("Jon rolled it back.", say("<@U2> thanks for rolling back your release", "U1"))


def test_who_agreed_need_not_have_said_it_first() -> None:
    said = [say("Decision: rate limits stay off until load tests pass", "U1"), say("ok", "U2")]

    assert passes("Rate limits stay off until load tests pass. Mara, agreed by Jon.", *said)
    assert not passes("Rate limits stay off until load tests pass. Jon, agreed by Priya.", *said)


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("Jon: fix the clock.", say("I'll fix the clock", "U2")),
        ("Jon: fix the clock.", say("fixing the clock", "U2")),
        ("Jon: fix the clock.", say("<@U2> can you fix the clock?", "U1")),
        ("Jon: fix the clock.", say("Jon will fix the clock", "U1")),
        ("Jon and Priya: fix the clock.", say("I'll fix the clock with Priya", "U2")),
        ("No owner: fix the clock.", say("someone should fix the clock", "U1")),
        ("Nobody: fix the clock.", say("someone should fix the clock", "U1")),
        ("Support: answer the customers.", say("support has to answer the customers", "U1")),
    ],
)
def test_a_task_has_the_owner_the_messages_give_it(claim: str, message: Message) -> None:
    assert check(claim, message, section=Section.TO_DO).reasons == ()


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("Mara: fix the clock.", say("<@U2> please fix the clock", "U1")),
        ("Jon: fix the clock.", say("I'll fix the clock, <@U2> fyi", "U1")),
        ("Priya: fix the clock.", say("I'll fix the clock", "U2")),
        ("Arthur: fix the clock.", say("I'll fix the clock", "U2")),
        ("Jon and Priya: fix the clock.", say("I'll fix the clock", "U2")),
    ],
)
def test_a_task_given_to_the_wrong_person_fails(claim: str, message: Message) -> None:
    assert not passes(claim, message, section=Section.TO_DO)


def test_an_author_without_a_user_can_be_named_and_files_are_read_by_name() -> None:
    bot = say("deploy failed", "", author="Deploy Bot", files=(File("F1", "report-7.pdf"),))

    assert passes("Deploy Bot reported a failure in report-7.pdf.", bot)


def test_a_message_copied_word_for_word_passes_even_with_its_author_in_front() -> None:
    text = 'Jon: "213" at 25:61 on 31 February, see https://a.example <!here> & <@U3>'

    assert passes(text, say(text.replace("&", "&amp;"), "U1"))
    assert passes("Mara Weiss: we lost 9 orders", say("Sadly we lost 9 orders", "U1"))
    assert not passes("Priya Rao: we lost 9 orders", say("we lost 9 orders", "U1"))


OUTAGE = (
    say("Payments are down since 9:12, looks like the new rate limiter", "U3"),
    say("Rolled back, payments work again since 9:53. Checkout was out 41 minutes.", "U2"),
    say("Let's keep rate limits off until the load tests pass", "U1"),
    say("+1 from me", "U2"),
    say("I'll fix the token bucket's clock by Monday noon", "U2"),
    say("Should the limiter fail open or closed?", "U3"),
    say("Budget for the audit: 12k, the board said yes on Friday", "U1"),
)


@pytest.mark.parametrize(
    ("claim", "ids", "section"),
    [
        (
            "The checkout outage came from the new rate limiter; it is rolled back and payments "
            "work again. They failed for 41 minutes, 9:12 to 9:53.",
            "m1 m2",
            Section.OVERVIEW,
        ),
        (
            "Rate limits stay off until load tests pass. Mara, agreed by Jon.",
            "m3 m4",
            Section.DECIDED,
        ),
        ("Jon: fix the token bucket's clock, by Monday noon.", "m5", Section.TO_DO),
        ("No owner: write the post-mortem. No date given.", "m1", Section.TO_DO),
        ("Should the limiter fail open? Asked by Priya, no answer yet.", "m6", Section.OPEN),
        ("Outage reported by Priya; rollback confirmed by Jon.", "m1 m2", Section.OVERVIEW),
        ("Budget approved on Friday: 12,000 for the audit.", "m7", Section.OVERVIEW),
        ("Three people spoke about it this week.", "m1 m2 m3", Section.OVERVIEW),
        ("On 18 November at 12:00 Mara named Friday.", "m7", Section.OVERVIEW),
        ("Both Mara and Jon wrote about rate limits.", "m3 m4", Section.OVERVIEW),
        ("Everyone agreed.", "m4", Section.OVERVIEW),
    ],
)
def test_what_a_good_colleague_would_write_passes(claim: str, ids: str, section: Section) -> None:
    assert check(claim, *OUTAGE, ids=ids, section=section).reasons == ()


@pytest.mark.parametrize(
    ("claim", "ids", "section"),
    [
        ("Payments failed for 42 minutes, 9:12 to 9:53.", "m1 m2", Section.OVERVIEW),
        (
            "Rate limits stay off until load tests pass. Priya, agreed by Jon.",
            "m3 m4",
            Section.DECIDED,
        ),
        ("Mara: fix the token bucket's clock, by Monday noon.", "m5", Section.TO_DO),
        ("Jon: fix the token bucket's clock, by Tuesday noon.", "m5", Section.TO_DO),
        ("Should the limiter fail open? Asked by Jon, no answer yet.", "m6", Section.OPEN),
        ("Budget approved on Monday: 12,000 for the audit.", "m7", Section.OVERVIEW),
        ("Arthur approved the budget.", "m7", Section.OVERVIEW),
        ("Four people spoke about it.", "m1 m2 m3", Section.OVERVIEW),
        ("On 17 November Mara named Friday.", "m7", Section.OVERVIEW),
    ],
)
def test_what_a_careless_one_would_write_fails(claim: str, ids: str, section: Section) -> None:
    assert check(claim, *OUTAGE, ids=ids, section=section).claim is None


def test_every_reason_is_given_at_once() -> None:
    reasons = check("Priya paid $99 at 8pm on Friday.", say("hello", "U1")).reasons

    assert len(reasons) >= 4


PIECES = ("1 ", "12:30 ", "may 5 ", "三", "Jon ", "'a", "a1-", "#x ", "Jon and ", "A B, ")


@pytest.mark.untraced
@pytest.mark.parametrize("piece", PIECES)
def test_four_times_as_long_a_message_is_four_times_the_work(piece: str) -> None:
    """Up to the 40,000 characters that Slack allows, whatever they are."""
    work(piece * 10)
    longest = work(piece * (40_000 // len(piece)))

    assert longest < 6 * work(piece * (10_000 // len(piece)))


def work(text: str) -> int:
    """How many functions are called to check two claims, one of them against that text."""
    called = 0

    def count(*_: object) -> None:
        nonlocal called
        called += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        check("Jon decided on 7 May.", text)
        check(text[:4_000], text[:100])
    finally:
        sys.setprofile(before)
    return called
