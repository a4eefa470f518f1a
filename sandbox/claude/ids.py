"""Ids as Anthropic makes them, and times as it writes them."""

import hashlib
from datetime import UTC, datetime
from itertools import count

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class Ids:
    """Hands out ids that never repeat and are the same in every run."""

    def __init__(self) -> None:
        self._count = count(1)

    def new(self, prefix: str) -> str:
        """Return the next id, such as "msg_01…" for the prefix "msg"."""
        seed = hashlib.sha256(f"{prefix}:{next(self._count)}".encode()).digest()
        return f"{prefix}_01" + "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in seed[:22])


def rfc3339(epoch: float) -> str:
    """Return epoch seconds as the API writes times, in UTC."""
    return datetime.fromtimestamp(epoch, UTC).isoformat().replace("+00:00", "Z")
