"""What happens to an answer while it is made: one visible, correct outcome each."""

from __future__ import annotations

import pytest

from sandbox.sample.landmarks import landmark
from tests.support.bot import Scene, everything, scene
from tests.support.sample import the_sample

CHANNEL, TS = landmark(the_sample(), "long_thread")


async def begun(at: Scene) -> tuple[str, str]:
    """A mention whose answer has begun to stand there; its job's id and the reply's ts."""
    control = at.sandbox.control
    control.claude(speed=60)
    ts = control.post(at.person("elif"), CHANNEL, at.mention, TS)
    [reply] = await control.until(lambda: at.own(CHANNEL, TS))
    return f"answer:{at.team_id}:{CHANNEL}:{ts}", str(reply["ts"])


async def test_a_mention_deleted_while_it_is_answered_leaves_one_whole_answer() -> None:
    async with scene() as at:
        job, _ = await begun(at)
        at.sandbox.control.delete(CHANNEL, job.rpartition(":")[2])
        await at.job(job, 60)
        [reply] = at.own(CHANNEL, TS)

        assert "Read 139 of 139 messages" in everything(reply)
        assert reply["streaming_state"] == "completed"


async def test_a_message_edited_while_the_thread_is_read_leaves_one_whole_answer() -> None:
    async with scene() as at:
        job, _ = await begun(at)
        asker = at.sandbox.control.messages(CHANNEL, TS)[-3]
        at.sandbox.control.edit(CHANNEL, asker["ts"], "Something else altogether")
        await at.job(job, 60)
        [reply] = at.own(CHANNEL, TS)

        assert "Read 139 of 139 messages" in everything(reply)


async def test_removed_from_the_channel_while_answering_the_asker_is_told_alone() -> None:
    async with scene() as at:
        control, elif_ = at.sandbox.control, at.person("elif")
        control.claude(delay=1.0)
        ts = control.post(elif_, CHANNEL, at.mention, TS)
        await control.until(lambda: at.model_calls() > 0)
        control.leave(at.me, CHANNEL)
        assert await at.job(f"answer:{at.team_id}:{CHANNEL}:{ts}", 60) == "SUCCESS"
        [told] = at.own(control.dm(elif_))

        assert "I'm not in #" in str(told["text"])
        assert "/invite @Digestif" in str(told["text"])


async def test_archived_while_answering_the_asker_is_told_alone() -> None:
    async with scene() as at:
        control, elif_ = at.sandbox.control, at.person("elif")
        control.claude(delay=1.0)
        ts = control.post(elif_, CHANNEL, at.mention, TS)
        await control.until(lambda: at.model_calls() > 0)
        control.channel("archive", CHANNEL)
        assert await at.job(f"answer:{at.team_id}:{CHANNEL}:{ts}", 60) == "SUCCESS"
        [told] = at.own(control.dm(elif_))

        assert "is archived" in str(told["text"])


async def test_with_strangers_in_the_channel_nothing_from_elsewhere_is_said() -> None:
    async with scene() as at:
        await at.read_everything()
        shared = at.channel("ext-fjordkost")
        users = at.sandbox.workspace.users
        members = at.sandbox.workspace.conversations[shared].members
        asker = next(u for u in members if u != at.me and not users[u].get("is_bot"))
        if at.me not in members:
            at.sandbox.control.join(at.me, shared)
        [reply] = await at.ask(asker, shared, f"{at.mention} What was decided about Android 9?")

        assert at.channel("rider-app") not in everything(reply)
        assert at.channel("incidents") not in everything(reply)


@pytest.mark.parametrize("kind", ["refusal", "max_tokens", "empty", "cut", "529"])
async def test_whatever_claude_does_a_prompt_gets_one_answer_with_the_reason(kind: str) -> None:
    async with scene() as at:
        await at.read_everything()
        at.sandbox.control.fault("claude", kind)
        [reply] = await at.ask(at.person("femke"), "general", f"{at.mention} Android 9 decision?")

        assert "Claude" in str(reply["text"])
        assert "/archives/" in str(reply["text"])


async def test_a_thread_of_files_alone_gets_one_sentence() -> None:
    async with scene(claude=False) as at:
        control, elif_ = at.sandbox.control, at.person("elif")
        plan = {"name": "plan.txt", "content": b"x"}
        root = control.post(elif_, "general", "", files=[plan])
        [reply] = await at.ask(elif_, at.channel("general"), at.mention, root)

        assert str(reply["text"])
