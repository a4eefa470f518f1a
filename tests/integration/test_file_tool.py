"""The tool that reads a file: only of messages that were shown to the model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot import tools
from bot.tools import read_file
from bot.tools.reading import Reading
from digests.claude.calls import ToolUse
from digests.errors import BadInput, DigestifError
from digests.grounding import Evidence
from digests.store import Query
from tests.support.bot import Scene, scene
from tests.support.files import a_pdf, a_png


@pytest.fixture
async def at() -> AsyncIterator[Scene]:
    async with scene(claude=False) as made:
        yield made


async def shown(at: Scene, text: str, *files: dict[str, Any]) -> Reading:
    """A reading in which s1 is a message just posted to #general with these files."""
    control, channel = at.sandbox.control, at.channel("general")
    ts = control.post(at.person("femke"), "general", text, files=list(files))
    await at.recorded(channel, ts, text)
    services = at.bot.services
    audience = await services.store.audiences.for_channel(at.team_id, channel)
    people = await services.store.users.people(at.team_id)
    reading = Reading(services, audience, people, "UTC", {channel: "general"})
    hits = await services.store.messages.search(audience, Query(text=f'"{text}"'))
    assert reading.show((hit.message, hit.channel) for hit in hits).startswith("[s1 ")
    return reading


async def test_a_file_is_read_and_its_message_can_be_cited_for_it(at: Scene) -> None:
    plan = {"name": "plan.pdf", "content": a_pdf(["Refund 4711 orders"])}
    reading = await shown(at, "zeppelin plan", plan)
    said = await read_file.run(reading, {"message": "[s1]"})
    assert isinstance(said, str)
    assert said.startswith('<file message="s1" name="plan.pdf" kind="PDF">\n  Page 1:\n')
    assert "Refund 4711 orders" in said
    facts = Evidence(reading.found, reading.people).facts("s1")
    assert "4711" in facts.text
    assert "zeppelin" in facts.text


async def test_of_several_files_the_named_one_is_read(at: Scene) -> None:
    files = [{"name": name, "content": name.encode()} for name in ("a.txt", "b.txt")]
    reading = await shown(at, "zeppelin notes", *files)
    assert "  b.txt" in await read_file.run(reading, {"message": "s1", "name": "B.txt"})
    with pytest.raises(BadInput, match=r"^Name one of that message's files: a\.txt, b\.txt\.$"):
        await read_file.run(reading, {"message": "s1"})


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Name a message by an id you were shown, such as s2."),
        ({"message": "s9"}, "Name a message by an id you were shown, such as s2."),
        ({"message": ["s1"]}, "Name a message by an id you were shown, such as s2."),
        ({"message": "s1"}, "That message has no file."),
    ],
)
async def test_only_files_of_messages_that_were_shown_are_read(
    at: Scene, given: dict[str, Any], sentence: str
) -> None:
    reading = await shown(at, "zeppelin without a file")
    with pytest.raises(DigestifError) as caught:
        await read_file.run(reading, given)
    assert str(caught.value) == sentence


async def test_what_cannot_be_read_is_told_to_the_model_in_a_sentence(at: Scene) -> None:
    reading = await shown(at, "zeppelin film", {"name": "a.mp4", "content": b"\0\0\0 ftypisom"})
    (result,) = await tools.run_all([ToolUse("t1", "read_file", {"message": "s1"})], reading)
    assert result["is_error"]
    assert result["content"] == "The video can't be read."


async def test_an_image_is_given_to_the_model_to_look_at(at: Scene) -> None:
    reading = await shown(at, "zeppelin picture", {"name": "a.png", "content": a_png()})
    (result,) = await tools.run_all([ToolUse("t1", "read_file", {"message": "s1"})], reading)
    text, picture = result["content"]
    assert text["text"].startswith('<file message="s1" name="a.png"')
    assert picture["type"] == "image"


async def test_what_a_file_says_counts_for_its_message_also_if_that_was_cited_before(
    at: Scene,
) -> None:
    plan = {"name": "plan.txt", "content": b"Refund 4711 orders"}
    reading = await shown(at, "zeppelin orders", plan)
    evidence = Evidence(reading.found, reading.people)
    assert "4711" not in evidence.facts("s1").text
    await read_file.run(reading, {"message": "s1"})
    assert "4711" in evidence.facts("s1").text


async def test_a_file_deleted_meanwhile_is_said_to_be_deleted(at: Scene) -> None:
    reading = await shown(at, "zeppelin list", {"name": "a.txt", "content": b"gone"})
    at.sandbox.workspace.contents.clear()
    with pytest.raises(DigestifError, match=r"^The text file was deleted\.$"):
        await read_file.run(reading, {"message": "s1"})
