"""Full-text search bound to an audience: the newest matches from SQL, ranked here.

Ranking in Python makes the results the same in both homes.
"""

from __future__ import annotations

from typing import Any

from digests.audience import Audience
from digests.models import Message
from digests.store import rows
from digests.store.database import Connection, Row, Span
from digests.store.reading import matching, with_reactions
from digests.store.records import Hit, Query
from digests.store.search_text import Words, snippet, terms, words

CANDIDATES = 400  # the newest matches that are ranked; older ones show only when few match
LIMIT_MAX = 200


def search(c: Connection, audience: Audience, query: Query) -> list[Hit]:
    """See `Messages.search`."""
    asked = words(query.text)
    if not asked:
        newest = _matches(c, audience, query, asked, every=True) if _narrowed(query) else []
        limit = max(1, min(query.limit, LIMIT_MAX))
        return _hits(c, [(0.0, message) for message in newest[:limit]], audience.team_id, asked)
    found = _matches(c, audience, query, asked, every=True)
    if not found and len(asked) > 1:
        found = _matches(c, audience, query, asked, every=False)
    ranked = [
        (rank(message, asked, place / len(found)), message) for place, message in enumerate(found)
    ]
    ranked.sort(key=lambda pair: (pair[0], pair[1].ts, pair[1].channel_id), reverse=True)
    return _hits(c, ranked[: max(1, min(query.limit, LIMIT_MAX))], audience.team_id, asked)


def _narrowed(query: Query) -> bool:
    """Whether a query without any words says whose or which channel's newest messages it wants."""
    return not query.text.strip() and bool(query.user_id or query.channel_id)


def rank(message: Message, asked: Words, age: float) -> float:
    """Say from 0 to 1 how well a message answers a query.

    Args:
        message: one that matches.
        asked: the query.
        age: 0 for the newest of the matches to 1 for the oldest.
    """
    found = terms(message.text)
    wanted = {term for clause in asked.clauses for term in clause}
    density = sum(term in wanted for term in found) / (len(found) + 10)
    said = min(message.reaction_count, 5) / 5
    share = asked.found_in(found) / len(asked)
    return round(0.6 * share + 0.25 * min(1.0, 3 * density) + 0.1 * (1 - age) + 0.05 * said, 4)


def _matches(
    c: Connection, audience: Audience, query: Query, asked: Words, *, every: bool
) -> list[Message]:
    """The newest matches, newest first, at most CANDIDATES."""
    conditions, params = _wanted(query)
    if asked:
        clauses = [list(clause) for clause in asked.clauses]
        params["match"] = c.match(clauses, list(asked.prefixes), every)
        conditions.append(c.matching)
    found: list[Row] = []
    for span in c.spans(audience.team_id):
        if len(found) < CANDIDATES and _overlap(query, span):
            # as many from each: asked for a few, PostgreSQL would look at one message after another
            condition, bounds = _within(conditions, span)
            found += matching(c, audience, condition, {**params, **bounds})
    return with_reactions(c, found[:CANDIDATES])


def _wanted(query: Query) -> tuple[list[str], dict[str, Any]]:
    """The conditions for what a query wants beside its words, and their parameters."""
    params: dict[str, Any] = {}
    conditions: list[str] = []
    for name, condition in (
        ("user_id", "m.user_id = :user_id"),
        ("channel_id", "m.channel_id = :channel_id"),
        ("after", "m.ts >= :after"),
        ("before", "m.ts < :before"),
    ):
        if (value := getattr(query, name)) is not None:
            conditions.append(condition)
            params[name] = value.replace("\0", "")  # PostgreSQL takes no NUL, and models write any
    return conditions, params


def _overlap(query: Query, span: Span) -> bool:
    start, end = span
    too_old = query.after is not None and end is not None and end <= query.after
    too_new = query.before is not None and start is not None and start >= query.before
    return not too_old and not too_new


def _within(conditions: list[str], span: Span) -> tuple[str, dict[str, str]]:
    """The newest of a span that meet some conditions, as what follows WHERE; and its parameters."""
    start, end = span
    bounds = {name: at for name, at in (("start", start), ("end", end)) if at is not None}
    inside = [c for n, c in (("start", "m.ts >= :start"), ("end", "m.ts < :end")) if n in bounds]
    order = f" ORDER BY m.ts DESC, m.channel_id DESC LIMIT {CANDIDATES}"
    return (" AND ".join([*conditions, *inside]) or "1 = 1") + order, bounds


def _hits(
    c: Connection, ranked: list[tuple[float, Message]], team_id: str, asked: Words
) -> list[Hit]:
    listed = c.list_of({message.channel_id for _, message in ranked})
    sql = f"SELECT * FROM channels WHERE team_id = :team_id AND {c.listed('channel_id', 'listed')}"
    found = c.rows(sql, {"team_id": team_id, "listed": listed})
    channels = {row["channel_id"]: rows.channel(row) for row in found}
    return [
        Hit(message, channels[message.channel_id], snippet(message.text, asked), score)
        for score, message in ranked
    ]
