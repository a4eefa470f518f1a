"""What machines say in the sample: alerts, stand-up rounds and a pasted log, from templates; pure."""

from __future__ import annotations

import random

from sandbox.sample.script import DAYS, Line

_WORKDAYS = [week * 7 + day for week in range(4) for day in range(5)]
_CHECKS = (
    ("api p95 latency", "ms", 240, 900),
    ("routing queue depth", "jobs", 400, 4000),
    ("tracker heartbeat gap", "s", 95, 600),
    ("push delivery lag", "s", 20, 180),
    ("map tile cache miss", "%", 12, 40),
    ("disk on db-2", "%", 80, 93),
)
_TASKS = {
    "joost": ("batch planner", "dispatch board filters", "review of the shift import"),
    "priya": ("hill costs in routing", "the ferry penalty", "route cache metrics"),
    "oskar": ("database failover notes", "on-call handover", "log volume on db-2"),
    "femke": ("offline proof of delivery", "Android crash triage", "background location"),
    "kofi": ("camera permissions", "iOS release checks", "the handover screen"),
}
_LOG_CHARS = 39_400  # Slack stores at most 40,000 characters of text
_LOG_TEXT = "*db-2 log around the failover, whole, so nobody has to dig for it again*"


def alerts() -> list[Line]:
    """Return some seven alerts a workday, each recovering or repeating."""
    chance = random.Random("alerts")
    lines = []
    for day in _WORKDAYS:
        for minute in sorted(chance.sample(range(5 * 60, 22 * 60, 7), 7)):
            check, unit, low, high = chance.choice(_CHECKS)
            value = chance.randint(low, high)
            state = chance.choice(("WARN", "WARN", "OK", "CRIT"))
            text = (
                f"[{state}] {check} is {value} {unit} (threshold {low + (high - low) // 3} {unit})"
            )
            lines.append(Line(day, minute, "pulse", text))
    return lines


def standups() -> list[Line]:
    """Return one round a workday, with the answers of those who answered."""
    chance = random.Random("standups")
    lines = []
    for day in _WORKDAYS:
        answers = []
        for handle in sorted(chance.sample(sorted(_TASKS), chance.randint(2, 4))):
            before, today = chance.sample(_TASKS[handle], 2)
            answers.append(
                Line(day, None, handle, f"Yesterday: {before}. Today: {today}. Blocked: nothing.")
            )
        title = f"Stand-up for {DAYS[day % 7].capitalize()}: what did you finish, what is next?"
        lines.append(Line(day, 9 * 60 + 30, "roundup", title, (), tuple(answers)))
    return lines


def nightlog() -> list[Line]:
    """Return the message with a log of nearly 40,000 characters, and what people said to it."""
    chance = random.Random("nightlog")
    rows = [_LOG_TEXT, "```"]
    size, second = len(_LOG_TEXT) + 8, 0
    while size < _LOG_CHARS:
        second += chance.randint(1, 3)
        row = _log_row(chance, second)
        rows.append(row)
        size += len(row) + 1
    text = "\n".join([*rows, "```"])
    replies = (
        Line(
            9,
            14 * 60 + 20,
            "joost",
            "The line that matters: the standby was 94 seconds behind when it was promoted.",
        ),
        Line(
            8,
            None,
            "oskar",
            "Yes. So the alert on replication lag has to fire at 20 s, not at 120 s. I'll change it today.",
            ("+1 joost",),
        ),
    )
    return [Line(9, 14 * 60 + 2, "oskar", text, (), replies)]


def _log_row(chance: random.Random, second: int) -> str:
    at = f"02:{14 + second // 60:02d}:{second % 60:02d}"
    level = chance.choice(("INFO", "INFO", "INFO", "WARN", "ERROR"))
    what = chance.choice(
        (
            f"replication lag {chance.randint(1, 94)} s",
            f"checkpoint complete, wrote {chance.randint(200, 9000)} buffers",
            f"connection from 10.4.{chance.randint(0, 9)}.{chance.randint(2, 250)} timed out",
            f"lock wait on table shipments for {chance.randint(100, 9000)} ms",
        )
    )
    return f"{at} {level:<5} db-2 {what}"
