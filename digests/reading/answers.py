"""What the model says of several threads at once, taken in part by part until each is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterable, Sequence

from digests.claude.calls import Call
from digests.coverage import Coverage
from digests.errors import ClaudeUnavailable
from digests.grounding import Evidence
from digests.grounding.drafts import DraftReader, order
from digests.models import Claim, Engine, Summary
from digests.reading import packing
from digests.reading.kept import Readers
from digests.reading.packing import Pack, Part, Unread
from digests.summarize.claim_writer import ClaimWriter


class Answers:
    """The answers to the calls that read some threads.

    Attributes:
        parts: what each call reads.
        calls: one per part, in the same order.
    """

    def __init__(
        self,
        unread: Sequence[Unread],
        made: Pack,
        parts: Sequence[Part],
        readers: Readers,
        model: str,
    ) -> None:
        """Nothing has been answered yet; `made` and `parts` are of `unread`."""
        names = readers.names
        self.parts = tuple(parts)
        self.calls: tuple[Call, ...] = tuple(
            packing.call(part, unread, model, readers.caller) for part in parts
        )
        self._unread, self._owner, self._model = unread, made.owner, model
        self._evidence = Evidence(
            made.transcript.ids, names.people, zone=readers.zone, channels=names.channels,
            workspace_url=names.url,
        )  # fmt: skip
        self._awaited = Counter(place for part in parts for place in part.threads)
        self._claims: dict[int, list[Claim]] = {}
        self._withheld: Counter[int] = Counter()
        self._failed: set[int] = set()

    async def take(self, part: Part, lines: AsyncIterable[str]) -> list[int]:
        """Take in what was said of a part; the places of the threads that are read now.

        If the lines break off with ClaudeUnavailable, what was said stands and its threads count
        as not whole.
        """
        writer, reader = ClaimWriter(self._evidence, among=frozenset(part.ids)), DraftReader()
        try:
            async for line in lines:
                reader = packing.reader_after(line, reader)
                draft = reader.read(line)
                if draft is not None:
                    await writer.write(draft)
        except ClaudeUnavailable:
            self._failed |= part.threads
        self._enter(writer)
        self._awaited.subtract(part.threads)
        return [place for place in part.threads if not self._awaited[place]]

    def whole(self, place: int) -> bool:
        """Whether all was said of a thread that there is to say."""
        return place not in self._failed

    def summary(self, place: int) -> Summary | None:
        """What was said of a thread, after what was said earlier; None if it wasn't answered."""
        one, claims = self._unread[place], self._claims.get(place, [])
        if not claims and not self.whole(place):
            return None
        told = [*claims, *(one.kept.claims if one.kept else ())]
        read = len(one.thread.messages)
        return Summary(
            tuple(sorted(told, key=lambda claim: order(claim.section))),
            Engine.CLAUDE,
            Coverage(read, read),
            self._model,
            self._withheld[place],
        )

    def _enter(self, writer: ClaimWriter) -> None:
        for draft, claim in writer.written:
            place = self._owner[next(name for name in draft.ids if name in self._owner)]
            self._claims.setdefault(place, []).append(claim)
        for failed in writer.failed:
            ids = failed.draft.ids
            self._withheld.update({self._owner[name] for name in ids if name in self._owner})
