"""Documents are read in a process of their own, with bounds and without the bot's settings."""

from __future__ import annotations

import io
import sys
import zipfile

import pytest

from digests.files import read_file
from digests.files.apart import environment, read_apart
from digests.files.problems import UNSAFE
from tests.support.files import a_docx, a_pdf, a_pptx, an_xlsx

DOCUMENTS = {
    "a.pdf": a_pdf(["first page", "second page"]),
    "a.docx": a_docx(["We moved the launch"], [["who", "when"]]),
    "a.xlsx": an_xlsx({"Costs": [["rent", 41]]}),
    "a.pptx": a_pptx([("The plan", "Move it")]),
    "cut.docx": a_docx(["We moved the launch"])[:-200],
    "words.pdf": b"%PDF-1.4 and then nothing",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_process_of_its_own_reads_the_same(name: str) -> None:
    data = DOCUMENTS[name]

    assert read_apart(name, "", data, 20.0) == read_file(name, "", data)


def test_what_takes_too_long_is_ended() -> None:
    found = read_apart("a.pdf", "", a_pdf(["words"]), 0.001)

    assert (found.text, found.note) == ("", "The PDF took too long to read.")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")
def test_what_takes_too_much_memory_is_no_text_and_ends_only_its_own_process() -> None:
    """31 MB of empty paragraphs in 45 KB: each takes a hundred bytes and more once it is parsed.

    With memory enough the words before them would be read.
    """
    document = zipfile.ZipFile(out := io.BytesIO(), "w", zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(io.BytesIO(a_docx(["words"]))) as like, document:
        for entry in like.namelist():
            body = like.read(entry)
            if entry == "word/document.xml":
                body = body.replace(b"</w:body>", b"<w:p/>" * 5_000_000 + b"</w:body>")
            document.writestr(entry, body)
    found = read_apart("a.docx", "", out.getvalue(), 20.0)

    assert (found.text, found.problem) == ("", UNSAFE)
    assert found.note == "The Word file unpacks to more than is safe."


def test_no_setting_reaches_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "a secret")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "a secret")

    assert "a secret" not in environment().values()
    assert "PATH" in environment()
