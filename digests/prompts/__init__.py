"""The texts sent to the model as instructions, one Markdown file each.

The first line of a file is `version: N`; a change of the text that changes what is written raises
it, and summaries cached under an older version are made anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Prompt:
    """Instructions for the model; `version` is the file's name and number, "summary.3"."""

    version: str
    text: str


@cache
def load(name: str) -> Prompt:
    """The prompt in `name`.md. Raises FileNotFoundError or ValueError: a broken installation."""
    raw = (resources.files(__name__) / f"{name}.md").read_text("utf-8")
    head, _, text = raw.partition("\n")
    label, _, number = head.partition(":")
    if label != "version" or not number.strip().isdigit():
        raise ValueError(f"{name}.md has no version in its first line")
    return Prompt(f"{name}.{number.strip()}", text.strip())
