"""Slack's error codes in sentences for people. Pure."""

from __future__ import annotations

from typing import Any

from digests.errors import DigestifError, NothingToRead, NotReadable, SlackUnavailable

_TOKEN = {
    "account_inactive",
    "invalid_auth",
    "not_authed",
    "not_allowed_token_type",
    "token_expired",
    "token_revoked",
}
_BUSY = {"fatal_error", "internal_error", "ratelimited", "request_timeout", "service_unavailable"}


class SlackUnreachable(SlackUnavailable):
    """Raised when there was no answer at all, or one that says to come back later."""


class SlackRefused(SlackUnavailable):
    """Raised when Slack refuses one call for a reason of its own.

    Attributes:
        code: Slack's error code, such as "message_not_in_streaming_state".
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def sentence_for(code: str, response: Any, doing: str, where: str) -> DigestifError:
    """The error to raise for a code.

    Args:
        code: what Slack answered, for example "not_in_channel".
        response: the rest of the answer, read for the missing scope's name.
        doing: what was tried, continuing "I couldn't …": "read this thread".
        where: the channel as people know it, "#ops"; "" where none is involved.
    """
    place = where or "that channel"
    if code in {"not_in_channel", "channel_not_found"}:
        return NotReadable(
            f"I couldn't {doing}: I'm not in {place}. "
            "Invite me with `/invite @Digestif` and mention me again."
        )
    if code == "is_archived":
        return NotReadable(f"I couldn't {doing}: {place} is archived.")
    if code in {"thread_not_found", "message_not_found"}:
        return NothingToRead(f"I couldn't {doing}: it was deleted.")
    if code == "missing_scope":
        needed = str(response.get("needed") or "a permission")
        return NotReadable(
            f"I couldn't {doing}: Slack hasn't granted me {needed}. "
            "Whoever runs me can add it under OAuth & Permissions and reinstall the app."
        )
    if code in _TOKEN:
        return SlackUnavailable(
            f"Slack refuses the bot's token ({code}). "
            "Reinstall the app and put the new token into SLACK_BOT_TOKEN."
        )
    if code in _BUSY:
        return unreachable(doing)
    return SlackRefused(code, f"I couldn't {doing}: Slack answers {code}.")


def unreachable(doing: str) -> SlackUnreachable:
    """The error for when there was no answer at all, or none that helps."""
    return SlackUnreachable(
        f"I couldn't {doing}: Slack can't be reached right now. Nothing was lost; try again soon."
    )
