"""The calls that make a summary: what the model gets to read, in which blocks. Pure.

Instructions go into the system prompt, which is the same for everybody; what people wrote goes into
user blocks, as data between tags. The transcript comes first, so that "shorter" or another
language reads it from the cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from digests import prompts
from digests.claude.calls import Call, Caller, Json, user
from digests.grounding.drafts import DraftClaim, written
from digests.summarize.claim_writer import Failed
from digests.transcript import Transcript, contained_name

VERSION = ".".join(prompts.load(name).version for name in ("summary", "merge", "update", "repair"))
"""The version of everything that decides what a summary says."""

_MAX_FAILED = 12


@dataclass(frozen=True, slots=True)
class SummaryCalls:
    """Makes the calls for one thread.

    Attributes:
        model: the model's id.
        channel: the channel's name, "" for direct messages.
        request: the request's block.
        caller: on whose behalf.
        files: content blocks of files (`files.content_blocks`), each with the id of the message
            that its file hangs on.
    """

    model: str
    channel: str
    request: str
    caller: Caller
    files: tuple[tuple[str, Json], ...] = ()

    @property
    def looks(self) -> bool:
        """Whether Claude is to look at anything, which the API may refuse to open."""
        return any(block["type"] != "text" for _, block in self.files)

    def without_looks(self) -> SummaryCalls:
        """The same calls with text only."""
        said = tuple((name, block) for name, block in self.files if block["type"] == "text")
        return replace(self, files=said)

    def whole(self, transcript: Transcript, *, note: str = "") -> Call:
        """Sum up messages; `note` is one more line of the request."""
        return self._call("summary", *self._material(transcript), self._request(note))

    def part(self, transcript: Transcript, number: int, of: int) -> Call:
        """Sum up one of several parts of a long thread."""
        return self.whole(
            transcript, note=f"This is part {number} of {of} of a long thread; sum up this part."
        )

    def onward(self, call: Call, drafts: Iterable[DraftClaim]) -> Call:
        """The same call again, after it broke off with these lines written."""
        said = (
            f"<written>\n{written(drafts)}\n</written>\nThese lines stand already. Write the rest."
        )
        content = [*call.messages[0]["content"], {"type": "text", "text": said}]
        return Call(
            call.model, call.system, ({"role": "user", "content": content},), caller=call.caller
        )

    def merge(self, parts: Sequence[Iterable[DraftClaim]]) -> Call:
        """Merge the summaries of all parts."""
        blocks = [
            f'<part number="{number}">\n{written(drafts)}\n</part>'
            for number, drafts in enumerate(parts, 1)
        ]
        return self._call("merge", "\n".join(blocks), self._request())

    def update(self, drafts: Iterable[DraftClaim], new: Transcript) -> Call:
        """Say what new messages add to lines written earlier."""
        said = f"<written>\n{written(drafts, numbered=True)}\n</written>"
        return self._call("update", *self._material(new), said, self._request())

    def repair(self, transcript: Transcript, failed: Sequence[Failed]) -> Call:
        """Correct lines; the model sees the messages they cite and their neighbors."""
        lines = []
        for each in failed[:_MAX_FAILED]:
            title = each.draft.section.value.replace("_", " ")
            lines.append(f"({title}) {each.draft.line}\n  wrong: {'; '.join(each.reasons)}")
        cited = _around(transcript, [name for each in failed for name in each.draft.ids])
        said = "\n".join(["<failed>", *lines, "</failed>"])
        return self._call("repair", *self._material(cited), said, self._request())

    def _material(self, transcript: Transcript) -> list[str | Json]:
        """The transcript, then the files of its messages."""
        name = contained_name(self.channel).replace('"', "") if self.channel else "direct message"
        text = f'<transcript channel="{name}">\n{transcript.text}\n</transcript>'
        here = transcript.ids if self.files else {}
        return [text, *(block for message_id, block in self.files if message_id in here)]

    def _request(self, note: str = "") -> str:
        return self.request.replace("</request>", f"{note}\n</request>") if note else self.request

    def _call(self, prompt: str, *blocks: str | Json) -> Call:
        message = user(*blocks, cached=1 + sum(isinstance(block, dict) for block in blocks))
        return Call(self.model, prompts.load(prompt).text, (message,), caller=self.caller)


def _around(transcript: Transcript, ids: Iterable[str]) -> Transcript:
    """The lines with these ids and the ones next to them."""
    wanted = frozenset(ids)
    names = list(dict.fromkeys(line.id for line in transcript.lines))
    near = {
        names[at]
        for index, name in enumerate(names)
        if name in wanted
        for at in (index - 1, index, index + 1)
        if 0 <= at < len(names)
    }
    return transcript.only(near)
