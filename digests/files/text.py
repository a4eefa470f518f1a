"""Text files and CSV files: bytes to lines. Pure."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable
from itertools import islice

from digests.files.limits import FILE_CHARACTERS, TABLE_COLUMNS
from digests.files.problems import UNREADABLE, FileProblem
from digests.files.values import Stop

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# No character takes more bytes than this in any of the encodings read here.
_WIDEST = 4
_SAMPLE = 4_096
_CONTROLS = frozenset(map(chr, range(32))) - set("\t\n\r\f\v\x1b") | {"\x7f"}
_MOST_CONTROLS = 0.02
_DELIMITERS = ",;\t|"


class Clip:
    """Collects lines up to the limit of a file.

    Attributes:
        full: there was more than fits.
    """

    def __init__(self, most: int = FILE_CHARACTERS) -> None:
        self._left, self._lines = most, list[str]()
        self.full = False

    def add(self, line: str) -> bool:
        """Take a line, cut if need be; whether there is room for another."""
        if self.full:
            return False
        line = line.rstrip()
        if len(line) + 1 > self._left:
            self.full = True
            line = line[: max(self._left, 0)].rstrip()
        self._left -= len(line) + 1
        self._lines.append(line)
        return not self.full

    @property
    def text(self) -> str:
        """The lines so far, without empty ones at either end."""
        return "\n".join(self._lines).strip()


def decode(data: bytes) -> tuple[str, bool]:
    """The beginning of a text in UTF-8, UTF-16, UTF-32 or Latin-1, and whether there is more.

    Raises:
        FileProblem: if it is no text.
    """
    # Two characters above the limit, so that what is cut off below counts as more.
    most = (FILE_CHARACTERS + 2) * _WIDEST
    encoding, begin = _encoding(data)
    head = data[begin : begin + most]
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    if _is_binary(text[:_SAMPLE]):
        raise FileProblem(UNREADABLE)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, begin + most < len(data)


def plain_text(data: bytes, stop: Stop) -> Clip:
    """A text file. Raises FileProblem if it is no text."""
    text, more = decode(data)
    return _clipped(text.split("\n"), stop, more=more)


def table(data: bytes, stop: Stop) -> Clip:
    """A CSV file as rows "a | b | c". Raises FileProblem if it is no text."""
    text, more = decode(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return _clipped(map(row_line, reader), stop, more=more)
    except csv.Error:
        return _clipped(text.split("\n"), stop, more=more)


def row_line(cells: Iterable[object]) -> str:
    """The first cells of a row as a line; "" if all are empty."""
    few = islice(cells, TABLE_COLUMNS + 1)
    shown = [" ".join(str(cell).split()) if cell is not None else "" for cell in few]
    shown[TABLE_COLUMNS:] = ["…" for cell in shown[TABLE_COLUMNS:] if cell]
    while shown and not shown[-1]:
        shown.pop()
    return " | ".join(shown)


def _clipped(lines: Iterable[str], stop: Stop, *, more: bool) -> Clip:
    clip = Clip()
    for line in lines:
        if stop() or not clip.add(line):
            break
    clip.full = clip.full or more
    return clip


def _delimiter(text: str) -> str:
    """The character that separates most cells of the first line; a comma if none does."""
    first = text.partition("\n")[0][:_SAMPLE]
    return max(_DELIMITERS, key=first.count)


def _encoding(data: bytes) -> tuple[str, int]:
    """The encoding, and how many bytes to skip for its mark."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, len(mark)
    try:
        # Not final: the part that is looked at may end within a character.
        codecs.getincrementaldecoder("utf-8")().decode(data[: FILE_CHARACTERS * _WIDEST])
    except UnicodeDecodeError:
        return _wide(data) or _one_byte(data), 0
    return _wide(data) or "utf-8", 0


def _wide(data: bytes) -> str:
    """UTF-16 without a mark shows in that every other byte is mostly zero; "" if it isn't."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half and odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if half and even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _one_byte(data: bytes) -> str:
    """What Windows calls Latin-1 has quotes and dashes where Latin-1 has controls."""
    return "cp1252" if any(0x80 <= byte <= 0x9F for byte in data[:_SAMPLE]) else "latin-1"


def _is_binary(sample: str) -> bool:
    return bool(sample) and (
        "\0" in sample
        or sum(character in _CONTROLS for character in sample) > len(sample) * _MOST_CONTROLS
        or sample.count("\ufffd") > len(sample) * 0.1
    )
