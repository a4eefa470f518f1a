"""The model's part of the digest (written after the extractive one)."""
from __future__ import annotations
from collections.abc import Sequence
from typing import Protocol
from digests.audience import Audience
from digests.choose import Matter
from digests.digest import Digest
class DigestWriter(Protocol):
    async def write(self, digest: Digest, ranked: Sequence[Matter], audience: Audience) -> Digest: ...
