"""The zip of a Slack export, opened with the care a stranger's zip needs."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from sandbox.contents import ExportError

LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")

ENTRIES_MAX = 200_000
ENTRY_BYTES_MAX = 256 * 1024 * 1024  # one day of one channel; real ones are below 10 MB
TOTAL_BYTES_MAX = 4 * 1024**3
RATIO_MAX = 200  # JSON of chat packs 5 to 20 times; only a bomb packs far more

_DAY = re.compile(r"^\d{4}-\d\d-\d\d\.json$")
_EXPORT_TOKEN = re.compile(r"(?:\?|&|\\u0026)t=xox[a-z]-[\w-]+|xox[a-z]-[\w-]{8,}")


class ExportArchive:
    """A zip whose names and sizes were checked; nothing of it is ever unpacked to disk."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.name = name
        self._zip = archive
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        self._refuse_unsafe(entries)
        names = [entry.filename for entry in entries]
        lists = sorted((n for n in names if PurePosixPath(n).name in LISTS), key=len)
        if not lists:
            raise ExportError(f"{name} isn't a Slack export: it has no channels.json.")
        self._top = lists[0].rpartition("/")[0]
        inside = f"{self._top}/" if self._top else ""
        self.names = {n[len(inside) :]: n for n in names if n.startswith(inside)}

    def _refuse_unsafe(self, entries: list[zipfile.ZipInfo]) -> None:
        if len(entries) > ENTRIES_MAX or sum(e.file_size for e in entries) > TOTAL_BYTES_MAX:
            raise ExportError(f"{self.name} is refused: it unpacks to more than an export can be.")
        for entry in entries:
            name = entry.filename
            if name.startswith("/") or "\\" in name or ":" in name.partition("/")[0]:
                raise ExportError(f"{self.name} is refused: it holds an unsafe path.")
            if ".." in PurePosixPath(name).parts:
                raise ExportError(f"{self.name} is refused: it holds a path that leads outside.")
            if entry.flag_bits & 1:
                raise ExportError(f"{self.name} is refused: it is encrypted.")
            packed = max(entry.compress_size, 1)
            if entry.file_size > ENTRY_BYTES_MAX or (
                entry.file_size > 2**20 and entry.file_size / packed > RATIO_MAX
            ):
                raise ExportError(f"{self.name} is refused: it holds a file too large to be real.")

    def objects(self, name: str) -> list[dict[str, Any]]:
        """Return the objects in the JSON list `name`; none if there is no such file."""
        if name not in self.names:
            return []
        try:
            text = self._zip.read(self.names[name]).decode("utf-8-sig")
            rows = json.loads(_EXPORT_TOKEN.sub("", text))
        except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
            raise ExportError(f"{name} in {self.name} isn't valid JSON.") from error
        if not isinstance(rows, list):
            raise ExportError(f"{name} in {self.name} isn't a list.")
        return [row for row in rows if isinstance(row, dict)]

    def days(self) -> Iterator[tuple[str, str]]:
        """Yield (folder, file name inside the archive) of each day file, in order."""
        for name in sorted(self.names):
            folder, _, day = name.partition("/")
            if _DAY.match(day):
                yield folder, name
