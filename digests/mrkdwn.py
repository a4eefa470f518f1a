"""Slack's mrkdwn to plain text, and plain text to what is safe to post. Pure.

`plain` is how text is read: by the model, by the extract, by people on a terminal. `safe_markdown`
and `safe_mrkdwn` are how text is written: nothing pings, no link hides behind words, no image
loads, and only links that the caller names are left for Slack to make clickable.

Formatting rules: Slack's "Formatting text for app surfaces" (the three escaped characters, the
forms between angle brackets).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from digests.models import Claim, People, Source

_ANGLE = re.compile(r"<([^<>\n]*)>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|[^<>]*)?>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_NESTED_ENTITY = re.compile(r"&(?:amp;)*(amp|lt|gt|#0*(?:60|62|38)|#[xX]0*(?:3[cC]|3[eE]|26));")
_CONTROL = re.compile(r"<[@#!][^<>\n]*>")
_OPENING = re.compile(r"(?<!<)<+(?=[@#!])")
_NESTING = 3  # how deep control forms inside control forms are still said in words
_BROADCAST = re.compile(r"@(?=(?:here|channel|everyone|group)\b)", re.IGNORECASE)
_CODE = re.compile(r"`[^`\n]+`")
_MARKER = re.compile(r"(?m)^[ \t]*(?:#{1,6}[ \t]+|(?:[-*_=][ \t]*){3,}$)")
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(([^()\s]*)\)")
_BRACKETS = re.compile(r"\](?=[(\[:])")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b"
    "\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
# What Slack may turn into a link by itself: an address with a scheme, a mail address, a domain.
# An address may follow any character, 見てhttps://… included, and a run of letters and digits is
# looked at 32 characters long at most, or starts where none is under way, so time stays linear.
_LINK = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]{0,31}://[^\s<>\"`|\\\[\]]*"
    r"|(?<![A-Za-z0-9])(?:mailto|tel|javascript|data|slack|sms):(?=[^\s:])[^\s<>\"`|\\\[\]]+"
    r"|(?<![\w+.-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w-])(?P<domain>[\w-]+(?:\.[\w-]+)+)\.?(?:[:/?#][^\s<>\"`|\\\[\]]*)?",
    re.IGNORECASE,
)
_ESCAPED_TICK = re.compile(r"\\+(?=`)")
# Any label that could be a top level counts, not the last one alone: in "evil.com.U1" a reader that
# knows its top levels may link the first two.
_TOP_LEVEL = re.compile(r"\.(?:xn--[\w-]+|[^\W\d_]{2,24})[-_]*(?:$|\.)", re.IGNORECASE)
_TRAILING = ".,;:!?'\"*_~…。，、！？»”’"
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&"}
_WORD_JOINER = "\u2060"


def plain(text: str, people: People, channels: Mapping[str, str] | None = None) -> str:
    """Slack mrkdwn as readable plain text: names for mentions, bare links, no entities.

    Args:
        text: a message's text; "" gives "".
        people: names by user id; an unknown id falls back to the label, then to "someone".
        channels: names by id, without "#", of the channels that readers may know; any other is "a
            channel" then, since a label may tell a private channel's name. None reads labels.
    """
    spoken = _ANGLE.sub(lambda found: _spoken(found[1], people, channels), text)
    return _ENTITY.sub(lambda found: _CHARACTERS[found[1]], spoken)


def named(text: str, channels: Mapping[str, str]) -> str:
    """Slack mrkdwn whose mentions of channels carry the names that readers may know, and no others.

    So what is kept of it is kept for readers who know the same names.

    Args:
        text: a message's text.
        channels: names by channel id, without "#".
    """
    if "<#" not in text:
        return text

    def told(found: re.Match[str]) -> str:
        name = channels.get(found[1], "")
        return f"<#{found[1]}|{name}>" if name else f"<#{found[1]}>"

    return _CHANNEL.sub(told, text)


def escape(text: str) -> str:
    """Text for an mrkdwn field, shown as it is: the three characters Slack reads are escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def visible(text: str) -> str:
    """The text without characters that can't be seen: controls, zero-width, direction marks."""
    return _INVISIBLE.sub("", text)


def links_in(text: str) -> list[str]:
    """What in plain text Slack would make clickable: URLs, mail addresses, bare domains."""
    return [_trimmed(found[0]) for found in _LINK.finditer(text) if _clickable(found)]


def neutral(text: str, people: People | None = None) -> str:
    """Plain text without any of Slack's control forms, however they were disguised.

    Entities of any depth and invisible characters are resolved first, so that what comes out holds
    no `<@U…>`, `<!here>` or `<#C…>` even after being decoded again.
    """
    decoded = _NESTED_ENTITY.sub(lambda found: _decoded(found[1]), visible(text))
    for _ in range(_NESTING):
        if _CONTROL.search(decoded):
            decoded = _ANGLE.sub(lambda found: _spoken(found[1], people or People(), None), decoded)
    return _OPENING.sub("", decoded)


def bare_links(text: str) -> str:
    """Plain text whose Markdown links and images stand as words and address: "label (url)"."""
    return _MARKDOWN_LINK.sub(lambda found: f"{found[1]} ({found[2]})".strip(), text)


def safe_markdown(text: str, links: Collection[str] = ()) -> str:
    """Text for Slack's standard markdown (streams, markdown blocks) that can do no harm.

    Args:
        text: plain text from anywhere, hostile or not.
        links: URLs that may become clickable, since a source holds them; all others are shown as
            code, which Slack doesn't link.
    """
    quiet = _MARKER.sub("", neutral(text).replace("**", ""))
    return safe_mrkdwn(quiet, links)


def safe_mrkdwn(text: str, links: Collection[str] = ()) -> str:
    """The same for an mrkdwn field; harmless as Markdown too, in case it ends up there."""
    quiet = _balanced(neutral(text))
    parts: list[str] = []
    end = 0
    for code in _CODE.finditer(quiet):
        parts.append(_unlinked(quiet[end : code.start()], links, "`"))
        parts.append(code[0])
        end = code.end()
    parts.append(_unlinked(quiet[end:], links))
    joined = _ESCAPED_TICK.sub("", "".join(parts).replace("``", "` `"))
    joined = _BRACKETS.sub("] ", joined)
    return _BROADCAST.sub("@" + _WORD_JOINER, escape(joined))


def number(claims: Iterable[Claim]) -> dict[Source, int]:
    """Number the sources of some claims from 1, in order of first appearance."""
    numbering: dict[Source, int] = {}
    for claim in claims:
        for source in claim.sources:
            numbering.setdefault(source, len(numbering) + 1)
    return numbering


def render_claim(claim: Claim, numbering: Mapping[Source, int]) -> str:
    """A grounded claim in standard markdown: `text [[1]](permalink) [[2]](permalink)`.

    Links in the text are kept: grounding has let only those through that a source holds.
    """
    marks = [_markdown_mark(numbering[source], source) for source in claim.sources]
    return " ".join([safe_markdown(_one_line(claim.text), links_in(claim.text)), *marks])


def _spoken(inside: str, people: People, channels: Mapping[str, str] | None) -> str:
    """What stands between angle brackets, said in words."""
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return people.names.get(target[1:]) or label.lstrip("@") or "someone"
    if target.startswith("#"):
        name = label.lstrip("#") if channels is None else channels.get(target[1:], "")
        return f"#{name}" if name else "a channel"
    if target.startswith("!"):
        return _special(target[1:], label)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", target):
        return _link(target, label)
    return f"<{inside}>" if inside and not target.startswith(("@", "#", "!")) else ""


def _special(target: str, label: str) -> str:
    """A special mention in words: @here, a group's handle, a date's fallback."""
    command = target.partition("^")[0]
    if command in ("here", "channel", "everyone", "group"):
        return f"@{command}"
    return label or ("a group" if command == "subteam" else "")


def _link(url: str, label: str) -> str:
    """A link in words: the label with the address behind it, or the bare address."""
    bare = re.sub(r"^(?:mailto:|tel:|https?://)", "", url).rstrip("/")
    if not label or label.rstrip("/") in (url.rstrip("/"), bare):
        return bare if url.startswith(("mailto:", "tel:")) else url
    return f"{label} ({url})"


def _decoded(entity: str) -> str:
    """The character an entity stands for; named or numeric, `entity` without "&" and ";"."""
    if entity in _CHARACTERS:
        return _CHARACTERS[entity]
    digits = entity[1:]
    return chr(int(digits[1:], 16) if digits[0] in "xX" else int(digits))


def _balanced(text: str) -> str:
    """The text with backticks only where they come in pairs on one line, and no fences."""
    # To Markdown an escaped backtick is none, which would turn code inside out.
    lines = re.sub(r"`{2,}", "`", _ESCAPED_TICK.sub("", text)).split("\n")
    return "\n".join(line if line.count("`") % 2 == 0 else line.replace("`", "'") for line in lines)


def _unlinked(text: str, links: Collection[str], following: str = "") -> str:
    """The text with every link that isn't allowed shown as code; `text` holds no code.

    Behind one that is allowed stands a space or nothing: a reader that ends links later than we do
    would make what follows, say a secret behind "?q=", part of the address.
    """

    def shown(found: re.Match[str]) -> str:
        if not _clickable(found):
            return found[0]
        link, after = _trimmed(found[0]), text[found.end() : found.end() + 1] or following
        if link not in links or "://" not in link:
            return f"`{link}`{found[0][len(link) :]}"
        return found[0] if not after or after.isspace() else f"{found[0]} "

    return _LINK.sub(shown, text)


def _clickable(found: re.Match[str]) -> bool:
    """Whether a match of `_LINK` is one: a dotted word is a domain only if it ends like one."""
    return found["domain"] is None or _TOP_LEVEL.search(found["domain"]) is not None


def _trimmed(link: str) -> str:
    """A link without the sentence's punctuation and unpaired closing brackets after it."""
    unpaired = {close: link.count(close) - link.count(open_) for open_, close in ("()", "[]", "{}")}
    end = len(link)
    while end and (link[end - 1] in _TRAILING or unpaired.get(link[end - 1], 0) > 0):
        if link[end - 1] in unpaired:
            unpaired[link[end - 1]] -= 1
        end -= 1
    return link[:end]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _markdown_mark(place: int, source: Source) -> str:
    if not source.permalink:
        return f"[{place}]"
    address = source.permalink.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    return f"[[{place}]]({address})"
