"""Questions of a stored week: those answered below them are not called unanswered."""

from pathlib import Path

from digests import pipeline
from digests.audience import everyone
from digests.schedule import parse_week
from digests.store import open_store
from tests.support.digest_messages import channel, message

WEEK = parse_week("2026-W47", "UTC")


async def test_a_question_answered_below_it_is_not_called_unanswered(tmp_path: Path) -> None:
    async with await open_store(tmp_path / "activity.db") as store:
        await store.channels.put([channel("C1"), channel("C2")])
        talk = [
            message(n, f"U{n % 5}", f"The Berlin office opens in February, floor {n}", root=500)
            for n in range(500, 512)
        ]
        await store.messages.put(
            [
                message(0, "U1", "Who owns the refunds page of the Lyon depot?"),
                message(30, "U2", "That's with Jon's team since summer"),
                message(0, "U3", "Which courier has the keys of the Ghent depot?", channel_id="C2"),
                *talk,
            ]
        )
        digest = await pipeline.compile_digest(store, None, WEEK, everyone("T1"), now=WEEK.end)
        assert [line.text for line in digest.unanswered] == [
            "Which courier has the keys of the Ghent depot?"
        ]
