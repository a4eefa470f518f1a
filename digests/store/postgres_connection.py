"""One connection to PostgreSQL: shared SQL as psycopg takes it, and what differs from SQLite."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast

import psycopg
from psycopg.rows import DictRow

from digests.store import postgres_months
from digests.store.database import Params, Row, Span

Raw = psycopg.Connection[DictRow]

_BETWEEN = chr(31)  # of the values of a list: the separator that ASCII has for that
_PARAM = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


@lru_cache(maxsize=2_000)
def _translated(statement: str) -> Any:
    """`:name` as psycopg writes it; a statement of ours never holds a literal `%` or `:x`."""
    return _PARAM.sub(r"%(\1)s", statement)


class PostgresConnection:
    """A `Connection` on PostgreSQL."""

    indexed = "CAST(:terms AS tsvector)"
    matching = "m.terms @@ CAST(:match AS tsquery)"

    def __init__(self, raw: Raw) -> None:
        self.raw = raw

    def rows(self, sql: str, params: Params | None = None) -> list[Row]:
        """See `Connection.rows`."""
        # How to search depends on the words; a plan kept for any words is far slower for most.
        prepare = False if ":match" in sql else None
        cursor = self.raw.execute(_translated(sql), params, prepare=prepare)
        return cast("list[Row]", cursor.fetchall()) if cursor.description else []

    def run(self, sql: str, params: Params | None = None) -> int:
        """See `Connection.run`."""
        return self.raw.execute(_translated(sql), params).rowcount

    def run_many(self, sql: str, params: Iterable[Params]) -> None:
        """See `Connection.run_many`."""
        listed = list(params)
        if len(listed) == 1:
            self.run(sql, listed[0])  # one statement alone is quicker than a pipeline of one
        elif listed:
            with self.raw.cursor() as cursor:
                cursor.executemany(_translated(sql), listed)

    def rows_of_many(self, sql: str, params: Iterable[Params]) -> list[Row]:
        """See `Connection.rows_of_many`."""
        found: list[Row] = []
        listed = list(params)
        if len(listed) == 1:
            return self.rows(sql, listed[0])
        if listed:
            with self.raw.cursor() as cursor:
                cursor.executemany(_translated(sql), listed, returning=True)
                more: bool | None = True
                while more:
                    found += cast("list[Row]", cursor.fetchall())
                    more = cursor.nextset()
        return found

    def lock(self, name: str) -> None:
        """See `Connection.lock`."""
        self.run("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))", {"name": name})

    def listed(self, column: str, name: str) -> str:
        """See `Connection.listed`."""
        return f"{column} = ANY(string_to_array(:{name}, chr(31)))"

    def list_of(self, values: Iterable[str]) -> str:
        """See `Connection.list_of`: as one text, which psycopg passes on quicker than an array.

        A value that holds the separator is left out: no id and no ts does.
        """
        return _BETWEEN.join(value for value in sorted(values) if _BETWEEN not in value)

    def spans(self, team_id: str) -> list[Span]:
        """See `Connection.spans`: a month is small enough for PostgreSQL to plan well for."""
        return postgres_months.spans(self, team_id)

    def index(self, terms: list[str]) -> str:
        """See `Connection.index`: words with their places, so that PostgreSQL parses nothing."""
        places: dict[str, list[str]] = {}
        for place, term in enumerate(terms, start=1):
            places.setdefault(term, []).append(str(place))
        return " ".join(f"'{term}':{','.join(at)}" for term, at in places.items())

    def match(self, clauses: list[list[str]], prefixes: list[str], every: bool) -> str:
        """See `Connection.match`."""
        phrases = [" <-> ".join(f"'{term}'" for term in clause) for clause in clauses]
        begun = [f"'{prefix}':*" for prefix in prefixes]
        return (" & " if every else " | ").join(f"({each})" for each in phrases + begun)
