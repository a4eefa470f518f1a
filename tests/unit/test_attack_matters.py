"""One planted message can't make others' matters vanish into one."""

from digests.models import Thread
from tests.support.digest_messages import message, thread, ts
from tests.support.weeks import same_matter

TOPICS = (
    "Lisbon warehouse flooded: invoices for Correia soaked, freezer unplugged",
    "Android crashes whenever couriers rotate tablets during handover, Nokia worst",
    "Payroll export truncates umlauts, accountants in Graz complain about Excel",
    "Bridge closure Rotterdam detours tandem couriers through tunnels at midnight",
)


def told() -> list[Thread]:
    """Four threads about four matters, in four channels, each with two replies."""
    return [
        thread(
            message(10 * n, "U1", text, channel_id=f"C{n}"),
            message(10 * n + 1, "U2", "Looking into it", root=10 * n, channel_id=f"C{n}"),
            message(10 * n + 2, "U3", "Same here", root=10 * n, channel_id=f"C{n}"),
        )
        for n, text in enumerate(TOPICS)
    ]


def links() -> str:
    roots = [(f"C{n}", ts(10 * n)) for n in range(len(TOPICS))]
    return " ".join(
        f"https://x.slack.com/archives/{channel}/p{root.replace('.', '')}"
        for channel, root in roots
    )


def with_reply(text: str) -> list[Thread]:
    """The same, with one more reply in the first thread."""
    first, *others = told()
    planted = message(5, "U9", text, root=0, channel_id="C0")
    return [thread(*first.messages, planted), *others]


def with_message(text: str) -> list[Thread]:
    """The same, and a message that stands alone in a channel of its own."""
    return [*told(), thread(message(90, "U9", text, channel_id="C9"))]


def test_one_reply_that_links_to_every_thread_merges_none() -> None:
    assert len(same_matter(with_reply(links()))) == len(TOPICS)


def test_one_reply_that_repeats_what_every_thread_says_merges_none() -> None:
    assert len(same_matter(with_reply(" ".join(TOPICS)))) == len(TOPICS)


def test_one_reply_that_links_to_another_thread_doesn_t_swallow_it() -> None:
    assert len(same_matter(with_reply(links().split()[2]))) == len(TOPICS)


def test_one_message_that_links_to_every_thread_merges_none() -> None:
    assert len(same_matter(with_message(links()))) == len(TOPICS) + 1


def test_one_message_that_repeats_what_every_thread_says_merges_none() -> None:
    assert len(same_matter(with_message(" ".join(TOPICS)))) == len(TOPICS) + 1


def test_three_lone_messages_that_name_one_ticket_are_still_one_matter() -> None:
    posts = [thread(message(n, "U1", "INC-42 again", channel_id=f"C{n}")) for n in range(3)]

    assert len(same_matter(posts)) == 1


def test_a_thread_that_several_people_tie_to_another_is_still_one_matter_with_it() -> None:
    first, *others = told()
    link = links().split()[2]
    replies = [message(n, f"U{n}", f"see {link}", root=0, channel_id="C0") for n in (5, 6)]

    assert len(same_matter([thread(*first.messages, *replies), *others])) == len(TOPICS) - 1
