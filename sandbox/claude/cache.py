"""The prompt cache: which part of a request's input is read, written or new."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from .models import Model
from .ports import Json
from .tokens import MESSAGE_OVERHEAD, TOOLS_OVERHEAD, count_block, count_request

TTL_SECONDS = {"5m": 300.0, "1h": 3600.0}


@dataclass(frozen=True)
class InputUsage:
    """Input tokens by how they were paid; the four add up to the whole input."""

    input_tokens: int
    read: int = 0
    written_5m: int = 0
    written_1h: int = 0

    @property
    def written(self) -> int:
        """Tokens written to the cache, of either lifetime."""
        return self.written_5m + self.written_1h


@dataclass(frozen=True)
class _Step:
    """The request up to and including one block."""

    digest: str
    tokens: int
    ttl: str | None


@dataclass
class PromptCache:
    """Remembers prefixes that carried a cache_control marker, until they expire.

    A read takes the longest remembered prefix before the request's last marker and renews it;
    the rest up to that marker is written.
    """

    _entries: dict[str, tuple[float, str]] = field(default_factory=dict)

    def use(self, body: Json, model: Model, now: float) -> InputUsage:
        """Count a request's input against the cache and remember its marked prefixes.

        Args:
            body: A checked request.
            model: Gives the shortest prefix that is cached.
            now: Epoch seconds.
        """
        total = count_request(body)
        steps = list(_steps(body))
        marked = [step for step in steps if step.ttl and step.tokens >= model.cache_minimum]
        if not marked:
            return InputUsage(total)
        last = marked[-1]
        read = self._longest(steps[: steps.index(last) + 1], now)
        written = {"5m": 0, "1h": 0}
        start = read
        for step in marked:
            ttl = step.ttl or "5m"
            written[ttl] += max(0, step.tokens - start)
            start = max(start, step.tokens)
            self._entries[step.digest] = (now + TTL_SECONDS[ttl], ttl)
        rest = total - read - written["5m"] - written["1h"]
        return InputUsage(rest, read, written["5m"], written["1h"])

    def _longest(self, steps: list[_Step], now: float) -> int:
        """Return the tokens of the longest live prefix, renewed; 0 if there is none."""
        for step in reversed(steps):
            expires, ttl = self._entries.get(step.digest, (0.0, "5m"))
            if expires > now:
                self._entries[step.digest] = (now + TTL_SECONDS[ttl], ttl)
                return step.tokens
        return 0


def _steps(body: Json) -> Iterator[_Step]:
    """Yield the growing prefix after each block, in the API's order: tools, system, messages."""
    digest = hashlib.sha256(str(body.get("model")).encode())
    tokens = TOOLS_OVERHEAD if body.get("tools") else 0
    blocks = list(_blocks(body))
    automatic = body.get("cache_control") or {}
    for at, (place, block, overhead) in enumerate(blocks):
        bare = {key: value for key, value in block.items() if key != "cache_control"}
        digest.update(json.dumps([place, bare], sort_keys=True).encode())
        tokens += count_block(block) + overhead
        control = block.get("cache_control") or (automatic if at == len(blocks) - 1 else {})
        yield _Step(digest.hexdigest(), tokens, control.get("ttl", "5m") if control else None)


def _blocks(body: Json) -> Iterator[tuple[str, Json, int]]:
    """Yield every block with its place and the tokens its message adds once."""
    for tool in body.get("tools") or ():
        yield "tools", tool, 0
    for block in as_blocks(body.get("system") or ()):
        yield "system", block, 0
    for message in body.get("messages", ()):
        overhead = MESSAGE_OVERHEAD
        for block in as_blocks(message.get("content") or ()):
            yield message["role"], block, overhead
            overhead = 0


def as_blocks(content: object) -> list[Json]:
    """Return content as a list of blocks; a string is one text block."""
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    return list(content) if isinstance(content, list) else []
