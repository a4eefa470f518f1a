"""Digests for tests: hostile ones from hypothesis, and a small one to read."""

from datetime import date, timedelta

from hypothesis import strategies as st

from digests.coverage import Coverage, LeftOut
from digests.digest import (
    ChannelNotes,
    Day,
    Digest,
    DigestItem,
    DigestLine,
    Numbers,
    Prompt,
    ThreadRef,
)
from digests.models import Claim, Engine, Source
from digests.schedule import parse_week

WEEK = parse_week("2026-W47", "Europe/Berlin")

ATTACKS = (
    "<!channel> read this",
    "<!here|x> <@U123ABC> <#C123|general> <!subteam^S1|@all>",
    "&lt;!everyone&gt; &amp;lt;!here&amp;gt;",
    "@channel @here @everyone",
    "click <https://evil.example/x?q=secret|here> or https://evil.example/y now",
    "[good](https://evil.example) ![i](https://evil.example/p.png)",
    "evil.example/secret www.evil.example mailto:a@evil.example ftp://evil.example",
    "*bold* _it_ ~no~ `code` ```fence``` > quote",
    "\u202egnihtemos\u202c \u200b<\u200b!here>",
    "&<>&<>" * 60,
    "w" * 500,
    "会議 " * 120,
    "word " * 120,
    "a\nb\r\n# c\n- d",
    "",
    " ",
)

TEXT = st.sampled_from(ATTACKS) | st.text(max_size=60)
TS = st.integers(1_700_000_000, 1_800_000_000).map(lambda n: f"{n}.000100")
LINKS = st.sampled_from(
    [
        "",
        "https://acme.slack.com/archives/C1/p1700000000000100",
        "https://acme.slack.com/archives/C1/p1700000000000100?thread_ts=1.2&cid=C1",
        "http://127.0.0.1:8080/archives/C1/p1700000000000100",
        "javascript:alert(1)",
        "https://acme.slack.com/|<!here>",
        "https://acme.slack.com/" + "x" * 900,
    ]
)
SOURCES = st.builds(Source, st.sampled_from(["C1", "C2"]), TS, LINKS)
SOME_SOURCES = st.lists(SOURCES, max_size=6).map(tuple)
NAMES = st.lists(TEXT, max_size=6).map(tuple)
CLAIMS = st.lists(st.builds(Claim, TEXT, SOME_SOURCES), max_size=3).map(tuple)
LINES = st.lists(
    st.builds(DigestLine, TEXT, SOME_SOURCES, who=TEXT, due=TEXT, channel=TEXT), max_size=6
).map(tuple)
ITEMS = st.lists(
    st.builds(
        DigestItem,
        item_id=st.just("C1/1.1"),
        title=TEXT,
        claims=CLAIMS,
        sources=SOME_SOURCES,
        people=NAMES,
        channels=NAMES,
        threads=st.just((ThreadRef("C1", "1.1"),)),
    ),
    max_size=9,
).map(tuple)
NOTES = st.lists(
    st.builds(
        ChannelNotes,
        channel=TEXT,
        channel_id=st.just("C1"),
        messages=st.integers(0, 10**7),
        people=st.integers(0, 10**6),
        lines=LINES,
    ),
    max_size=4,
).map(tuple)
NUMBERS = st.builds(
    lambda counts, before: Numbers(
        sum(counts),
        before,
        3,
        4,
        tuple(
            Day(date(2026, 11, 13) + timedelta(n), count, before) for n, count in enumerate(counts)
        ),
    ),
    st.lists(st.integers(0, 10**6), max_size=25),
    st.none() | st.integers(0, 10**6),
)
COVERAGE = st.builds(
    Coverage,
    st.integers(0, 10**7),
    st.integers(0, 10**7),
    st.integers(0, 10**4),
    st.lists(st.builds(LeftOut, TEXT, TEXT), max_size=20).map(tuple),
)
HOSTILE = st.builds(
    Digest,
    team_id=st.just("T1"),
    window=st.just(WEEK),
    headline=CLAIMS,
    items=ITEMS,
    decided=LINES,
    promised=LINES,
    still_open=LINES,
    unanswered=LINES,
    thanks=LINES,
    new_channels=NAMES,
    new_people=NAMES,
    numbers=NUMBERS,
    channels=NOTES,
    coverage=COVERAGE,
    engine=st.sampled_from(list(Engine)),
    model=TEXT,
    cost=st.none() | st.floats(0, 1e6),
    late=st.booleans(),
    notes=NAMES,
    about=TEXT,
    for_you=LINES,
    prompts=st.lists(st.builds(Prompt, TEXT, TEXT, SOME_SOURCES), max_size=4).map(tuple),
    canvas=LINKS,
)


def source(ts: str = "1700000000.000100", channel_id: str = "C1") -> Source:
    link = f"https://acme.slack.com/archives/{channel_id}/p{ts.replace('.', '')}"
    return Source(channel_id, ts, link)


def small() -> Digest:
    """A digest of one item and one line of every kind."""
    checkout, rest = source(), source("1700000001.000100", "C2")
    return Digest(
        "T1",
        WEEK,
        headline=(Claim("Checkout had an outage and is stable again.", (checkout,)),),
        items=(
            DigestItem(
                "C1/1700000000.000100",
                "Checkout outage, 41 minutes",
                (Claim("Caused by the new rate limiter, rolled back.", (checkout, rest)),),
                (checkout,),
                ("Mara", "Jon", "Wei"),
                ("payments", "incidents"),
                (ThreadRef("C1", checkout.ts, checkout.permalink, 38),),
                12.5,
                {"people": 4.0, "replies": 8.5},
            ),
        ),
        decided=(DigestLine("Rate limits stay off.", (rest,), "Mara", channel="payments"),),
        promised=(DigestLine("I'll fix the bucket.", (rest,), "Jon", "by Monday", "payments"),),
        unanswered=(DigestLine("Should it fail open?", (rest,), "Priya", "since Tuesday"),),
        thanks=(DigestLine("Thanks to Wei for the refunds", (rest,), "Ana"),),
        new_channels=("berlin-office",),
        new_people=("Nour",),
        numbers=Numbers(
            1204,
            1320,
            80,
            38,
            tuple(Day(date(2026, 11, 13) + timedelta(n), 100 * n, 110) for n in range(8)),
        ),
        channels=(
            ChannelNotes("payments", "C1", 120, 9, (DigestLine("Refund page is slow", (rest,)),)),
        ),
        coverage=Coverage(1204, 1204, 38, (LeftOut("#legal-ext", "shared outside"),)),
        engine=Engine.CLAUDE,
        model="claude-sonnet-5-5",
        cost=0.31,
    )
