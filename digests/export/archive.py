"""A zip that somebody gave us, read safely: nothing is unpacked to disk, sizes are counted as read.

What a zip's headers say about its sizes is not believed: a bomb is refused while it unpacks.
"""

from __future__ import annotations

import json
import re
import unicodedata
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Self

from digests.errors import BadArchive

ENTRIES_MAX = 1_000_000  # a day of a channel is one entry: 1,000 channels for almost three years
ENTRY_BYTES_MAX = 256 * 2**20  # real days stay below 10 MB
TOTAL_BYTES_MAX = 64 * 2**30
RATIO_MAX = 200  # chat packs 5 to 20 times; only a bomb packs far more
RATIO_FROM = 2**20  # bytes; below, a high ratio does no harm
CHUNK = 2**20

LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\.json")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


class BrokenFile(Exception):
    """Raised when one file inside an archive can't be read; the others still can."""


class Archive:
    """A Slack export whose names were checked.

    Attributes:
        name: the file's own name, for people.
        days: (folder, path inside the zip) of every day file, by folder and day.
    """

    def __init__(self, path: Path) -> None:
        """Open it. Raises BadArchive if it is no zip, truncated, unsafe or not Slack's."""
        self.name = path.name
        self._read_so_far = 0
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise BadArchive(f"There is no file {path}.") from None
        except _BROKEN:
            text = f"{self.name} isn't a whole zip file: download the export again."
            raise BadArchive(text) from None
        try:
            self._entries = self._checked()
        except BadArchive:
            self._zip.close()
            raise
        self.days = sorted(
            (parts[0], name)
            for name in self._entries
            if len(parts := name.split("/")) == 2 and _DAY.fullmatch(parts[1])
        )

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        """The entries by their path below the export's own top folder, if it has one."""
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        if len(entries) > ENTRIES_MAX:
            raise BadArchive(f"{self.name} is refused: it holds more files than an export can.")
        for entry in entries:
            self._refuse_unsafe(entry)
        lists = [e.filename for e in entries if PurePosixPath(e.filename).name in LISTS]
        if not lists:
            raise BadArchive(
                f"{self.name} isn't a Slack export: it has no channels.json. Give the zip that "
                "Slack's export page makes."
            )
        top = min((name.rpartition("/")[0] for name in lists), key=len)
        inside = f"{top}/" if top else ""
        return {
            unicodedata.normalize("NFC", e.filename[len(inside) :]): e
            for e in entries
            if e.filename.startswith(inside)
        }

    def _refuse_unsafe(self, entry: zipfile.ZipInfo) -> None:
        name = entry.filename
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name[:2]:
            raise BadArchive(f"{self.name} is refused: a path in it leads outside of it.")
        if entry.flag_bits & 1:
            raise BadArchive(f"{self.name} is refused: it is encrypted.")

    def has(self, name: str) -> bool:
        """Whether there is a file of that path."""
        return name in self._entries

    def objects(self, name: str) -> list[dict[str, Any]]:
        """Return the objects in the JSON list `name`; [] if there is no such file.

        Raises:
            BrokenFile: it is damaged, no JSON or no list.
            BadArchive: it unpacks to more than any export's file.
        """
        if name not in self._entries:
            return []
        try:
            found = json.loads(self._bytes(self._entries[name]).decode("utf-8-sig"))
        except RecursionError:
            raise BrokenFile(f"{name} isn't valid JSON") from None
        except _BROKEN as error:
            raise BrokenFile(f"{name} can't be read") from error
        if not isinstance(found, list):
            raise BrokenFile(f"{name} isn't a list")
        return [each for each in found if isinstance(each, dict)]

    def _bytes(self, entry: zipfile.ZipInfo) -> bytes:
        parts: list[bytes] = []
        size = 0
        with self._zip.open(entry) as file:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                self._read_so_far += len(chunk)
                packed = max(entry.compress_size, 1)
                bomb = size > RATIO_FROM and size / packed > RATIO_MAX
                if bomb or size > ENTRY_BYTES_MAX or self._read_so_far > TOTAL_BYTES_MAX:
                    text = f"{self.name} is refused: it unpacks to more than an export can be."
                    raise BadArchive(text)
                parts.append(chunk)
        return b"".join(parts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._zip.close()
