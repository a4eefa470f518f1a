"""What Slack refuses in blocks and views."""

from typing import Any

import pytest

from sandbox.blocks import check, check_view, too_long

PLAIN: dict[str, Any] = {"type": "plain_text", "text": "Text"}
BUTTON = {"type": "button", "text": PLAIN, "action_id": "a"}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*Text*"}}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 0,
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "a", "style": {"bold": True}},
                        {"type": "link", "url": "https://example.com", "text": "[1]"},
                        {"type": "user", "user_id": "U1"},
                        {"type": "emoji", "name": "eyes"},
                        {"type": "date", "timestamp": 1, "format": "{date}"},
                    ],
                }
            ],
        }
    ],
}
CELL = {"type": "raw_text", "text": "1"}
FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "f",
    "positive_button": {"text": PLAIN, "value": "1"},
    "negative_button": {"text": PLAIN, "value": "0"},
}
INPUT = {
    "type": "input",
    "label": PLAIN,
    "element": {"type": "plain_text_input", "action_id": "t", "multiline": True},
}
GOOD: list[dict[str, Any]] = [
    SECTION,
    {**SECTION, "accessory": BUTTON, "block_id": "b", "expand": True},
    {"type": "section", "fields": [PLAIN] * 10},
    {"type": "header", "text": PLAIN},
    {"type": "divider"},
    {"type": "context", "elements": [PLAIN, {"type": "mrkdwn", "text": "a"}]},
    {"type": "actions", "elements": [BUTTON]},
    {"type": "context_actions", "elements": [FEEDBACK]},
    {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A"},
    {"type": "markdown", "text": "# A"},
    {"type": "table", "rows": [[CELL, CELL]], "column_settings": [{"align": "right"}]},
    {"type": "data_table", "caption": "C", "rows": [[CELL], [CELL]]},
    {"type": "task_card", "task_id": "1", "title": "T", "status": "complete"},
    {"type": "plan", "title": "P", "tasks": []},
    RICH,
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: str(block["type"]))
def test_a_good_block_is_taken_in_a_message(block: dict[str, Any]) -> None:
    assert check([block], "message") == []


def text(length: int) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": "a" * length}


BAD: list[tuple[dict[str, Any], str]] = [
    ({"type": "section"}, "missing required field: text or fields [json-pointer:/blocks/0]"),
    (
        {"type": "section", "text": text(3001)},
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        {"type": "section", "text": {"type": "mrkdwn", "text": ""}},
        "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        {"type": "section", "fields": [text(2001)]},
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    (
        {"type": "section", "fields": [PLAIN] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    (
        {"type": "header", "text": {"type": "mrkdwn", "text": "a"}},
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    (
        {"type": "header", "text": {"type": "plain_text", "text": "a" * 151}},
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        {"type": "divider", "color": "red"},
        "invalid additional property: color [json-pointer:/blocks/0]",
    ),
    (
        {"type": "actions", "elements": [{**BUTTON, "action_id": str(n)} for n in range(26)]},
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        {"type": "actions", "elements": [BUTTON, BUTTON]},
        "action_id already exists: a [json-pointer:/blocks/0]",
    ),
    (
        {"type": "actions", "elements": [{"type": "plain_text_input", "action_id": "t"}]},
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    (
        {"type": "actions", "elements": [{**BUTTON, "value": "a" * 2001}]},
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    (
        {"type": "actions", "elements": [{**BUTTON, "style": "loud"}]},
        "must be a valid enum value: loud [json-pointer:/blocks/0/elements/0/style]",
    ),
    (
        {"type": "actions", "elements": [{**BUTTON, "url": "nowhere"}]},
        "must be a valid URL [json-pointer:/blocks/0/elements/0/url]",
    ),
    (
        {"type": "context", "elements": [PLAIN] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        {"type": "table", "rows": [[CELL]] * 101},
        "no more than 100 items allowed [json-pointer:/blocks/0/rows]",
    ),
    (
        {"type": "table", "rows": [[CELL] * 21]},
        "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]",
    ),
    (
        {"type": "task_card", "task_id": "1", "title": "T", "status": "pending"},
        "must be a valid enum value: pending [json-pointer:/blocks/0/status]",
    ),
    ({"type": "alert", "text": PLAIN}, "unsupported type: alert [json-pointer:/blocks/0/type]"),
    (
        {"type": "rich_text", "elements": [{"type": "text", "text": "bare"}]},
        "unsupported type: text [json-pointer:/blocks/0/elements/0/type]",
    ),
    ({"type": "divider", "block_id": "a" * 256}, "must be less than 256 characters"),
]


@pytest.mark.parametrize(("block", "said"), BAD, ids=[said[:40] for _, said in BAD])
def test_a_bad_block_is_refused_with_slacks_sentence(block: dict[str, Any], said: str) -> None:
    problems = [str(one) for one in check([block], "message")]
    assert len(problems) == 1
    assert problems[0].startswith(said)


@pytest.mark.parametrize("junk", [None, 1, "text", {"type": "divider"}])
def test_what_is_no_list_is_no_blocks(junk: Any) -> None:
    (problem,) = check(junk, "message")
    assert problem.message == "must be an array"


@pytest.mark.parametrize("junk", [None, 1, "text", [], {}, {"type": None}, {"type": ["a"]}])
def test_junk_in_the_list_is_refused_and_harms_nothing(junk: Any) -> None:
    assert len(check([junk], "message")) == 1


def test_a_message_has_fifty_blocks_and_a_view_a_hundred() -> None:
    divider = {"type": "divider"}
    assert check([divider] * 50, "message") == []
    assert check([divider] * 51, "message")[0].constraint == 50
    assert check([divider] * 100, "modal") == []
    assert check([divider] * 101, "home")[0].constraint == 100


def test_ids_tables_and_markdown_are_counted_over_the_whole_payload() -> None:
    named = {"type": "divider", "block_id": "same"}
    assert check([named, named], "message")[0].code == "duplicate"
    table = {"type": "table", "rows": [[CELL]]}
    assert check([table, table], "message")[0].code == "only_one_table_allowed"
    half = {"type": "markdown", "text": "a" * 6_001}
    assert check([half, half], "message")[0].code == "too_long"


def test_total_length_is_bounded_though_each_block_is_fine() -> None:
    assert not too_long([{"type": "markdown", "text": "a" * 12_000}])
    assert not too_long([{"type": "section", "text": text(2_400)}] * 4)
    assert too_long([{"type": "section", "text": text(2_900)}] * 5)


def modal(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": PLAIN, "blocks": [SECTION], **more}


def test_views_have_their_own_rules() -> None:
    assert check_view(modal(), "modal") == []
    assert check_view({"type": "home", "blocks": [INPUT]}, "home") == []
    assert check_view(modal(blocks=[INPUT], submit=PLAIN), "modal") == []


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (modal(title={"type": "plain_text", "text": "a" * 25}), "must be less than 25 characters"),
        (modal(blocks=[INPUT]), "missing required field: submit"),
        (modal(private_metadata="a" * 3001), "must be less than 3001 characters"),
        (modal(colour="red"), "invalid additional property: colour"),
        (modal(blocks=[{"type": "markdown", "text": "a"}]), "unsupported type: markdown"),
        ({"type": "modal", "blocks": []}, "missing required field: title"),
        ({"type": "home", "blocks": []}, "unsupported type: home"),
        ([], "must be an object"),
    ],
)
def test_a_bad_modal_is_refused(view: Any, said: str) -> None:
    (problem,) = check_view(view, "modal")
    assert problem.message.startswith(said)
