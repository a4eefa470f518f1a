"""Reads a request as a model would: who asks what, and the messages it was given; pure.

The wire contract with the bot, which is all text: a transcript line is `[m17 14:03 Alice Kim]
text`, a search result `[s1 2026-11-17 #payments Alice Kim] text`, a line of a finished summary
ends in the ids it rests on, `text [m1][m4]`. Lines without such a head continue the one above;
`--- 2026-11-17 ---` begins a day. Where lines to correct stand in <failed>, only the messages
they cite are at stake.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .cache import as_blocks
from .ports import Json

FileText = Callable[[str], str]

_TAG = r"<(transcript|part|thread|results|messages)\b[^>]*>(.*?)</\1>"
_TAGGED = re.compile(_TAG, re.DOTALL)
_QUESTION = re.compile(r"<(prompt|question|request|ask)\b[^>]*>(.*?)</\1>", re.DOTALL)
_ANY_TAGGED = re.compile(r"<([a-z_]+)\b[^>]*>.*?</\1>", re.DOTALL)
_PART = re.compile(r"<part\b[^>]*>(.*?)</part>", re.DOTALL)
_FORMAT = re.compile(r"^\s*Format:\s*([a-z-]+)", re.MULTILINE)
_HEAD = re.compile(r"^\[([a-z]\d+)(?:[ \t]+([^\]\n]*))?\][ \t]?(.*)$")
_WHEN = re.compile(r"^(\d{4}-\d\d-\d\d(T[\d:.]+Z?)?|\d\d?:\d\d(:\d\d)?)$")
_TAIL = re.compile(r"^\s*(?:[-•*]\s+)?(.+?)\s*((?:\[[a-z]\d+\]\s*)+)$")
_DAY = re.compile(r"^-{3} .* -{3}$")
_FAILED = re.compile(r"<failed\b[^>]*>(.*?)</failed>", re.DOTALL)
_ID = re.compile(r"\[([a-z]\d+)\]")


@dataclass(frozen=True)
class Source:
    """One message, or one line of an earlier summary.

    Attributes:
        ids: The ids to cite, such as ("m17",); never empty.
        author: Who wrote it; empty for lines of a summary.
        when: Date and time as given, such as "14:03"; may be empty.
        channel: "#name" where given.
        text: What was written, line breaks kept.
        section: The heading it stood under, in a summary.
    """

    ids: tuple[str, ...]
    author: str
    when: str
    channel: str
    text: str
    section: str = ""

    @property
    def cite(self) -> str:
        """The ids as citations: "[m1][m4]"."""
        return "".join(f"[{name}]" for name in self.ids)


@dataclass(frozen=True)
class Document:
    """Something that may be cited by the API's own citations.

    Attributes:
        blocks: The text of each citable block.
        title: Its title, or None.
        location: Citation fields that every citation of it carries.
        source: "content", "text" or "search_result".
    """

    blocks: tuple[str, ...]
    title: str | None
    location: Json
    source: str


@dataclass(frozen=True)
class Prompt:
    """A request as a voice sees it.

    Attributes:
        body: The whole request.
        system: The system prompt as one text.
        ask: What the person asks, without the material around it.
        transcript: Messages given in user turns.
        found: Messages given by tool results.
        parts: Finished summaries to merge, as texts.
        format: Value of the system prompt's "Format:" line, or None.
        schema: The JSON schema the answer must fit, or None.
        tools: Names of the client tools offered (none if tool_choice is none).
        calls: Inputs of the tool calls made since the question.
        documents: What can be cited.
    """

    body: Json
    system: str = ""
    ask: str = ""
    transcript: tuple[Source, ...] = ()
    found: tuple[Source, ...] = ()
    parts: tuple[str, ...] = ()
    format: str | None = None
    schema: Json | None = None
    tools: tuple[str, ...] = ()
    calls: tuple[Json, ...] = ()
    documents: tuple[Document, ...] = field(default=())

    @property
    def text(self) -> str:
        """The whole request as JSON text, for predicates."""
        return json.dumps(self.body, ensure_ascii=False)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everything that was given, transcript first."""
        return self.transcript + self.found


def read_prompt(body: Json, file_text: FileText) -> Prompt:
    """Read a checked request.

    Args:
        body: The request's JSON.
        file_text: Returns the text of an uploaded file by id; "" for what is not text.
    """
    messages = body["messages"]
    system = _joined(body.get("system"), messages)
    asked = [_texts(m, "text") for m in messages if m["role"] == "user"]
    given = "\n".join(text for texts in asked for text in texts)
    results = "\n".join(text for m in messages for text in _texts(m, "tool_result"))
    form = _FORMAT.search(system)
    return Prompt(
        body=body,
        system=system,
        ask=_question(next(("\n".join(texts) for texts in reversed(asked) if texts), "")),
        transcript=_at_stake(parse_sources(_material(given)), given),
        found=parse_sources(results),
        parts=tuple(_PART.findall(given)),
        format=form.group(1) if form else None,
        schema=((body.get("output_config") or {}).get("format") or {}).get("schema"),
        tools=_offered(body),
        calls=tuple(b["input"] for m in messages for b in _blocks(m) if b["type"] == "tool_use"),
        documents=tuple(_documents(messages, file_text)),
    )


def parse_sources(text: str) -> tuple[Source, ...]:
    """Return the messages in a text: lines with a head, or else lines ending in ids."""
    found: list[tuple[str, str, list[str]]] = []
    for line in text.splitlines():
        head = _HEAD.match(line)
        if head:
            found.append((head.group(1), head.group(2) or "", [head.group(3)]))
        elif found and line.strip() and not _DAY.match(line):
            found[-1][2].append(line.strip())
    if found:
        return tuple(_source(name, meta, "\n".join(lines)) for name, meta, lines in found)
    return parse_summary(text)


def parse_summary(text: str) -> tuple[Source, ...]:
    """Return the lines of a finished summary that end in ids, with their headings."""
    sources = []
    section = ""
    for line in text.splitlines():
        if line.startswith("## "):
            section = line[3:].strip()
        elif tail := _TAIL.match(line):
            ids = tuple(dict.fromkeys(_ID.findall(tail.group(2))))
            sources.append(Source(ids, "", "", "", tail.group(1), section))
    return tuple(sources)


def _source(name: str, meta: str, text: str) -> Source:
    """Split a head's fields: dates and times first, a channel, then the author."""
    words = meta.split()
    when: list[str] = []
    channel = ""
    while words and (_WHEN.match(words[0]) or words[0].startswith("#")):
        word = words.pop(0)
        if word.startswith("#"):
            channel = word
        else:
            when.append(word)
    return Source((name,), " ".join(words), " ".join(when), channel, text)


def _material(text: str) -> str:
    """Return what stands inside material tags; the whole text where there are none."""
    inside = [match.group(2) for match in _TAGGED.finditer(text)]
    return "\n".join(inside) if inside else text


def _at_stake(sources: tuple[Source, ...], text: str) -> tuple[Source, ...]:
    """Return the messages that the lines to correct cite; all where nothing is to correct."""
    failed = _FAILED.search(text)
    if failed is None:
        return sources
    cited = set(_ID.findall(failed.group(1)))
    return tuple(source for source in sources if cited & set(source.ids))


def _question(text: str) -> str:
    """Return the person's own words: a question tag's content, or what no tag holds."""
    tagged = _QUESTION.search(text)
    if tagged:
        return tagged.group(2).strip()
    lines = _ANY_TAGGED.sub("", text).splitlines()
    return "\n".join(line for line in lines if not _HEAD.match(line)).strip()


def _joined(system: object, messages: list[Json]) -> str:
    """Return the system prompt with the system turns in the conversation."""
    texts = [str(block.get("text", "")) for block in as_blocks(system)]
    texts += [text for m in messages if m["role"] == "system" for text in _texts(m, "text")]
    return "\n".join(texts)


def _blocks(message: Json) -> list[Json]:
    return as_blocks(message["content"])


def _texts(message: Json, kind: str) -> list[str]:
    """Return the texts of a message's blocks of a kind, those inside tool results included."""
    texts = []
    for block in _blocks(message):
        if block["type"] != kind:
            continue
        for inner in as_blocks(block.get("content")) if kind == "tool_result" else [block]:
            texts += [str(b.get("text", "")) for b in (inner, *as_blocks(inner.get("content")))]
    return [text for text in texts if text]


def _offered(body: Json) -> tuple[str, ...]:
    """Return the names of the tools the model may call."""
    if (body.get("tool_choice") or {}).get("type") == "none":
        return ()
    tools = body.get("tools") or ()
    return tuple(t["name"] for t in tools if t.get("type") in (None, "custom"))


def _documents(messages: list[Json], file_text: FileText) -> list[Document]:
    """Return the citable documents and search results, each kind counted by itself."""
    found: list[Document] = []
    documents = results = 0
    for block in _nested(messages):
        cited = (block.get("citations") or {}).get("enabled")
        if block["type"] == "document":
            if cited:
                found.append(_document(block, documents, file_text))
            documents += 1
        elif block["type"] == "search_result":
            if cited:
                texts = tuple(str(b.get("text", "")) for b in block["content"])
                place = {"search_result_index": results, "source": block["source"]}
                found.append(Document(texts, block["title"], place, "search_result"))
            results += 1
    return found


def _nested(messages: list[Json]) -> list[Json]:
    """Return all blocks, those inside tool results after them in place."""
    found = []
    for block in (block for message in messages for block in _blocks(message)):
        found.append(block)
        if block["type"] == "tool_result":
            found += as_blocks(block.get("content"))
    return found


def _document(block: Json, index: int, file_text: FileText) -> Document:
    """Return a document with its citable blocks: content blocks, or the text as one."""
    source = block["source"]
    kind = source.get("type")
    file_id = source.get("file_id")
    if kind == "content":
        texts = tuple(str(b.get("text", "")) for b in as_blocks(source.get("content")))
    else:
        texts = (file_text(file_id) if file_id else str(source.get("data", "")),)
    title = block.get("title")
    place = {"document_index": index, "document_title": title, "file_id": file_id}
    return Document(texts, title, place, "content" if kind == "content" else "text")
