from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digests import assemble, rank
from digests.channel_week import look
from digests.choose import WORTH, Matter
from digests.compose.messages import as_text, compose
from digests.correct import without_threads
from digests.digest import DigestItem, DigestLine
from digests.matters.telling import MatterText, Names, extracted
from digests.models import Claim, Message, People
from digests.redact import without
from digests.schedule import parse_week
from tests.support.digest_messages import channel, message, thread
from tests.support.digests import small, source
from tests.support.weeks import Said, matters_of

WEEK = parse_week("2026-W47", "UTC")
NAMES = Names(
    People({f"U{n}": f"Person {n}" for n in range(9)}),
    {"C1": "payments", "C2": "support", "C3": "lunch"},
    "https://acme.slack.com/",
)


def talk(channel_id: str, at: float, words: str, people: int = 4) -> list[Message]:
    """A thread in which several people say something about the same."""
    return [
        message(at + n, f"U{n + 1}", f"{words}, part {n}", root=at, channel_id=channel_id)
        for n in range(people)
    ]


def week(channel_id: str, *messages: Message) -> Said:
    return Said(channel(channel_id, NAMES.channels[channel_id]), messages, WEEK)


def test_threads_about_one_matter_in_two_channels_become_one_item() -> None:
    one = week("C1", *talk("C1", 0, "INC-42 stops all card payments in Lyon"))
    other = week("C2", *talk("C2", 60, "Customers ask about INC-42 since lunch"))
    (matter,) = matters_of([one, other], NAMES)
    item = assemble.item(matter, extracted(matter.conversation, NAMES), NAMES)
    assert set(item.channels) == {"payments", "support"}
    assert len(item.threads) == 2
    assert item.parts["across"] > 0
    assert item.score == pytest.approx(sum(item.parts.values()), abs=0.01)


def test_the_choice_does_not_depend_on_the_order_of_channels() -> None:
    weeks = [
        week("C1", *talk("C1", 0, "Card payments in Lyon fail")),
        week("C2", *talk("C2", 60, "Customers ask for invoices", 3)),
        week("C3", *talk("C3", 90, "The soup was too salty", 5)),
    ]
    assert matters_of(weeks, NAMES) == matters_of(weeks[::-1], NAMES)


def test_a_link_from_another_channel_lifts_a_thread() -> None:
    own = week("C1", *talk("C1", 0, "Card payments in Lyon fail"))
    link = "https://acme.slack.com/archives/C1/p" + own.week.best[0].root.replace(".", "")
    alone = week("C2", message(500, "U5", f"Please read {link} today", channel_id="C2"))
    plain, lifted = matters_of([own], NAMES)[0], matters_of([own, alone], NAMES)[0]
    assert lifted.facts.links_in == 1
    assert lifted.score.parts["linked"] > 0
    assert lifted.score.total > plain.score.total


def test_two_people_exchanging_a_few_words_are_not_worth_everybodys_time() -> None:
    few = week("C1", message(0, "U1", "lunch", root=0), message(1, "U2", "yes", root=0))
    (matter,) = matters_of([few], NAMES)
    assert matter.score.total < WORTH
    assert not matter.worth_knowing


def test_a_nomination_makes_even_a_lone_message_worth_knowing() -> None:
    lone = message(0, "U1", "The Berlin office opens in February", reactions={"newspaper": ["U2"]})
    (matter,) = matters_of([week("C1", lone)], NAMES)
    assert matter.worth_knowing


def test_no_messages_make_no_matters() -> None:
    assert matters_of([], NAMES) == []
    assert matters_of([week("C1")], NAMES) == []


def test_what_an_item_says_is_not_said_again_in_a_list() -> None:
    told, fresh = source("1700000000.000100"), source("1700000009.000100")
    said = assemble.Said([DigestItem("C1/1", "A title", (Claim("x", (told,)),), (), (), (), ())])
    lines = [
        DigestLine("Rate limits stay off until Monday", (told,)),
        DigestLine("Refunds go out on Tuesday", (fresh,)),
        DigestLine("Refunds go out on Tuesday!", (source("1700000010.000100"),)),
    ]
    assert said.fresh(lines) == (lines[1],)
    assert said.fresh(lines) == ()


def test_numbers_add_up_over_channels_and_days() -> None:
    weeks = [
        week("C1", *talk("C1", 0, "Card payments in Lyon fail")).week,
        week("C2", *talk("C2", 60, "Customers ask for invoices", 3)).week,
    ]
    found = assemble.numbers(weeks, WEEK, {f"2026-11-{n:02d}": 1 for n in range(6, 14)})
    assert (found.messages, found.people, found.channels, found.before) == (7, 4, 2, 8)
    assert sum(day.messages for day in found.days) == 7
    assert assemble.numbers(weeks, WEEK, {}).before is None


def test_questions_nobody_answered_are_listed_with_asker_and_day() -> None:
    asked = week("C1", message(0, "U1", "Who owns the page for refunds in Lyon?"))
    (line,) = assemble.unanswered(asked.questions, NAMES, "UTC")
    assert (line.who, line.due, line.channel) == ("Person 1", "since Monday", "payments")


def test_each_person_is_thanked_once() -> None:
    thanks = week(
        "C1",
        message(0, "U1", "Thanks <@U2> for the refunds", reactions={"tada": ["U3"]}),
        message(60, "U3", "Thank you <@U2>, that was quick"),
        message(120, "U3", "Thanks <@U9>"),
    )
    lines = assemble.thanks(thanks.thanks, NAMES)
    assert [one.text for one in lines] == ["Thanks Person 2 for the refunds"]


def test_questions_and_thanks_are_shown_without_code_marks_emoji_and_addresses() -> None:
    asked = week("C1", message(0, "U1", "Who owns the `refunds` page in Lyon? :eyes:"))
    assert [one.text for one in assemble.unanswered(asked.questions, NAMES, "UTC")] == [
        "Who owns the refunds page in Lyon?"
    ]
    said = week("C1", message(0, "U1", "Thanks <@U2> for the soup <https://x.y/z> :tada:"))
    assert [one.text for one in assemble.thanks(said.thanks, NAMES)] == [
        "Thanks Person 2 for the soup [link]"
    ]


def test_routine_and_alerts_are_not_told_as_channel_notes() -> None:
    posts = [message(1440 * n, None, f"Disk at {n} %", bot="B1") for n in range(4)]
    alerts = week("C1", *posts)
    matters = [(m, extracted(m.conversation, NAMES)) for m in matters_of([alerts], NAMES)]
    assert assemble.channel_notes([alerts.week], matters, assemble.Said()) == ()


def test_promises_that_say_by_when_come_first() -> None:
    lines = [
        DigestLine("Wei: refund the orders.", ()),
        DigestLine("Jon: fix the clock by Monday noon.", ()),
        DigestLine("Ana: call Turin.", (), due="Tuesday"),
        DigestLine("Mara: order soup.", ()),
    ]
    assert [line.text[:3] for line in assemble.dated_first(lines)] == ["Jon", "Ana", "Wei", "Mar"]


def test_what_nobody_understands_from_its_title_is_not_noted_either() -> None:
    said = week("C1", *talk("C1", 0, "Yeah and then they did it again"))
    matters = [(m, extracted(m.conversation, NAMES)) for m in matters_of([said], NAMES)]
    assert matters
    assert assemble.channel_notes([said.week], matters, assemble.Said()) == ()


def test_channels_made_in_the_week_are_new() -> None:
    made = channel("C1", "berlin", created=datetime(2026, 11, 18, tzinfo=UTC))
    old = channel("C2", "old", created=datetime(2020, 1, 1, tzinfo=UTC))
    weeks = [look(made, [], WEEK), look(old, [], WEEK), look(channel("C3"), [], WEEK)]
    assert assemble.new_channels(weeks, WEEK) == ("berlin",)
    many = [look(replace(made, name=f"c{n}"), [], WEEK) for n in range(9)]
    assert assemble.new_channels(many, WEEK) == ()


def test_what_people_put_before_the_digest_takes_the_place_of_the_last_items() -> None:
    def pair(n: int, nominations: int = 0) -> tuple[Matter, MatterText]:
        facts = rank.Facts(f"C1/{n}", "C1", nominations=nominations)
        return Matter((), (), facts, rank.score(facts)), MatterText(str(n))

    def titles(*told: tuple[Matter, MatterText]) -> str:
        return "".join(text.title for _, text in assemble.first_few(told))

    plain = [pair(n) for n in range(9)]
    assert titles(*plain) == "01234567"
    assert titles(*plain[:7], pair(7, 1), pair(8), pair(9, 1)) == "01234579"
    assert titles(*plain[:8], *(pair(n, 1) for n in (8, 9)), pair(0, 2), pair(1, 1)) == "01234890"
    assert titles(*plain[:2], pair(2, 1)) == "012"


def test_what_nobody_understands_from_its_title_is_left_to_its_channel_unless_asked_for() -> None:
    def pair(n: int, nominations: int = 0) -> tuple[Matter, MatterText]:
        facts = rank.Facts(f"C1/{n}", "C1", nominations=nominations)
        return Matter((), (), facts, rank.score(facts)), MatterText(str(n), stands=n % 2 == 0)

    told = [pair(0), pair(1), pair(2), pair(3, nominations=1)]
    assert [text.title for _, text in assemble.first_few(told)] == ["0", "2", "3"]


def test_chat_of_a_few_in_a_channel_for_anything_but_work_is_no_item() -> None:
    def told(name: str, score: float) -> list[tuple[Matter, MatterText]]:
        facts = rank.Facts("C1/1", "C1")
        said = thread(message(0, "U1", "Soup"), where=channel("C1", name))
        one = Matter((said,), (), facts, rank.Score("C1/1", "C1", score))
        return assemble.first_few([(one, MatterText("Soup"))])

    assert told("random", assemble.WORTH_OF_CHAT - 1) == []
    assert told("random", assemble.WORTH_OF_CHAT)
    assert told("payments", assemble.WORTH_OF_CHAT - 1)


def test_congratulations_are_a_kindness_and_a_welcome_is_none() -> None:
    def kindnesses(words: str) -> list[str]:
        first = message(0, "U1", words, root=0)
        said = [message(n, f"U{n}", "Well said by all of us here", root=0) for n in range(2, 7)]
        (matter,) = matters_of([week("C1", first, *said)], NAMES)
        told = [(matter, extracted(matter.conversation, NAMES))]
        return [line.text for line in assemble.kindnesses(told, NAMES)]

    won = "Congratulations to Mirela on the Ghent award"
    assert kindnesses(won) == [won]
    assert kindnesses("A warm welcome to Mirela, who starts today") == []


def test_thanks_show_the_sentence_that_says_what_for() -> None:
    said = (
        "<@U2> It works now. Thanks <@U2> for the night shift in Ghent! Can I ask one more thing?"
    )
    (line,) = assemble.thanks(week("C1", message(0, "U1", said)).thanks, NAMES)
    assert line.text == "Thanks Person 2 for the night shift in Ghent!"


def test_a_promise_that_its_thread_shows_as_kept_is_not_told() -> None:
    def told(*later: Message) -> list[str]:
        said = message(0, "U1", "I'll fix the clock of the Lyon hosts by Monday noon", root=0)
        (matter,) = matters_of([week("C1", said, *later)], NAMES)
        texts = [(matter, extracted(matter.conversation, NAMES))]
        return [line.who for line in assemble.promises(texts)]

    assert told() == ["Person 1"]
    assert told(message(60, "U2", "Is it fixed?", root=0)) == ["Person 1"]
    assert told(message(60, "U1", "It's fixed now", root=0)) == []


def test_what_rests_on_a_message_that_is_gone_is_taken_out() -> None:
    digest = small()
    gone = source("1700000001.000100", "C2")
    left = without(digest, lambda one: one != gone)
    assert left.items[0].claims == ()
    assert left.decided == left.promised == left.unanswered == left.thanks == ()
    assert left.channels == ()
    assert gone not in left.sources


def test_an_item_whose_own_message_is_gone_goes_and_may_leave_a_quiet_week() -> None:
    digest = small()
    left = without(digest, lambda one: one != source())
    assert left.items == ()
    assert left.headline == ()
    assert left.decided == digest.decided
    assert not left.quiet
    assert without(digest, lambda one: False).quiet


def test_with_all_items_taken_out_the_headline_and_the_lists_still_stand() -> None:
    left = without_threads(small(), ["C1/1700000000.000100"])
    kept = replace(left, headline=(Claim("A week of routes.", ()),))
    told = compose(kept)[0]

    assert kept.items == ()
    assert kept.decided
    assert "A week of routes." in as_text(told.blocks)
    assert kept.decided[0].text in as_text(told.blocks)


def test_a_channel_that_was_made_private_is_not_named_any_more() -> None:
    left = without(small(), lambda one: True, frozenset({"payments", "berlin-office"}))
    assert left.items[0].channels == ("incidents",)
    assert left.channels == ()
    assert left.new_channels == ()


def test_explaining_names_every_part() -> None:
    matter = matters_of([week("C1", *talk("C1", 0, "Card payments in Lyon fail"))], NAMES)[0]
    line = rank.explain(matter.score.parts)
    assert all(name in line for name in matter.score.parts)
