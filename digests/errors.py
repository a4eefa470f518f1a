"""What can go wrong, in words for the person who asked.

* DigestifError            everything here; `str(error)` is one clear sentence and safe to show
  x BadInput               what was given can't be used: exit code 2 or a private reply
    + UnknownChannel
    + BadPermalink
    + BadArchive           an export that is no zip, truncated, unsafe or not Slack's
    + BadWindow            a week that doesn't exist
  x NothingToRead          an empty thread, or one without any text
  x NotReadable            Slack won't let us read it; says what to do
  x SlackUnavailable       Slack can't be reached or refuses the token
  x ClaudeUnavailable      no answer from the model, whatever the reason; an extract is what remains
    + ClaudeOverloaded     429, 529, 5xx, timeouts, cut streams: worth trying later
    + ClaudeRefused        the model declined
    + ClaudeCutOff         the answer was cut off or empty
    + ClaudeMisconfigured  the key or the model's name is wrong
    + OverBudget           a budget is used up
  x StoreUnavailable       the database can't be used
    + StoreUnreachable     it can't be reached right now: worth trying later
"""

from __future__ import annotations


class DigestifError(Exception):
    """Base of all; its text is one sentence for a person, never an internal."""


class BadInput(DigestifError):
    """Raised when what was given can't be used."""


class UnknownChannel(BadInput):
    """Raised when no stored channel has that name or id."""


class BadPermalink(BadInput):
    """Raised when a link is not a Slack message link, nor CHANNEL_ID/TS."""


class BadArchive(BadInput):
    """Raised when an export can't be read or isn't safe to read."""


class BadWindow(BadInput):
    """Raised when a week or a stretch of time doesn't exist."""


class NothingToRead(DigestifError):
    """Raised when a thread has no text to summarize."""


class NotReadable(DigestifError):
    """Raised when Slack or the audience forbids reading; the text says what would help."""


class SlackUnavailable(DigestifError):
    """Raised when Slack can't be reached or refuses the token."""


class ClaudeUnavailable(DigestifError):
    """Raised when the model gave no usable answer."""


class ClaudeOverloaded(ClaudeUnavailable):
    """Raised on 429, 529, 5xx, timeouts and streams cut short."""


class ClaudeRefused(ClaudeUnavailable):
    """Raised when the model declined to answer."""


class ClaudeCutOff(ClaudeUnavailable):
    """Raised when an answer ended early or was empty."""


class ClaudeMisconfigured(ClaudeUnavailable):
    """Raised when the key or the model is refused."""


class OverBudget(ClaudeUnavailable):
    """Raised when a budget for model calls is used up."""


class StoreUnavailable(DigestifError):
    """Raised when the database can't be used."""


class StoreUnreachable(StoreUnavailable):
    """Raised when the database gives no answer, or has no connection free."""
