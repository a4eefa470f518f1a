"""What both homes of the store give: a connection that runs shared SQL, and reads and writes.

Statements are written once, with `:named` parameters, in the SQL that SQLite and PostgreSQL share.
What differs (schema, search, lists, locks) stands in `sqlite.py` and `postgres.py` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Params = Mapping[str, Any]
Span = tuple[str | None, str | None]  # from ts (inclusive) to ts (exclusive); None is open

CLOSED = "The database is closed: Digestif is stopping."


class Row(Protocol):
    """One row of a result, read by column name."""

    def __getitem__(self, column: str, /) -> Any: ...

    def keys(self) -> Iterable[str]:
        """Return the names of the columns."""
        ...


class Connection(Protocol):
    """One connection inside a transaction; used by one thread at a time."""

    def rows(self, sql: str, params: Params | None = None) -> list[Row]:
        """Run one statement and return every row; empty for statements without rows."""
        ...

    def run(self, sql: str, params: Params | None = None) -> int:
        """Run one statement and return how many rows it changed."""
        ...

    def run_many(self, sql: str, params: Iterable[Params]) -> None:
        """Run one statement once per set of parameters."""
        ...

    def rows_of_many(self, sql: str, params: Iterable[Params]) -> list[Row]:
        """Run a statement with RETURNING once per set of parameters; return all rows, in order."""
        ...

    def lock(self, name: str) -> None:
        """Until the transaction ends, let no other writer of any process pass the same lock."""
        ...

    def listed(self, column: str, name: str) -> str:
        """Return the condition that `column` is in the list bound to `:name` (see `list_of`)."""
        ...

    def list_of(self, values: Iterable[str]) -> Any:
        """Return the value to bind for a list of strings."""
        ...

    def spans(self, team_id: str) -> list[Span]:
        """Return the spans of time to search one after the other, newest first; all time together.

        A search for the newest matches ends as soon as it has enough of them.
        """
        ...

    @property
    def indexed(self) -> str:
        """The expression that turns `:terms` into what the search index stores."""
        ...

    def index(self, terms: list[str]) -> str:
        """Return the value of `:terms` for a message's words, in order; "" if there are none."""
        ...

    @property
    def matching(self) -> str:
        """The condition that message `m` matches the search bound to `:match`."""
        ...

    def match(self, clauses: list[list[str]], prefixes: list[str], every: bool) -> str:
        """Return the value of `:match`.

        Args:
            clauses: phrases, each a list of one or more words that must stand side by side.
            prefixes: beginnings of words.
            every: whether all of them must match, or any one.
        """
        ...


class Database(Protocol):
    """A home of the store. Every call runs off the event loop."""

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` on a snapshot and return its result. Raises StoreUnavailable."""
        ...

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` in a transaction: all of it or nothing. Raises StoreUnavailable.

        It may run more than once (after a deadlock), so it must have no effect but on the database.
        Once begun, it is finished even if the caller is cancelled.
        """
        ...

    async def ping(self) -> None:
        """Return if the database answers and takes writes. Raises StoreUnavailable if not."""
        ...

    async def make_room(self, ts: Iterable[str]) -> None:
        """Prepare the place where messages of these ts will stand."""
        ...

    async def drop_before(self, team_id: str, before: str) -> int:
        """Drop whole stretches of messages older than ts `before`, if none is another team's.

        Returns how many messages went that way; 0 where the home has no such stretches.
        """
        ...

    async def tidy(self) -> None:
        """Take what was deleted out of the index and the log for good, in small steps."""
        ...

    async def describe(self) -> dict[str, str]:
        """Say in words what this home is: kind, version, size, place without any password."""
        ...

    async def damage(self) -> str:
        """Say what is broken in the home's own structures, "" if nothing is found."""
        ...

    async def lacks(self) -> list[str]:
        """Name each right that is missing: "INSERT on digestif.messages"; [] if none is."""
        ...

    async def close(self) -> None:
        """Finish what runs and let go of every connection."""
        ...
