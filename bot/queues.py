"""The lines in which the bot's jobs wait, where a limit holds for all processes together.

Every kind of job stands in one of them; what a line's jobs do one after the other is named by the
places of the ids that say so.
"""

from __future__ import annotations

from bot.streams import STREAM, STREAMS_A_MINUTE
from digests.jobs.plan import MODEL_SHARE, Plan
from digests.jobs.queues import Queue

# One process writes no more answers than this at once: beyond it they only slow each other down.
ANSWERS_A_PROCESS = 25
# Each member's own digest is a model call or two; more at once only delay what people ask.
OWN_DIGESTS_AT_ONCE = 4
# How often lines are looked at for what a process left there that died before it could begin; each
# looks at once for what it puts there itself.
SELDOM = 5.0

# One run at a time in a thread (team_id, channel_id, thread_ts); what only one person sees needn't
# wait for what everybody sees.
ANSWERS = {
    "answer": (0, 1, 3),
    "choose": (0, 1, 2),
    "post": (0, 1, 2),
    "rewrite": (0, 1, 2),
    "improve": (0, 1, 2),
    "mend_answer": (0, 1, 2),
    "private_thread": (),
    "private_channel": (),
    "post_channel": (0, 1),
    "digest_lookup": (),
    "digest_preview": (),
    "digest_thread": (),
}
# What edits messages that stand in Slack already: one after the other, so that none undoes another.
MENDING = dict.fromkeys(("mend", "mend_answers", "kept_out", "refresh", "corrected"), (0,))
# A week's digest isn't held up by what prepares it or shows it to somebody before, nor by the
# cleaning up at night.
DIGESTS = {"digest": (0, 1), "digest_review": (), "prepare": (), "tidy": (0,)}
OWN_DIGESTS = {"own_digest": ()}
# One channel after the other, so that reading history stays within Slack's limit for one method.
READING = {"join": (0,), "join_public": ()}

NO_LIMIT = Plan()


def queues(team_id: str, answers_at_once: int, plan: Plan = NO_LIMIT) -> tuple[Queue, ...]:
    """Return a workspace's queues, for so many answers at once and a plan with Claude's maker."""
    a_process = min(answers_at_once, ANSWERS_A_PROCESS)
    lines = (
        Queue(f"answers:{team_id}", ANSWERS, at_once=answers_at_once, per_process=a_process),
        Queue(f"mending:{team_id}", MENDING, poll_seconds=SELDOM),
        Queue(f"digests:{team_id}", DIGESTS, poll_seconds=SELDOM),
        Queue(
            f"own_digests:{team_id}", OWN_DIGESTS, at_once=OWN_DIGESTS_AT_ONCE, poll_seconds=SELDOM
        ),
        Queue(f"reading:{team_id}", READING, poll_seconds=SELDOM),
        Queue(f"streams:{team_id}", {STREAM: ()}, a_minute=STREAMS_A_MINUTE),
    )
    if plan.shares is None:
        return lines
    model = Queue(f"model:{team_id}", {MODEL_SHARE: ()}, a_minute=plan.shares)
    return (*lines, model)
