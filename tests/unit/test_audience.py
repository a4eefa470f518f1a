"""Who may read what: from facts about channels and people to yes or no, and no if in doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digests.audience import Audience, everyone, of_channel, of_user
from digests.models import Channel, ChannelKind, User

PUBLIC = Channel("T1", "C1", "general")
PRIVATE = Channel("T1", "G1", "pricing", kind=ChannelKind.PRIVATE)
MARA = User("T1", "U1", "Mara")
ELSEWHERE = Audience("T2", org_wide=True, channel_ids=frozenset({"C1"}))


@pytest.mark.parametrize(
    "closed",
    [
        PRIVATE,
        replace(PUBLIC, is_shared=True),
        replace(PUBLIC, opted_out=True),
        replace(PUBLIC, topic="all of it (no-digest)"),
        replace(PUBLIC, team_id="T2"),
    ],
)
def test_everyone_reads_public_channels_that_are_neither_shared_nor_kept_out(
    closed: Channel,
) -> None:
    assert everyone("T1").may_read(PUBLIC)
    assert not everyone("T1").may_read(closed)


def test_a_channel_of_ones_own_is_read_whatever_it_is_but_not_another_workspaces() -> None:
    mine = Audience("T1", channel_ids=frozenset({"G1", "C1"}))
    assert mine.may_read(PRIVATE)
    assert mine.may_read(replace(PUBLIC, is_shared=True, opted_out=True))
    assert not ELSEWHERE.may_read(PUBLIC)


def test_narrowed_to_some_channels_an_audience_reads_those_of_them_it_reads_anyway() -> None:
    both = Audience("T1", org_wide=True).within([PUBLIC, PRIVATE])
    assert both == Audience("T1", channel_ids=frozenset({"C1"}))


def test_where_all_are_colleagues_a_channel_reads_itself_and_all_that_everyone_does() -> None:
    assert of_channel(PRIVATE, [MARA]) == Audience("T1", True, frozenset({"G1"}))


@pytest.mark.parametrize(
    ("channel", "members"),
    [
        (PUBLIC, None),
        (PUBLIC, []),
        (PUBLIC, [MARA, replace(MARA, is_guest=True)]),
        (PUBLIC, [MARA, replace(MARA, is_stranger=True)]),
        (replace(PUBLIC, is_shared=True), [MARA]),
    ],
)
def test_with_a_guest_a_stranger_or_nobody_known_a_channel_reads_itself_alone(
    channel: Channel, members: list[User] | None
) -> None:
    assert of_channel(channel, members) == Audience("T1", False, frozenset({"C1"}))


def test_a_person_reads_their_channels_and_all_that_everyone_does() -> None:
    assert of_user(MARA, ["G1"]) == Audience("T1", True, frozenset({"G1"}))


@pytest.mark.parametrize("confined", ["is_guest", "is_stranger"])
def test_a_guest_or_a_stranger_reads_their_own_channels_alone(confined: str) -> None:
    someone = replace(MARA, **{confined: True})  # type: ignore[arg-type]
    assert of_user(someone, ["C1"]) == Audience("T1", False, frozenset({"C1"}))


def test_who_has_left_reads_nothing() -> None:
    assert of_user(replace(MARA, deleted=True), ["C1"]) == Audience("T1")
