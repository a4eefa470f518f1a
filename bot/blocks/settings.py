"""The modal in which admins set the digest. Pure."""

from __future__ import annotations

from bot.blocks import forms
from bot.blocks.forms import Block, choice, field
from bot.digest_settings import DigestSettings
from digests.compose.wording import WEEKDAYS as DAYS
from digests.forms.shape import SECTIONS, Length
from digests.schedule import WEEKDAYS

CALLBACK = "digest_settings"
SAME_LANGUAGE = "-"
LANGUAGES = (
    "English", "German", "French", "Spanish", "Italian", "Portuguese", "Dutch", "Polish", "Czech",
    "Swedish", "Turkish", "Ukrainian", "Japanese", "Korean", "Chinese", "Hindi", "Vietnamese",
)  # fmt: skip

_LENGTHS: dict[str, str] = {
    Length.NORMAL: "Up to eight items",
    Length.SHORT: "Up to five items, short lists",
}
_PREVIEW = {"yes": "Show me the digest an hour before, with Send, Hold and Drop"}


def settings_modal(chosen: DigestSettings, channel_id: str, user_id: str) -> Block:
    """The settings as they are, to be changed.

    Args:
        chosen: what holds now.
        channel_id: of the channel that gets the digest, "" for none.
        user_id: who opened it, for their own preview.
    """
    where: Block = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if channel_id:
        where["initial_conversation"] = channel_id
    languages = {SAME_LANGUAGE: "That of the messages", **{name: name for name in LANGUAGES}}
    preview = frozenset({"yes"} if user_id in chosen.preview_to else ())
    blocks = [
        field("channel", "Channel", where, hint="I have to be in it."),
        field("day", "Day", choice("static_select", dict(zip(WEEKDAYS, DAYS, strict=True)),
              chosen.day)),
        field("time", "Time", {"type": "timepicker", "initial_time": chosen.time}),
        field("zone", "Time zone", forms.text_input(chosen.zone, most=64),
              hint="Like Europe/Berlin."),
        field("length", "Length", choice("radio_buttons", _LENGTHS, chosen.length)),
        field("language", "Language", choice("static_select", languages,
              chosen.language or SAME_LANGUAGE), hint="Only where Claude writes it."),
        field("sections", "Sections", forms.checkboxes(SECTIONS, chosen.sections), optional=True),
        field("preview", "Preview", forms.checkboxes(_PREVIEW, preview), optional=True),
    ]  # fmt: skip
    return forms.modal(CALLBACK, "Weekly digest", blocks, "", "Save")
