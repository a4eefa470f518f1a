"""The Files API's shelf: what was uploaded, until it is deleted or expires."""

import mimetypes
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from .errors import ApiError, invalid, not_found
from .ids import Ids, rfc3339
from .ports import Json

MAX_BYTES = 500 * 1024 * 1024
MIN_SECONDS, MAX_SECONDS = 3600, 7_776_000


@dataclass(frozen=True)
class StoredFile:
    """An uploaded file; times in epoch seconds, `expires_at` None where it never does."""

    id: str
    filename: str
    mime_type: str
    content: bytes
    created_at: float
    expires_at: float | None = None

    def metadata(self) -> Json:
        """Return the file as the API describes it."""
        return {
            "type": "file",
            "id": self.id,
            "filename": self.filename,
            "mime_type": self.mime_type,
            "size_bytes": len(self.content),
            "created_at": rfc3339(self.created_at),
            "expires_at": None if self.expires_at is None else rfc3339(self.expires_at),
            "downloadable": False,
        }


@dataclass
class Shelf:
    """Keeps uploaded files, newest first in lists."""

    ids: Ids
    _files: dict[str, StoredFile] = field(default_factory=dict)

    def add(
        self, filename: str, mime_type: str, content: bytes, now: float, lifetime: str | None = None
    ) -> StoredFile:
        """Store an upload.

        Args:
            filename: As sent; only its last path component is kept.
            mime_type: As sent; may be empty.
            content: At most `MAX_BYTES`.
            now: Epoch seconds.
            lifetime: The form's `expires_in_seconds`, 3600 to 7776000, or None.

        Raises:
            ApiError: 400 for a bad lifetime, 413 for too many bytes.
        """
        if len(content) > MAX_BYTES:
            raise ApiError("request_too_large", "File exceeds the maximum size of 500 MB")
        mime_type = mime_type or "application/octet-stream"
        name = PurePosixPath(filename.replace("\\", "/")).name
        name = name or f"unnamed{mimetypes.guess_extension(mime_type) or ''}"
        expires = None if lifetime is None else now + _seconds(lifetime)
        stored = StoredFile(self.ids.new("file"), name, mime_type, content, now, expires)
        self._files[stored.id] = stored
        return stored

    def get(self, file_id: str, now: float) -> StoredFile:
        """Return a file.

        Raises:
            ApiError: 404 if it was never there, is deleted or has expired.
        """
        stored = self._files.get(file_id)
        if stored is None or (stored.expires_at is not None and stored.expires_at <= now):
            raise not_found(f"File not found: {file_id}")
        return stored

    def delete(self, file_id: str, now: float) -> Json:
        """Forget a file; 404 as in `get`."""
        del self._files[self.get(file_id, now).id]
        return {"id": file_id, "type": "file_deleted"}

    def page(self, now: float, ids: list[str], limit: int, page: str | None) -> Json:
        """Return one page of metadata and the cursor of the next, or null."""
        live = [f for f in self._files.values() if f.expires_at is None or f.expires_at > now]
        newest = sorted(live, key=lambda stored: stored.created_at, reverse=True)
        if ids:
            return {"data": [f.metadata() for f in newest if f.id in ids], "next_page": None}
        start = _offset(page)
        end = start + limit
        following = f"page_{end}" if end < len(newest) else None
        return {"data": [f.metadata() for f in newest[start:end]], "next_page": following}


def download_refused(stored: StoredFile) -> ApiError:
    """Return the 400 for downloading what was uploaded; only tools make files to download."""
    return ApiError(
        "invalid_request_error",
        f"File {stored.id} is not downloadable",
        details={"error_code": "file_not_downloadable"},
    )


def _seconds(lifetime: str) -> int:
    """Return a lifetime in seconds within the API's bounds."""
    if not lifetime.isdigit() or not MIN_SECONDS <= int(lifetime) <= MAX_SECONDS:
        raise invalid(f"expires_in_seconds: must be between {MIN_SECONDS} and {MAX_SECONDS}")
    return int(lifetime)


def _offset(page: str | None) -> int:
    """Return where a page starts."""
    if page is None:
        return 0
    digits = page.removeprefix("page_")
    if not page.startswith("page_") or not digits.isdigit():
        raise invalid("page: invalid cursor")
    return int(digits)
