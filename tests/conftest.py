"""What holds for all tests."""

from __future__ import annotations

import logging

import structlog

from bot.logs import redact

# Errors only, and without the local variables that structlog shows where nobody configured it.
structlog.configure(
    wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        redact,
        structlog.dev.ConsoleRenderer(colors=False),
    ],
)
