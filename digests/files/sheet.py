"""Spreadsheets (.xlsx): every sheet's rows as last calculated. Needs the extra `files`."""

from __future__ import annotations

import io
import warnings
from typing import Any

from digests.files.limits import TABLE_COLUMNS
from digests.files.package import opened
from digests.files.problems import FileProblem, needs_extra
from digests.files.text import Clip, row_line
from digests.files.values import Stop


def sheet(data: bytes, stop: Stop) -> Clip:
    """The rows of all sheets that are shown, each under its name; empty rows are left out.

    Raises:
        FileProblem: if it can't be read.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise FileProblem(needs_extra("Spreadsheets")) from None
    # It warns of every feature of Excel that it doesn't know; none of them is text.
    warnings.filterwarnings("ignore", module=r"openpyxl\.")
    clip = Clip()
    with opened(data, stop):
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            for page in book.worksheets:
                if page.sheet_state == "visible" and not _rows(page, clip, stop):
                    break
        finally:
            book.close()
    return clip


def _rows(page: Any, clip: Clip, stop: Stop) -> bool:
    """Add a sheet's rows; whether there is room and time for more."""
    titled = False
    for row in page.iter_rows(values_only=True, max_col=TABLE_COLUMNS + 1):
        if stop():
            return False
        # A lone cell far below makes a million empty rows.
        if row.count(None) == len(row):
            continue
        line = row_line(row)
        if line and not titled:
            titled = True
            if not clip.add(f"Sheet {page.title}:"):
                return False
        if line and not clip.add(line):
            return False
    return True
