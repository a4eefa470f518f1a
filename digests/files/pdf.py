"""PDFs: the text of their pages, and whether Claude can look at them. Needs the extra `files`."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from digests.files.limits import BLOCKS_BASE64, PDF_PAGES, base64_length
from digests.files.problems import LOCKED, FileProblem, needs_extra
from digests.files.text import Clip
from digests.files.values import FileBlock, Stop

if TYPE_CHECKING:
    from pypdf import PdfReader


def pdf(data: bytes, stop: Stop) -> tuple[Clip, FileBlock | None]:
    """The text of a PDF, page by page, and the PDF itself if the API would take it.

    Raises:
        FileProblem: if it can't be read.
    """
    try:
        from pypdf import PdfReader
    except ImportError:
        raise FileProblem(needs_extra("PDFs")) from None
    # It logs what it finds odd in a file, which may be content.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(data), strict=False)
    locked = reader.is_encrypted
    if locked:
        _unlock(reader)
    fits = len(reader.pages) <= PDF_PAGES and base64_length(len(data)) <= BLOCKS_BASE64
    block = FileBlock("document", "application/pdf", data) if fits and not locked else None
    return _text(reader, stop), block


def _unlock(reader: PdfReader) -> None:
    """Many PDFs are encrypted with an empty password, only to forbid printing."""
    from pypdf.errors import DependencyError

    try:
        opened = reader.decrypt("")
    except (DependencyError, NotImplementedError):
        raise FileProblem(LOCKED) from None
    if not opened:
        raise FileProblem(LOCKED)


def _text(reader: PdfReader, stop: Stop) -> Clip:
    clip = Clip()
    for number, page in enumerate(reader.pages, 1):
        if stop():
            break
        lines = [line for line in page.extract_text().splitlines() if line.strip()]
        for line in [f"Page {number}:", *lines] if lines else []:
            if not clip.add(line):
                return clip
    return clip
