"""What is said of past digests. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digests.compose.blocks import safe
from digests.compose.wording import count, span, working_days
from digests.forms import digest_json
from digests.mrkdwn import escape
from digests.store import DigestRecord


def nothing_yet(digest_channel: str) -> str:
    """What to say where there is no digest yet."""
    if not digest_channel:
        return (
            "There is no digest yet, and none will be sent until an admin chooses a channel with "
            "`/digest settings`, or whoever runs me sets DIGESTIF_DIGEST_CHANNEL. "
            "`/digest preview` compiles this week so far."
        )
    return "There is no digest yet. `/digest preview` compiles this week so far."


def nothing_found(words: str) -> str:
    """That no digest says something."""
    return f"No digest that you may read says “{safe(words, 200)}”."


def found_text(
    words: str, found: Sequence[DigestRecord], links: Mapping[str, str], total: int
) -> str:
    """The digests found, a line each with what they begin with.

    Args:
        words: what was searched for.
        found: those to show, newest first; at least one.
        links: their addresses in Slack by id, "" where they don't stand there.
        total: how many there are.
    """
    head = f"{count(total, 'digest says', 'digests say')} “{safe(words, 200)}”:"
    more = [f"and {total - len(found)} older ones"] if total > len(found) else []
    told = [line(one, links.get(one.digest_id, ""), n) for n, one in enumerate(found, 1)]
    return "\n".join([head, *told, *more])


def line(record: DigestRecord, link: str, number: int) -> str:
    """A digest in one line: its week, its days, its first words, a numbered link to it in Slack."""
    digest = digest_json.from_json(record.body)
    days = span(*working_days(record.window))
    name = safe(" · ".join(part for part in (days, digest.about) if part), 120)
    first = digest.items[0].title if digest.items else "A quiet week."
    mark = f" <{escape(link)}|[{number}]>" if link else ""
    return f"• {record.window.name} · {name}: {safe(first, 140)}{mark}"
