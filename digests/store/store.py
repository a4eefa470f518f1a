"""The store: one object with a room for each kind of thing, in SQLite or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from digests.errors import StoreUnavailable
from digests.store.audiences import Audiences
from digests.store.batches import BatchNotes
from digests.store.channels import Channels
from digests.store.coverage import CoverageLedger
from digests.store.database import Database
from digests.store.deliveries import Deliveries
from digests.store.digests import Digests
from digests.store.executors import Executors
from digests.store.messages import Messages
from digests.store.notes import Audit, FeedbackBox, Settings
from digests.store.sqlite import SqliteDatabase
from digests.store.summaries import Summaries
from digests.store.usage import UsageLedger
from digests.store.users import Users
from digests.store.weeks import Weeks
from digests.store.workspaces import Workspaces


class Store:
    """Everything Digestif knows. Every read of message text takes an audience first."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.workspaces = Workspaces(database)
        self.channels = Channels(database)
        self.users = Users(database)
        self.messages = Messages(database)
        self.coverage = CoverageLedger(database)
        self.weeks = Weeks(database)
        self.summaries = Summaries(database)
        self.digests = Digests(database)
        self.deliveries = Deliveries(database)
        self.feedback = FeedbackBox(database)
        self.usage = UsageLedger(database)
        self.batches = BatchNotes(database)
        self.settings = Settings(database)
        self.audit = Audit(database)
        self.executors = Executors(database)
        self.audiences = Audiences(self.channels, self.users)

    async def ping(self) -> None:
        """Return if the database answers and takes writes. Raises StoreUnavailable if not."""
        await self.database.ping()

    async def tidy(self) -> None:
        """Take what was deleted out of index and log for good; for a quiet hour, every day."""
        await self.database.tidy()

    async def describe(self) -> dict[str, str]:
        """Say what the home is: its kind, version, size and place, without any password."""
        return await self.database.describe()

    async def close(self) -> None:
        """Finish what runs and close; the store can't be used afterwards."""
        await self.database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()


async def open_store(location: str | Path) -> Store:
    """Open the store, making it and bringing its schema up to date where needed.

    Args:
        location: "postgresql://…" (or "postgres://…"), or the path of an SQLite file, whose
            directory is made if it isn't there.

    Raises:
        StoreUnavailable: the database can't be reached, read or written.
    """
    if str(location).startswith(("postgresql://", "postgres://")):
        return Store(await _postgres(str(location)))
    database = SqliteDatabase(Path(location))
    await database.open()
    return Store(database)


async def _postgres(url: str) -> Database:
    try:
        from digests.store.postgres import PostgresDatabase
    except ImportError as error:
        raise StoreUnavailable(
            "PostgreSQL needs the extra `postgres`: install digestif[postgres]."
        ) from error
    database = PostgresDatabase(url)
    await database.open()
    return database
