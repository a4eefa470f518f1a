"""How much of a file is read, as data: each limit with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

MB = 2**20


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit; `source` is who sets it and why it is this figure."""

    most: int
    source: str


LIMITS = {
    "file.bytes": Limit(
        20 * MB, "ours: fetched in seconds; documents that people read are smaller"
    ),
    "thread.bytes": Limit(32 * MB, "ours: what one reading of a thread may fetch and hold at once"),
    "thread.files": Limit(20, "ours: more are a folder, not part of a talk"),
    "file.characters": Limit(60_000, "ours: about 15,000 tokens of prose, a quarter of a part"),
    "thread.characters": Limit(120_000, "ours: half of a part of 60,000 tokens for prose"),
    "table.columns": Limit(100, "ours: wider rows are data for machines"),
    "image.base64": Limit(5 * MB, "Messages API: an image, counted as it is sent"),
    "image.pixels": Limit(8_000, "Messages API: width or height of an image"),
    "pdf.pages": Limit(100, "Messages API: pages in a request"),
    "blocks.base64": Limit(
        8 * MB,
        "Messages API: 32 MB a request; ours is a quarter, as JSON is made on the event loop",
    ),
    "package.bytes": Limit(100 * MB, "ours: all that an office document unpacks to"),
    "package.part": Limit(32 * MB, "ours: one XML part; parsed it takes about ten times as much"),
    "process.bytes": Limit(
        512 * MB, "ours: what the process that reads a document may hold; parts as above take 320"
    ),
    "package.parts": Limit(5_000, "ours: slides, media and relations of a very large deck"),
}

FILE_BYTES = LIMITS["file.bytes"].most
THREAD_BYTES = LIMITS["thread.bytes"].most
THREAD_FILES = LIMITS["thread.files"].most
FILE_CHARACTERS = LIMITS["file.characters"].most
THREAD_CHARACTERS = LIMITS["thread.characters"].most
TABLE_COLUMNS = LIMITS["table.columns"].most
IMAGE_BASE64 = LIMITS["image.base64"].most
IMAGE_PIXELS = LIMITS["image.pixels"].most
PDF_PAGES = LIMITS["pdf.pages"].most
BLOCKS_BASE64 = LIMITS["blocks.base64"].most
PACKAGE_BYTES = LIMITS["package.bytes"].most
PACKAGE_PART = LIMITS["package.part"].most
PROCESS_BYTES = LIMITS["process.bytes"].most
PACKAGE_PARTS = LIMITS["package.parts"].most

READ_SECONDS = 10.0
"""How long reading one file may take."""
THREAD_SECONDS = 40.0
"""How long fetching and reading all files of a thread may take; people are waiting."""


def base64_length(size: int) -> int:
    """How many characters so many bytes take in base64."""
    return -(-size // 3) * 4
