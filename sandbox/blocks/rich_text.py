"""rich_text and what stands in it (docs.slack.dev/reference/block-kit/blocks/rich-text-block)."""

from sandbox.blocks.rules import Rule, array, boolean, fields, integer, string, typed, url

_STYLE = fields(
    {},
    dict.fromkeys(
        (
            "bold",
            "italic",
            "strike",
            "code",
            "underline",
            "highlight",
            "client_highlight",
            "unlink",
        ),
        boolean,
    ),
)
_STYLED = {"style": _STYLE}

INLINE: dict[str, Rule] = {
    "text": fields({"text": string()}, _STYLED),
    "link": fields({"url": url(3000)}, {"text": string(None, 0), "unsafe": boolean, **_STYLED}),
    "user": fields({"user_id": string()}, _STYLED),
    "usergroup": fields({"usergroup_id": string()}, _STYLED),
    "channel": fields({"channel_id": string()}, _STYLED),
    "team": fields({"team_id": string()}, _STYLED),
    "emoji": fields(
        {"name": string()}, {"unicode": string(), "skin_tone": integer(1, 6), **_STYLED}
    ),
    "broadcast": fields({"range": string(choices=("here", "channel", "everyone"))}, _STYLED),
    "color": fields({"value": string(9)}),
    "date": fields(
        {"timestamp": integer(0, 10**11), "format": string()},
        {"url": url(), "fallback": string(), **_STYLED},
    ),
}

_INLINE = array(typed(INLINE))
_BORDER = {"border": integer(0, 1)}
_SECTION = fields({"elements": _INLINE})
_PLAIN = array(typed(INLINE, ("text", "link")))

PARTS: dict[str, Rule] = {
    "rich_text_section": _SECTION,
    "rich_text_quote": fields({"elements": _INLINE}, _BORDER),
    "rich_text_preformatted": fields({"elements": _PLAIN}, {**_BORDER, "language": string()}),
    "rich_text_list": fields(
        {
            "style": string(choices=("bullet", "ordered")),
            "elements": array(typed({"rich_text_section": _SECTION})),
        },
        {"indent": integer(0, 8), "offset": integer(0, 10**6), **_BORDER},
    ),
}

RICH_TEXT = fields({"elements": array(typed(PARTS))}, {"block_id": string(255)})
