"""The log: one line per event on stderr, as text or as JSON, without message text or secrets."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

_SECRET = re.compile(r"(xox[a-z]-|xapp-|xoxe[.-]|sk-ant-)[\w.-]+")
_ADDRESS = re.compile(r"(postgres(?:ql)?://[^:/@\s]+):[^@\s]+@")


def configure(style: Literal["console", "json"], *, verbose: bool = True) -> None:
    """Send our own log and that of the libraries to stderr.

    Args:
        style: "console" for people, "json" for machines.
        verbose: False shows warnings and errors only, for commands whose output is data.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: Any = structlog.processors.JSONRenderer()
    if style == "console":
        last = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                # Plain tracebacks: others show local variables, which hold tokens and messages.
                structlog.processors.format_exc_info,
                redact,
                last,
            ],
        )
    )
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.INFO if verbose else logging.WARNING)
    for chatty in ("slack_bolt", "slack_sdk", "apscheduler", "httpx2", "aiohttp.access", "dbos"):
        logging.getLogger(chatty).setLevel(logging.ERROR)


def redact(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Cut tokens, keys and passwords out of every text of a log line."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _ADDRESS.sub(r"\1:…@", _SECRET.sub(r"\1…", value))
    return event
