"""Why a file can't be read, in words for people: for one file, and for several of a kind."""

from __future__ import annotations

from dataclasses import dataclass

from digests.errors import NotReadable
from digests.files.limits import FILE_BYTES, IMAGE_PIXELS, MB


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, continuing "the video …" and "2 videos …".

    Attributes:
        advice: a sentence on what would help, "" if nothing would.
    """

    one: str
    many: str
    advice: str = ""

    def clause(self, noun: str, count: int = 1) -> str:
        """Without a capital and a full stop, for a list: "the video can't be read"."""
        return f"the {noun} {self.one}" if count == 1 else f"{count} {plural(noun)} {self.many}"

    def sentence(self, noun: str) -> str:
        """For the person who asked, with the advice: "The video can't be read."."""
        clause = self.clause(noun)
        return " ".join(filter(None, [f"{clause[0].upper()}{clause[1:]}.", self.advice]))


class FileProblem(NotReadable):
    """Raised when one file can't be fetched or read; its text is the problem's sentence.

    Attributes:
        problem: what is wrong.
        noun: what people call such a file.
    """

    def __init__(self, problem: Problem, noun: str = "file") -> None:
        super().__init__(problem.sentence(noun))
        self.problem, self.noun = problem, noun


def plural(noun: str) -> str:
    """The plural of one of the nouns used here."""
    return f"{noun}s"


def needs_extra(nouns: str) -> Problem:
    """The problem where a library of the extra `files` is missing; `nouns` as in "Word files"."""
    why = "can't be read without the extra `files`"
    return Problem(why, why, f"{nouns} need the extra `files`: `pip install 'digestif[files]'`.")


UNREADABLE = Problem("can't be read", "can't be read")
EMPTY = Problem("is empty", "are empty")
DAMAGED = Problem("is damaged", "are damaged")
LOCKED = Problem("needs a password", "need a password")
NO_TEXT = Problem("has no text in it", "have no text in them")
TOO_LARGE = Problem(
    f"is larger than {FILE_BYTES // MB} MB", f"are larger than {FILE_BYTES // MB} MB"
)
TOO_LARGE_IMAGE = Problem("is too large to look at", "are too large to look at")
TOO_MANY_PIXELS = Problem(
    f"is wider or higher than {IMAGE_PIXELS:,} pixels",
    f"are wider or higher than {IMAGE_PIXELS:,} pixels",
)
NO_ROOM = Problem("was left out for length", "were left out for length")
UNSAFE = Problem("unpacks to more than is safe", "unpack to more than is safe")
FORBIDDEN_XML = Problem(
    "holds definitions that no document needs", "hold definitions that no document needs"
)
MISLABELED = Problem("isn't what its name says", "aren't what their names say")
OLD_FORMAT = Problem(
    "is in an old format",
    "are in an old format",
    "Saved in today's format (.docx, .xlsx, .pptx) it can be read.",
)
SLOW = Problem("took too long to read", "took too long to read")
ONLY_PART = Problem("was read only in part", "were read only in part")
ONLY_SEEN = Problem("can only be looked at", "can only be looked at")
