"""Stretches of a channel: merged, and what is missing between them."""

from digests.store.coverage import merged, missing


def test_stretches_that_touch_or_overlap_become_one() -> None:
    assert merged([("5", "7"), ("1", "3"), ("3", "4"), ("6", "9")]) == [("1", "4"), ("5", "9")]
    assert merged([("1", "9"), ("2", "3")]) == [("1", "9")]
    assert merged([]) == []


def test_what_is_missing_lies_between_them_and_inside_the_bounds() -> None:
    known = [("2", "3"), ("5", "6")]
    assert missing(known, "1", "9") == [("1", "2"), ("3", "5"), ("6", "9")]
    assert missing(known, "2", "6") == [("3", "5")]
    assert missing(known, "3", "5") == [("3", "5")]
    assert missing(known, "2", "3") == []
    assert missing([("1", "9")], "2", "3") == []
    assert missing([], "2", "3") == [("2", "3")]
    assert missing([("7", "9")], "2", "3") == [("2", "3")]
    assert missing([], "3", "3") == []
