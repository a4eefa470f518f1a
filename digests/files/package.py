"""Office documents are zips of XML: what has to be true before a library opens one. Pure.

Python's zip reader gives no more bytes of a part than the directory announces, so the announced
sizes bound what is unpacked. XML in these documents has no DOCTYPE (ECMA-376, part 2), which is
where entities would be defined.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers import expat

from digests.files.limits import PACKAGE_BYTES, PACKAGE_PART, PACKAGE_PARTS
from digests.files.problems import DAMAGED, FORBIDDEN_XML, LOCKED, UNSAFE, FileProblem
from digests.files.values import Stop

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
    KeyError,
    RuntimeError,
    expat.ExpatError,
)
_CHUNK = 2**16
_PROLOG = 2**20


@contextmanager
def opened(data: bytes, stop: Stop) -> Iterator[zipfile.ZipFile]:
    """A package that is safe to unpack and to parse.

    Raises:
        FileProblem: if it is damaged, encrypted, too large unpacked or defines entities.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            _check_sizes(entries)
            for entry in entries:
                if not stop() and _is_xml(entry):
                    _check_prolog(package, entry)
            yield package
    except BROKEN as error:
        raise FileProblem(DAMAGED) from error


def _is_xml(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.lower().endswith((".xml", ".rels", ".vml"))


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileProblem(LOCKED)
    total = sum(entry.file_size for entry in entries)
    largest = max((entry.file_size for entry in entries if _is_xml(entry)), default=0)
    if total > PACKAGE_BYTES or largest > PACKAGE_PART or len(entries) > PACKAGE_PARTS:
        raise FileProblem(UNSAFE)


def _check_prolog(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read a part up to its first element, which only a DOCTYPE may keep from coming soon."""
    parser = expat.ParserCreate()
    seen: list[str] = []
    parser.StartElementHandler = lambda name, _: seen.append(name)

    def refuse(*_: object) -> None:
        raise FileProblem(FORBIDDEN_XML)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    with package.open(entry) as part:
        for _ in range(_PROLOG // _CHUNK):
            chunk = part.read(_CHUNK)
            parser.Parse(chunk, not chunk)
            if seen or not chunk:
                return
    raise FileProblem(FORBIDDEN_XML)
