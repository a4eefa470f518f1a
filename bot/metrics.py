"""What a process counts for whoever watches it: events, jobs, and what the model costs.

Figures are told in Prometheus' text format (bot/status.py) by the extra `metrics`; without it
nothing is counted. No label holds an id of a person, channel or workspace.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from digests.errors import DigestifError
from digests.usage import Usage

try:
    from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
except ImportError:  # pragma: no cover
    available = False
else:
    available = True

# Upper bounds in seconds: Slack waits three for an acknowledgment; an answer may take minutes.
EVENT_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)
JOB_SECONDS = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0)


class Metrics:
    """Counters of one process, from zero at its start."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._events = Histogram(
            "digestif_event_seconds",
            "Time to record an event of Slack's, before it is acknowledged",
            ["type", "outcome"],
            buckets=EVENT_SECONDS,
            registry=self._registry,
        )
        self._jobs = Histogram(
            "digestif_job_seconds",
            "Time that a durable job took in this process",
            ["kind", "outcome"],
            buckets=JOB_SECONDS,
            registry=self._registry,
        )
        labels = ["model", "purpose"]
        self._calls = self._counter("digestif_model_calls", "Calls to the model", labels)
        self._tokens = self._counter(
            "digestif_model_tokens", "Tokens of the model", [*labels, "direction"]
        )
        self._dollars = self._counter("digestif_model_dollars", "Cost of the model, in US$", labels)

    def _counter(self, name: str, about: str, labels: list[str]) -> Counter:
        return Counter(name, about, labels, registry=self._registry)

    @contextlib.contextmanager
    def event(self, kind: str) -> Iterator[None]:
        """Time the recording of an event of that type; it failed if the block raises."""
        with _timed(self._events, kind):
            yield

    @contextlib.contextmanager
    def job(self, kind: str) -> Iterator[None]:
        """Time a job of that kind; it failed if the block raises."""
        with _timed(self._jobs, kind):
            yield

    def model(self, usage: Usage, purpose: str) -> None:
        """Count one call to the model."""
        labels = (usage.model, purpose)
        self._calls.labels(*labels).inc()
        for direction, tokens in (
            ("input", usage.input_tokens),
            ("output", usage.output_tokens),
            ("cache_read", usage.cache_read_tokens),
            ("cache_write", usage.cache_write_tokens),
        ):
            self._tokens.labels(*labels, direction).inc(tokens)
        self._dollars.labels(*labels).inc(usage.cost or 0.0)

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self._registry)


class NoMetrics(Metrics):
    """Counts nothing: nobody asked for figures, or the library isn't there."""

    def __init__(self) -> None:
        pass

    @contextlib.contextmanager
    def event(self, kind: str) -> Iterator[None]:
        """Only run the block."""
        yield

    @contextlib.contextmanager
    def job(self, kind: str) -> Iterator[None]:
        """Only run the block."""
        yield

    def model(self, usage: Usage, purpose: str) -> None:
        """Count nothing."""

    def text(self) -> bytes:
        """Nothing."""
        return b""


def metrics(wanted: bool) -> Metrics:
    """Counters, if they are wanted and the library is installed."""
    return Metrics() if wanted and available else NoMetrics()


@contextlib.contextmanager
def _timed(histogram: Histogram, kind: str) -> Iterator[None]:
    started, outcome = time.monotonic(), "failed"
    try:
        yield
        outcome = "done"
    except DigestifError:
        outcome = "refused"
        raise
    finally:
        histogram.labels(kind, outcome).observe(time.monotonic() - started)
