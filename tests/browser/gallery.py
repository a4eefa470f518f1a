"""One block of every kind, as an app would send them."""

from __future__ import annotations

from typing import Any

Block = dict[str, Any]


def plain(text: str) -> Block:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def button(text: str, action_id: str, **more: Any) -> Block:
    """A button."""
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def options(*names: str) -> list[Block]:
    """Options whose value is their text."""
    return [{"text": plain(name), "value": name} for name in names]


def said(text: str) -> Block:
    """A rich_text object of one line."""
    line = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [line]}


def cells(*row: str | int) -> list[Block]:
    """A row of a table."""
    return [
        {"type": "raw_number", "value": cell, "text": str(cell)}
        if isinstance(cell, int)
        else {"type": "raw_text", "text": cell}
        for cell in row
    ]


def series(name: str, *values: int) -> Block:
    """A series of a chart over the days of a week."""
    days = ("Mon", "Tue", "Wed", "Thu", "Fri")
    return {
        "name": name,
        "data": [{"label": day, "value": n} for day, n in zip(days, values, strict=True)],
    }


DAYS = {"categories": ["Mon", "Tue", "Wed", "Thu", "Fri"], "y_label": "Messages"}
FEEDBACK: Block = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "feedback",
            "positive_button": {"text": plain("Good"), "value": "good"},
            "negative_button": {"text": plain("Bad"), "value": "bad"},
        },
        {"type": "icon_button", "icon": "trash", "text": plain("Remove"), "action_id": "remove"},
    ],
}
TEXTS: list[Block] = [
    {"type": "header", "text": plain("Week 47 · 16–20 November")},
    {
        "type": "section",
        "text": {
            "type": "mrkdwn",
            "text": "*Bold*, _italic_, ~gone~, `code` and <https://example.com|a link>\n> quoted",
        },
        "accessory": button("Open", "open"),
    },
    {
        "type": "section",
        "fields": [{"type": "mrkdwn", "text": "*Owner*\nMara"}, plain("Due on Monday")],
    },
    {"type": "divider"},
    {
        "type": "markdown",
        "text": "# Decided\n**Rate limits stay off.** [[7]](https://example.com/7)\n"
        "- one\n  - deeper\n- two\n\n1. first\n2. second\n\n```\na < b\n```\n\n"
        "| who | what |\n|---|---|\n| Jon | clock |",
    },
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [said("in order")["elements"][0]],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "a quote"}]},
        ],
    },
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "_Read 38 of 38 messages._"}]},
]
DATA: list[Block] = [
    {"type": "table", "rows": [cells("Channel", "Messages"), cells("payments", 120)]},
    {
        "type": "data_table",
        "caption": "Channels",
        "page_size": 2,
        "rows": [cells("Channel", "Messages"), *[cells(f"channel-{n}", 10 * n) for n in range(5)]],
    },
    {
        "type": "data_visualization",
        "title": "Messages per day",
        "chart": {
            "type": "bar",
            "series": [
                series("This week", 90, 120, 80, 140, 60),
                series("Last week", 9, 8, 7, 6, 5),
            ],
            "axis_config": DAYS,
        },
    },
    {
        "type": "data_visualization",
        "title": "Where",
        "chart": {
            "type": "pie",
            "segments": [{"label": "payments", "value": 3}, {"label": "dispatch", "value": 1}],
        },
    },
]
WORK: list[Block] = [
    {
        "type": "plan",
        "title": "Reading the week",
        "tasks": [
            {"type": "task_card", "task_id": "1", "title": "Search", "status": "complete"},
            {
                "type": "task_card",
                "task_id": "2",
                "title": "Read threads",
                "status": "in_progress",
                "details": said("12 of 31"),
            },
        ],
    },
    {"type": "image", "image_url": "https://example.com/cat.png", "alt_text": "a cat"},
    {
        "type": "card",
        "title": plain("A card"),
        "body": plain("with a body"),
        "actions": [button("Take it", "take")],
    },
    {
        "type": "actions",
        "block_id": "choices",
        "elements": [
            button("Shorter", "shorter", value="s"),
            button("Delete", "delete", style="danger"),
            {
                "type": "static_select",
                "action_id": "pick",
                "placeholder": plain("Length"),
                "options": options("short", "long"),
            },
            {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-20"},
            {"type": "overflow", "action_id": "more", "options": options("Mute", "Hide")},
            {"type": "checkboxes", "action_id": "boxes", "options": options("a", "b")},
        ],
    },
    FEEDBACK,
]
THINGS: list[Block] = [
    {
        "type": "container",
        "title": plain("Three cards"),
        "is_collapsible": True,
        "default_collapsed": True,
        "child_blocks": [{"type": "section", "text": plain("Hidden at first")}],
    },
    {
        "type": "carousel",
        "elements": [
            {"type": "card", "title": plain("First"), "body": plain("with a body")},
            {
                "type": "card",
                "title": plain("Second"),
                "body": plain("with a button"),
                "actions": [button("Take the second", "take", value="2")],
            },
        ],
    },
    {"type": "file", "external_id": "the-plan", "source": "remote"},
    {
        "type": "video",
        "title": plain("How it ships"),
        "title_url": "https://example.com/how",
        "video_url": "https://example.com/embed/how",
        "thumbnail_url": "https://example.com/how.png",
        "alt_text": "a film",
    },
]
ALERTS: list[Block] = [
    {"type": "alert", "level": level, "text": plain(text)}
    for level, text in (
        ("warning", "This can't be undone"),
        ("error", "It failed"),
        ("success", "It went well"),
    )
]
MODAL: Block = {
    "type": "modal",
    "callback_id": "ask",
    "title": plain("Correct something"),
    "submit": plain("Send"),
    "blocks": [
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "What is *wrong* in the digest?"},
        },
        {
            "type": "input",
            "block_id": "what",
            "label": plain("What is right?"),
            "hint": plain("One sentence is enough"),
            "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
        },
        {
            "type": "input",
            "block_id": "how",
            "optional": True,
            "label": plain("How bad is it?"),
            "element": {
                "type": "radio_buttons",
                "action_id": "bad",
                "options": options("a detail", "misleading"),
            },
        },
        {
            "type": "input",
            "block_id": "who",
            "optional": True,
            "label": plain("Who knows?"),
            "element": {"type": "users_select", "action_id": "person"},
        },
    ],
}
HOME: Block = {
    "type": "home",
    "blocks": [
        {"type": "header", "text": plain("The Friday digest")},
        {"type": "section", "text": {"type": "mrkdwn", "text": "Next: Friday 20 November, 16:00"}},
        {"type": "divider"},
        {"type": "actions", "elements": [button("Preview", "preview", style="primary")]},
    ],
}
