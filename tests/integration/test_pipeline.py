"""A week's digest from a store: the sample workspace through an export, and real exports."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from digests import pipeline, schedule
from digests.audience import everyone
from digests.compose.messages import compose
from digests.coverage import IN_PARTS, LeftOut
from digests.export.slack_export import import_export
from digests.forms.plain import plain_digest
from digests.models import Channel, Engine, Message, ts_at
from digests.store import Store, open_store
from sandbox.sample.landmarks import CANARIES
from tests.support.week import NOW, WEEK, compiled, resolves, week_in

EXPORTS = Path(
    os.environ.get("DIGESTIF_TEST_EXPORTS", Path(__file__).parents[2].parent / "shared" / "data")
)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with week_in(tmp_path) as opened:
        yield opened


async def test_the_sample_week_has_five_to_eight_items_and_every_link_resolves(
    store: Store,
) -> None:
    digest = await compiled(store)
    assert 5 <= len(digest.items) <= 8
    assert digest.engine is Engine.EXTRACTIVE
    assert digest.coverage.read == digest.coverage.total == digest.numbers.messages > 300
    audience = everyone(digest.team_id)
    assert digest.sources
    assert all([await resolves(store, audience, source) for source in digest.sources])


async def test_the_outage_that_filled_several_channels_is_one_item_and_comes_first(
    store: Store,
) -> None:
    first = (await compiled(store)).items[0]
    assert "routes" in first.title
    assert len(first.channels) > 1
    assert first.score == pytest.approx(sum(first.parts.values()), abs=0.01)


async def test_nothing_private_shared_or_opted_out_is_in_any_text(store: Store) -> None:
    digest = await compiled(store)
    said = json.dumps([[m.text, m.blocks] for m in compose(digest)]).lower()
    for name in ("pricing-core", "founders", "ext-fjordkost", "bike-talk"):
        assert CANARIES[name] not in said
        assert name == "ext-fjordkost" or name not in said
    reasons = {one.reason for one in digest.coverage.left_out}
    assert {"private", "shared outside", "opted out"} <= reasons


async def test_the_attack_text_costs_no_item_and_pings_nobody(store: Store) -> None:
    digest = await compiled(store)
    said = json.dumps([[m.text, m.blocks] for m in compose(digest)])
    assert "<!" not in said
    assert "<@" not in said
    assert len(digest.items) >= 5


async def test_a_digest_takes_two_minutes_to_read(store: Store) -> None:
    main = compose(await compiled(store))[0]
    assert 100 < len(plain_digest([main]).split()) < 750


async def test_the_same_week_compiles_to_the_same_digest(store: Store) -> None:
    assert await compiled(store) == await compiled(store)


async def test_a_week_without_messages_is_a_quiet_one(store: Store) -> None:
    (workspace,) = await store.workspaces.all()
    week = schedule.parse_week("2025-W10", "UTC")
    assert "not known to be complete" in compose(await compiled(store, week))[0].text
    for channel in await store.channels.all(workspace.team_id):
        known = ts_at(week.start), ts_at(week.end)
        await store.coverage.add(workspace.team_id, channel.channel_id, *known)
    digest = await compiled(store, week)
    assert digest.quiet
    assert [m.text for m in compose(digest)] == [
        "A quiet week: no messages, nothing that needs you."
    ]


async def test_a_digest_of_one_channel_has_only_that_channel(store: Store) -> None:
    (workspace,) = await store.workspaces.all()
    channel = await store.channels.named(workspace.team_id, "dispatch")
    assert channel is not None
    digest = await compiled(store, only=[channel.channel_id])
    assert {source.channel_id for source in digest.sources} == {channel.channel_id}


async def test_compiled_two_days_late_it_says_when_it_was_due(store: Store) -> None:
    digest = await compiled(store, now=WEEK.end + timedelta(days=2))
    assert digest.late
    assert "This was due on Friday 13 November at 16:00." in plain_digest(compose(digest)[:1])


async def test_a_stretch_that_is_not_known_is_told(store: Store) -> None:
    (workspace,) = await store.workspaces.all()
    team_id = workspace.team_id
    new = replace(
        (await store.channels.all(team_id))[0], channel_id="CNEW", name="joined-late",
        is_shared=False, opted_out=False, topic="", created=None,
    )  # fmt: skip
    await store.channels.put([new])
    moment = WEEK.end - timedelta(hours=2)
    await store.messages.put([Message(team_id, "CNEW", ts_at(moment), "Hello there", "U1")])
    await store.coverage.add(team_id, "CNEW", ts_at(moment), ts_at(WEEK.end))
    told = [one for one in (await compiled(store)).coverage.left_out if "joined-late" in one.what]
    assert [one.reason for one in told] == ["not known to be complete"]
    await store.channels.put([replace(new, created=moment)])
    assert not [one for one in (await compiled(store)).coverage.left_out if "late" in one.what]


async def test_a_short_stretch_that_is_not_known_is_told_with_its_length(store: Store) -> None:
    (workspace,) = await store.workspaces.all()
    team_id = workspace.team_id
    late = WEEK.start + timedelta(hours=3)
    for minutes, lacking in ((40, ["up to 40 minutes of #short-gap"]), (1, [])):
        new = replace(
            (await store.channels.all(team_id))[0], channel_id=f"CNEW{minutes}", name="short-gap",
            is_shared=False, opted_out=False, topic="", created=WEEK.start,
        )  # fmt: skip
        await store.channels.put([new])
        said = Message(team_id, new.channel_id, ts_at(late), "Hello there", "U1")
        await store.messages.put([said])
        down = ts_at(late), ts_at(late + timedelta(minutes=minutes))
        await store.coverage.add(team_id, new.channel_id, ts_at(WEEK.start), down[0])
        await store.coverage.add(team_id, new.channel_id, down[1], ts_at(WEEK.end))
        left_out = (await compiled(store, only=[new.channel_id])).coverage.left_out
        assert [one.what for one in left_out if "short-gap" in one.what] == lacking


@pytest.mark.parametrize("is_member", [True, False])
async def test_a_channel_of_which_nothing_could_be_read_is_told(
    store: Store, is_member: bool
) -> None:
    """Of one that the bot isn't in any more, too."""
    (workspace,) = await store.workspaces.all()
    new = Channel(workspace.team_id, "CDUMB", "unread", is_member=is_member)
    await store.channels.put([new])
    before = ts_at(WEEK.start - timedelta(days=30)), ts_at(WEEK.start - timedelta(days=20))
    await store.coverage.add(workspace.team_id, "CDUMB", *before)
    told = (await compiled(store)).coverage.left_out
    assert LeftOut("parts of #unread", IN_PARTS) in told
    await store.coverage.add(workspace.team_id, "CDUMB", ts_at(WEEK.start), ts_at(WEEK.end))
    assert (await compiled(store)).coverage.left_out == told[:-1]


async def test_a_week_is_compared_with_the_one_before_only_if_that_is_known(store: Store) -> None:
    assert (await compiled(store)).numbers.before is not None
    second = (await compiled(store, schedule.parse_week("2026-W44", "UTC"))).numbers
    assert second.messages > 0
    assert second.before is None


async def test_what_its_author_keeps_out_is_not_told_and_a_nomination_is(store: Store) -> None:
    (workspace,) = await store.workspaces.all()
    team_id = workspace.team_id
    channel = await store.channels.named(team_id, "random")
    assert channel is not None
    for n, (text, emoji, who) in enumerate(
        [
            ("The zeppelin lands on the roof on Thursday", "newspaper", "U2"),
            ("The submarine surfaces in the canal on Thursday", "no_entry_sign", "U1"),
        ]
    ):
        ts = ts_at(WEEK.end - timedelta(hours=1 + n))
        await store.messages.put([Message(team_id, channel.channel_id, ts, text, "U1")])
        await store.messages.react(team_id, channel.channel_id, ts, who, emoji, True, ts)
    digest = await compiled(store)
    said = json.dumps([[m.text, m.blocks] for m in compose(digest)])
    assert "zeppelin" in said
    assert "submarine" not in said


async def test_last_weeks_promises_are_still_open_until_somebody_says_they_are_done(
    store: Store,
) -> None:
    (workspace,) = await store.workspaces.all()
    team_id = workspace.team_id
    week = schedule.previous(WEEK)
    before = schedule.previous(week)
    last = await compiled(store, before, now=before.end)
    audience = everyone(team_id)
    assert last.promised
    await pipeline.archive(store, last, audience, team_id, now=before.end)
    digest = await compiled(store, week, now=week.end, place=team_id)
    kept = {line.sources for line in last.promised}
    assert {line.sources for line in digest.still_open} == kept
    for line in digest.still_open:
        (source,) = line.sources
        await store.messages.react(
            team_id, source.channel_id, source.ts, "U1", "white_check_mark", True, source.ts
        )
    done = await compiled(store, week, now=week.end, place=team_id)
    assert done.still_open == ()


async def test_an_archived_digest_loses_what_is_deleted_or_made_private(store: Store) -> None:
    digest = await compiled(store)
    audience = everyone(digest.team_id)
    digest_id = await pipeline.archive(
        store, digest, audience, digest.team_id, now=WEEK.end + timedelta(minutes=1)
    )
    assert await pipeline.current(store, digest_id, audience) == digest
    gone = digest.items[1].sources[0]
    await store.messages.delete(digest.team_id, gone.channel_id, gone.ts)
    hidden = digest.items[0].sources[0].channel_id
    await store.channels.update(digest.team_id, hidden, is_shared=True)
    left = await pipeline.current(store, digest_id, audience)
    assert gone not in left.sources
    assert hidden not in {source.channel_id for source in left.sources}
    assert 0 < len(left.items) < len(digest.items)


async def test_a_digest_keeps_what_was_said_in_a_channel_that_was_closed_since(
    store: Store,
) -> None:
    digest = await compiled(store)
    audience, team_id = everyone(digest.team_id), digest.team_id
    moment = WEEK.end + timedelta(minutes=1)
    digest_id = await pipeline.archive(store, digest, audience, team_id, now=moment)
    for channel_id in {source.channel_id for source in digest.sources}:
        await store.channels.update(team_id, channel_id, is_archived=True)
    assert await pipeline.current(store, digest_id, audience) == digest


async def test_a_channel_archived_within_the_week_still_counts(store: Store) -> None:
    before = await compiled(store)
    for channel_id in {source.channel_id for source in before.sources}:
        await store.channels.update(before.team_id, channel_id, is_archived=True)
    assert await compiled(store) == before


@pytest.mark.exports
@pytest.mark.skipif(not EXPORTS.is_dir(), reason="no real exports: set DIGESTIF_TEST_EXPORTS")
@pytest.mark.parametrize(
    ("name", "week", "at", "channels"),
    [
        ("julialang-2021-W10.zip", "2021-W10", "sun 23:59", 80),
        ("houston-2015-2016.zip", "2015-W24", "sun 23:59", 3),
    ],
)
async def test_a_real_export_compiles_and_all_its_links_resolve(
    name: str, week: str, at: str, channels: int, tmp_path: Path
) -> None:
    if not (EXPORTS / name).exists():
        pytest.skip(f"{name} is not among the exports")
    async with await open_store(tmp_path / "activity.db") as store:
        report = await import_export(
            store, EXPORTS / name, now=NOW, workspace_url="https://example.slack.com/"
        )
        window = schedule.parse_week(week, "UTC", at)
        audience = everyone(report.team_id)
        digest = await pipeline.compile_digest(store, None, window, audience, now=window.end)
        assert len(digest.items) > 3
        assert digest.coverage.read == digest.coverage.total > 0
        assert digest.coverage.channels >= channels
        assert all([await resolves(store, audience, source) for source in digest.sources])
        messages = compose(digest)
        print(name, digest.numbers.messages, digest.coverage.channels, len(digest.items),
              len(digest.sources), len(messages))  # fmt: skip
