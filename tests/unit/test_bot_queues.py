"""Every kind of job waits in a line of its workspace, and one run at a time is in a thread."""

from __future__ import annotations

from bot.handlers import KINDS
from bot.queues import queues
from bot.streams import STREAM


def test_every_kind_of_job_has_one_line() -> None:
    kinds = [kind for queue in queues("T1", 40) for kind in queue.kinds]

    assert sorted(kinds) == sorted([*KINDS, STREAM])


def test_workspaces_share_no_line() -> None:
    names = [queue.name for team in ("T1", "T2") for queue in queues(team, 40)]

    assert len(set(names)) == len(names)


def test_whatever_writes_in_a_thread_takes_turns_there() -> None:
    answers = queues("T1", 40)[0]
    asked = {
        "answer": ("T1", "C1", "9.9", "1.1", "U1"),
        "choose": ("T1", "C1", "1.1", "9.9", "8.8", "U1", 0),
        "post": ("T1", "C1", "1.1", "U1", "9.9"),
        "rewrite": ("T1", "C1", "1.1", "9.9", "U1", "shorter"),
        "improve": ("T1", "C1", "1.1", "9.9", "U1"),
        "mend_answer": ("T1", "C1", "1.1", "answer:T1:C1:9.9"),
    }

    assert {answers.turn(kind, kind, ids) for kind, ids in asked.items()} == {"T1:C1:1.1"}
    assert answers.turn("private_thread", "job", ("T1", "C1", "1.1")) == "job"
