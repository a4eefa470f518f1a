"""What needs the extra `files` is loaded when it is met, and missed in one sentence."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.files import DOCX, XLSX, a_docx, a_pdf, an_xlsx

_LIBRARIES = ("pypdf", "docx", "openpyxl", "lxml")
_READ = """
import json, sys
for name in sys.argv[3:]:
    sys.modules[name] = None
from digests.files import read_file
print(json.dumps(read_file(sys.argv[1], sys.argv[2], sys.stdin.buffer.read()).note))
"""


@pytest.mark.parametrize(
    ("name", "mimetype", "data", "files"),
    [
        ("a.pdf", "application/pdf", a_pdf(["a"]), "PDFs"),
        ("a.docx", DOCX, a_docx(["a"]), "Word files"),
        ("a.xlsx", XLSX, an_xlsx({"a": [[1]]}), "Spreadsheets"),
    ],
)
def test_without_the_extra_one_sentence_says_so(
    name: str, mimetype: str, data: bytes, files: str
) -> None:
    command = [sys.executable, "-c", _READ, name, mimetype, *_LIBRARIES]
    done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60)
    note = json.loads(done.stdout)
    assert f"{files} need the extra `files`: `pip install 'digestif[files]'`." in note


def test_the_libraries_are_not_loaded_before_a_file_needs_them() -> None:
    code = "import sys, digests.files; print([n for n in sys.argv[1:] if n in sys.modules])"
    command = [sys.executable, "-c", code, *_LIBRARIES]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60, text=True)
    assert done.stdout.strip() == "[]"
