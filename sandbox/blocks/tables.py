"""Block Kit's blocks: fields, limits and surfaces.

Source: docs.slack.dev/reference/block-kit/blocks, one page for each block; the surfaces are those
of docs.slack.dev/blocks.json.
"""

from sandbox.blocks import elements
from sandbox.blocks.rich_text import RICH_TEXT
from sandbox.blocks.rules import (
    Rule,
    anything,
    array,
    boolean,
    either,
    fields,
    integer,
    number,
    plain,
    string,
    text,
    typed,
    url,
)

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MARKDOWN_TEXT = 12_000  # over all markdown blocks of one payload
TEXT_IN_MESSAGE = 13_200  # bolt-js 2509: text over about this fails with msg_blocks_too_long
JSON_IN_MESSAGE = 17_000  # bolt-js 2867: accepted at 15,561 bytes of blocks, refused at 17,694
TABLES_IN_MESSAGE = 1
CHARTS_IN_MESSAGE = 2

_ID = {"block_id": string(255)}
_TASK_STATES = ("in_progress", "complete", "error", "pending")
_CELL = typed(
    {
        "raw_text": fields({"text": string(None, 0)}),
        "raw_number": fields({"value": number}, {"text": string(None, 0), "format": anything}),
        "rich_text": RICH_TEXT,
    }
)
_COLUMN = fields({}, {"align": string(choices=("left", "center", "right")), "is_wrapped": boolean})
_CARD = fields(
    {},
    {
        **_ID,
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "hero_image": elements.IMAGE,
        "icon": anything,
        "slack_icon": anything,
        "actions": array(typed(elements.ELEMENTS, ("button", "overflow")), 3),
    },
)
_TASK = fields(
    {"task_id": string(), "title": string()},
    {
        **_ID,
        "status": string(choices=_TASK_STATES),
        "details": RICH_TEXT,
        "output": RICH_TEXT,
        "sources": array(typed({"url": elements.URL_SOURCE})),
    },
)

BLOCKS: dict[str, Rule] = {
    "section": either(
        fields(
            {},
            {
                **_ID,
                "text": text(3000),
                "fields": array(text(2000), 10, 1),
                "accessory": typed(elements.ELEMENTS, elements.SECTION),
                "expand": boolean,
            },
        ),
        "text",
        "fields",
    ),
    "header": fields({"text": plain(150)}, {**_ID, "level": integer(1, 4)}),
    "divider": fields({}, _ID),
    "context": fields(
        {
            "elements": array(
                typed({"image": elements.IMAGE, "plain_text": text(3000), "mrkdwn": text(3000)}),
                10,
                1,
            )
        },
        _ID,
    ),
    "actions": fields({"elements": array(typed(elements.ELEMENTS, elements.ACTIONS), 25, 1)}, _ID),
    "context_actions": fields(
        {"elements": array(typed(elements.ELEMENTS, elements.CONTEXT_ACTIONS), 5, 1)}, _ID
    ),
    "image": either(
        fields(
            {"alt_text": string(2000)},
            {**_ID, "image_url": url(3000), "slack_file": anything, "title": plain(2000)},
        ),
        "image_url",
        "slack_file",
    ),
    "input": fields(
        {"label": plain(2000), "element": typed(elements.ELEMENTS, elements.INPUT)},
        {**_ID, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": RICH_TEXT,
    "markdown": fields({"text": string(MARKDOWN_TEXT)}, _ID),
    "table": fields(
        {"rows": array(array(_CELL, 20, 1), 100, 1)},
        {**_ID, "column_settings": array(_COLUMN, 20)},
    ),
    "data_table": fields(
        {"caption": string(), "rows": array(array(_CELL, 20, 1), 201, 2)},
        {**_ID, "page_size": integer(1, 100), "row_header_column_index": integer(0, 19)},
    ),
    "data_visualization": fields({"title": string(50), "chart": anything}, _ID),
    "video": fields(
        {
            "alt_text": string(2000),
            "title": plain(200),
            "thumbnail_url": url(3000),
            "video_url": url(3000),
        },
        {
            **_ID,
            "author_name": string(50),
            "description": plain(200),
            "provider_icon_url": url(3000),
            "provider_name": string(),
            "title_url": url(3000),
        },
    ),
    "file": fields({"external_id": string(), "source": string()}, _ID),
    "task_card": _TASK,
    "plan": fields({"title": string()}, {**_ID, "tasks": array(typed({"task_card": _TASK}), 50)}),
    "alert": fields(
        {"text": text(200)},
        {**_ID, "level": string(choices=("default", "info", "warning", "error", "success"))},
    ),
    "card": _CARD,
    "carousel": fields({"elements": array(typed({"card": _CARD}), 10, 1)}, _ID),
    "container": fields(
        {"child_blocks": array(anything, 10, 1)},
        {
            **_ID,
            "title": plain(150),
            "subtitle": text(150),
            "icon": anything,
            "width": string(),
            "is_collapsible": boolean,
            "default_collapsed": boolean,
        },
    ),
}

ALL = frozenset(BLOCKS)
_MESSAGE_ONLY = frozenset(
    [
        "context_actions",
        "data_table",
        "data_visualization",
        "file",
        "markdown",
        "plan",
        "table",
        "task_card",
    ]
)
SURFACES: dict[str, frozenset[str]] = {
    "message": ALL - {"alert"},
    "modal": ALL - _MESSAGE_ONLY - {"carousel", "container"},
    "home": ALL - _MESSAGE_ONLY - {"alert"},
}
"""Surface -> the blocks that may stand on it."""
