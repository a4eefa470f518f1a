"""Ids as Slack makes them: a letter that tells the kind, then capitals and digits."""

import random
import string

_ALPHABET = string.ascii_uppercase + string.digits


class Ids:
    """A source of ids that are unlikely to repeat and the same for the same seed.

    Args:
        seed: any whole number; equal seeds give equal ids in equal order.
    """

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(f"ids-{seed}")

    def new(self, prefix: str, length: int = 11) -> str:
        """An id of `length` characters that begins with `prefix`, such as `C07A1B2C3D4`."""
        tail = self._random.choices(_ALPHABET, k=max(length - len(prefix) - 1, 1))
        return f"{prefix}0{''.join(tail)}"

    def secret(self, length: int = 32) -> str:
        """A lower-case hexadecimal string, for tokens, signing secrets and trigger ids."""
        return "".join(self._random.choices("0123456789abcdef", k=length))

    def digits(self, length: int = 12) -> str:
        """A string of digits without a leading zero."""
        first = self._random.choice("123456789")
        return first + "".join(self._random.choices("0123456789", k=length - 1))
