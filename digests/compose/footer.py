"""The last lines of a digest: the week in numbers, what was read, what it cost. Pure.

All of it is mrkdwn that is safe to post.
"""

from __future__ import annotations

from digests.compose import blocks
from digests.compose.blocks import safe
from digests.compose.limits import CONTEXT_TEXT
from digests.compose.wording import compared, count
from digests.coverage import Coverage, LeftOut
from digests.digest import Digest, Numbers
from digests.models import Engine

_MOST_LEFT_OUT = 8


def numbers_line(numbers: Numbers, *, sparkline: bool = False) -> str:
    """The week in one line: "1,204 messages from 38 people in 38 channels, 9 % fewer than …".

    Args:
        numbers: of the week; zero is said as zero.
        sparkline: with the days as bars, for where there is no chart.
    """
    text = (
        f"{count(numbers.messages, 'message')} from {count(numbers.people, 'person', 'people')}"
        f" in {count(numbers.channels, 'channel')}{compared(numbers.messages, numbers.before)}"
    )
    return f"{bars(numbers)} {text}".strip() if sparkline else text


def bars(numbers: Numbers) -> str:
    """The days as bars of eight heights; "" without days."""
    return blocks.sparkline([day.messages for day in numbers.days])


def footer(digest: Digest) -> str:
    """What was read, left out, noticed and paid; at most `CONTEXT_TEXT` characters."""
    parts = [coverage_line(digest.coverage), *digest.notes, engine_line(digest)]
    return safe(" ".join(part for part in parts if part), CONTEXT_TEXT)


def coverage_line(coverage: Coverage) -> str:
    """What was read of what there was, in how many channels, and what was left out and why."""
    text = (
        f"Read {coverage.read:,} of {count(coverage.total, 'message')}"
        f" in {count(coverage.channels, 'channel')}."
    )
    if coverage.left_out:
        told = [_left_out(one) for one in coverage.left_out[:_MOST_LEFT_OUT]]
        rest = len(coverage.left_out) - len(told)
        text += f" Left out: {', '.join(told)}{f' and {rest} more' if rest else ''}."
    return text


def engine_line(digest: Digest) -> str:
    """Who wrote it and for how much."""
    if digest.engine is Engine.EXTRACTIVE:
        return "Made without a model, from people's own sentences."
    cost = f" for ${digest.cost:.2f}" if digest.cost is not None else ""
    return f"Made by {digest.model or 'Claude'}{cost}."


def _left_out(one: LeftOut) -> str:
    return f"{one.what} ({one.reason})"
