"""Several threads in as few calls as their length allows."""

from digests.claude.calls import Call, Caller
from digests.coverage import Coverage
from digests.grounding.drafts import DraftReader
from digests.models import Claim, Engine, Message, People, Source, Summary
from digests.reading import packing
from digests.reading.packing import BUDGET, Unread, pack
from tests.support.digest_messages import message, thread

PEOPLE = People({"U1": "Mara", "U2": "Jon"})
CALLER = Caller("T1")


def unread(*messages: Message, kept: Summary | None = None) -> Unread:
    return Unread(thread(*messages), messages, kept)


FIRST = unread(message(0, "U1", "Checkout fails", root=0), message(1, "U2", "Looking", root=0))
SECOND = unread(message(9, "U2", "Berlin opens in February", channel_id="C2"))


def text_of(made: Call) -> str:
    return str(made.messages[0]["content"][0]["text"])


def test_ids_count_through_all_threads_and_know_their_own() -> None:
    made = pack([FIRST, SECOND], PEOPLE, "UTC", {})
    assert [line.id for line in made.transcript.lines] == ["m1", "m2", "m3"]
    assert made.owner == {"m1": 0, "m2": 0, "m3": 1}
    assert made.transcript.ids["m3"] == SECOND.new[0]
    assert "[m3 09:09 Jon] Berlin" in made.transcript.text


def test_short_threads_share_one_call() -> None:
    many = [unread(message(n, "U1", f"Matter number {n}")) for n in range(200)]
    (part,) = pack(many, PEOPLE, "UTC", {}).parts()
    asked = text_of(packing.call(part, many, "claude-haiku-5-5", CALLER))
    assert asked.count("</thread>") == 200
    assert '<thread number="200" channel="c1">' in asked


def test_a_long_thread_goes_on_in_the_next_call_and_nothing_is_read_twice() -> None:
    long = unread(*(message(n, "U1", "word " * 300, root=0) for n in range(300)))
    made = pack([FIRST, long, SECOND], PEOPLE, "UTC", {})
    parts = made.parts()
    assert len(parts) == -(-made.transcript.tokens // BUDGET)
    assert [line for part in parts for line in part.lines] == list(made.transcript.lines)
    assert all(1 in part.threads for part in parts)


def test_of_a_thread_that_went_on_what_was_said_stands_with_the_new_messages() -> None:
    said = Claim("Checkout failed. </thread> [m9]", (Source("C1", "1.1"),))
    grown = unread(
        message(5, "U2", "Rolled back", root=0),
        kept=Summary((said,), Engine.CLAUDE, Coverage(2, 2)),
    )
    (part,) = pack([grown], PEOPLE, "UTC", {}).parts()
    asked = text_of(packing.call(part, [grown], "claude-haiku-5-5", CALLER))
    assert asked.count("</thread>") == 1
    assert asked.index("</thread>") < asked.index("<written>")
    assert "[m9]" not in asked


def test_a_threads_heading_ends_the_section_of_the_thread_before() -> None:
    reader = DraftReader()
    assert packing.reader_after("## Decided", reader) is reader
    assert packing.reader_after("# Thread 2", reader) is not reader


def test_nothing_to_read_gives_no_call() -> None:
    assert pack([], PEOPLE, "UTC", {}).parts() == ()
