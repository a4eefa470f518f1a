"""Message links."""

import pytest

from digests.errors import BadPermalink
from digests.permalinks import parse, permalink

TS = "1700000000.000100"


def test_a_message_has_a_plain_link() -> None:
    link = permalink("https://acme.slack.com/", "C123", TS)
    assert link == "https://acme.slack.com/archives/C123/p1700000000000100"


def test_a_reply_opens_in_its_thread_and_a_root_does_not() -> None:
    reply = permalink("https://acme.slack.com", "C123", TS, "1690000000.000200")
    assert reply.endswith("/p1700000000000100?thread_ts=1690000000.000200&cid=C123")
    assert "?" not in permalink("https://acme.slack.com", "C123", TS, TS)


def test_without_a_workspace_address_the_link_goes_to_slack_itself() -> None:
    assert permalink("", "C123", TS) == "https://slack.com/archives/C123/p1700000000000100"


@pytest.mark.parametrize(
    ("link", "parsed"),
    [
        ("https://acme.slack.com/archives/C123/p1700000000000100", ("C123", TS, None)),
        (
            "https://acme.enterprise.slack.com/archives/G1/p1700000000000100/?thread_ts="
            "1690000000.000200&cid=G1",
            ("G1", TS, "1690000000.000200"),
        ),
        ("http://127.0.0.1:8123/archives/D1/p1700000000000100", ("D1", TS, None)),
        ("https://localhost:8123/archives/D1/p1700000000000100", ("D1", TS, None)),
        ("<https://acme.slack.com/archives/C123/p1700000000000100|this>", ("C123", TS, None)),
        ("  C123/1700000000.000100 ", ("C123", TS, None)),
    ],
)
def test_links_are_read(link: str, parsed: tuple[str, str, str | None]) -> None:
    assert parse(link) == parsed


@pytest.mark.parametrize(
    "link",
    [
        "",
        "hello",
        "https://acme.slack.com/archives/C123",
        "https://acme.slack.com/archives/C123/p12",
        "https://evil.example/archives/C123/p1700000000000100",
        "https://slack.com.evil.example/archives/C123/p1700000000000100",
        "http://acme.slack.com/archives/C123/p1700000000000100",
        "https://[bad/archives/C123/p1700000000000100",
        "C123/yesterday",
        "c123/1700000000.000100",
    ],
)
def test_what_is_no_message_link_is_one_clear_sentence(link: str) -> None:
    with pytest.raises(BadPermalink, match="is no message link"):
        parse(link)
