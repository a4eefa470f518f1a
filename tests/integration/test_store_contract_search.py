"""What both homes of the store promise about search: the same hits in the same order."""

from __future__ import annotations

import pytest

from digests.audience import Audience, everyone
from digests.models import Channel, ChannelKind, Message, Reaction
from digests.store import Query, Store

pytest_plugins = ("tests.support.store_homes",)

ALL = everyone("T1")
TEXTS = [
    "We are deploying the payments service tonight",
    "Deployed! The rate limiter caused failures, see https://status.example/incident-42",
    "Limiter: rate limits stay off until load tests pass",
    "The café in Zürich opens; naïve résumé",
    "決済サービスの障害は解消しました",
    "배포가 실패했습니다",
    "支付服务今天发布",
    "损失不大",
    "snake_case and kebab-case and C++ & R&amp;D",
    "Привет, ёлка",
    "हिन्दी में संदेश",
]


FOUND = [
    ("deploy", [0, 1]),
    ("DEPLOYS payments", [0]),
    ("failure", [1]),
    ("limits", [1, 2]),
    ('"rate limiter"', [1, 2]),
    ('"the rate limiter caused"', [1]),
    ('"limiter rate"', [2]),
    ("cafe", [3]),
    ("zurich Resume", [3]),
    ("naive", [3]),
    ("障害", [4]),
    ("サービス", [4]),
    ("決済サービス", [4]),
    ("済決", []),
    ("실패", [5]),
    ("发布", [6]),
    ("失", [7]),
    ("损", [7]),
    ("snake_case", [8]),
    ("kebab-case", [8]),
    ("case-kebab", []),
    ("R&D", [8]),
    ("елка", [9]),
    ("हिन्दी", [10]),
    ("incident-42", [1]),
    ("the payments", [0]),
    ("payments banana", [0]),
    ("banana", []),
    ("", []),
    ("   ", []),
]
HOSTILE = [
    '"', '""', "deploy AND", "NOT deploy", "col:deploy", "deploy*", "-deploy", "(deploy",
    "deploy)", "deploy' OR 1=1 --", "deploy & | ! <->", "deploy:*", "\\deploy", "'deploy'",
    "deploy\0", "%deploy_", "^deploy", '"deploy', "NEAR(deploy)", "{deploy}", "deploy:A",
    ":deploy", "$deploy", "deploy;drop table messages", "@deploy",
]  # fmt: skip


@pytest.fixture
async def corpus(store: Store) -> Store:
    channels = [
        Channel("T1", "C1", "general"),
        Channel("T1", "C2", "random"),
        Channel("T1", "G1", "board", ChannelKind.PRIVATE),
    ]
    await store.channels.put(channels)
    await store.messages.put(
        Message("T1", "C1", f"{1_700_000_000 + n}.000100", text, user_id=f"U{n % 2}")
        for n, text in enumerate(TEXTS)
    )
    return store


async def found(store: Store, text: str) -> list[int]:
    """Which of TEXTS were found, in the order of the texts."""
    hits = await store.messages.search(ALL, Query(text))
    return sorted(TEXTS.index(hit.message.text) for hit in hits)


async def test_words_stems_accents_scripts_and_phrases(corpus: Store) -> None:
    assert [(query, await found(corpus, query)) for query, _ in FOUND] == FOUND


async def test_hostile_syntax_is_just_words(corpus: Store) -> None:
    expected = [(query, [0, 1] if "deploy" in query else []) for query in HOSTILE]
    assert [(query, await found(corpus, query)) for query in HOSTILE] == expected


async def test_the_filters_narrow(corpus: Store) -> None:
    search = corpus.messages.search
    await corpus.messages.put([Message("T1", "C2", "1700000100.000100", "deploy", user_id="U5")])
    assert len(await search(ALL, Query("deploy"))) == 3
    assert [h.channel.name for h in await search(ALL, Query("deploy", channel_id="C2"))] == [
        "random"
    ]
    assert len(await search(ALL, Query("deploy", user_id="U0"))) == 1
    assert len(await search(ALL, Query("deploy", after="1700000001.000100"))) == 2
    assert len(await search(ALL, Query("deploy", before="1700000001.000100"))) == 1
    assert len(await search(ALL, Query("deploy", limit=1))) == 1
    assert len(await search(ALL, Query("deploy", limit=-5))) == 1
    assert await search(ALL, Query("deploy", user_id="U\0'; --")) == []
    assert len(await search(ALL, Query("deploy " * 20_000))) == 3
    assert await search(ALL, Query('"' + "deploy " * 100 + '"')) == []


async def test_only_what_the_audience_may_read_is_found(corpus: Store) -> None:
    await corpus.messages.put([Message("T1", "G1", "1700000100.000100", "canary deploy")])
    assert await corpus.messages.search(ALL, Query("canary")) == []
    insiders = Audience("T1", False, frozenset({"G1"}))
    assert len(await corpus.messages.search(insiders, Query("deploy"))) == 1
    await corpus.channels.opt_out("T1", "C1", True)
    assert await corpus.messages.search(ALL, Query("payments")) == []
    await corpus.channels.opt_out("T1", "C1", False)
    assert len(await corpus.messages.search(ALL, Query("payments"))) == 1


async def test_an_edit_moves_the_index_along(corpus: Store) -> None:
    edited = Message("T1", "C1", "1700000000.000100", "cancelled", edited_ts="1700000500.000000")
    await corpus.messages.put([edited])
    assert await corpus.messages.search(ALL, Query("payments")) == []
    assert [h.message.text for h in await corpus.messages.search(ALL, Query("cancel"))] == [
        "cancelled"
    ]


async def test_better_answers_come_first(corpus: Store) -> None:
    liked = (Reaction("tada", ("U1", "U2", "U3"), 5),)
    await corpus.messages.put(
        [
            Message("T1", "C1", "1700001000.000100", "lunch budget"),
            Message("T1", "C1", "1700001001.000100", "budget " + "filler " * 60),
            Message("T1", "C1", "1700000999.000100", "lunch budget", reactions=liked),
        ]
    )
    hits = await corpus.messages.search(ALL, Query("budget"))
    assert [h.message.ts[:10] for h in hits] == ["1700000999", "1700001000", "1700001001"]
    assert all(0 <= hit.rank <= 1 for hit in hits)
    assert [h.rank for h in hits] == sorted((h.rank for h in hits), reverse=True)


async def test_a_snippet_shows_the_place_that_matched(corpus: Store) -> None:
    text = "intro " * 100 + "the deadline is Friday " + "outro " * 100
    await corpus.messages.put([Message("T1", "C1", "1700001000.000100", text)])
    (hit,) = await corpus.messages.search(ALL, Query("deadlines"))
    assert "deadline is Friday" in hit.snippet
    assert len(hit.snippet) <= 162
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")


async def test_the_longest_message_is_found_by_its_last_word(corpus: Store) -> None:
    text = "word " * 7_990 + "needle"
    await corpus.messages.put([Message("T1", "C1", "1700001000.000100", text)])
    assert len(await corpus.messages.search(ALL, Query("needle"))) == 1
    wide = "語彙" * 20_000
    assert await corpus.messages.put([Message("T1", "C1", "1700001001.000100", wide)]) == 1


AGES = ("1337000000.000100", "1690000000.000100", "1700000000.000100", "1790000000.000100")


@pytest.mark.parametrize(
    ("after", "before", "found"),
    [
        (None, None, [3, 2, 1, 0]),
        (AGES[1], None, [3, 2, 1]),
        (AGES[1], AGES[2], [1]),
        (None, AGES[1], [0]),
        ("1800000000.000000", None, []),
    ],
)
async def test_matches_are_found_in_every_month(
    store: Store, after: str | None, before: str | None, found: list[int]
) -> None:
    """Before the first of them, in the months between and after the last."""
    await store.channels.put([Channel("T1", "C1", "general")])
    await store.messages.put([Message("T1", "C1", ts, f"deploy {ts[:4]}") for ts in AGES])
    await store.messages.delete("T1", "C1", "1795000000.000100")
    hits = await store.messages.search(ALL, Query("deploy", after=after, before=before))
    assert [hit.message.ts for hit in hits] == [AGES[n] for n in found]


async def test_the_newest_matches_count_where_there_are_too_many(store: Store) -> None:
    await store.channels.put([Channel("T1", "C1", "general")])
    old = [Message("T1", "C1", f"{1_690_000_000 + n}.000100", "deploy now") for n in range(300)]
    new = [Message("T1", "C1", f"{1_790_000_000 + n}.000100", "deploy") for n in range(300)]
    await store.messages.put([*old, *new])
    hits = await store.messages.search(ALL, Query("deploy", limit=200))
    assert {hit.message.ts for hit in hits} <= {message.ts for message in new}
    assert len(hits) == 200
