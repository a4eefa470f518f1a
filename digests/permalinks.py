"""Slack's message links, made and read. Pure."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from digests.errors import BadPermalink

ANYWHERE = "https://slack.com/"  # opens whichever workspace the reader is signed in to

_ID = "[CDGS][A-Z0-9]{1,30}"
_PATH = re.compile(rf"/archives/({_ID})/p(\d{{7,16}})/?")
_SHORT = re.compile(rf"({_ID})/(\d{{1,10}}\.\d{{6}})")
_TS = re.compile(r"\d{1,10}\.\d{6}")
_LOCAL = {"127.0.0.1", "localhost", "[::1]", "::1"}
_SLACK = re.compile(r"(?:[a-z0-9-]+\.)*slack(?:-gov)?\.com")


def permalink(workspace_url: str, channel_id: str, ts: str, thread_ts: str | None = None) -> str:
    """Return the address of a message.

    Args:
        workspace_url: such as "https://example.slack.com/"; "" where unknown, in which case the
            link goes to slack.com itself, which shows it in the workspace the reader is signed in
            to.
        channel_id: where it stands.
        ts: its ts.
        thread_ts: the thread's ts, so that a reply opens in its thread; None or `ts` itself
            outside of threads and for roots.
    """
    seconds, _, fraction = ts.partition(".")
    base = (workspace_url or ANYWHERE).rstrip("/")
    link = f"{base}/archives/{channel_id}/p{seconds}{fraction.ljust(6, '0')}"
    if thread_ts is None or thread_ts == ts:
        return link
    return f"{link}?thread_ts={thread_ts}&cid={channel_id}"


def parse(link: str) -> tuple[str, str, str | None]:
    """Return (channel_id, ts, thread_ts or None) of a message link, or of "CHANNEL_ID/TS".

    Links as Slack writes them in messages ("<https://…|label>") are read too. Raises BadPermalink.
    """
    text = link.strip().removeprefix("<").removesuffix(">").partition("|")[0].strip()
    if short := _SHORT.fullmatch(text):
        return short[1], short[2], None
    try:
        parts = urlsplit(text)
        asked = parse_qs(parts.query)
        host = parts.hostname or ""
    except ValueError:
        raise _bad(link) from None
    path = _PATH.fullmatch(parts.path)
    if path is None or not _is_slack(parts.scheme, host):
        raise _bad(link)
    thread_ts = asked.get("thread_ts", [""])[0]
    ts = f"{path[2][:-6]}.{path[2][-6:]}"
    return path[1], ts, thread_ts if _TS.fullmatch(thread_ts) else None


def _is_slack(scheme: str, host: str) -> bool:
    if scheme == "https":
        return _SLACK.fullmatch(host) is not None or host in _LOCAL
    return scheme == "http" and host in _LOCAL


def _bad(link: str) -> BadPermalink:
    shown = " ".join(link.split())[:80]
    return BadPermalink(
        f'"{shown}" is no message link: use Copy link in Slack, or CHANNEL_ID/TS such as '
        "C0123456789/1700000000.000100."
    )
