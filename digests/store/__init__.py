"""Every SQL statement of Digestif: one store with two homes, SQLite and PostgreSQL."""

from digests.store.records import (
    AuditEntry,
    BatchNote,
    Delivery,
    DigestRecord,
    Executor,
    Feedback,
    Hit,
    Query,
    StoredSummary,
    Workspace,
)
from digests.store.store import Store, open_store

__all__ = [
    "AuditEntry",
    "BatchNote",
    "Delivery",
    "DigestRecord",
    "Executor",
    "Feedback",
    "Hit",
    "Query",
    "Store",
    "StoredSummary",
    "Workspace",
    "open_store",
]
