"""Each bad input has one visible outcome, and the process lives."""

from __future__ import annotations

import pytest

from bot import process
from digests.errors import BadInput, SlackUnavailable
from sandbox import Sandbox
from sandbox.sample.landmarks import landmark
from tests.support.bot import Scene, everything, running_bot, scene, settings_for
from tests.support.sample import the_sample

SEED = the_sample()
EMPTY = "There is nothing in this thread to sum up yet."


async def mention_under(at: Scene, channel: str, ts: str) -> str:
    """All that the bot says to a mention under a message; exactly one message."""
    room = at.sandbox.workspace.conversations[channel]
    users = at.sandbox.workspace.users
    asker = next(u for u in room.members if not users[u].get("is_bot"))
    [reply] = await at.ask(asker, channel, at.mention, ts)
    return everything(reply)


@pytest.mark.parametrize("claude", [True, False])
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tombstone_root", "Read "),
        ("bot_root_without_text", "Read "),
        ("huge_message", "Read "),
        ("short_thread", "Read "),
        ("japanese_thread", "Read "),
    ],
)
async def test_strange_threads_are_summed_up(name: str, expected: str, claude: bool) -> None:
    channel, ts = landmark(SEED, name)
    async with scene(claude=claude) as at:
        assert expected in await mention_under(at, channel, ts)


async def test_a_thread_of_one_message_is_summed_up() -> None:
    async with scene(claude=False) as at:
        ts = at.sandbox.control.post(at.person("elif"), "general", "The zeppelin lands at noon")

        assert "zeppelin" in await mention_under(at, at.channel("general"), ts)


async def test_a_thread_whose_only_message_is_an_emoji_gets_one_sentence() -> None:
    channel, ts = landmark(SEED, "emoji_only")
    async with scene(claude=False) as at:
        assert len(await mention_under(at, channel, ts)) > 0


async def test_a_thread_of_mentions_only_says_that_there_is_nothing() -> None:
    async with scene(claude=False) as at:
        elif_ = at.person("elif")
        [hint] = await at.ask(elif_, "general", at.mention)
        root = str(hint["thread_ts"])
        replies = await at.ask(elif_, at.channel("general"), at.mention, root)

        assert EMPTY in everything(replies[-1])


async def test_a_mention_that_is_deleted_before_it_is_answered_gets_no_answer() -> None:
    async with scene() as at:
        general, elif_, control = at.channel("general"), at.person("elif"), at.sandbox.control
        root = control.post(elif_, general, "The zeppelin lands at noon")
        control.fault("slack", "slow", method="assistant.threads.setStatus", seconds=1.5)
        ts = control.post(elif_, general, at.mention, root)
        await at.recorded(general, ts, at.mention)
        control.delete(general, ts)
        await at.job(f"answer:{at.team_id}:{general}:{ts}")

        assert at.own(general, root) == []


async def test_a_channel_the_bot_was_thrown_out_of_meanwhile_is_no_reason_to_hang() -> None:
    async with scene() as at:
        general, elif_, control = at.channel("general"), at.person("elif"), at.sandbox.control
        root = control.post(elif_, general, "The zeppelin lands at noon")
        control.fault("slack", "error", method="conversations.*", error="not_in_channel")
        [reply] = await at.ask(elif_, general, at.mention, root)

        assert "I'm not in #general" in str(reply["text"])
        assert "/invite @Digestif" in str(reply["text"])


async def test_a_missing_scope_is_named_with_what_to_do() -> None:
    async with scene() as at:
        general, elif_, control = at.channel("general"), at.person("elif"), at.sandbox.control
        root = control.post(elif_, general, "The zeppelin lands at noon")
        control.fault("slack", "error", method="conversations.replies", error="missing_scope")
        [reply] = await at.ask(elif_, general, at.mention, root)

        assert "hasn't granted me" in str(reply["text"])


async def test_an_unforeseen_error_gets_an_incident_and_shows_no_internals() -> None:
    async with scene() as at:
        general, elif_, control = at.channel("general"), at.person("elif"), at.sandbox.control
        root = control.post(elif_, general, "The zeppelin lands at noon")
        # A model that says something that is no JSON at all where SSE is due.
        control.fault("slack", "error", method="conversations.replies", error="weird_new_code")
        [reply] = await at.ask(elif_, general, at.mention, root)

        assert "Traceback" not in everything(reply)
        assert str(reply["text"])


@pytest.mark.parametrize(
    "kind", ["429", "529", "500", "cut", "no_stop", "refusal", "max_tokens", "empty"]
)
async def test_whatever_claude_does_there_is_one_summary(kind: str) -> None:
    channel, ts = landmark(SEED, "short_thread")
    async with scene() as at:
        at.sandbox.control.fault("claude", kind)

        assert "Read " in await mention_under(at, channel, ts)


async def test_an_adversarial_model_gets_no_link_and_no_ping_through() -> None:
    channel, ts = landmark(SEED, "attack")
    async with scene() as at:
        at.sandbox.control.claude(voice="adversarial")
        said = await mention_under(at, channel, ts)

        assert "<!" not in said
        assert "<@" not in said
        ours = at.sandbox.addresses.url
        theirs = [part for part in said.split("](")[1:] if not part.startswith(ours)]
        assert theirs == []


async def test_no_token_is_said_with_what_to_do() -> None:
    async with Sandbox.running() as sandbox:
        with pytest.raises(BadInput, match="SLACK_BOT_TOKEN is not set"):
            async with running_bot(sandbox, slack_bot_token=None):
                pass


async def test_no_app_token_is_said_with_what_to_do() -> None:
    async with Sandbox.running() as sandbox:
        with pytest.raises(BadInput, match="SLACK_APP_TOKEN is not set"):
            async with running_bot(sandbox, slack_app_token=None):
                pass


@pytest.mark.parametrize("code", ["token_revoked", "invalid_auth", "account_inactive"])
async def test_a_refused_token_is_said_and_never_shown(code: str) -> None:
    async with Sandbox.running() as sandbox:
        sandbox.control.fault("slack", "error", method="auth.test", error=code)
        with pytest.raises(SlackUnavailable, match=code) as raised:
            async with running_bot(sandbox):
                pass

        assert sandbox.addresses.bot_token not in str(raised.value)


async def test_a_slack_that_is_down_at_the_start_is_waited_for(tmp_path: object) -> None:
    async with Sandbox.running() as sandbox:
        sandbox.control.fault("slack", "503", method="auth.test", count=4)
        async with running_bot(sandbox) as bot:
            assert bot.services.slack.team_id == sandbox.addresses.team_id


async def test_what_was_stored_outlives_a_failed_start(tmp_path: object) -> None:
    from pathlib import Path

    place = Path(str(tmp_path))
    async with Sandbox.running(the_sample()) as sandbox:
        async with running_bot(sandbox, claude=False, data_dir=place) as bot:
            at = Scene(sandbox, bot)
            read = await at.read_everything()
        sandbox.control.fault("slack", "error", method="auth.test", error="token_revoked", count=1)
        with pytest.raises(SlackUnavailable):
            async with process.running(settings_for(sandbox, place, claude=False)):
                pass
        async with running_bot(sandbox, claude=False, data_dir=place) as bot:
            kept = await bot.services.store.messages.count(sandbox.addresses.team_id)

        assert kept >= read > 1000
