"""The sample's longest thread: an answer there can be watched, stopped and interrupted."""

from __future__ import annotations

from sandbox import Sandbox
from sandbox.sample.landmarks import landmark
from tests.support.processes import said
from tests.support.sample import the_sample

LONG_CHANNEL, LONG_TS = landmark(the_sample(), "long_thread")
READ = "Read 139 of 139 messages"


def ask(sandbox: Sandbox, text: str = "", thread_ts: str | None = LONG_TS) -> str:
    """Have a member of its channel mention the bot, in the thread or elsewhere; the `ts`."""
    asker = next(iter(sandbox.workspace.conversations[LONG_CHANNEL].members))
    mention = f"<@{sandbox.addresses.bot_user_id}> {text}".strip()
    return sandbox.control.post(asker, LONG_CHANNEL, mention, thread_ts)


def begun(sandbox: Sandbox) -> bool:
    """Whether the bot has begun to write there."""
    return bool(said(sandbox, LONG_CHANNEL, LONG_TS))


def finished(sandbox: Sandbox) -> int:
    """How many whole answers stand there."""
    return sum(READ in str(m.get("blocks")) for m in said(sandbox, LONG_CHANNEL, LONG_TS))
