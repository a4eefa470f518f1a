"""The keys of a digest's messages tell whose they are."""

import pytest

from digests.deliver import delivery_key, digest_id_of_key


@pytest.mark.parametrize("digest_id", ["2026-W47/T1", "2026-W47/T1:U1", "2026-W47/T1:preview"])
def test_the_digest_is_known_by_the_key_of_each_of_its_messages(digest_id: str) -> None:
    assert digest_id_of_key("T1", delivery_key("T1", digest_id, "C1") + ":12") == digest_id


@pytest.mark.parametrize("key", ["answer:T1:C1:1.0", "digest:T2:2026-W47/T2:C1:0", "review:T1:x:0"])
def test_other_keys_are_of_no_digest(key: str) -> None:
    assert digest_id_of_key("T1", key) == ""
