"""Slack's dicts to models."""

from datetime import UTC, datetime
from typing import Any

import pytest

from digests import slack_dicts
from digests.errors import BadInput
from digests.models import ChannelKind, File, Reaction

TS = "1700000000.000100"


def raw(**fields: Any) -> dict[str, Any]:
    return {"type": "message", "ts": TS, "user": "U1", "text": "hello", **fields}


def test_an_ordinary_message_keeps_its_parts() -> None:
    message = slack_dicts.message(
        "T1",
        "C1",
        raw(
            thread_ts="1699999999.000200",
            edited={"user": "U1", "ts": "1700000100.000000"},
            reactions=[{"name": "tada", "users": ["U2", "U3"], "count": 5}],
            files=[
                {
                    "id": "F1",
                    "name": "plan.pdf",
                    "mimetype": "application/pdf",
                    "size": 7,
                    "url_private": "https://files.slack.com/files-pri/T1-F1/plan.pdf?t=xoxe-1-abc",
                }
            ],
        ),
    )
    assert (message.team_id, message.channel_id, message.ts) == ("T1", "C1", TS)
    assert (message.user_id, message.text, message.is_reply) == ("U1", "hello", True)
    assert message.edited_ts == "1700000100.000000"
    assert message.reactions == (Reaction("tada", ("U2", "U3"), 5),)
    url = "https://files.slack.com/files-pri/T1-F1/plan.pdf"
    assert message.files == (File("F1", "plan.pdf", "application/pdf", 7, url),)


@pytest.mark.parametrize(
    ("link", "scrubbed"),
    [
        ("<https://x/y?t=xoxe-12-ab>", "<https://x/y>"),
        ("<https://x/y?t=xoxe-12-ab&a=b|label>", "<https://x/y?a=b|label>"),
        ("<https://x/y?a=b&t=xoxe-12-ab>", "<https://x/y?a=b>"),
        ("key xoxe-12-ab here", "key  here"),
        ("https://x/y?t=42", "https://x/y?t=42"),
    ],
)
def test_export_tokens_are_taken_out_of_links(link: str, scrubbed: str) -> None:
    assert slack_dicts.message("T1", "C1", raw(text=link)).text == scrubbed


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (
            {
                "blocks": [
                    {
                        "type": "rich_text",
                        "elements": [
                            {
                                "type": "rich_text_section",
                                "elements": [
                                    {"type": "text", "text": "ask "},
                                    {"type": "user", "user_id": "U9"},
                                    {"type": "text", "text": " in "},
                                    {"type": "channel", "channel_id": "C9"},
                                    {"type": "emoji", "name": "wave"},
                                    {"type": "link", "url": "https://a.b", "text": "doc"},
                                ],
                            }
                        ],
                    }
                ]
            },
            "ask <@U9> in <#C9>:wave:<https://a.b|doc>",
        ),
        (
            {
                "blocks": [
                    {"type": "header", "text": {"type": "plain_text", "text": "Build"}},
                    {"type": "section", "fields": [{"type": "mrkdwn", "text": "*red*"}]},
                ]
            },
            "Build\n*red*",
        ),
        ({"attachments": [{"title": "Alert", "text": "CPU 97 %"}]}, "Alert\nCPU 97 %"),
        ({"attachments": [{"fallback": "only this"}]}, "only this"),
        ({"attachments": [{"fields": [{"title": "env", "value": "prod"}]}]}, "env: prod"),
        ({"files": [{"id": "F1", "name": "a.png"}, {"id": "F2", "title": "Plan"}]}, "a.png, Plan"),
        ({"file": {"id": "F1", "name": "old.txt"}}, "old.txt"),
    ],
)
def test_where_text_is_empty_the_rest_speaks(fields: dict[str, Any], text: str) -> None:
    assert slack_dicts.message("T1", "C1", raw(text="", **fields)).text == text


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"subtype": "channel_join"}, "joins and leaves"),
        ({"subtype": "group_leave"}, "joins and leaves"),
        ({"subtype": "channel_topic"}, "changes of name or topic"),
        ({"subtype": "pinned_item"}, "housekeeping"),
        ({"subtype": "tombstone"}, "deleted"),
        ({"text": "  "}, "no text"),
        ({"text": "", "files": [{"id": "F1", "name": "x", "mode": "tombstone"}]}, "no text"),
        ({"ts": "yesterday"}, "no valid timestamp"),
        ({"ts": None}, "no valid timestamp"),
        ({"type": "reaction_added"}, "not a message"),
        ({}, None),
        ({"text": ":tada:"}, None),
        ({"subtype": "bot_message", "bot_id": "B1"}, None),
        ({"subtype": "me_message"}, None),
        ({"subtype": "file_share"}, None),
        ({"type": "app_mention"}, None),
    ],
)
def test_skip_reasons(fields: dict[str, Any], reason: str | None) -> None:
    assert slack_dicts.skip_reason(raw(**fields)) == reason


def test_a_bot_without_a_user_has_the_name_it_gave() -> None:
    message = slack_dicts.message(
        "T1", "C1", {"ts": TS, "text": "done", "bot_id": "B1", "username": "deploy"}
    )
    assert (message.user_id, message.author, message.is_bot) == (None, "deploy", True)


def test_a_file_comment_of_2015_belongs_to_who_wrote_it() -> None:
    message = slack_dicts.message(
        "T1", "C1", {"ts": TS, "text": "nice", "comment": {"user": "U7", "comment": "nice"}}
    )
    assert message.user_id == "U7"


def test_a_message_without_a_ts_is_refused() -> None:
    with pytest.raises(BadInput):
        slack_dicts.message("T1", "C1", {"text": "x"})


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"id": "C1"}, ChannelKind.PUBLIC),
        ({"id": "C1", "is_private": True}, ChannelKind.PRIVATE),
        ({"id": "G1"}, ChannelKind.PRIVATE),
        ({"id": "G1", "is_mpim": True}, ChannelKind.MPIM),
        ({"id": "C1", "is_mpim": True, "is_private": True}, ChannelKind.MPIM),
        ({"id": "D1"}, ChannelKind.IM),
    ],
)
def test_channel_kinds(fields: dict[str, Any], kind: ChannelKind) -> None:
    assert slack_dicts.channel("T1", fields).kind is kind


@pytest.mark.parametrize(
    ("fields", "shared"),
    [
        ({"is_ext_shared": True}, True),
        ({"is_pending_ext_shared": True}, True),
        ({"is_shared": True}, True),
        ({"is_shared": True, "is_org_shared": True}, False),
        ({"pending_shared": ["T2"]}, True),
        ({}, False),
    ],
)
def test_shared_means_with_another_organization(fields: dict[str, Any], shared: bool) -> None:
    assert slack_dicts.channel("T1", {"id": "C1", **fields}).is_shared is shared


def test_old_exports_write_times_as_strings() -> None:
    made = slack_dicts.channel("T1", {"id": "C1", "name": "general", "created": "1400000000"})
    assert made.created == datetime(2014, 5, 13, 16, 53, 20, tzinfo=UTC)


def test_people_are_shown_by_display_name_then_real_name_then_handle() -> None:
    def name(**fields: Any) -> str:
        return slack_dicts.user("T1", {"id": "U1", **fields}).name

    assert name(name="ak", profile={"display_name": "Alice", "real_name": "Alice Kim"}) == "Alice"
    assert name(name="ak", profile={"display_name": "", "real_name": "Alice Kim"}) == "Alice Kim"
    assert name(name="ak", real_name="Alice K") == "Alice K"
    assert name(name="ak") == "ak"
    assert name() == "U1"


def test_guests_strangers_and_admins_are_told_apart() -> None:
    guest = slack_dicts.user("T1", {"id": "U1", "is_ultra_restricted": True, "team_id": "T1"})
    stranger = slack_dicts.user("T1", {"id": "U2", "team_id": "T2"})
    admin = slack_dicts.user("T1", {"id": "U3", "is_owner": True})
    assert (guest.is_guest, guest.is_stranger, stranger.is_stranger) == (True, False, True)
    assert (admin.is_admin, guest.is_admin) == (True, False)


def test_members_are_the_list_or_the_other_person_or_unknown() -> None:
    assert slack_dicts.members({"members": ["U1", "U2", 3]}) == ["U1", "U2"]
    assert slack_dicts.members({"is_im": True, "user": "U1"}) == ["U1"]
    assert slack_dicts.members({"id": "C1"}) is None
