"""A summary as people see it: Markdown that grows by whole claims, and what stands below. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.blocks.summary_buttons import rewrite_buttons
from digests import mrkdwn
from digests.compose.wording import count, names
from digests.coverage import Coverage
from digests.models import Claim, Engine, Section, Source, Summary

Block = dict[str, Any]

HEADINGS = {Section.DECIDED: "Decided", Section.TO_DO: "To do", Section.OPEN: "Open"}
# A context element holds 2,000 characters.
CONTEXT_LIMIT = 1_900


class SummaryWriter:
    """Claims to Markdown, one by one, in the order in which they are shown.

    Sources are numbered from 1 in the order in which they are first cited.

    Args:
        engine: an extract's sentences are many people's and stand in lines of their own; what
            Claude writes above the headings is prose.
    """

    def __init__(self, engine: Engine = Engine.CLAUDE) -> None:
        self._engine = engine
        self._numbers: dict[Source, int] = {}
        self._section: Section | None = None

    def add(self, claim: Claim) -> str:
        """What to append for one claim, its heading included where a section begins."""
        said = self._said(claim)
        before, self._section = self._section, claim.section
        if claim.section is Section.OVERVIEW:
            return self._overview(claim, said, first=before is None)
        gap = "\n\n" if before else ""
        heading = f"{gap}**{HEADINGS[claim.section]}**" if before is not claim.section else ""
        return f"{heading}\n- {said}"

    def _overview(self, claim: Claim, said: str, *, first: bool) -> str:
        if self._engine is Engine.EXTRACTIVE:
            return f"- {said}" if first else f"\n- {said}"
        return _bold(claim, said) if first else f" {said}"

    def line(self, claim: Claim) -> str:
        """What to append for one line of an answer, which has no headings."""
        began, self._section = self._section is not None, claim.section
        return ("\n" if began else "") + self._said(claim)

    def _said(self, claim: Claim) -> str:
        for source in claim.sources:
            self._numbers.setdefault(source, len(self._numbers) + 1)
        return mrkdwn.render_claim(claim, self._numbers)


def _bold(claim: Claim, said: str) -> str:
    """The first claim in bold, its numbers not."""
    marks = len(claim.sources)
    words = said.split(" ")
    text = " ".join(words[: len(words) - marks]) if marks else said
    return " ".join([f"**{text}**", *words[len(words) - marks :]]) if marks else f"**{text}**"


def markdown(summary: Summary) -> str:
    """A whole summary; where nothing is to be said, its note on why ("" if there is none)."""
    if not summary.claims:
        return summary.note
    writer = SummaryWriter(summary.engine)
    return "".join(writer.add(claim) for claim in summary.claims)


def coverage_line(coverage: Coverage) -> str:
    """What was read, in one sentence: "Read 38 of 38 messages."."""
    where = f" in {coverage.channels} channels" if coverage.channels > 1 else ""
    files = f" and {coverage.files}" if coverage.files else ""
    line = f"Read {coverage.read:,} of {count(coverage.total, 'message')}{where}{files}."
    if coverage.left_out:
        parts = ", ".join(f"{left.what} ({left.reason})" for left in coverage.left_out)
        line += f" Left out: {parts}."
    return line


def last_line(summary: Summary) -> str:
    """Everything that stands small below a summary: notes, coverage, what was withheld."""
    said = [summary.note] if summary.note and summary.claims else []
    if not summary.note and summary.engine is Engine.EXTRACTIVE:
        said.append("An extract of the thread's own sentences, made without Claude.")
    said.append(coverage_line(summary.coverage))
    if summary.withheld:
        said.append(withheld_line(summary.withheld))
    return " ".join(said)


def withheld_line(withheld: int) -> str:
    """That statements were left out, and why."""
    were = "was" if withheld == 1 else "were"
    return f"{count(withheld, 'statement')} {were} left out: the messages don't support it."


def with_whom(speakers: Sequence[str]) -> list[str]:
    """Who took part, as a sentence of at most four names; [] for nobody."""
    return [f"{names(speakers)}."] if speakers else []


def small_print(line: str) -> Block:
    """A context block in italics."""
    text = mrkdwn.safe_mrkdwn(line[:CONTEXT_LIMIT])
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": f"_{text}_"}]}


def feedback() -> Block:
    """The two thumbs."""
    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": _thumb("Good", "This was right and useful", "good"),
                "negative_button": _thumb("Bad", "This was wrong or not useful", "bad"),
            }
        ],
    }


def _thumb(text: str, label: str, value: str) -> Block:
    return {
        "text": {"type": "plain_text", "text": text},
        "accessibility_label": label,
        "value": value,
    }


def below(
    summary: Summary,
    channel_id: str,
    thread_ts: str,
    speakers: Sequence[str] = (),
    asked_ts: str = "",
) -> list[Block]:
    """The blocks under a summary that everyone in the thread sees."""
    return [
        small_print(" ".join([*with_whom(speakers), last_line(summary)])),
        feedback(),
        rewrite_buttons(channel_id, thread_ts, asked_ts),
    ]
