"""Small files of every format, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from digests.models import File

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def a_file(name: str = "notes.txt", mimetype: str = "text/plain", **more: Any) -> File:
    """A file as stored."""
    return File(**{"file_id": f"F{name}", "name": name, "mimetype": mimetype, **more})


def a_png(width: int = 3, height: int = 2, padding: int = 0) -> bytes:
    """A gray PNG, followed by so many bytes that nobody needs."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" + b"\x80" * 3))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"") + b"\0" * padding


def a_pdf(pages: Iterable[str]) -> bytes:
    """A PDF with one line of text on each page; "" makes a page without text."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    kids = []
    for text in pages:
        shown = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET" if text else "0 0 10 10 re f"
        stream = shown.encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
        content = len(objects)
        size, font = b"[0 0 612 792]", b"<< /Font << /F1 3 0 R >> >>"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox %b /Resources %b /Contents %d 0 R >>"
            % (size, font, content)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(kids), len(kids))
    return _numbered(objects)


def _numbered(objects: list[bytes]) -> bytes:
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def a_docx(paragraphs: Iterable[str], rows: Iterable[Iterable[str]] = ()) -> bytes:
    """A Word file with paragraphs and then a table."""
    from docx import Document

    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    table = [list(row) for row in rows]
    if table:
        made = document.add_table(len(table), len(table[0]))
        for row, cells in zip(made.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def an_xlsx(sheets: Mapping[str, Iterable[Iterable[object]]], hidden: str = "") -> bytes:
    """A spreadsheet; `hidden` names the sheet that nobody sees."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        page.sheet_state = "hidden" if title == hidden else "visible"
        for row in rows:
            page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def a_pptx(slides: Iterable[Iterable[str]]) -> bytes:
    """A slide deck of paragraphs."""
    parts = {"ppt/presentation.xml": "<p/>"}
    for number, paragraphs in enumerate(slides, 1):
        body = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in paragraphs)
        space = "http://schemas.openxmlformats.org/drawingml/2006/main"
        parts[f"ppt/slides/slide{number}.xml"] = (
            f'<p:sld xmlns:p="p" xmlns:a="{space}">{body}</p:sld>'
        )
    return a_zip(parts)


def a_zip(parts: Mapping[str, str | bytes]) -> bytes:
    """A packed zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def with_part(package: bytes, name: str, content: str | bytes) -> bytes:
    """The package with one part replaced or added."""
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        parts = {each: old.read(each) for each in old.namelist()}
    return a_zip({**parts, name: content})


def locked_pdf(password: str, algorithm: str = "RC4-128") -> bytes:
    """A PDF of one page that needs a password; "" needs none but is encrypted all the same."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf(["Refund 212 orders"]))))
    writer.encrypt(password, "owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
