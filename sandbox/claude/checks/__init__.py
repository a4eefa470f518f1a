"""What the Messages API refuses (version 2026-10-21); pure.

Sources: the SDK's parameter types and migration guide, and the API's error messages. The words of
a message may differ from Anthropic's; type, status and cause do not.
"""

from sandbox.claude.ports import Json

from .params import check_count_params, check_params
from .turns import check_messages


def check_create(body: Json) -> None:
    """Refuse what POST /v1/messages refuses.

    Raises:
        ApiError: 400 with one sentence on the first thing that is wrong.
    """
    check_params(body)
    check_messages(body)


def check_count(body: Json) -> None:
    """Refuse what POST /v1/messages/count_tokens refuses: the same, without limits on output."""
    check_count_params(body)
    check_messages(body)


__all__ = ["check_count", "check_create"]
