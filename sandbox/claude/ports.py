"""What the local Claude needs from whoever runs it: a clock, faults, a journal."""

from dataclasses import dataclass
from typing import Any, Protocol

Json = dict[str, Any]


class Clock(Protocol):
    """Tells the workspace's time."""

    def now(self) -> float:
        """Return the time in epoch seconds."""
        ...


class Fault(Protocol):
    """One failure to apply to one request; the kinds stand in `failures.py`."""

    @property
    def kind(self) -> str:
        """Name of the failure."""
        ...

    @property
    def seconds(self) -> float | None:
        """How long it takes or asks to wait; None for the kind's default."""
        ...


class Faults(Protocol):
    """Decides which request fails."""

    def take(self, target: str, method: str, kind: str | None = None, /) -> Fault | None:
        """Return the fault due for this request and count it, or None.

        Args:
            target: Always "claude" here.
            method: The path called, without the /claude prefix, such as "/v1/messages".
            kind: Ask only for faults of this kind; None asks for all.
        """
        ...


class Journal(Protocol):
    """Keeps what happened."""

    def add(self, kind: str, /, **fields: Any) -> object:
        """Record one entry of this kind with these fields."""
        ...


@dataclass(frozen=True)
class Failure:
    """A fault as a value: what a script asks for, or what a rule gave."""

    kind: str
    seconds: float | None = None
