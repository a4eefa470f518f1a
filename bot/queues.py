"""The lines in which the bot's jobs wait, where a limit holds for all processes together.

Everything else starts at once: digests and what mends them are few, one at a time for each week.
"""

from __future__ import annotations

from digests.jobs.queues import Queue

# One process writes no more answers than this at once: beyond it they only slow each other down.
ANSWERS_A_PROCESS = 25

ANSWERS = frozenset({"answer", "rewrite", "private_thread", "private_channel"})
# One channel after the other, so that reading history stays within Slack's limit for one method.
READING = frozenset({"join"})


def queues(answers_at_once: int) -> tuple[Queue, ...]:
    """Return the bot's queues, for so many answers at once in a workspace."""
    a_process = min(answers_at_once, ANSWERS_A_PROCESS)
    return (
        Queue("answers", ANSWERS, per_workspace=answers_at_once, per_process=a_process),
        Queue("reading", READING, per_workspace=1, poll_seconds=1.0),
    )
