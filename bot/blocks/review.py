"""The preview that admins get, with what they can decide, and the modal for the headline. Pure."""

from __future__ import annotations

from typing import Any

from bot.blocks import forms
from bot.blocks.forms import field, option
from bot.digest.review import Review
from digests.compose.blocks import safe
from digests.compose.messages import OutMessage, compose
from digests.compose.wording import due
from digests.digest import Digest

Block = dict[str, Any]

SEND, HOLD, DROP, HEADLINE = "review_send", "review_hold", "review_drop", "review_headline"
MODAL = "digest_headline"
LONGEST_HEADLINE = 600


def preview_message(digest: Digest, decided: Review, *, sent: bool = False) -> OutMessage:
    """The message for an admin's DM: how things stand, the digest, the buttons.

    Args:
        digest: as it would go out.
        decided: what was decided so far; `by` is a name to show.
        sent: it is out, so nothing can be decided any more.
    """
    main = compose(digest)[0]
    status = _status(digest, decided, sent=sent)
    shown = main.blocks or ({"type": "section", "text": _mrkdwn(main.text)},)
    blocks = [{"type": "section", "text": _mrkdwn(status)}, *shown]
    if not sent:
        blocks.append(_buttons(digest, decided))
    simpler = None
    if main.simpler:
        simpler = (blocks[0], *main.simpler, *blocks[len(shown) + 1 :])
    return OutMessage(f"{status}\n{main.text}", tuple(blocks), simpler)


def headline_modal(digest: Digest) -> Block:
    """Where the first sentences are written anew."""
    now = " ".join(claim.text for claim in digest.headline)[:LONGEST_HEADLINE]
    headline = field(
        "headline",
        "The week in one to three sentences",
        forms.text_input(now, most=LONGEST_HEADLINE, lines=True),
        hint="Its sources stay. Empty takes the compiled headline back.",
        optional=True,
    )
    return forms.modal(MODAL, "The headline", [headline], digest.window.name, "Save")


def week_of_block(block_id: str) -> str:
    """The week that a preview's buttons decide on."""
    return block_id.partition("|")[2]


def _status(digest: Digest, decided: Review, *, sent: bool) -> str:
    by = f" by {safe(decided.by, 60)}" if decided.by else ""
    if sent:
        return "*Sent.*"
    if decided.held:
        return f"*Held{by}.* It goes out when somebody presses Send."
    changed = f" Changed{by}." if decided.dropped or decided.headline else ""
    return (
        f"*Preview.* This goes out on {due(digest.window)}, with what is said until then.{changed}"
    )


def _buttons(digest: Digest, decided: Review) -> Block:
    hold = "Don't hold" if decided.held else "Hold"
    elements = [
        {**_button(SEND, "Send now"), "style": "primary"},
        _button(HOLD, hold),
        _button(HEADLINE, "Edit the headline"),
    ]
    if digest.items:
        elements.append(_drop(digest))
    return {"type": "actions", "block_id": f"review|{digest.window.name}", "elements": elements}


def _drop(digest: Digest) -> Block:
    options = [option(item.item_id, f"{n}. {item.title}") for n, item in enumerate(digest.items, 1)]
    return {
        "type": "static_select",
        "action_id": DROP,
        "placeholder": forms.plain("Drop an item"),
        "options": options,
    }


def _button(action_id: str, text: str) -> Block:
    return {"type": "button", "action_id": action_id, "text": forms.plain(text)}


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}
