"""What is read of messages and people, and when."""

from __future__ import annotations

from typing import Any

from digests.grounding import Evidence, ground
from digests.grounding.drafts import DraftClaim
from digests.models import Message, People

SAID = Message("T1", "C1", "1794000000.000100", "I will fix the clock", user_id="U1")


class Directory(dict[str, str]):
    """Names that count how often somebody goes through all of them."""

    gone_through = 0

    def items(self) -> Any:
        self.gone_through += 1
        return super().items()


def test_a_whole_workspace_is_indexed_once_and_only_when_a_claim_is_checked() -> None:
    directory = Directory({"U1": "Jon Park", "U2": "Mara Vance"})
    evidence = Evidence({"m1": SAID}, People(directory))
    assert directory.gone_through == 0
    for _ in range(2):
        assert ground(DraftClaim("Jon will fix the clock.", ("m1",)), evidence).claim is not None
    assert directory.gone_through == 1


def test_an_author_who_is_in_no_directory_can_be_named() -> None:
    app = Message("T1", "C1", "1794000001.000100", "The build of today is red", author="Buildbot")
    evidence = Evidence({"m1": app}, People({}))
    claim = ground(DraftClaim("Buildbot reported that the build is red.", ("m1",)), evidence).claim

    assert claim is not None
