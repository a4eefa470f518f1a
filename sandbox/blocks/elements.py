"""Block Kit's elements and composition objects, with their limits.

Source of fields and numbers: docs.slack.dev/reference/block-kit/block-elements and
docs.slack.dev/reference/block-kit/composition-objects, one page for each.
"""

from sandbox.blocks.rules import (
    Rule,
    anything,
    array,
    boolean,
    fields,
    integer,
    plain,
    string,
    text,
    url,
)

ACTION_ID = string(255)
PLACEHOLDER = plain(150)
CONFIRM = fields(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": string(choices=("primary", "danger"))},
)
_OPTION = fields(
    {"text": text(75), "value": string(150)}, {"description": text(75), "url": url(3000)}
)
_OPTIONS = array(_OPTION, 100, 1)
_GROUPS = array(fields({"label": plain(75), "options": _OPTIONS}), 100, 1)
_CHOICE = {"placeholder": PLACEHOLDER, "confirm": CONFIRM, "focus_on_load": boolean}
_STATIC = {"options": _OPTIONS, "option_groups": _GROUPS, **_CHOICE}
_MANY = {"max_selected_items": integer(1, 100)}
_FILTER = fields(
    {},
    {
        "include": array(string(choices=("im", "mpim", "private", "public")), 4, 1),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
_CONVERSATIONS = {
    **_CHOICE,
    "default_to_current_conversation": boolean,
    "filter": _FILTER,
}
_DISPATCH = fields({}, {"trigger_actions_on": array(string(), 2, 1)})
_INPUT = {
    "placeholder": PLACEHOLDER,
    "focus_on_load": boolean,
    "dispatch_action_config": _DISPATCH,
}
_FEEDBACK = fields({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
_AGENT_BUTTON = {
    "agent_prompt": string(4000),
    "agent_prompt_display": anything,
    "visible_to_user_ids": array(string(), 10),
}

BUTTON = fields(
    {"text": plain(75)},
    {
        "action_id": ACTION_ID,
        "url": url(3000),
        "value": string(2000),
        "style": string(choices=("primary", "danger")),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
        **_AGENT_BUTTON,
    },
)
IMAGE = fields({"alt_text": string(2000)}, {"image_url": url(3000), "slack_file": anything})
URL_SOURCE = fields({"url": url(3000), "text": string(2000)})


def _element(required: dict[str, Rule] | None = None, **optional: Rule) -> Rule:
    return fields({"action_id": ACTION_ID, **(required or {})}, optional)


ELEMENTS: dict[str, Rule] = {
    "button": BUTTON,
    "workflow_button": _element({"text": plain(75), "workflow": anything}, style=string()),
    "image": IMAGE,
    "feedback_buttons": _element({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}),
    "icon_button": _element(
        {"icon": string(choices=("trash",)), "text": plain(75)},
        value=string(2000),
        confirm=CONFIRM,
        accessibility_label=string(75),
        visible_to_user_ids=array(string(), 10),
    ),
    "overflow": _element({"options": array(_OPTION, 5, 1)}, confirm=CONFIRM),
    "static_select": _element(None, **_STATIC, initial_option=_OPTION),
    "multi_static_select": _element(
        None, **_STATIC, **_MANY, initial_options=array(_OPTION, 100, 1)
    ),
    "external_select": _element(
        None, **_CHOICE, min_query_length=integer(0, 100), initial_option=_OPTION
    ),
    "multi_external_select": _element(
        None,
        **_CHOICE,
        **_MANY,
        min_query_length=integer(0, 100),
        initial_options=array(_OPTION, 100, 1),
    ),
    "users_select": _element(None, **_CHOICE, initial_user=string()),
    "multi_users_select": _element(None, **_CHOICE, **_MANY, initial_users=array(string())),
    "channels_select": _element(
        None, **_CHOICE, initial_channel=string(), response_url_enabled=boolean
    ),
    "multi_channels_select": _element(None, **_CHOICE, **_MANY, initial_channels=array(string())),
    "conversations_select": _element(
        None, **_CONVERSATIONS, initial_conversation=string(), response_url_enabled=boolean
    ),
    "multi_conversations_select": _element(
        None, **_CONVERSATIONS, **_MANY, initial_conversations=array(string())
    ),
    "checkboxes": _element(
        {"options": array(_OPTION, 10, 1)},
        initial_options=array(_OPTION, 10, 1),
        confirm=CONFIRM,
        focus_on_load=boolean,
    ),
    "radio_buttons": _element(
        {"options": array(_OPTION, 10, 1)},
        initial_option=_OPTION,
        confirm=CONFIRM,
        focus_on_load=boolean,
    ),
    "datepicker": _element(None, **_CHOICE, initial_date=string(10, 10)),
    "timepicker": _element(None, **_CHOICE, initial_time=string(5, 4), timezone=string()),
    "datetimepicker": _element(
        None, confirm=CONFIRM, focus_on_load=boolean, initial_date_time=integer(10**9, 10**10 - 1)
    ),
    "plain_text_input": _element(
        None,
        **_INPUT,
        initial_value=string(3000, 0),
        multiline=boolean,
        min_length=integer(0, 3000),
        max_length=integer(1, 3000),
    ),
    "rich_text_input": _element(None, **_INPUT, initial_value=anything),
    "email_text_input": _element(None, **_INPUT, initial_value=string(None, 0)),
    "url_text_input": _element(None, **_INPUT, initial_value=string(None, 0)),
    "number_input": _element(
        {"is_decimal_allowed": boolean},
        **_INPUT,
        initial_value=string(None, 0),
        min_value=string(),
        max_value=string(),
    ),
    "file_input": _element(None, filetypes=array(string()), max_files=integer(1, 10)),
}

_SELECTS = tuple(name for name in ELEMENTS if name.endswith("_select"))
_PICKERS = ("datepicker", "timepicker", "datetimepicker")
SECTION = (
    *_SELECTS,
    "button",
    "checkboxes",
    "datepicker",
    "image",
    "overflow",
    "radio_buttons",
    "timepicker",
    "workflow_button",
)
ACTIONS = (
    *(name for name in _SELECTS if not name.startswith("multi_")),
    *(name for name in _SELECTS if name.startswith("multi_")),
    *_PICKERS,
    "button",
    "checkboxes",
    "overflow",
    "radio_buttons",
    "rich_text_input",
    "workflow_button",
)
INPUT = (
    *_SELECTS,
    *_PICKERS,
    "checkboxes",
    "radio_buttons",
    "plain_text_input",
    "rich_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "file_input",
)
CONTEXT_ACTIONS = ("feedback_buttons", "icon_button")
