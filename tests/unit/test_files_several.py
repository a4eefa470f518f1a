"""The files of a thread: what is fetched, what is said, and reading beside the event loop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from digests.files import (
    FileProblem,
    FileReading,
    coverage_of,
    files_of,
    read_files,
    read_in_thread,
)
from digests.files.limits import MB, THREAD_CHARACTERS, THREAD_FILES
from digests.files.problems import LOCKED, NO_TEXT, ONLY_PART, ONLY_SEEN, UNREADABLE, Problem
from digests.files.values import FileBlock
from digests.models import File, Message
from tests.support.files import a_file, a_pdf, a_png


class Shelf:
    """Files by name, handed out as Slack would; remembers what was asked for."""

    def __init__(self, content: dict[str, bytes | Problem], together: int = 0) -> None:
        self.content, self.asked = content, list[str]()
        self.most = self._now = 0
        self._gate = asyncio.Barrier(together) if together else None

    async def fetch(self, file: File, most: int) -> bytes:
        self.asked.append(file.name)
        self._now += 1
        self.most = max(self.most, self._now)
        if self._gate is not None:
            await self._gate.wait()
        self._now -= 1
        found = self.content[file.name]
        if isinstance(found, Problem):
            raise FileProblem(found)
        assert len(found) <= most
        return found


def sized(name: str, megabytes: int, mimetype: str = "text/plain") -> File:
    return a_file(name, mimetype, size=megabytes * MB)


def test_a_file_on_two_messages_is_read_once() -> None:
    one, two = a_file("a.txt"), a_file("b.txt")
    messages = [
        Message("T1", "C1", "1700000000.000100", "x", files=(one, two)),
        Message("T1", "C1", "1700000001.000100", "x", files=(one,)),
    ]
    assert files_of(messages) == (one, two)


async def test_files_are_read_in_order_whatever_becomes_of_each() -> None:
    shelf = Shelf({"a.txt": b"one", "b.pdf": LOCKED, "c.txt": b"", "d.png": a_png()})
    files = [
        a_file("a.txt"),
        a_file("b.pdf", "application/pdf"),
        a_file("c.txt"),
        a_file("v.mp4", "video/mp4"),
        a_file("d.png", "image/png"),
    ]
    readings = await read_files(files, shelf)
    assert [each.file for each in readings] == files
    assert [each.text for each in readings] == ["one", None, None, None, None]
    assert [each.reason for each in readings] == [
        "",
        "the PDF needs a password",
        "the text file is empty",
        "the video can't be read",
        "the image can only be looked at",
    ]
    assert "v.mp4" not in shelf.asked


async def test_no_files_give_no_readings() -> None:
    assert await read_files([], Shelf({})) == ()


async def test_four_files_are_fetched_side_by_side() -> None:
    shelf = Shelf({f"{n}.txt": b"x" for n in range(8)}, together=4)
    async with asyncio.timeout(10):
        readings = await read_files([a_file(f"{n}.txt", size=1) for n in range(8)], shelf)
    assert [each.text for each in readings] == ["x"] * 8
    assert shelf.most == 4


async def test_what_is_not_read_in_time_is_left_out_and_no_longer_fetched() -> None:
    given_up = list[str]()

    class Slow(Shelf):
        async def fetch(self, file: File, most: int) -> bytes:
            if file.name == "slow.txt":
                try:
                    await asyncio.Event().wait()
                finally:
                    given_up.append(file.name)
            return await super().fetch(file, most)

    files = [a_file(name, size=1) for name in ("a.txt", "slow.txt")]
    readings = await read_files(files, Slow({"a.txt": b"one"}), seconds=1)
    assert [each.text for each in readings] == ["one", None]
    assert readings[1].reason == "the text file took too long to read"
    assert given_up == ["slow.txt"]


async def test_a_fetcher_that_breaks_its_word_is_not_hidden() -> None:
    with pytest.raises(KeyError):
        await read_files([a_file("a.txt")], Shelf({}))


async def test_where_not_all_fit_the_first_and_the_newest_are_fetched() -> None:
    files = [sized(f"{n}.txt", 11) for n in range(5)]
    shelf = Shelf({file.name: b"x" for file in files})
    readings = await read_files(files, shelf)
    assert sorted(shelf.asked) == ["0.txt", "4.txt"]
    assert [each.text for each in readings] == ["x", None, None, None, "x"]
    assert coverage_of(readings) == "2 of 5 files (3 text files were left out for length)"


async def test_a_file_that_slack_says_is_too_large_is_not_fetched() -> None:
    shelf = Shelf({})
    (found,) = await read_files([sized("a.txt", 21)], shelf)
    assert (found.reason, shelf.asked) == ("the text file is larger than 20 MB", [])


async def test_more_files_than_belong_to_a_talk_are_left_out() -> None:
    files = [a_file(f"{n}.txt", size=1) for n in range(THREAD_FILES + 3)]
    readings = await read_files(files, Shelf({file.name: b"x" for file in files}))
    assert [each.text for each in readings].count("x") == THREAD_FILES
    assert [each.text for each in readings[1:4]] == [None] * 3


async def test_all_texts_together_are_cut_where_a_prompt_is_full() -> None:
    shelf = Shelf({f"{n}.txt": b"line\n" * 9_999 for n in range(4)})
    readings = await read_files([a_file(f"{n}.txt", size=49_995) for n in range(4)], shelf)
    assert sum(len(each.text or "") for each in readings) == THREAD_CHARACTERS
    assert [each.reason for each in readings] == [
        "",
        "the text file was left out for length",
        "the text file was read only in part",
        "",
    ]


async def test_images_beyond_what_a_request_holds_are_left_out() -> None:
    shelf = Shelf({f"{n}.png": a_png(padding=5 * MB // 2) for n in range(3)})
    readings = await read_files([sized(f"{n}.png", 3, "image/png") for n in range(3)], shelf)
    assert [each.block is not None for each in readings] == [True, False, True]
    assert coverage_of(readings, looked=True) == "2 of 3 files (the image was left out for length)"


def of(
    noun: str, problem: Problem | None, text: str | None = None, *, block: bool = False
) -> FileReading:
    shown = FileBlock("image", "image/png", b"x") if block else None
    return FileReading(a_file(), text, noun, problem, shown)


@pytest.mark.parametrize(
    ("readings", "looked", "said"),
    [
        ([], False, ""),
        ([of("PDF", None, "a")], False, "1 of 1 file"),
        (
            [of("PDF", None, "a"), of("video", UNREADABLE)],
            False,
            "1 of 2 files (the video can't be read)",
        ),
        (
            [of("video", UNREADABLE), of("video", UNREADABLE)],
            False,
            "0 of 2 files (2 videos can't be read)",
        ),
        ([of("PDF", ONLY_PART, "a")], False, "1 of 1 file (the PDF was read only in part)"),
        ([of("image", ONLY_SEEN, block=True)], True, "1 of 1 file"),
        (
            [of("image", ONLY_SEEN, block=True)],
            False,
            "0 of 1 file (the image can only be looked at)",
        ),
        (
            [of("PDF", NO_TEXT, block=True), of("PDF", LOCKED)],
            True,
            "1 of 2 files (the PDF needs a password)",
        ),
    ],
)
def test_coverage_says_what_was_read_and_why_the_rest_was_not(
    readings: list[FileReading], looked: bool, said: str
) -> None:
    assert coverage_of(readings, looked=looked) == said


async def test_the_loop_goes_on_while_a_large_file_is_read() -> None:
    loop, ticks = asyncio.get_running_loop(), list[float]()
    task = asyncio.create_task(
        read_in_thread("a.pdf", "", a_pdf([f"page {n}" for n in range(400)]))
    )
    while not task.done():
        await asyncio.sleep(0)
        ticks.append(loop.time())
    assert "page 399" in (await task).text
    assert len(ticks) > 10


async def test_a_reading_that_takes_too_long_is_given_up_and_stops() -> None:
    before = {thread.ident for thread in threading.enumerate()}
    data = a_pdf([f"page {n}" for n in range(3_000)])
    found = await read_in_thread("a.pdf", "application/pdf", data, seconds=0.05)
    assert (found.text, found.note) == ("", "The PDF took too long to read.")
    async with asyncio.timeout(60):
        while any(t.name == "read file" and t.ident not in before for t in threading.enumerate()):
            await asyncio.sleep(0.01)


async def test_a_reading_that_was_cancelled_leaves_nothing_behind() -> None:
    task = asyncio.create_task(read_in_thread("a.txt", "", b"words"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await read_in_thread("a.txt", "", b"words")).text == "words"
