from digests.matters.conversations import LONGEST, conversations, linked, threads
from tests.support.digest_messages import channel, message, ts


def sizes(*messages: object) -> list[int]:
    return [len(talk) for talk in conversations(messages)]  # type: ignore[arg-type]


def test_talk_without_a_long_pause_is_one_conversation() -> None:
    assert sizes(message(0, "U1", "a"), message(2, "U2", "b"), message(5, "U3", "c")) == [3]


def test_somebody_new_after_a_pause_starts_a_new_conversation() -> None:
    assert sizes(message(0, "U1", "a"), message(10, "U2", "b")) == [1, 1]


def test_somebody_who_took_part_goes_on_after_a_pause() -> None:
    assert sizes(message(0, "U1", "a"), message(2, "U2", "b"), message(30, "U1", "c")) == [3]
    assert sizes(message(0, "U1", "a"), message(50, "U1", "c")) == [1, 1]


def test_somebody_addressed_by_name_goes_on_after_a_pause() -> None:
    asked = message(0, "U1", "<@U2> is it up?")
    assert sizes(asked, message(20, "U2", "yes")) == [2]
    assert sizes(message(0, "U1", "is it up?"), message(20, "U2", "<@U1> yes")) == [2]


def test_a_link_takes_a_conversation_up_while_the_channel_goes_on_talking() -> None:
    link = "<https://x.slack.com/archives/C1/p" + ts(0).replace(".", "") + ">"
    asked, other = message(0, "U1", "a"), message(30, "U2", "b")
    assert sizes(asked, other, message(70, "U3", f"about {link}")) == [2, 1]
    assert sizes(asked, message(70, "U3", f"about {link}")) == [1, 1]
    assert linked(f"see {link}") == [("C1", ts(0))]
    assert linked("no link") == []


def test_two_conversations_at_once_are_kept_apart_by_their_people() -> None:
    found = conversations(
        [
            message(0, "U1", "one"),
            message(1, "U2", "one too"),
            message(20, "U3", "two"),
            message(21, "U4", "two too"),
            message(22, "U1", "one again"),
        ]
    )
    assert [[m.user_id for m in talk] for talk in found] == [["U1", "U2", "U1"], ["U3", "U4"]]


def test_what_is_said_after_a_long_silence_changes_no_conversation_before_it() -> None:
    early = [message(0, "U1", "one"), message(20, "U2", "two"), message(22, "U1", "<@U2> three")]
    late = [message(90, "U2", "four"), message(91, "U1", "five")]
    assert conversations([*early, *late]) == conversations(early) + conversations(late)


def test_an_app_post_stands_alone() -> None:
    assert sizes(message(0, "U1", "a"), message(1, None, "alert", bot="B1")) == [1, 1]


def test_a_channel_that_never_pauses_is_cut() -> None:
    assert max(sizes(*[message(n, "U1", "a") for n in range(400)])) == LONGEST


def test_replies_are_with_their_root_and_every_message_is_in_one_thread() -> None:
    found = threads(
        channel(),
        [
            message(9, "U2", "reply", root=0),
            message(0, "U1", "root", root=0),
            message(3, "U3", "loose"),
            message(4, "U4", "loose too"),
        ],
    )
    assert [[m.text for m in t.messages] for t in found] == [
        ["root", "reply"],
        ["loose", "loose too"],
    ]
    assert [t.ts for t in found] == [ts(0), ts(3)]
    assert [t.total for t in found] == [2, 2]


def test_a_reply_without_its_root_keeps_its_thread() -> None:
    (found,) = threads(channel(), [message(9, "U2", "reply", root=0)])
    assert found.ts == ts(0)
    assert found.root is None
