"""What is wanted of a summary, and how that is put to the model. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

from digests.models import Engine, Message

_SHORT_THREAD = 4
_SHORT_TEXT = 600


class Length(StrEnum):
    """How long a summary is; a long thread doesn't make it longer."""

    SHORTER = "shorter"
    NORMAL = "normal"
    LONGER = "longer"


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """What somebody asked for. The default is what a bare mention in a thread gets.

    Attributes:
        language: the language's name or tag, as asked for; "" for the thread's own.
        length: shorter or longer than usual.
        since_ts: only what is new after this message; None for everything.
        for_newcomer: for somebody who knows neither the people nor the words.
        max_words: most words of all claims together, at least 1; None for no limit.
        engine: insist on an engine; None for Claude where there is one.
    """

    language: str = ""
    length: Length = Length.NORMAL
    since_ts: str | None = None
    for_newcomer: bool = False
    max_words: int | None = None
    engine: Engine | None = None

    def instructions(self, messages: Iterable[Message]) -> str:
        """The block that tells the model; the same for the same request and thread."""
        lines = [_LENGTHS[self.length]]
        if self.length is Length.NORMAL and _is_short(tuple(messages)):
            lines = ["Length: this thread is short. Write one line and nothing else."]
        if self.language.strip():
            name = " ".join(self.language.split())[:40].replace("<", "").replace(">", "")
            lines.append(f"Language: {name}.")
        if self.for_newcomer:
            lines.append(
                "Reader: somebody new. Begin with one line on what this is about and who does what "
                "in it, as far as the messages say it; leave out jargon they don't explain."
            )
        if self.max_words is not None:
            lines.append(f"At most {self.max_words} words in all.")
        return "\n".join(["<request>", *lines, "</request>"])

    @property
    def fingerprint(self) -> str:
        """Stands for the request in keys; 16 hexadecimal digits."""
        return digest(asdict(self))


_LENGTHS = {
    Length.SHORTER: (
        "Length: shorter. One line above the headings; under them only decisions and tasks, at "
        "most two each."
    ),
    Length.NORMAL: "Length: as usual.",
    Length.LONGER: (
        "Length: longer. Up to six lines above the headings and up to ten under each; tell how it "
        "came about and who held what."
    ),
}


def content_hash(messages: Iterable[Message]) -> str:
    """Stands for the content of some messages; another edit or order gives another one."""
    return digest([(m.ts, m.edited_ts or "", m.text) for m in messages])


def digest(value: object) -> str:
    """16 hexadecimal digits for anything that JSON can say."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _is_short(messages: tuple[Message, ...]) -> bool:
    said = sum(len(message.text) for message in messages)
    return len(messages) <= _SHORT_THREAD and said <= _SHORT_TEXT
