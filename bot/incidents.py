"""What people are told when something unforeseen happened; the log has the rest."""

from __future__ import annotations

import uuid

import structlog

log = structlog.get_logger(__name__)


def incident(error: BaseException, doing: str) -> str:
    """Log an unforeseen error under a short id.

    Args:
        error: what happened; its text goes to the log only.
        doing: what was being done, for the log.

    Returns:
        The one sentence for the person who asked.
    """
    number = uuid.uuid4().hex[:4].upper()
    log.error("incident", incident=number, doing=doing, exc_info=error)
    return (
        f"I failed and don't know why; nothing was lost. "
        f"Incident {number} is in the log for whoever runs me."
    )
