"""Read a file that hangs on a message that was found."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.file_fetch import fetcher_for
from bot.tools.reading import Reading
from digests.claude.calls import Json
from digests.errors import BadInput, NothingToRead
from digests.files import FileProblem, content_blocks, data_block, heard, read_files
from digests.files.data import safe_name
from digests.files.values import FileReading
from digests.models import File, Message

NAME = "read_file"
DOING = "Reading a file"
DESCRIPTION = (
    "Read a file (text, CSV, PDF, Word, spreadsheet, slides, image) that hangs on a message you "
    "were shown. Gives its text, or the image to look at; cite the message for it."
)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "message": {"type": "string", "description": "the message's id as you were shown it: s2"},
        "name": {"type": "string", "description": "the file's name, if it has several"},
    },
    "required": ["message"],
    "additionalProperties": False,
}
# Reading takes ten seconds at most, and a tool has thirty in all.
FETCH_SECONDS = 15.0


async def run(reading: Reading, given: Mapping[str, Any]) -> str | list[Json]:
    """The file as data; the text of one then counts as its message's own words.

    Returns:
        Text between tags; for an image or a scanned PDF blocks to look at.
    """
    number = str(given.get("message") or "").strip(" []")
    message = reading.found.get(number)
    if message is None:
        raise BadInput("Name a message by an id you were shown, such as s2.")
    file = _chosen(message, str(given.get("name") or ""))
    fetcher = fetcher_for(reading.services, timeout=FETCH_SECONDS)
    (found,) = await read_files([file], fetcher)
    if found.text is None and found.block is not None:
        return list(await asyncio.to_thread(content_blocks, [(number, found)]))
    if found.text is None:
        assert found.problem is not None
        raise FileProblem(found.problem, found.noun)
    reading.found[number] = heard(message, [found])
    return await asyncio.to_thread(data_block, found, number)


def _chosen(message: Message, name: str) -> File:
    """The file meant, the only one if none is named."""
    if not message.files:
        raise NothingToRead("That message has no file.")
    wanted = name.strip().casefold()
    shown = {_shown(file): file for file in message.files}
    same = [file for name, file in shown.items() if name.casefold() == wanted]
    if len(message.files) > 1 and not same:
        raise BadInput(f"Name one of that message's files: {', '.join(shown)}.")
    return same[0] if same else message.files[0]


def _shown(file: File) -> str:
    return safe_name(FileReading(file))
