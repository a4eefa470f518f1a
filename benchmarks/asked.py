"""A thread, a mention in it, and what the sandbox's journal tells of the answer; pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks import content
from benchmarks.place import (
    SLACK_SECONDS,
    Entry,
    api,
    at_once,
    exchanges,
    model_calls,
    spans,
)
from sandbox.claude.tokens import count_text

_FIRST_WORDS = ("chat.startStream", "chat.postMessage")
_SIGNS = (*_FIRST_WORDS, "assistant.threads.setStatus", "chat.postEphemeral", "reactions.add")


@dataclass(frozen=True)
class Talk:
    """A thread for a mention."""

    said: tuple[content.Said, ...]

    @property
    def ts(self) -> str:
        """The root's ts."""
        return self.said[0].ts

    @property
    def tokens(self) -> int:
        """What the local Claude counts for its messages, authors and times included."""
        return sum(count_text(f"[m000 00:00 {'Firstname Name'}] {s.text}\n") for s in self.said)


def talks(lengths: list[int], start: int) -> list[Talk]:
    """Threads of some lengths, one after the other."""
    made, first = [], 1
    for length in lengths:
        made.append(Talk(tuple(content.thread(first, length, start, step=10))))
        first, start = first + length, start + length * 10
    return made


@dataclass
class Asked:
    """One mention and what followed; times in seconds after it, None for what never came."""

    entries: list[Entry]
    posted: float
    thread_ts: str
    numbers: set[int] = field(default_factory=set)

    @property
    def calls_before(self) -> int:
        """Slack calls until the answer began."""
        own = api(self.entries)
        return next((n for n, e in enumerate(own) if e["method"] in _FIRST_WORDS), len(own))

    @property
    def models(self) -> int:
        """Calls of the model."""
        return len(model_calls(self.entries))

    @property
    def sign(self) -> float | None:
        """When a person first saw that something happens: Slack's answer to the first call."""
        return self._after(api(self.entries, *_SIGNS))

    @property
    def words(self) -> float | None:
        """When the first words stood there."""
        return self._after(api(self.entries, *_FIRST_WORDS))

    @property
    def line(self) -> float | None:
        """From the end of the model's first line to the first words in Slack."""
        lines = [entry["at"] for entry in self.entries if entry["kind"] == "line"]
        if not lines or self.words is None:
            return None
        return self.posted + self.words - float(lines[0])

    @property
    def read(self) -> set[int]:
        """The messages of the thread that the model was given."""
        return self.numbers & {n for e in exchanges(self.entries) for n in e["numbers"]}

    @property
    def end(self) -> float | None:
        """When the answer was complete."""
        return self._after(ended(self.entries, self.thread_ts)[-1:])

    @property
    def at_once(self) -> int:
        """The most calls of the model that went on at the same moment."""
        return at_once(spans(self.entries))

    def _after(self, calls: list[Entry]) -> float | None:
        return float(calls[0]["at"]) + SLACK_SECONDS - self.posted if calls else None


def ended(entries: list[Entry], thread_ts: str) -> list[Entry]:
    """The calls that completed an answer in a thread: a stream's end, or a message as a whole."""
    here = [e for e in api(entries, *_FIRST_WORDS) if e["args"].get("thread_ts") == thread_ts]
    begun = {_ts(entry) for entry in here if entry["ok"]}
    last = api(entries, "chat.stopStream", "chat.update", "chat.postMessage")
    return [entry for entry in last if entry["ok"] and _ts(entry) in begun and _last(entry)]


def _ts(entry: Entry) -> str:
    return str(entry["args"].get("ts") or entry.get("ts") or "")


def _last(entry: Entry) -> bool:
    """Whether a call says the last of an answer: ours has its buttons then, a plain one is it."""
    if entry["method"] == "chat.stopStream":
        return True
    blocks = str(entry["args"].get("blocks") or "")
    return not blocks or "actions" in blocks
