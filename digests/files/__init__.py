"""Files that hang on messages: from bytes to what a model, a search or an extract may read.

    bytes -> read (kinds, package, one reader per format) -> thread -> several -> data

Nothing here talks to Slack or to Claude: `bot.file_fetch` brings the bytes, and `data` gives what
stands in a prompt. Formats that need a library of the extra `files` import it when they are met.
"""

from digests.files.data import content_blocks, data_block, heard, placed, spoken
from digests.files.problems import FileProblem, Problem
from digests.files.read import read_file
from digests.files.several import Fetcher, coverage_of, files_of, read_files
from digests.files.thread import read_in_thread
from digests.files.values import FileBlock, FileReading, FileText

__all__ = [
    "Fetcher",
    "FileBlock",
    "FileProblem",
    "FileReading",
    "FileText",
    "Problem",
    "content_blocks",
    "coverage_of",
    "data_block",
    "files_of",
    "heard",
    "placed",
    "read_file",
    "read_files",
    "read_in_thread",
    "spoken",
]
