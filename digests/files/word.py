"""Word files (.docx): paragraphs and tables in order. Needs the extra `files`."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from digests.files.package import opened
from digests.files.problems import FileProblem, needs_extra
from digests.files.text import Clip, row_line
from digests.files.values import Stop

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word(data: bytes, stop: Stop) -> Clip:
    """The text of a document's body; headers, footers and comments are left out.

    Raises:
        FileProblem: if it can't be read.
    """
    try:
        from docx import Document
    except ImportError:
        raise FileProblem(needs_extra("Word files")) from None
    with opened(data, stop):
        document = Document(io.BytesIO(data))
    clip = Clip()
    for line in _lines(document.element.body):
        if stop() or not clip.add(line):
            break
    return clip


def _lines(element: Any) -> Iterator[str]:
    """The lines of a body, or of a content control within it."""
    for child in element:
        if child.tag == f"{_W}p":
            yield _paragraph(child)
        elif child.tag == f"{_W}tbl":
            for row in child.iterchildren(f"{_W}tr"):
                yield row_line(_cell(cell) for cell in row.iterchildren(f"{_W}tc"))
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent"):
            yield from _lines(child)


def _paragraph(paragraph: Any) -> str:
    """The text of a paragraph with its links and insertions, without what was deleted."""
    parts = []
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr"):
        parts.append(node.text or "" if node.tag == f"{_W}t" else " ")
    return "".join(parts)


def _cell(cell: Any) -> str:
    return " ".join(_paragraph(paragraph) for paragraph in cell.iter(f"{_W}p"))
