"""What holds for all tests."""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
from collections.abc import Iterator

import coverage
import hypothesis
import pytest
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


# Thousands of tests in one process: what lives long needn't be looked through again and again.
gc.set_threshold(50_000, 20, 50)

# How busy the machine is, is no property. `--hypothesis-profile thorough` looks ten times as long.
hypothesis.settings.register_profile("check", deadline=None)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=1_000)
hypothesis.settings.load_profile("check")


@pytest.fixture(autouse=True)
def _not_traced_in_vain(request: pytest.FixtureRequest) -> Iterator[None]:
    """Spare some tests what measuring coverage costs, line by line.

    Those that run the same lines very often, marked `untraced`, and properties, which do nothing
    else; and those that read real exports, so that coverage is the same where there are none.
    """
    node = request.node
    marked = node.get_closest_marker("untraced") or node.get_closest_marker("exports")
    if not marked and "properties" not in node.path.parts:
        yield
        return
    here, in_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        yield
    finally:
        threading.settrace(in_threads)
        sys.settrace(here)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests marked `slow`, or at the end everybody waits for one of them.

    Each worker begins with an equal stretch of the list, so each stretch begins with some.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    slow = [item for item in items if item.get_closest_marker("slow")]
    quick = [item for item in items if not item.get_closest_marker("slow")]
    stretches: list[pytest.Item] = []
    for worker in range(workers):
        first = slow[worker::workers]
        until = len(items) * (worker + 1) // workers
        share = max(until - len(stretches) - len(first), 0)
        stretches += [*first, *quick[:share]]
        del quick[:share]
    items[:] = [*stretches, *quick]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Note coverage, and end quickly: a worker that takes ten seconds is killed, and noted none.

    Looking through all that thousands of tests have left, as is done several times at the end,
    takes that long on a busy machine; once is enough.
    """
    measuring = coverage.Coverage.current()
    if measuring is not None:
        measuring.stop()
        measuring.save()
    gc.collect()
    gc.freeze()
