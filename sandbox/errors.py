"""The one error the Web API answers with."""

from typing import Any


class SlackError(Exception):
    """Raised when Slack refuses a call.

    Args:
        code: Slack's name for it, such as `channel_not_found`.
        extra: more fields of the answer, such as `needed` and `provided`.
    """

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """The answer as Slack gives it."""
        return {"ok": False, "error": self.code, **self.extra}


def invalid_arguments(*messages: str, code: str = "invalid_arguments") -> SlackError:
    """Slack's refusal of an argument, with its sentences in response_metadata.messages."""
    listed = [f"[ERROR] {message}" for message in messages]
    return SlackError(code, response_metadata={"messages": listed})
