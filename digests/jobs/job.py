"""A job while it runs, and what its handler looks like."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Handler(Protocol):
    """What a kind of job does, given the running job and the JSON ids it was started with."""

    def __call__(self, job: Job, /, *ids: Any) -> Coroutine[Any, Any, Any]:
        """Do the job; the result is a small JSON value of ids."""
        ...


class JobFailed(Exception):
    """Raised into the engine when a handler failed: names the error's type, never its text."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job while it runs, under the deterministic `id` it was started with."""

    id: str
    kind: str

    async def step(self, name: str, fn: Callable[..., Awaitable[T]], *args: Any) -> T:
        """Run `fn(*args)` once and remember its result across restarts.

        Args:
            name: says what the step does; the order of steps must not depend on anything but
                the results of earlier ones.
            fn: returns a JSON value of ids, no content. It may run again if the process dies
                inside it, so its effect must be idempotent.
            *args: given to `fn`.
        """
        from dbos import DBOS

        async def run() -> Any:
            return await fn(*args)

        result: T = await DBOS.run_step_async({"name": name}, run)
        return result
