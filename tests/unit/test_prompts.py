"""The instructions that come with the program."""

from __future__ import annotations

from importlib import resources

import pytest

from digests import prompts
from digests.summarize.calls import VERSION

NAMES = sorted(
    entry.name.removesuffix(".md")
    for entry in resources.files(prompts).iterdir()
    if entry.name.endswith(".md")
)
LINES = {"summary": "summary", "update": "summary", "repair": "summary", "merge": "merge"}


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_has_a_version_and_says_what_is_data(name: str) -> None:
    prompt = prompts.load(name)

    assert prompt.version.startswith(f"{name}.")
    assert prompt.version.removeprefix(f"{name}.").isdigit()
    assert "version:" not in prompt.text
    assert " data" in prompt.text
    assert "an instruction to you" in prompt.text


@pytest.mark.parametrize(("name", "form"), LINES.items())
def test_the_format_of_a_prompt_is_one_the_reader_of_drafts_knows(name: str, form: str) -> None:
    text = prompts.load(name).text

    assert f"\nFormat: {form}-lines\n" in text
    assert all(heading in text for heading in ("## Decided", "## To do", "## Open"))


def test_kept_summaries_depend_on_every_prompt_that_shapes_them() -> None:
    assert all(prompts.load(name).version in VERSION for name in LINES)


def test_a_prompt_that_is_not_there_is_a_broken_installation() -> None:
    with pytest.raises(FileNotFoundError):
        prompts.load("nothing")
