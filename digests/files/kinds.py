"""What sort of file something is: what it says it is, and what its first bytes say. Pure."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The sorts of file told apart; the values are what people call them."""

    TEXT = "text file"
    TABLE = "CSV file"
    PDF = "PDF"
    WORD = "Word file"
    SHEET = "spreadsheet"
    SLIDES = "slide deck"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "recording"
    ARCHIVE = "archive"
    CANVAS = "canvas"
    OLD_OFFICE = "office file"
    UNKNOWN = "file"


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the bytes are; `media_type` is set for images and PDFs only."""

    kind: Kind
    media_type: str = ""


_OFFICE = "application/vnd.openxmlformats-officedocument."
_TYPES = {
    "application/pdf": Kind.PDF,
    f"{_OFFICE}wordprocessingml.document": Kind.WORD,
    f"{_OFFICE}spreadsheetml.sheet": Kind.SHEET,
    f"{_OFFICE}presentationml.presentation": Kind.SLIDES,
    "application/msword": Kind.OLD_OFFICE,
    "application/vnd.ms-excel": Kind.OLD_OFFICE,
    "application/vnd.ms-powerpoint": Kind.OLD_OFFICE,
    "application/zip": Kind.ARCHIVE,
    "application/gzip": Kind.ARCHIVE,
    "application/vnd.slack-docs": Kind.CANVAS,
    "text/csv": Kind.TABLE,
    "text/tab-separated-values": Kind.TABLE,
}
_FAMILIES = {
    "image": Kind.IMAGE,
    "video": Kind.VIDEO,
    "audio": Kind.AUDIO,
    "text": Kind.TEXT,
}
_ENDINGS = {
    "pdf": Kind.PDF, "docx": Kind.WORD, "docm": Kind.WORD, "xlsx": Kind.SHEET, "xlsm": Kind.SHEET,
    "pptx": Kind.SLIDES, "pptm": Kind.SLIDES, "doc": Kind.OLD_OFFICE, "xls": Kind.OLD_OFFICE,
    "ppt": Kind.OLD_OFFICE, "csv": Kind.TABLE, "tsv": Kind.TABLE, "zip": Kind.ARCHIVE,
    "gz": Kind.ARCHIVE, "7z": Kind.ARCHIVE, "tar": Kind.ARCHIVE,
    "png": Kind.IMAGE, "jpg": Kind.IMAGE, "jpeg": Kind.IMAGE, "gif": Kind.IMAGE,
    "webp": Kind.IMAGE, "heic": Kind.IMAGE, "bmp": Kind.IMAGE, "tiff": Kind.IMAGE,
    "svg": Kind.IMAGE, "mp4": Kind.VIDEO, "mov": Kind.VIDEO, "webm": Kind.VIDEO,
    "mkv": Kind.VIDEO, "avi": Kind.VIDEO, "mp3": Kind.AUDIO, "m4a": Kind.AUDIO,
    "wav": Kind.AUDIO, "ogg": Kind.AUDIO, "flac": Kind.AUDIO, "txt": Kind.TEXT,
    "md": Kind.TEXT, "log": Kind.TEXT, "json": Kind.TEXT, "yaml": Kind.TEXT, "yml": Kind.TEXT,
    "xml": Kind.TEXT, "html": Kind.TEXT, "py": Kind.TEXT, "js": Kind.TEXT, "ts": Kind.TEXT,
    "sql": Kind.TEXT, "sh": Kind.TEXT, "ini": Kind.TEXT, "toml": Kind.TEXT, "eml": Kind.TEXT,
}  # fmt: skip
_IMAGES = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"))
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PARTS = (
    ("word/document.xml", Kind.WORD),
    ("xl/workbook.xml", Kind.SHEET),
    ("ppt/presentation.xml", Kind.SLIDES),
)
PACKAGES = frozenset({Kind.WORD, Kind.SHEET, Kind.SLIDES})


def declared(name: str, mimetype: str) -> Kind:
    """What a file says it is: by its media type, else by the ending of its name."""
    media_type = mimetype.partition(";")[0].strip().lower()
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    by_name = _ENDINGS.get(ending, Kind.UNKNOWN)
    by_type = _TYPES.get(media_type) or _FAMILIES.get(media_type.partition("/")[0])
    if by_type is Kind.TEXT and by_name is Kind.TABLE:
        return Kind.TABLE
    # Under its media type, a TypeScript file is a video.
    if by_type is Kind.VIDEO and by_name is Kind.TEXT:
        return Kind.TEXT
    # Excel registers itself for CSV, so browsers upload CSV files under its media type.
    if by_type is Kind.OLD_OFFICE and by_name is not Kind.UNKNOWN:
        return by_name
    return by_type or by_name


def sniff(data: bytes) -> Sniffed:
    """What the bytes themselves say; UNKNOWN for text and everything without a mark."""
    for mark, name in _IMAGES:
        if data.startswith(mark):
            return Sniffed(Kind.IMAGE, f"image/{name}")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Sniffed(Kind.IMAGE, "image/webp")
    if b"%PDF-" in data[:1024]:
        return Sniffed(Kind.PDF, "application/pdf")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Sniffed(_package(data))
    if data.startswith(_COMPOUND):
        return Sniffed(Kind.OLD_OFFICE)
    if data[4:8] == b"ftyp" or data.startswith(b"\x1a\x45\xdf\xa3"):
        return Sniffed(Kind.VIDEO)
    return Sniffed(Kind.UNKNOWN)


def needs_library(data: bytes) -> bool:
    """Whether a library has to open it: a PDF or a package, by their first bytes."""
    return b"%PDF-" in data[:1024] or data.startswith(b"PK")


def is_locked(data: bytes) -> bool:
    """Whether an old-style container holds a document that was encrypted."""
    return data.startswith(_COMPOUND) and _ENCRYPTED in data


def _package(data: bytes) -> Kind:
    """Which office document a zip is, ARCHIVE if none or if its list of names is broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return Kind.ARCHIVE
    return next((kind for part, kind in _PARTS if part in names), Kind.ARCHIVE)
