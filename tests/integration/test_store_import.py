"""Slack exports of every age into the store."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from digests.audience import Audience, everyone
from digests.export.slack_export import import_export
from digests.models import ChannelKind, Window
from digests.store import Store, Workspace, open_store
from tests.support.exports import CHANNELS, DAY, USERS, export, modern, said

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
EXPORTS = Path(
    os.environ.get("DIGESTIF_TEST_EXPORTS", Path(__file__).parents[2].parent / "shared" / "data")
)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await open_store(tmp_path / "activity.db") as opened:
        yield opened


async def test_a_modern_export_is_read_whole(store: Store, tmp_path: Path) -> None:
    progress: list[tuple[int, int]] = []
    report = await import_export(
        store,
        export(tmp_path / "Acme Slack export Nov 1 2023.zip", modern()),
        now=NOW,
        progress=lambda done, total: progress.append((done, total)),
    )
    assert (report.messages_added, report.team_id) == (6, "T9")
    assert report.skipped == {"joins and leaves": 1}
    assert (report.channels, report.users) == (5, 3)
    assert progress == [(n, 5) for n in range(1, 6)]
    thread = await store.messages.thread(everyone("T9"), "C1", "1700000000.000100")
    assert [message.text for message in thread.messages] == ["root", "reply"]


async def test_an_export_tells_who_joined_and_when(store: Store, tmp_path: Path) -> None:
    files = modern()
    files["channels.json"] = [{**c, "is_general": c["id"] == "C1"} for c in files["channels.json"]]
    await import_export(store, export(tmp_path / "e.zip", files), now=NOW)
    everything = Window(datetime(2014, 1, 1, tzinfo=UTC), NOW)
    came = await store.users.newcomers(everyone("T9"), everything)
    assert [user.user_id for user in came] == ["U1"]


async def test_a_second_import_adds_nothing(store: Store, tmp_path: Path) -> None:
    path = export(tmp_path / "e.zip", modern())
    await import_export(store, path, now=NOW)
    again = await import_export(store, path, now=NOW)
    assert again.messages_added == 0
    assert again.skipped == {"joins and leaves": 1, "already stored": 6}


async def test_private_conversations_stay_with_their_members(store: Store, tmp_path: Path) -> None:
    await import_export(store, export(tmp_path / "e.zip", modern()), now=NOW)
    kinds = {channel.channel_id: channel.kind for channel in await store.channels.all("T9")}
    assert kinds == {
        "C1": ChannelKind.PUBLIC,
        "C2": ChannelKind.PUBLIC,
        "G1": ChannelKind.PRIVATE,
        "G2": ChannelKind.MPIM,
        "D1": ChannelKind.IM,
    }
    secret = ("G1", "1700000001.000100")
    assert await store.messages.get(everyone("T9"), *secret) is None
    assert await store.messages.get(await store.audiences.for_user("T9", "U3"), *secret)
    assert await store.messages.get(await store.audiences.for_user("T9", "U2"), *secret) is None


async def test_a_guest_in_a_channel_confines_its_audience(store: Store, tmp_path: Path) -> None:
    await import_export(store, export(tmp_path / "e.zip", modern()), now=NOW)
    assert (await store.audiences.for_channel("T9", "C1")).org_wide
    confined = Audience("T9", channel_ids=frozenset({"C2"}))
    assert await store.audiences.for_channel("T9", "C2") == confined


async def test_address_and_zone_are_read_between_the_lines(store: Store, tmp_path: Path) -> None:
    path = export(tmp_path / "Acme Slack export Nov 1 2023.zip", modern())
    await import_export(store, path, now=NOW)
    assert await store.workspaces.get("T9") == Workspace(
        "T9", "Acme", "https://acme.slack.com/", "Europe/Berlin"
    )


async def test_what_slack_told_a_connected_bot_stays(store: Store, tmp_path: Path) -> None:
    live = Workspace("T9", "Acme", "https://a.slack.com/", "UTC", bot_user_id="UBOT", bot_id="B1")
    await store.workspaces.put(live)
    await import_export(store, export(tmp_path / "e.zip", modern()), now=NOW)
    await store.channels.update("T9", "C1", name="renamed", is_member=True)
    await store.channels.set_members("T9", "C1", ["U1"])
    await import_export(store, export(tmp_path / "e.zip", modern()), now=NOW)
    channel = await store.channels.get("T9", "C1")
    assert channel is not None
    assert (channel.name, channel.is_member) == ("renamed", True)
    assert [user.user_id for user in await store.channels.members("T9", "C1") or []] == ["U1"]
    assert await store.workspaces.get("T9") == live


async def test_export_tokens_never_reach_the_store(store: Store, tmp_path: Path) -> None:
    await import_export(store, export(tmp_path / "e.zip", modern()), now=NOW)
    message = await store.messages.get(everyone("T9"), "C1", "1700090001.000100")
    assert message is not None
    assert message.files[0].url == "https://files.slack.com/plan.pdf"


async def test_an_export_of_2015_below_a_top_folder_is_read(store: Store, tmp_path: Path) -> None:
    files = {
        "channels.json": [{"id": "C1", "name": "general", "created": "1400000000"}],
        "users.json": [{"id": "U1", "name": "alice", "profile": {"real_name": "Alice Kim"}}],
        "general/2015-06-06.json": [
            said(
                "1433558207.000012",
                "<@U1> uploaded a file",
                subtype="file_share",
                file={"id": "F1", "name": "map.png"},
            ),
            {
                "type": "message",
                "subtype": "file_comment",
                "ts": "1433558208.000013",
                "text": "nice",
                "comment": {"user": "U1", "comment": "nice"},
            },
        ],
    }
    report = await import_export(
        store, export(tmp_path / "old.zip", files, top="old export/"), now=NOW
    )
    assert (report.messages_added, report.skipped) == (2, {})
    comment = await store.messages.get(everyone(report.team_id), "C1", "1433558208.000013")
    assert comment is not None
    assert comment.user_id == "U1"


async def test_people_known_only_from_their_messages_are_stored(
    store: Store, tmp_path: Path
) -> None:
    profile = {"display_name": "Dana", "team": "T9", "is_restricted": True}
    files = modern() | {
        f"random/{DAY}.json": [said("1700000005.000100", user="U8", user_profile=profile)]
    }
    report = await import_export(store, export(tmp_path / "e.zip", files), now=NOW)
    dana = await store.users.get("T9", "U8")
    assert dana is not None
    assert (dana.name, dana.is_guest, dana.is_stranger) == ("Dana", True, False)
    assert report.users == 4


async def test_a_folder_of_a_renamed_channel_is_found_by_its_former_name(
    store: Store, tmp_path: Path
) -> None:
    renamed = [{**CHANNELS[0], "name": "all", "previous_names": ["lobby"]}, CHANNELS[1]]
    rename = said("1700000006.000100", "renamed", subtype="channel_name", name="random")
    files = {
        "channels.json": renamed,
        "users.json": USERS,
        f"lobby/{DAY}.json": [said("1700000000.000100")],
        f"chat/{DAY}.json": [said("1700000001.000100")],
        "chat/2023-11-15.json": [rename],
        f"gone/{DAY}.json": [said("1700000002.000100")],
    }
    report = await import_export(store, export(tmp_path / "e.zip", files), now=NOW)
    assert report.messages_added == 2
    assert report.skipped["channel isn't in the export's lists"] == 1
    assert await store.messages.get(everyone("T9"), "C1", "1700000000.000100")
    assert await store.messages.get(everyone("T9"), "C2", "1700000001.000100")


async def test_a_broken_day_is_counted_and_not_claimed_as_covered(
    store: Store, tmp_path: Path
) -> None:
    files = modern() | {
        "general/2023-11-20.json": "{ broken",
        "general/2023-11-21.json": {"not": "a list"},
        "general/2023-11-30.json": [said("1701345600.000100")],
    }
    report = await import_export(store, export(tmp_path / "e.zip", files), now=NOW)
    assert report.skipped["unreadable day file"] == 2
    assert report.messages_added == 7
    assert await store.coverage.stretches("T9", "C2") == [
        ("1700000000.000100", "1701345600.000100")
    ]
    before, after = await store.coverage.stretches("T9", "C1")
    assert before == ("1700000000.000100", "1700388000.000000")
    assert after == ("1700661600.000000", "1701345600.000100")


async def test_hostile_values_in_a_day_harm_nothing(store: Store, tmp_path: Path) -> None:
    day: list[Any] = [
        None,
        3,
        [],
        {},
        said("nan"),
        said("1700000000.000100", "\ud800a\0b"),
        {"ts": {}},
    ]
    files = {"channels.json": CHANNELS, "users.json": [1, {}, *USERS], f"general/{DAY}.json": day}
    report = await import_export(store, export(tmp_path / "e.zip", files), now=NOW)
    assert report.messages_added == 1
    message = await store.messages.get(everyone("T9"), "C1", "1700000000.000100")
    assert message is not None
    assert message.text == "ab"


@pytest.mark.exports
@pytest.mark.parametrize(
    ("name", "messages", "channels"),
    [("houston-2015-2016.zip", 1382, 15), ("julialang-2021-W10.zip", 7220, 102)],
)
async def test_a_real_export_is_read_whole_and_only_once(
    store: Store, name: str, messages: int, channels: int
) -> None:
    if not (EXPORTS / name).exists():
        pytest.skip("no real exports here")
    report = await import_export(store, EXPORTS / name, now=NOW)
    print(report.messages_added, report.skipped, report.channels, report.users)
    assert report.messages_added + sum(report.skipped.values()) == messages
    assert report.channels >= channels
    assert await store.messages.count(report.team_id) == report.messages_added
    again = await import_export(store, EXPORTS / name, now=NOW)
    assert again.messages_added == 0
    assert again.skipped["already stored"] == report.messages_added
