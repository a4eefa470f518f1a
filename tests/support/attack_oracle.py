"""What nothing that a bot posts may hold, read from payloads as Slack would read them.

Written from Slack's and Markdown's documentation and independent of the code that is tested: a
link ends where the most generous reader would end it, code is only what Markdown takes for code.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

_CONTROL = re.compile(r"(?:<|&(?:amp;)*(?:lt|#60|#x3c);)[!@#]", re.IGNORECASE)
_BROADCAST = re.compile(r"@(?:here|channel|everyone)\b", re.IGNORECASE)
_SPECIAL = re.compile(r"<!(\w+)>")
_IMAGE = re.compile(r"!\[[^\]]*\][(\[]")
_HTML = re.compile(r"<\s*/?\s*[a-z]", re.IGNORECASE)
_LABELED = re.compile(r"\[(?P<label>\[?[^\[\]]*\]?)\]\((?P<url>[^)\s]*)\)")
_REFERENCE = re.compile(r"\]\[|^[\s>*+•\d.)-]*\[[^\]\n]*\]:", re.MULTILINE)
_ANGLED = re.compile(r"<(?P<url>[^<>|@!#]*)\|(?P<label>[^<>]*)>")
_NUMBER = re.compile(r"\[\d+\]")
_LINK = re.compile(
    r"[a-z][a-z0-9+.-]{0,20}://[^\s<]+"
    r"|(?:mailto|tel|sms|javascript|data|slack):[\w+/][^\s<]*"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:[\w-]+\.)+(?:example|com|net|org|io|dev|test|invalid)\b(?:[:/?#][^\s<]*)?",
    re.IGNORECASE,
)
_EDGES = ".,;:!?'\"*_~…|\\)]}>([{<`"
_TICKS = re.compile(r"\\.|`+", re.DOTALL)
_PICTURES = {"image_url", "thumb_url", "slack_file", "image", "video_url", "icon_url"}
_WRITING = ("chat.", "views.", "assistant.", "response_url", "canvases.", "files.", "reactions.",
            "bookmarks.", "pins.", "conversations.setTopic")  # fmt: skip


def written(journal: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The journal's entries of calls with which an app shows something."""
    calls = [entry for entry in journal if entry["kind"] == "api"]
    shown = [entry for entry in calls if str(entry["method"]).startswith(_WRITING)]
    acks = [e for e in journal if e["kind"] == "ack" and e.get("payload")]
    return [*shown, *acks]


def wrongs(payload: Any, own: str, known: Collection[str] = ()) -> list[str]:
    """Everything in a payload that may not be there, each with the text around it.

    Args:
        payload: any JSON; strings that hold JSON are read as such.
        own: where the workspace's permalinks begin; those may be links, as numbers.
        known: texts from `material`; what stands in one of them may stand bare as well.
    """
    return [f"{wrong} in {text[:300]!r}" for text in strings(payload)
            for wrong in _wrong(text, own, known)]  # fmt: skip


def strings(payload: Any) -> Iterator[str]:
    """Every text in a payload; the address of a picture as "![picture](…)"."""
    if isinstance(payload, Mapping):
        for key, value in payload.items():
            if key in _PICTURES and value:
                yield f"![picture]({value})"
            elif key not in ("ts", "response_url", "trigger_id"):
                yield from strings(value)
    elif isinstance(payload, list | tuple):
        for value in payload:
            yield from strings(value)
    elif isinstance(payload, str):
        yield from _opened(payload)


def links(text: str) -> list[str]:
    """What may become clickable in a text that is shown, entities read, code left out."""
    shown = _seen(html.unescape(_outside_code(text)))
    return [found[0].strip(_EDGES) for found in _LINK.finditer(shown)]


def material(texts: Iterable[str]) -> tuple[str, ...]:
    """What was planted, as it stands and as it reads once decoded, without unseen characters."""
    read: list[str] = []
    for text in texts:
        for _ in range(4):
            read += [_seen(text), _seen(_SPECIAL.sub(r"@\1", text))]
            text = html.unescape(text)
    return tuple(dict.fromkeys(read))


def _seen(text: str) -> str:
    return "".join(c for c in text.casefold() if unicodedata.category(c) != "Cf")


def _opened(text: str) -> Iterator[str]:
    if text[:1] in "[{" and text[1:2] in '{["':
        try:
            yield from strings(json.loads(text))
        except ValueError:
            yield text
    else:
        yield text


def _wrong(text: str, own: str, known: Collection[str]) -> Iterator[str]:
    for name, pattern in (("control form", _CONTROL), ("ping", _BROADCAST), ("image", _IMAGE)):
        if found := pattern.search(_without_own(text, own)):
            yield f"{name} {found[0]}"
    rest = _without_own(text, own)
    for found in [*_LABELED.finditer(rest), *_ANGLED.finditer(rest)]:
        yield f"link behind words {found[0]}"
    if _REFERENCE.search(rest) or _HTML.search(rest):
        yield "a reference or HTML"
    yield from (f"foreign link {link}" for link in links(rest)
                if not any(link in text for text in known))  # fmt: skip


def _without_own(text: str, own: str) -> str:
    """The text without numbered links to the workspace's messages, and channels as such."""

    def kept(found: re.Match[str]) -> str:
        fine = found["url"].startswith(own) and _NUMBER.fullmatch(found["label"].strip())
        return " " if fine else found[0]

    text = re.sub(r"\[(?P<label>\[\d+\])\]\((?P<url>[^)\s]*)\)", kept, text)
    return re.sub(r"<(?P<url>[^<>|\s]*)\|(?P<label>\[\d+\])>", kept, text)


def _outside_code(text: str) -> str:
    """The text without code spans, as Markdown reads them: an escaped backtick begins none."""
    rest, at = "", 0
    while found := _TICKS.search(text, at):
        rest += text[at : found.start()]
        at = found.end()
        if found[0][0] == "\\":
            rest += found[0]
            continue
        close = next(
            (c for c in re.finditer("`+", text[at:].split("\n\n")[0]) if c[0] == found[0]), None
        )
        if close:
            at += close.end()
            rest += " "
    return rest + text[at:]
