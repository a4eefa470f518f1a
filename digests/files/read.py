"""The bytes of a file to what a model may read. Pure; may take seconds: see `files.thread`."""

from __future__ import annotations

from digests.files.images import image
from digests.files.kinds import PACKAGES, Kind, Sniffed, declared, is_locked, sniff
from digests.files.limits import FILE_BYTES
from digests.files.pdf import pdf
from digests.files.problems import (
    DAMAGED,
    EMPTY,
    LOCKED,
    MISLABELED,
    NO_TEXT,
    OLD_FORMAT,
    ONLY_PART,
    ONLY_SEEN,
    TOO_LARGE,
    UNREADABLE,
    UNSAFE,
    FileProblem,
)
from digests.files.sheet import sheet
from digests.files.slides import slides
from digests.files.text import Clip, plain_text, table
from digests.files.values import FileBlock, FileText, Stop, never
from digests.files.word import word

_READERS = {
    Kind.WORD: word,
    Kind.SHEET: sheet,
    Kind.SLIDES: slides,
    Kind.TABLE: table,
    Kind.TEXT: plain_text,
    Kind.UNKNOWN: plain_text,
}
_VAGUE = frozenset({Kind.UNKNOWN, Kind.TEXT, Kind.TABLE})
# Office documents are zips, and today's are sometimes saved under yesterday's ending.
_HARMLESS = frozenset(
    (said, found) for said in (Kind.ARCHIVE, Kind.OLD_OFFICE) for found in PACKAGES
)


def read_file(name: str, mimetype: str, data: bytes, *, stop: Stop = never) -> FileText:
    """What a file says. Never raises: what can't be read is said in `note` and `problem`.

    Args:
        name: the file's name; only its ending is looked at.
        mimetype: as Slack gives it; the bytes decide where they disagree harmlessly.
        data: the whole file.
        stop: asked now and then; once true, what was read so far is enough.
    """
    said = declared(name, mimetype)
    try:
        return _read(said, data, stop)
    except FileProblem as wrong:
        problem = wrong.problem
    except MemoryError:
        problem = UNSAFE
    except Exception as error:
        # The libraries raise whatever their parsers stumble over, RecursionError included.
        problem = UNSAFE if _ran_out_of_memory(error) else DAMAGED
    return FileText(note=problem.sentence(said.value), noun=said.value, problem=problem)


# XML_ERR_NO_MEMORY among libxml2's error codes (libxml/xmlerror.h).
_NO_MEMORY = 2


def _ran_out_of_memory(error: Exception) -> bool:
    """Whether XML was too large, which lxml calls an error of its syntax."""
    return isinstance(error, SyntaxError) and getattr(error, "code", None) == _NO_MEMORY


def _read(said: Kind, data: bytes, stop: Stop) -> FileText:
    if not data:
        raise FileProblem(EMPTY)
    if len(data) > FILE_BYTES:
        raise FileProblem(TOO_LARGE)
    found = sniff(data)
    kind = _kind(said, found, data)
    if kind is Kind.IMAGE:
        return _result(kind, Clip(), image(data, found.media_type))
    if kind is Kind.PDF:
        return _result(kind, *pdf(data, stop))
    if kind not in _READERS:
        raise FileProblem(UNREADABLE)
    return _result(kind, _READERS[kind](data, stop))


def _kind(said: Kind, found: Sniffed, data: bytes) -> Kind:
    """What to read it as; raises FileProblem where name and bytes contradict each other."""
    if found.kind is Kind.OLD_OFFICE:
        raise FileProblem(LOCKED if is_locked(data) else OLD_FORMAT)
    if found.kind is Kind.UNKNOWN:
        if said in PACKAGES or said is Kind.PDF:
            raise FileProblem(MISLABELED)
        if said is Kind.IMAGE:
            raise FileProblem(UNREADABLE)
        return said
    if said is found.kind or (said, found.kind) in _HARMLESS or said in _VAGUE:
        return found.kind
    if found.kind in (Kind.VIDEO, Kind.ARCHIVE):
        raise FileProblem(DAMAGED if said in PACKAGES else UNREADABLE)
    raise FileProblem(MISLABELED)


def _result(kind: Kind, clip: Clip, block: FileBlock | None = None) -> FileText:
    text, noun = clip.text, kind.value
    problem = None
    if not text:
        problem = ONLY_SEEN if kind is Kind.IMAGE else NO_TEXT
    elif clip.full:
        problem = ONLY_PART
    note = problem.sentence(noun) if problem else ""
    return FileText(text, clip.full, note, noun, block, None if text else problem)
