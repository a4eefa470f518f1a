"""What a client sent, kept for tests to read."""

import json
from dataclasses import dataclass

from .ports import Json


@dataclass(frozen=True)
class Received:
    """One request as it arrived.

    Attributes:
        path: Without the /claude prefix, such as "/v1/messages".
        body: Its JSON; {} for requests without one.
        headers: Lower-case names; without the key.
        at: Epoch seconds on the sandbox's clock.
    """

    path: str
    body: Json
    headers: dict[str, str]
    at: float

    @property
    def text(self) -> str:
        """The body as JSON text, to look for a substring."""
        return json.dumps(self.body, ensure_ascii=False)
