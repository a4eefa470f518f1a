"""Whatever JSON comes, turning it into models never fails, and the result can be stored."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from digests import permalinks, slack_dicts

NAMES = st.sampled_from(
    ["type", "subtype", "ts", "thread_ts", "text", "user", "username", "bot_id", "bot_profile",
     "user_profile", "edited", "reactions", "files", "file", "comment", "blocks", "attachments",
     "elements", "fields", "rows", "name", "users", "count", "id", "size", "mode", "url_private",
     "title", "fallback", "message_blocks", "message", "profile", "display_name", "topic", "value",
     "created", "is_im", "members", "team_id", "pending_shared"]
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
    | st.sampled_from(["rich_text", "section", "text", "link", "user", "1700000000.000100", "\0"])
)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6)
)
OBJECTS = st.dictionaries(NAMES, JSON, max_size=12)


def storable(text: str) -> bool:
    return "\0" not in text and text.encode() is not None


@given(OBJECTS)
def test_any_json_is_a_message_or_has_a_reason(raw: dict[str, Any]) -> None:
    if slack_dicts.skip_reason(raw) is None:
        message = slack_dicts.message("T1", "C1", raw)
        assert message.text
        assert storable(message.text + message.author + (message.user_id or ""))
        assert all(reaction.count >= len(reaction.users) for reaction in message.reactions)


@given(OBJECTS)
def test_any_json_with_a_ts_makes_a_message(raw: dict[str, Any]) -> None:
    message = slack_dicts.message("T1", "C1", {**raw, "ts": "1700000000.000100"})
    assert storable(message.text + message.author + "".join(f.name + f.url for f in message.files))


@given(OBJECTS)
def test_any_json_with_an_id_makes_a_channel_and_a_user(raw: dict[str, Any]) -> None:
    channel = slack_dicts.channel("T1", {**raw, "id": "C1"})
    user = slack_dicts.user("T1", {**raw, "id": "U1"})
    assert storable(channel.name + channel.topic)
    assert user.name
    assert storable(user.name)


@given(
    st.from_regex(r"[CDG][A-Z0-9]{2,11}", fullmatch=True),
    st.integers(1_000_000_000, 9_999_999_999),
    st.integers(0, 999_999),
    st.booleans(),
)
def test_links_survive_the_way_there_and_back(
    channel_id: str, seconds: int, fraction: int, in_thread: bool
) -> None:
    ts, thread_ts = f"{seconds}.{fraction:06d}", "1000000000.000001" if in_thread else None
    link = permalinks.permalink("https://acme.slack.com/", channel_id, ts, thread_ts)
    assert permalinks.parse(link) == (channel_id, ts, thread_ts if thread_ts != ts else None)
