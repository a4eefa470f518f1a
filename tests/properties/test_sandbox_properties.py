"""What holds for every conversation, whatever is said in whatever order."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import messages
from sandbox.blocks import check, check_view
from sandbox.conversation import Conversation, pad, stands_in_channel
from sandbox.errors import SlackError
from sandbox.rich_text import rich_text
from sandbox.server import Sandbox
from sandbox.workspace import Workspace

unhurried = settings(deadline=None)  # how busy the machine is, is no property

ACTS = st.lists(
    st.tuples(st.sampled_from(["say", "reply", "broadcast", "delete"]), st.integers(0, 30)),
    max_size=40,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "text", "elements", "blocks", "fields", "title", "rows"]),
            inner
            | st.sampled_from(["section", "actions", "mrkdwn", "table", "rich_text", "button"]),
            max_size=4,
        )
    ),
    max_leaves=20,
)


def play(acts: list[tuple[str, int]]) -> tuple[Workspace, Conversation]:
    """Plays the acts in a fresh channel."""
    sandbox = Sandbox()
    ann = sandbox.control.create_user("Ann")
    channel = sandbox.control.create_channel("general", [ann], bot=True)
    conversation = sandbox.workspace.conversations[channel]
    for act, number in acts:
        chosen = conversation.order[number % len(conversation.order)] if conversation.order else ""
        try:
            if act == "delete":
                messages.delete(sandbox.workspace, conversation, chosen)
            else:
                root = chosen if act != "say" else None
                said = messages.by_person(sandbox.workspace, ann, act)
                wide = act == "broadcast"
                messages.post(sandbox.workspace, conversation, said, thread_ts=root, broadcast=wide)
        except SlackError as refused:
            assert refused.code in ("message_not_found", "thread_not_found")  # noqa: PT017
    return sandbox.workspace, conversation


@unhurried
@given(ACTS)
def test_order_is_ascending_and_names_exactly_the_messages(acts: list[tuple[str, int]]) -> None:
    _, conversation = play(acts)
    assert conversation.order == sorted(conversation.messages)
    assert len(set(conversation.order)) == len(conversation.order)


@unhurried
@given(ACTS)
def test_every_root_knows_its_replies_and_every_reply_its_root(
    acts: list[tuple[str, int]],
) -> None:
    _, conversation = play(acts)
    for ts, message in conversation.messages.items():
        root = message.get("thread_ts")
        if root and root != ts:
            assert ts in conversation.threads[root]
            assert conversation.messages[root]["reply_count"] == len(conversation.threads[root])
            assert conversation.messages[root]["latest_reply"] == conversation.threads[root][-1]
    for root, replies in conversation.threads.items():
        assert replies == sorted(replies)
        assert all(ts in conversation.messages for ts in replies)
        if replies:
            assert root in conversation.messages


@unhurried
@given(ACTS)
def test_channel_and_threads_together_show_every_message(acts: list[tuple[str, int]]) -> None:
    _, conversation = play(acts)
    shown = {one["ts"] for one in conversation.in_channel()}
    inside = {ts for replies in conversation.threads.values() for ts in replies}
    assert shown | inside == set(conversation.messages)
    assert all(stands_in_channel(conversation.messages[ts]) for ts in shown)


@unhurried
@given(st.integers(0, 9_999_999_999), st.integers(0, 999_999))
def test_a_padded_bound_sorts_as_its_number_does(seconds: int, micro: int) -> None:
    ts = f"{seconds}.{micro:06d}"
    assert pad(str(seconds)) <= pad(ts)
    assert len(pad(ts)) == 17
    assert float(pad(ts)) == float(ts)


@unhurried
@given(JSON)
def test_no_json_whatever_breaks_the_check_of_blocks(value: Any) -> None:
    for surface in ("message", "modal", "home"):
        assert all(str(problem) for problem in check(value, surface))
        assert all(str(problem) for problem in check_view(value, "modal"))


@unhurried
@given(st.text(alphabet="ab <>@#!|:*_U1&;", max_size=60))
def test_typed_text_becomes_blocks_that_slack_takes(text: str) -> None:
    for block in rich_text(text, "b"):
        said = [one for one in block["elements"][0]["elements"] if one["type"] == "text"]
        assert all(one["text"] for one in said)
        assert len(rich_text(text, "b")) == 1
