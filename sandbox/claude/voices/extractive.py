"""The extractive voice: says only what the messages it was given say, and cites them."""

import json

from sandbox.claude.ports import Json
from sandbox.claude.reading import Document, Prompt, Source, parse_summary
from sandbox.claude.reply import Block, Reply, text_reply

from .pick import SAME, Item, pick, rank
from .room import USUAL, Room, room_for, within_words
from .schema import fill
from .sentences import Sentence, finish, sentences_of
from .words import content_words, likeness, stems

SEARCH_TOOL = "search_messages"
MAX_SEARCHES = 2
MAX_ANSWERS = 4
MAX_QUERY_WORDS = 6
NOTHING_FOUND = "I found nothing about that in the messages I can see."
NOTHING_TO_SAY = "There is nothing in these messages to summarize."


def extractive(prompt: Prompt) -> Reply:
    """Answer a prompt in the form it asks for.

    In order: structured output, a search if one is due, API citations if documents allow them,
    else lines in the prompt's format; a transcript without a format is summarized.
    """
    if prompt.schema is not None:
        filled = fill(prompt.schema, prompt.sources)
        return text_reply(json.dumps(filled, ensure_ascii=False))
    query = _next_query(prompt)
    if query:
        return Reply((Block("tool_use", name=SEARCH_TOOL, input={"query": query}),))
    if prompt.documents:
        return Reply(tuple(_cited(prompt)))
    if prompt.format == "merge-lines":
        return text_reply(merge_lines(prompt.parts) or NOTHING_TO_SAY)
    if prompt.format == "summary-lines" or (prompt.format is None and prompt.transcript):
        return text_reply(summary_lines(prompt.sources, room_for(prompt.ask)) or NOTHING_TO_SAY)
    return text_reply(answer_lines(prompt.ask, prompt.sources) or NOTHING_FOUND)


def summary_lines(sources: tuple[Source, ...], room: Room = USUAL) -> str:
    """Return messages as overview lines and sections, each line with its citations."""
    picked = pick(sources, room)
    lines = [f"{item.text} {item.cite}" for item in picked.overview]
    lines += _section("Decided", picked.decided)
    lines += _section("To do", picked.tasks)
    lines += _under("Open", [f"- {_asked(item)} {item.cite}" for item in picked.questions])
    return "\n".join(within_words(lines, room))


def merge_lines(parts: tuple[str, ...]) -> str:
    """Return several finished summaries as one, their ids kept.

    The overview takes the first line of each part, at most three: first, last and the one in the
    middle. Sections keep up to five lines each, without repetitions.
    """
    read = [parse_summary(part) for part in parts]
    leads = [line for part in read for line in [s for s in part if not s.section][:1]]
    lines = [f"{s.text} {s.cite}" for s in _distinct(_spread(leads, 3))]
    for title in ("Decided", "To do", "Open"):
        inside = _distinct([s for part in read for s in part if s.section == title])[:5]
        lines += _under(title, [f"- {s.text} {s.cite}" for s in inside])
    return "\n".join(lines)


def answer_lines(ask: str, sources: tuple[Source, ...]) -> str:
    """Return the sentences nearest to the question, one line each; "" if nothing is near."""
    near = _nearest(ask, sentences_of(sources))
    return "\n".join(f"{s.reported} {s.source.cite}" for s in near)


def _nearest(ask: str, sentences: list[Sentence]) -> list[Sentence]:
    """Return up to four distinct sentences that share words with the question, best first."""
    wanted = stems(ask)
    ranked = rank(sentences)
    if wanted:
        near = [s for s in ranked if s.stems & wanted]
        near.sort(key=lambda s: -len(s.stems & wanted))
    else:
        near = ranked
    kept: list[Sentence] = []
    for sentence in near:
        if len(kept) == MAX_ANSWERS:
            break
        if all(likeness(sentence.stems, other.stems) < SAME for other in kept):
            kept.append(sentence)
    return kept


def _next_query(prompt: Prompt) -> str | None:
    """Return what to search for now, or None: once in full, then in two words if nothing came."""
    if SEARCH_TOOL not in prompt.tools or prompt.found:
        return None
    wanted = content_words(prompt.ask)[:MAX_QUERY_WORDS]
    if not prompt.calls:
        return " ".join(wanted) or prompt.ask[:100] or None
    shorter = " ".join(sorted(wanted, key=len, reverse=True)[:2])
    tried = [call.get("query") for call in prompt.calls]
    if len(prompt.calls) < MAX_SEARCHES and shorter and shorter not in tried:
        return shorter
    return None


def _asked(item: Item) -> str:
    """Return an open question with who asked it, where it is in the language of that remark."""
    question = item.sentence.text
    if not item.person or not question.isascii():
        return question
    return f"{question} Asked by {item.person}, no answer yet."


def _section(title: str, items: tuple[Item, ...]) -> list[str]:
    return _under(title, [f"- {item.text} {item.cite}" for item in items])


def _under(title: str, lines: list[str]) -> list[str]:
    """Return lines under a heading; nothing at all where there are no lines."""
    return ["", f"## {title}", *lines] if lines else []


def _spread(sources: list[Source], count: int) -> list[Source]:
    """Return at most `count` items, the first and the last among them."""
    if len(sources) <= count:
        return sources
    last = len(sources) - 1
    return [sources[round(at * last / (count - 1))] for at in range(count)]


def _distinct(sources: list[Source]) -> list[Source]:
    """Return lines without those that say again what an earlier one said."""
    kept: list[Source] = []
    for source in sources:
        if all(likeness(stems(source.text), stems(other.text)) < SAME for other in kept):
            kept.append(source)
    return kept


def _cited(prompt: Prompt) -> list[Block]:
    """Return sentences of the citable documents, each as a text block with its citation."""
    sources = []
    for number, document in enumerate(prompt.documents):
        for at, text in enumerate(document.blocks):
            sources.append(Source((f"{number}:{at}",), "", "", "", text))
    near = _nearest(prompt.ask, sentences_of(tuple(sources)))
    blocks: list[Block] = []
    for sentence in near or rank(sentences_of(tuple(sources)))[:2]:
        place = sentence.source.ids[0].split(":")
        citation = _citation(prompt.documents[int(place[0])], int(place[1]))
        space = " " if blocks else ""
        blocks.append(Block("text", space + finish(sentence.text), citations=(citation,)))
    return blocks or [Block("text", NOTHING_FOUND)]


def _citation(document: Document, at: int) -> Json:
    """Return the citation of one block of a document."""
    cited: Json = {"cited_text": document.blocks[at], **document.location}
    if document.source == "text":
        span = {"start_char_index": 0, "end_char_index": len(document.blocks[at])}
        return {"type": "char_location", **cited, **span}
    block = {"start_block_index": at, "end_block_index": at + 1}
    if document.source == "search_result":
        return {"type": "search_result_location", **cited, "title": document.title, **block}
    return {"type": "content_block_location", **cited, **block}
