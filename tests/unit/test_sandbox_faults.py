"""Which fault fires."""

import pytest

from sandbox.faults import KINDS, Faults


def test_a_rule_fires_for_its_target_and_method_only() -> None:
    faults = Faults()
    faults.add("slack", "500", method="chat.*")
    assert faults.take("slack", "auth.test") is None
    assert faults.take("claude", "chat.postMessage") is None
    fault = faults.take("slack", "chat.postMessage")
    assert fault is not None
    assert fault.kind == "500"


def test_a_counted_rule_is_used_up() -> None:
    faults = Faults()
    faults.add("slack", "503", count=2)
    fired = [faults.take("slack", "auth.test") is not None for _ in range(4)]
    assert fired == [True, True, False, False]
    assert faults.rules() == []


def test_skipped_matches_go_well_first() -> None:
    faults = Faults()
    faults.add("slack", "503", skip=2, count=1)
    fired = [faults.take("slack", "auth.test") is not None for _ in range(4)]
    assert fired == [False, False, True, False]


def test_draws_repeat_with_their_seed() -> None:
    def draws(seed: int) -> list[bool]:
        faults = Faults()
        faults.add("claude", "529", probability=0.3, seed=seed)
        return [faults.take("claude", "/v1/messages") is not None for _ in range(200)]

    assert draws(1) == draws(1)
    assert draws(1) != draws(2)
    assert 30 < sum(draws(1)) < 90


def test_asking_for_one_kind_leaves_the_others_uncounted() -> None:
    faults = Faults()
    faults.add("delivery", "drop", count=1)
    assert faults.take("delivery", "message", "duplicate") is None
    assert faults.take("delivery", "message", "drop") is not None


def test_one_rule_or_all_can_be_cleared() -> None:
    faults = Faults()
    first, second = faults.add("slack", "500"), faults.add("slack", "503")
    faults.clear(first.id)
    assert [rule["id"] for rule in faults.rules()] == [second.id]
    faults.clear()
    assert faults.rules() == []


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"target": "moon", "kind": "500"}, "target is one of slack, delivery, claude"),
        ({"target": "slack", "kind": "sulk"}, "kind is one of ratelimited"),
        ({"target": "slack", "kind": "500", "probability": 2}, "between 0 and 1"),
        ({"target": "slack", "kind": "500", "often": 1}, "has no often"),
    ],
)
def test_a_wrong_rule_is_refused_with_what_is_expected(rule: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Faults().add(**rule)  # type: ignore[arg-type]


@pytest.mark.parametrize("target", sorted(KINDS))
def test_every_kind_can_be_switched_on(target: str) -> None:
    faults = Faults()
    for kind in KINDS[target]:
        assert faults.add(target, kind).kind == kind
