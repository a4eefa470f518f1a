"""Failures that can be switched on. Which rule fires is decided here; the effect is elsewhere."""

import fnmatch
import itertools
import random
from dataclasses import asdict, dataclass
from typing import Any

TARGETS = ("slack", "delivery", "claude")

SLACK_KINDS = {
    "ratelimited": "429 with Retry-After: seconds (30)",
    "error": "Slack answers ok: false with the error named in `error`",
    "500": "HTTP 500",
    "503": "HTTP 503",
    "timeout": "no answer until the client gives up, or for `seconds` of real time (60)",
    "cut": "the connection is cut, before the effect or after it (after_effect)",
    "slow": "the body of the answer comes in pieces over `seconds` of real time (2)",
    "expire_stream": "the stream has ended by itself (message_not_in_streaming_state)",
}
DELIVERY_KINDS = {
    "duplicate": "delivered again after `seconds` of sandbox time (0)",
    "delay": "delivered `seconds` of sandbox time later (1): overtaken by later events",
    "lost_ack": "the acknowledgement is lost, so Slack delivers again",
    "disconnect": "the socket is cut in the middle of the delivery",
    "drop": "never delivered",
}
CLAUDE_KINDS = {
    "429": "rate_limit_error before the first byte",
    "529": "overloaded_error before the first byte",
    "500": "api_error before the first byte",
    "503": "api_error before the first byte, as from a gateway",
    "504": "timeout_error before the first byte",
    "401": "authentication_error: the key is refused",
    "402": "billing_error: nothing is left to pay with",
    "slow": "nothing for `seconds` of real time, then the answer",
    "cut_before": "the socket is cut before the first byte",
    "error_event": "an error event in the middle of the stream",
    "stall": "the stream stops without ending",
    "cut": "the socket is cut in the middle of the stream",
    "no_stop": "the stream ends cleanly without message_stop",
    "refusal": "stop_reason refusal",
    "max_tokens": "stop_reason max_tokens",
    "empty": "an answer without text",
}
KINDS = {"slack": SLACK_KINDS, "delivery": DELIVERY_KINDS, "claude": CLAUDE_KINDS}


@dataclass(frozen=True)
class Fault:
    """One rule.

    Attributes:
        target: `slack`, `delivery` or `claude`.
        kind: what goes wrong: a key of KINDS[target].
        method: a Web API method, an event type or a path of Claude's API; `*` matches any run
            of characters; None matches all.
        count: how often it fires before it is used up; None means always.
        probability: 0 to 1, drawn for each match.
        seed: of the draws, so that a run can be repeated.
        after_effect: for `cut`: the effect took place, the answer is lost.
        seconds: how long, where the kind needs it; None means the kind's own default.
        error: for `error`: the name of Slack's error.
        skip: how many matches go well before it begins.
        id: set by Faults.add.
    """

    target: str
    kind: str
    method: str | None = None
    count: int | None = None
    probability: float = 1.0
    seed: int = 1
    after_effect: bool = False
    seconds: float | None = None
    error: str | None = None
    skip: int = 0
    id: int = 0

    def matches(self, target: str, method: str) -> bool:
        """Whether the rule is about this call."""
        if self.target != target:
            return False
        return self.method is None or fnmatch.fnmatchcase(method, self.method)


def parse(rule: dict[str, Any]) -> Fault:
    """A Fault from JSON.

    Raises:
        ValueError: with one sentence on what is wrong.
    """
    known = set(Fault.__dataclass_fields__) - {"id"}
    unknown = sorted(set(rule) - known)
    if unknown:
        raise ValueError(f"A fault has no {', '.join(unknown)}; it has {', '.join(sorted(known))}")
    target, kind = rule.get("target"), str(rule.get("kind"))
    if target not in KINDS:
        raise ValueError(f"A fault's target is one of {', '.join(TARGETS)}, not {target}")
    if kind not in KINDS[target]:
        raise ValueError(
            f"A {target} fault's kind is one of {', '.join(KINDS[target])}, not {kind}"
        )
    probability = rule.get("probability", 1.0)
    if not isinstance(probability, int | float) or not 0 <= probability <= 1:
        raise ValueError("A fault's probability lies between 0 and 1")
    return Fault(**{**rule, "kind": kind})


class Faults:
    """The rules that are switched on, in the order in which they were added."""

    def __init__(self) -> None:
        self._rules: dict[int, Fault] = {}
        self._left: dict[int, int] = {}
        self._skip: dict[int, int] = {}
        self._random: dict[int, random.Random] = {}
        self._next = itertools.count(1)

    def add(self, target: str, kind: str, **rest: Any) -> Fault:
        """Switches a rule on; fields as in Fault. Returns it with its id.

        Raises:
            ValueError: with one sentence on what is wrong.
        """
        rule = parse({"target": target, "kind": kind, **rest})
        rule = Fault(**{**asdict(rule), "id": next(self._next)})
        self._rules[rule.id] = rule
        self._skip[rule.id] = rule.skip
        self._random[rule.id] = random.Random(rule.seed)
        if rule.count is not None:
            self._left[rule.id] = rule.count
        return rule

    def take(self, target: str, method: str, kind: str | None = None) -> Fault | None:
        """The first rule that fires for this call, counted down; None when all goes well.

        Args:
            target: `slack`, `delivery` or `claude`.
            method: the method, event type or path the call is about.
            kind: only rules of this kind are asked; None asks all.
        """
        for rule in list(self._rules.values()):
            asked = kind is None or rule.kind == kind
            if asked and rule.matches(target, method) and self._fires(rule):
                return rule
        return None

    def clear(self, rule_id: int | None = None) -> None:
        """Switches one rule off, or all."""
        for gone in [rule_id] if rule_id is not None else list(self._rules):
            self._rules.pop(gone, None)
            self._left.pop(gone, None)

    def rules(self) -> list[dict[str, Any]]:
        """The rules that are on, as JSON, with `left` where they are counted."""
        return [{**asdict(rule), "left": self._left.get(rule.id)} for rule in self._rules.values()]

    def _fires(self, rule: Fault) -> bool:
        if self._skip[rule.id] > 0:
            self._skip[rule.id] -= 1
            return False
        if self._random[rule.id].random() >= rule.probability:
            return False
        if rule.id in self._left:
            self._left[rule.id] -= 1
            if self._left[rule.id] <= 0:
                self.clear(rule.id)
        return True
