"""What both homes of the store promise about workspaces, channels, people and audiences."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digests.audience import Audience, everyone
from digests.errors import UnknownChannel
from digests.models import Channel, ChannelKind, User, Window, at
from digests.store import Store, Workspace

pytest_plugins = ("tests.support.store_homes",)

GENERAL = Channel("T1", "C1", "general", topic="all", created=datetime(2015, 1, 2, tzinfo=UTC))
BOARD = Channel("T1", "G1", "board", ChannelKind.PRIVATE)
ALICE = User("T1", "U1", "Alice Kim", tz="Europe/Berlin", is_admin=True)
GUEST = User("T1", "U2", "Gil", is_guest=True)


async def ids(store: Store, channel_id: str) -> list[str] | None:
    found = await store.channels.members("T1", channel_id)
    return [user.user_id for user in found] if found is not None else None


async def test_a_workspace_is_replaced_by_what_is_put_last(store: Store) -> None:
    assert await store.workspaces.get("T1") is None
    first = Workspace("T1", "Acme")
    await store.workspaces.put(first)
    whole = Workspace("T1", "Acme", "https://acme.slack.com/", "Asia/Tokyo", "UBOT", "B1")
    await store.workspaces.put(whole)
    await store.workspaces.put(replace(first, team_id="T2"))
    assert await store.workspaces.get("T1") == whole
    assert await store.workspaces.all() == [whole, replace(first, team_id="T2")]


async def test_channels_are_found_by_id_and_by_name(store: Store) -> None:
    old = Channel("T1", "C7", "general", is_archived=True)
    await store.channels.put([old, GENERAL, BOARD, Channel("T2", "C1", "theirs")])
    assert await store.channels.get("T1", "C1") == GENERAL
    assert await store.channels.named("T1", "#general") == GENERAL
    assert await store.channels.named("T1", "nothing") is None
    assert await store.channels.named("T1", "") is None
    assert await store.channels.all("T1") == [BOARD, GENERAL, old]


async def test_slacks_description_replaces_all_but_the_opt_out(store: Store) -> None:
    await store.channels.put([GENERAL])
    await store.channels.opt_out("T1", "C1", True)
    renamed = replace(GENERAL, name="all", is_archived=True, is_shared=True, created=None)
    await store.channels.put([renamed])
    expected = replace(renamed, opted_out=True, created=GENERAL.created)
    assert await store.channels.get("T1", "C1") == expected
    await store.channels.put([GENERAL, BOARD], keep=True)
    assert await store.channels.get("T1", "C1") == expected
    assert await store.channels.get("T1", "G1") == BOARD


async def test_single_fields_of_a_channel_change(store: Store) -> None:
    await store.channels.put([GENERAL])
    await store.channels.update("T1", "C1", name="all", kind=ChannelKind.PRIVATE, is_member=True)
    expected = replace(GENERAL, name="all", kind=ChannelKind.PRIVATE, is_member=True)
    assert await store.channels.get("T1", "C1") == expected
    await store.channels.update("T1", "C9", name="ghost")
    assert await store.channels.get("T1", "C9") is None
    with pytest.raises(UnknownChannel):
        await store.channels.update("T1", "C1", colour="red")


async def test_members_are_unknown_until_they_were_learned(store: Store) -> None:
    await store.channels.put([GENERAL])
    await store.users.put([ALICE])
    await store.channels.join("T1", "C1", "U1", "1700000000.000100")
    assert await store.channels.members("T1", "C1") is None
    assert await store.channels.of_member("T1", "U1") == ["C1"]
    await store.channels.set_members("T1", "C1", ["U1", "U9"])
    stranger = User("T1", "U9", "U9", is_stranger=True)
    assert await store.channels.members("T1", "C1") == [ALICE, stranger]
    await store.channels.set_members("T1", "C1", [])
    assert await store.channels.members("T1", "C1") == []
    assert await store.channels.members("T1", "C9") is None


async def test_the_latest_of_joins_and_leaves_counts_in_any_order(store: Store) -> None:
    await store.channels.put([GENERAL])
    await store.channels.set_members("T1", "C1", ["U1"])
    await store.channels.leave("T1", "C1", "U1", "1700000005.000000")
    await store.channels.join("T1", "C1", "U1", "1700000001.000000")
    await store.channels.join("T1", "C1", "U2", "1700000003.000000")
    assert await ids(store, "C1") == ["U2"]


async def test_a_list_of_members_outweighs_what_happened_before_it(store: Store) -> None:
    await store.channels.put([GENERAL])
    await store.channels.join("T1", "C1", "U3", "1700000009.000000")
    await store.channels.set_members("T1", "C1", ["U1", "U2"], at="1700000005.000000")
    await store.channels.join("T1", "C1", "U4", "1700000004.000000")
    await store.channels.leave("T1", "C1", "U1", "1700000004.000000")
    await store.channels.leave("T1", "C1", "U2", "1700000006.000000")
    await store.channels.set_members("T1", "C1", ["U7"], at="1700000001.000000")
    assert await ids(store, "C1") == ["U1", "U3"]


async def test_who_leaves_while_the_members_are_listed_has_left(store: Store) -> None:
    await store.channels.put([GENERAL])
    assert await store.channels.last_move("T1", "C1") == "0"
    for joined, left in (("1700000001.000000", "1700000002.000000"), ("", "1700000004.000000")):
        before = await store.channels.last_move("T1", "C1")
        if joined:
            await store.channels.join("T1", "C1", "U3", joined)
        await store.channels.leave("T1", "C1", "U2", left)
        await store.channels.set_members("T1", "C1", ["U1", "U2"], at=before)
        assert "U2" not in (await ids(store, "C1") or [])
        assert await store.channels.last_move("T1", "C1") == left
    assert await ids(store, "C1") == ["U1"]


async def test_a_list_that_was_begun_before_the_bot_left_does_not_count(store: Store) -> None:
    await store.channels.put([GENERAL])
    before = await store.channels.last_move("T1", "C1")
    await store.channels.set_members("T1", "C1", [], at="1700000003.000000")
    await store.channels.set_members("T1", "C1", ["U1", "U2"], at=before)
    assert await ids(store, "C1") == []
    before = await store.channels.last_move("T1", "C1")
    await store.channels.set_members("T1", "C1", ["U1"], at=before)
    assert await ids(store, "C1") == ["U1"]
    await store.channels.set_members("T1", "C1", [])
    assert await ids(store, "C1") == []


async def test_a_removed_channel_has_no_members(store: Store) -> None:
    await store.channels.put([GENERAL])
    await store.channels.set_members("T1", "C1", ["U1"])
    await store.channels.remove("T1", "C1")
    assert await store.channels.members("T1", "C1") is None
    assert await store.channels.of_member("T1", "U1") == []
    assert await store.channels.all("T1") == []
    assert await store.channels.named("T1", "general") is None


async def test_people_come_back_as_they_were(store: Store) -> None:
    await store.users.put([GUEST, ALICE, User("T2", "U1", "Someone else")])
    assert await store.users.get("T1", "U1") == ALICE
    assert await store.users.get("T1", "U9") is None
    assert await store.users.all("T1") == [ALICE, GUEST]
    await store.users.put([replace(ALICE, name="Alice", deleted=True)])
    assert (await store.users.all("T1"))[0] == replace(ALICE, name="Alice", deleted=True)
    await store.users.put([ALICE], keep=True)
    assert (await store.users.people("T1")).names == {"U1": "Alice", "U2": "Gil"}


async def test_who_comes_after_the_first_look_is_new_and_nobody_else(store: Store) -> None:
    week = Window(at("1700000000.000000"), at("1700600000.000000"))
    readers = everyone("T1")
    await store.users.put([ALICE, GUEST], seen="1700000001.000000")
    assert await store.users.newcomers(readers, week) == []
    ben, bot = User("T1", "U7", "Ben"), User("T1", "U8", "Robot", is_bot=True)
    await store.users.put([ben, bot, User("T2", "U7", "Other")], seen="1700000002.000000")
    await store.users.put([ben, ALICE], seen="1700700000.000000")
    assert await store.users.newcomers(readers, week) == [ben]
    assert await store.users.newcomers(readers, replace(week, start=week.end)) == []
    assert await store.users.newcomers(Audience("T1"), week) == []
    assert await store.users.newcomers(everyone("T2"), week) == []


async def test_the_earliest_day_on_which_somebody_joined_counts(store: Store) -> None:
    week = Window(at("1700000000.000000"), at("1700600000.000000"))
    await store.users.put([ALICE])
    await store.users.came("T1", {"U1": "1700500000.000000", "U9": "1700500000.000000"})
    assert await store.users.newcomers(everyone("T1"), week) == [ALICE]
    await store.users.came("T1", {"U1": "1600000000.000000"})
    await store.users.came("T1", {"U1": "1700500000.000000"})
    assert await store.users.newcomers(everyone("T1"), week) == []


async def test_people_alone_make_no_workspace(store: Store) -> None:
    await store.users.put([ALICE])
    assert await store.workspaces.all() == []


async def test_names_are_remembered_until_someone_changes(store: Store) -> None:
    await store.users.put([ALICE])
    first = await store.users.people("T1")
    assert await store.users.people("T1") is first
    await Store(store.database).users.put([GUEST])  # as another process would
    assert (await store.users.people("T1")).names == {"U1": "Alice Kim", "U2": "Gil"}
    assert (await store.users.people("T9")).names == {}


async def test_the_audience_of_a_channel_is_confined_by_guests_and_by_not_knowing(
    store: Store,
) -> None:
    await store.channels.put([GENERAL])
    await store.users.put([ALICE, GUEST])
    confined = Audience("T1", channel_ids=frozenset({"C1"}))
    assert await store.audiences.for_channel("T1", "C1") == confined
    await store.channels.set_members("T1", "C1", ["U1"])
    assert await store.audiences.for_channel("T1", "C1") == replace(confined, org_wide=True)
    for confining in (["U1", "U2"], ["U1", "U9"], []):
        await store.channels.set_members("T1", "C1", confining)
        assert await store.audiences.for_channel("T1", "C1") == confined
    assert (await store.audiences.for_channel("T1", "C9")).org_wide is False


async def test_the_audience_of_a_person_is_what_they_are_in(store: Store) -> None:
    await store.channels.put([GENERAL, BOARD])
    await store.users.put([ALICE, GUEST])
    await store.channels.set_members("T1", "G1", ["U1", "U2"])
    board = frozenset({"G1"})
    assert await store.audiences.for_user("T1", "U1") == Audience("T1", True, board)
    assert await store.audiences.for_user("T1", "U2") == Audience("T1", False, board)
    assert await store.audiences.for_user("T1", "U9") == Audience("T1")
    assert everyone("T1").may_read(GENERAL)
