"""Messages as plain text, for the terminal and for searching the archive. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from digests.compose.messages import OutMessage, as_text
from digests.digest import Digest
from digests.rank import explain

_LINK = re.compile(r"<(https?://[^|>]+)\|(\[\d+\])>")
_BOLD = re.compile(r"(?<!\S)\*(?=\S)|(?<=\S)\*(?=\s|$)")
_JOINER = "\u2060"


def plain_digest(messages: Sequence[OutMessage], *, links: bool = False) -> str:
    """What the messages say, one after the other.

    Args:
        messages: from `compose`.
        links: list the addresses of the numbered sources at the end.
    """
    shown = [as_text(m.simpler or m.blocks) if m.blocks else m.text for m in messages]
    text = "\n\n".join(shown)
    sources = {label: html.unescape(url) for url, label in _LINK.findall(text)}
    plain = _BOLD.sub("", html.unescape(_LINK.sub(r"\2", text))).replace(_JOINER, "")
    if not links or not sources:
        return plain
    return "\n\n".join([plain, "\n".join(f"{label} {url}" for label, url in sources.items())])


def explained(digest: Digest) -> str:
    """Why each item stands where it does: its score and, below it, what that is the sum of.

    The largest parts come first; "" for a quiet week.
    """
    told = [
        f"{place:2}. {item.score:5.1f}  {item.title}\n           {explain(item.parts)}"
        for place, item in enumerate(digest.items, 1)
    ]
    return "\n".join(["Why in this order", *told]) if told else ""
