"""Every format is read, and everything that can't be ends in one clear sentence."""

from __future__ import annotations

import pytest

from digests.files import FileText, read_file
from digests.files.limits import FILE_BYTES, FILE_CHARACTERS, PACKAGE_PART
from tests.support.files import (
    DOCX,
    PPTX,
    XLSX,
    a_docx,
    a_pdf,
    a_png,
    a_pptx,
    a_zip,
    an_xlsx,
    locked_pdf,
    with_part,
)


def read(name: str, data: bytes, mimetype: str = "") -> FileText:
    return read_file(name, mimetype, data)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("latin-1", b""),
        ("cp1252", b""),
    ],
)
def test_text_is_read_in_every_common_encoding(encoding: str, mark: bytes) -> None:
    said = "Größe: 212 Stück\nbis Montag, 12 Uhr"
    if encoding == "cp1252":
        said += " – “sicher”"
    assert read("a.txt", mark + said.encode(encoding), "text/plain").text == said


def test_line_ends_of_every_system_become_line_breaks() -> None:
    assert read("a.txt", b"one\r\ntwo\rthree\n").text == "one\ntwo\nthree"


def test_a_long_text_is_cut_and_says_so() -> None:
    found = read("a.log", b"line of a log\n" * 10_000)
    assert found.truncated
    assert FILE_CHARACTERS - 20 < len(found.text) <= FILE_CHARACTERS
    assert found.note == "The text file was read only in part."


def test_a_text_of_exactly_the_limit_is_read_whole() -> None:
    found = read("a.txt", b"x" * (FILE_CHARACTERS - 1))
    assert (len(found.text), found.truncated, found.note) == (FILE_CHARACTERS - 1, False, "")


def test_a_character_cut_by_the_limit_does_no_harm() -> None:
    found = read("a.txt", ("x" + "€" * FILE_CHARACTERS * 2).encode())
    assert found.truncated
    assert "\ufffd" not in found.text


def test_bytes_that_are_no_text_are_not_shown_as_text() -> None:
    found = read("a.txt", bytes(range(256)) * 20, "text/plain")
    assert (found.text, found.note) == ("", "The text file can't be read.")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_is_read_as_rows_whatever_separates_the_cells(delimiter: str) -> None:
    rows = [["owner", "due", "note"], ["Ana", "Monday", '"two\nlines"'], ["Bo", "", ""]]
    data = "\r\n".join(delimiter.join(row) for row in rows).encode()
    expected = "owner | due | note\nAna | Monday | two lines\nBo"
    assert read("plan.csv", data, "text/csv").text == expected


def test_csv_that_excel_uploaded_under_its_own_media_type_is_read() -> None:
    assert read("plan.csv", b"a,b\n1,2\n", "application/vnd.ms-excel").text == "a | b\n1 | 2"


def test_csv_with_a_field_that_no_reader_takes_is_read_as_text() -> None:
    found = read("plan.csv", b'a,"' + b"x" * 140_000, "text/csv")
    assert found.text.startswith('a,"xxx')
    assert found.truncated


def test_a_csv_row_has_at_most_a_hundred_cells() -> None:
    line = read("wide.csv", ",".join(map(str, range(500))).encode(), "text/csv").text
    assert line.endswith("| 99 | …")


def test_a_pdf_is_read_page_by_page_and_can_be_looked_at() -> None:
    data = a_pdf(["Refund 212 orders", "", "by Monday"])
    found = read("plan.pdf", data, "application/pdf")
    assert found.text == "Page 1:\nRefund 212 orders\nPage 3:\nby Monday"
    assert found.block is not None
    assert (found.block.kind, found.block.data) == ("document", data)


def test_a_scanned_pdf_has_no_text_but_can_be_looked_at() -> None:
    found = read("scan.pdf", a_pdf(["", ""]), "application/pdf")
    assert (found.text, found.note) == ("", "The PDF has no text in it.")
    assert found.block is not None


def test_a_pdf_of_more_pages_than_the_api_takes_is_read_as_text_only() -> None:
    found = read("book.pdf", a_pdf([f"page {n}" for n in range(101)]))
    assert "page 100" in found.text
    assert found.block is None


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_pdf_with_a_password_says_so(algorithm: str) -> None:
    found = read("secret.pdf", locked_pdf("12345", algorithm))
    assert (found.text, found.note, found.block) == ("", "The PDF needs a password.", None)


def test_a_pdf_encrypted_without_a_password_is_read_but_not_sent() -> None:
    found = read("print.pdf", locked_pdf(""))
    assert "Refund 212 orders" in found.text
    assert found.block is None


def test_a_word_file_is_read_with_its_tables() -> None:
    data = a_docx(["Decisions", "Limits stay off"], [["Owner", "Task"], ["Jon", "fix the clock"]])
    found = read("minutes.docx", data, DOCX)
    assert found.text == "Decisions\nLimits stay off\nOwner | Task\nJon | fix the clock"
    assert found.note == ""


def test_a_spreadsheet_is_read_sheet_by_sheet_without_hidden_ones() -> None:
    rows: dict[str, list[list[object]]] = {
        "Plan": [["owner", "due"], [], ["Ana", 12.5]],
        "Salaries": [["Ana", 1]],
    }
    found = read("plan.xlsx", an_xlsx(rows, hidden="Salaries"), XLSX)
    assert found.text == "Sheet Plan:\nowner | due\nAna | 12.5"


def test_a_spreadsheet_with_a_cell_in_the_farthest_corner_is_read_in_time() -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="900000"><c r="XFD900000"><v>2</v></c></row></sheetData></worksheet>'
    )
    data = with_part(an_xlsx({"Plan": [["a"]]}), "xl/worksheets/sheet1.xml", sheet)
    assert read("plan.xlsx", data, XLSX).text == "Sheet Plan:\n1"


def test_slides_are_read_in_the_order_of_their_numbers() -> None:
    data = a_pptx([["Title", "by Ana"], [], *[[f"point {n}"] for n in range(3, 12)]])
    lines = read("deck.pptx", data, PPTX).text.split("\n")
    assert lines[:5] == ["Slide 1:", "Title", "by Ana", "Slide 3:", "point 3"]
    assert lines[-2:] == ["Slide 11:", "point 11"]


def test_an_image_is_for_looking_at_under_the_type_its_bytes_have() -> None:
    found = read("chart.jpg", a_png(), "image/jpeg")
    assert found.block is not None
    assert (found.block.kind, found.block.media_type) == ("image", "image/png")
    assert found.block.content()["source"]["data"].startswith("iVBORw0KGgo")


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (a_png(8_001, 2), (8_001, 2)),
        (b"GIF89a" + (9_000).to_bytes(2, "little") + (2).to_bytes(2, "little"), (9_000, 2)),
        (
            b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc2\x00\x11\x08\x23\x29\x00\x02" + b"\0" * 9,
            (2, 9_001),
        ),
        (b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\x40\x1f\0" + b"\x01\0\0", (8_001, 2)),
        (b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + (8_191).to_bytes(4, "little"), (8_192, 1)),
        (b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 10 + b"\x41\x1f\x02\0", (8_001, 2)),
    ],
)
def test_an_image_wider_or_higher_than_the_api_takes_is_refused(
    data: bytes, size: tuple[int, int]
) -> None:
    found = read("big.png", data, "image/png")
    assert max(size) > 8_000
    assert (found.block, found.note) == (None, "The image is wider or higher than 8,000 pixels.")


def test_an_image_too_large_for_the_api_is_refused() -> None:
    found = read("big.png", a_png(padding=4_000_000), "image/png")
    assert (found.block, found.note) == (None, "The image is too large to look at.")


@pytest.mark.parametrize("cut", [9, 16, 20])
def test_an_image_that_breaks_off_in_its_head_is_damaged(cut: int) -> None:
    assert read("chart.png", a_png()[:cut], "image/png").note == "The image is damaged."


@pytest.mark.parametrize(
    ("name", "mimetype", "data", "sentence"),
    [
        ("a.txt", "text/plain", b"", "The text file is empty."),
        ("a.txt", "text/plain", b" \n\n ", "The text file has no text in it."),
        ("a.txt", "text/plain", b"x" * (FILE_BYTES + 1), "The text file is larger than 20 MB."),
        ("a.mp4", "video/mp4", b"\0\0\0\x18ftypmp42", "The video can't be read."),
        ("a.m4a", "audio/mp4", b"\0\0\0\x18ftypM4A ", "The recording can't be read."),
        ("a.heic", "image/heic", b"\0\0\0\x18ftypheic", "The image can't be read."),
        ("a.png", "image/png", b"<html>", "The image can't be read."),
        ("a.zip", "application/zip", a_zip({"a": "b"}), "The archive can't be read."),
        ("a.txt", "text/plain", a_zip({"a": "b"}), "The text file can't be read."),
        ("a.docx", DOCX, b"hello there", "The Word file isn't what its name says."),
        ("a.docx", DOCX, a_pdf(["a"]), "The Word file isn't what its name says."),
        ("a.docx", DOCX, a_zip({"a": "b"}), "The Word file is damaged."),
        ("a.pdf", "application/pdf", a_png(), "The PDF isn't what its name says."),
        ("a.pdf", "application/pdf", b"%PDF-1.7\n" + b"nonsense" * 9, "The PDF is damaged."),
        ("a.pdf", "application/pdf", a_pdf(["a"])[:60], "The PDF is damaged."),
        ("a.xlsx", XLSX, an_xlsx({"a": [[1]]})[:400], "The spreadsheet is damaged."),
        ("a.pptx", PPTX, a_pptx([["a"]])[:-30], "The slide deck is damaged."),
        ("a.pptx", PPTX, a_pptx([["a<b"]]), "The slide deck is damaged."),
        ("a.pptx", PPTX, a_pptx([[]]), "The slide deck has no text in it."),
    ],
)
def test_what_cannot_be_read_ends_in_one_sentence(
    name: str, mimetype: str, data: bytes, sentence: str
) -> None:
    found = read(name, data, mimetype)
    assert (found.text, found.note, found.block) == ("", sentence, None)
    assert found.problem is not None


def test_office_files_of_old_say_what_would_help() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert read("a.doc", old, "application/msword").note == (
        "The office file is in an old format. "
        "Saved in today's format (.docx, .xlsx, .pptx) it can be read."
    )


def test_an_encrypted_word_file_needs_a_password() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99
    locked += "EncryptedPackage".encode("utf-16-le")
    assert read("a.docx", locked, DOCX).note == "The Word file needs a password."


def test_a_file_whose_type_slack_does_not_know_is_read_by_its_bytes() -> None:
    assert read("noname", a_docx(["Decisions"]), "application/octet-stream").text == "Decisions"
    assert read("noname", b"just words", "application/octet-stream").text == "just words"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    data = with_part(a_docx(["a"]), "word/document.xml", b" " * (PACKAGE_PART + 1))
    assert len(data) < 100_000
    assert read("a.docx", data, DOCX).note == "The Word file unpacks to more than is safe."


def test_many_parts_that_together_unpack_to_too_much_are_refused() -> None:
    parts: dict[str, str | bytes] = {f"ppt/media/{n}.bin": b"\0" * 2**24 for n in range(7)}
    data = a_zip({"ppt/presentation.xml": "<p/>", **parts})
    assert read("a.pptx", data, PPTX).note == "The slide deck unpacks to more than is safe."


@pytest.mark.parametrize(
    ("name", "mimetype", "package", "part"),
    [
        ("a.docx", DOCX, a_docx(["a"]), "word/document.xml"),
        ("a.docx", DOCX, a_docx(["a"]), "word/_rels/document.xml.rels"),
        ("a.xlsx", XLSX, an_xlsx({"a": [["a"]]}), "xl/worksheets/sheet1.xml"),
        ("a.pptx", PPTX, a_pptx([["a"]]), "ppt/slides/slide1.xml"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "definition",
    ['<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">', '<!ENTITY a SYSTEM "file:///etc/passwd">'],
)
def test_xml_that_defines_entities_is_refused_in_every_part(
    name: str, mimetype: str, package: bytes, part: str, encoding: str, definition: str
) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [{definition}]><x>&a;</x>'
    found = read(name, with_part(package, part, xml.encode(encoding)), mimetype)
    assert found.text == ""
    assert found.note.endswith("holds definitions that no document needs.")


def test_xml_that_hides_its_beginning_behind_a_long_comment_is_refused() -> None:
    data = with_part(a_docx(["a"]), "word/document.xml", b"<!--" + b" " * 2**21)
    assert read("a.docx", data, DOCX).note.endswith("holds definitions that no document needs.")


def test_reading_ends_soon_after_nobody_waits_any_more() -> None:
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    found = read_file("a.log", "text/plain", b"line\n" * 1_000, stop=stop)
    assert found.text == "line\nline\nline"
