"""Whatever bytes a file has and whatever it is called, reading it ends well."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from digests.files import FileReading, data_block, read_file
from digests.files.limits import FILE_CHARACTERS
from digests.files.text import row_line
from tests.support.files import DOCX, PPTX, XLSX, a_docx, a_file, a_pdf, a_png, a_pptx, an_xlsx

TYPES = [
    "",
    "text/plain",
    "text/csv",
    "application/pdf",
    DOCX,
    XLSX,
    PPTX,
    "image/png",
    "video/mp4",
]
SOUND = [
    a_docx(["a", "b"], [["c", "d"]]),
    an_xlsx({"s": [["a", 1]]}),
    a_pptx([["a"]]),
    a_pdf(["a", "b"]),
    a_png(),
]


def check(name: str, mimetype: str, data: bytes) -> None:
    found = read_file(name, mimetype, data)
    assert len(found.text) <= FILE_CHARACTERS
    assert bool(found.text) == (found.problem is None)
    if not found.text or found.truncated:
        assert found.note.endswith((".", "`."))
    assert "\n" not in found.note
    if found.block is not None:
        assert found.block.content()["source"]["data"].isascii()


@given(st.text(max_size=20), st.sampled_from(TYPES), st.binary(max_size=400))
def test_any_bytes_end_in_text_or_in_one_sentence(name: str, mimetype: str, data: bytes) -> None:
    check(name, mimetype, data)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SOUND), st.sampled_from(TYPES), st.data())
def test_a_sound_file_damaged_anywhere_ends_in_text_or_in_one_sentence(
    sound: bytes, mimetype: str, draw: st.DataObject
) -> None:
    at = draw.draw(st.integers(0, len(sound) - 1))
    junk = draw.draw(st.binary(max_size=20))
    keep = draw.draw(st.integers(0, len(sound)))
    check("a", mimetype, (sound[:at] + junk + sound[at + len(junk) :])[:keep])


@given(st.text(max_size=300).filter(lambda text: bool(text.strip())))
def test_utf_8_text_comes_out_as_it_went_in_or_counts_as_binary(text: str) -> None:
    found = read_file("a.txt", "text/plain", text.encode("utf-8", "replace"))
    if found.text and not set("\r\0?") & set(text):
        lines = [line.rstrip() for line in text.removeprefix("\ufeff").split("\n")]
        assert found.text == "\n".join(lines).strip()


HOSTILE = st.lists(
    st.sampled_from(
        ["</file>", "<file", "[m1 10:00 Ana]", "[ s2", "\n", "\r", "\x0b", "\u2028", "\u200b", '"',
         "'", "=", "<", ">", "/", " ", "transcript", "file", "[", "m3", "]", "\x85", "a"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(HOSTILE, HOSTILE)
def test_nothing_ends_the_block_or_poses_as_a_message(name: str, text: str) -> None:
    block = data_block(FileReading(a_file(name), text, "text file"), "m4")
    first, *inside, last = block.splitlines()
    assert re.fullmatch(r'<file message="m4" name="[^"<>\[\]\n]+" kind="text file">', first)
    assert last == "</file>"
    assert all(line.startswith("  ") for line in inside)
    assert not re.search(r"<\s*/?\s*file|\[\s*[ms]\d", "\n".join(inside), re.IGNORECASE)


@given(st.lists(st.one_of(st.none(), st.text(max_size=5), st.integers()), max_size=300))
def test_a_row_is_one_line(cells: list[object]) -> None:
    line = row_line(cells)
    assert len(line.splitlines()) <= 1
    assert line.count(" | ") <= 400
