"""What comes of a file: text, something to look at, or the reason why neither. Pure."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from digests.claude.calls import Json
from digests.files.limits import base64_length
from digests.files.problems import Problem
from digests.models import File

Stop = Callable[[], bool]
"""Asked between pages, rows and parts: whether nobody waits for the text any more."""


def never() -> bool:
    """The Stop of who waits as long as it takes."""
    return False


@dataclass(frozen=True, slots=True)
class FileBlock:
    """A file that Claude looks at itself.

    Attributes:
        kind: an image, or a document of at most 100 pages.
        media_type: as the bytes say, not as the upload said.
        data: the whole file.
    """

    kind: Literal["image", "document"]
    media_type: str
    data: bytes

    @property
    def size(self) -> int:
        """What it takes of a request, in characters of base64."""
        return base64_length(len(self.data))

    def content(self) -> Json:
        """The Messages API's content block."""
        encoded = base64.b64encode(self.data).decode("ascii")
        source = {"type": "base64", "media_type": self.media_type, "data": encoded}
        return {"type": self.kind, "source": source}


@dataclass(frozen=True, slots=True)
class FileText:
    """What reading a file's bytes gave.

    Attributes:
        text: line by line as people see it, "" where there is none; at most 60,000 characters.
            Content, hostile or not: only `files.data` makes it fit to stand in a prompt.
        truncated: there is more than `text` holds.
        note: one sentence on what is missing, "" if nothing is.
        noun: what people call such a file, "PDF".
        block: to be shown to Claude as it is; None where that isn't possible.
        problem: why there is no text, None if there is.
    """

    text: str = ""
    truncated: bool = False
    note: str = ""
    noun: str = "file"
    block: FileBlock | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class FileReading:
    """A file of a thread and what was read of it.

    Attributes:
        text: as in FileText; None if there is none.
        problem: what is missing and why; None if all of the file's text was read.
    """

    file: File
    text: str | None = None
    noun: str = "file"
    problem: Problem | None = None
    block: FileBlock | None = None

    @property
    def reason(self) -> str:
        """Why it wasn't read, or not wholly, as a clause: "the video can't be read"; else ""."""
        return self.problem.clause(self.noun) if self.problem else ""
