"""The model's lines become drafts of claims."""

from __future__ import annotations

import pytest

from digests.grounding.drafts import DraftClaim, DraftReader, cited, written
from digests.models import Section

LINES = """\
**Payments** failed for 41 minutes. [m3][m9]

## Decided
- Limits stay off. Mara, agreed by Jon. [m7] [m9]
## To do:
1. Jon: fix the clock. [m11]
• (replaces 2) Wei: refund. [m12, m13]
## Open
* Fail open? [m13]
"""


def test_lines_are_claims_under_their_headings() -> None:
    reader = DraftReader()
    drafts = [draft for line in LINES.splitlines() if (draft := reader.read(line))]

    assert drafts == [
        DraftClaim("Payments failed for 41 minutes.", ("m3", "m9")),
        DraftClaim("Limits stay off. Mara, agreed by Jon.", ("m7", "m9"), Section.DECIDED),
        DraftClaim("Jon: fix the clock.", ("m11",), Section.TO_DO),
        DraftClaim("Wei: refund.", ("m12", "m13"), Section.TO_DO, replaces=2),
        DraftClaim("Fail open?", ("m13",), Section.OPEN),
    ]


@pytest.mark.parametrize(
    ("line", "text", "ids"),
    [
        ("a [m1]", "a", ("m1",)),
        ("a [m1, m4; s2].", "a.", ("m1", "m4", "s2")),
        ("a [m2-m4]", "a", ("m2", "m3", "m4")),
        ("a [m2–4]", "a", ("m2", "m3", "m4")),
        ("a [m1] b [m1][m2]", "a b", ("m1", "m2")),
        ("a [1] [mx] [m]", "a [1] [mx] [m]", ()),
        ("a [m1][m2][m3][m4][m5][m6][m7]", "a", ("m1", "m2", "m3", "m4", "m5", "m6")),
        ("你好［m3］", "你好", ("m3",)),
    ],
)
def test_citations_are_read_in_every_form_models_write(
    line: str, text: str, ids: tuple[str, ...]
) -> None:
    assert cited(line) == (text, ids)


@pytest.mark.parametrize("line", ["", "  ", "---", "## Decided", "# Something", "[m1]", "- [m1]"])
def test_headings_and_empty_lines_are_no_claims(line: str) -> None:
    assert DraftReader().read(line) is None


def test_what_is_written_reads_back_the_same() -> None:
    drafts = [
        DraftClaim("Fail open?", ("m13",), Section.OPEN),
        DraftClaim("Payments failed.", ("m3", "m9")),
        DraftClaim("Jon: fix it.", ("m11",), Section.TO_DO),
    ]
    reader = DraftReader()
    again = [draft for line in written(drafts).splitlines() if (draft := reader.read(line))]

    assert again == [drafts[1], drafts[2], drafts[0]]
    assert written(drafts, numbered=True).splitlines()[0] == "1. Payments failed. [m3][m9]"
    assert written([]) == ""
