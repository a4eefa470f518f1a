from digests.matters.same_matter import MOST
from digests.models import Thread
from tests.support.digest_messages import message, thread, ts
from tests.support.weeks import same_matter


def post(minutes: float, channel_id: str, text: str) -> Thread:
    return thread(message(minutes, "U1", text, channel_id=channel_id))


def test_a_link_to_a_message_makes_two_threads_one_matter() -> None:
    link = "https://x.slack.com/archives/C1/p" + ts(0).replace(".", "")
    one, other = post(0, "C1", "Checkout fails"), post(5, "C2", f"Support is asked about {link}")
    alone = post(9, "C3", "Lunch")
    assert same_matter([one, alone, other]) == [(one, other), (alone,)]


def test_the_same_outside_address_or_ticket_makes_one_matter_across_channels() -> None:
    one = post(0, "C1", "<https://git.example/app/pull/42|fix>")
    other = post(5, "C2", "Who reviews https://git.example/app/pull/42?")
    assert len(same_matter([one, other])) == 1
    assert len(same_matter([post(0, "C1", "INC-42 is open"), post(1, "C2", "INC-42?")])) == 1


def test_within_a_channel_people_keep_matters_apart_themselves() -> None:
    assert len(same_matter([post(0, "C1", "INC-42 is open"), post(1, "C1", "INC-42?")])) == 2


def test_several_rare_words_in_common_make_one_matter_and_few_do_not() -> None:
    one = post(0, "C1", "Lisbon warehouse flooded: invoices for Correia soaked, freezer off")
    other = post(1, "C2", "Correia wants invoices after the Lisbon warehouse flooded a freezer")
    weak = post(2, "C3", "A warehouse in Porto")
    assert same_matter([one, other, weak]) == [(one, other), (weak,)]


ENGLISH = "Ciclorio's review was on Tuesday and they stay with us for the whole of next year"
SPANISH = "Ciclorio pregunta si la carta la puede firmar también el jefe, y no es para hoy"


def test_one_matter_told_in_two_languages_is_one_if_one_person_wrote_in_both() -> None:
    def both(second: str, author: str) -> int:
        one = thread(message(0, "U1", ENGLISH), message(1, author, "it was a good letter", root=0))
        other = thread(message(60, "U2", second, channel_id="C2"))
        return len(same_matter([one, other]))

    assert both(SPANISH, "U2") == 1
    assert both(SPANISH, "U3") == 2
    assert both(SPANISH.replace("Ciclorio", "Alguien"), "U2") == 2
    assert both("Ciclorio asks if the boss can sign the letter, and it is not for today", "U2") == 2


def test_two_rare_names_or_numbers_with_which_both_begin_make_one_of_two_languages() -> None:
    def both(second: str) -> int:
        one = post(0, "C1", f"{ENGLISH} for 7,400 euro")
        return len(same_matter([one, thread(message(1, "U2", second, channel_id="C2"))]))

    assert both(f"{SPANISH} por 7,400 euros") == 1
    assert both(f"{SPANISH} por 9,100 euros") == 2


def test_an_id_that_everybody_names_tells_nothing() -> None:
    threads = [post(n, f"C{n}", "#100 again") for n in range(8)]
    assert len(same_matter(threads)) == 8


def test_a_matter_stays_of_readable_size() -> None:
    hub = "https://x.slack.com/archives/C0/p" + ts(0).replace(".", "")
    threads = [post(0, "C0", "Hub"), *[post(n, f"C{n}", f"see {hub}") for n in range(1, 20)]]
    assert max(len(matter) for matter in same_matter(threads)) == MOST


def test_no_threads_make_no_matters() -> None:
    assert same_matter([]) == []
