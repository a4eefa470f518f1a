"""What an absent reader would miss: opening, outcome, decisions, tasks, open questions; pure."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sandbox.claude.reading import Source

from . import cues
from .room import USUAL, Room
from .sentences import Sentence, every_sentence, finish, sentences_of
from .words import likeness, stems

SAME = 0.8
ANSWER_WITHIN = 6
FEW_MESSAGES = 8
MAX_LOOKED_AT = 60
REPLY_STEMS = 4
SHORT_THREAD_MESSAGES, SHORT_THREAD_WORDS = 4, 60


@dataclass(frozen=True)
class Item:
    """One line of a summary.

    Attributes:
        text: The line, without citations.
        ids: The messages it was copied from.
        person: Author, owner or asker; empty where unknown.
        sentence: Where it comes from.
    """

    text: str
    ids: tuple[str, ...]
    person: str
    sentence: Sentence

    @property
    def cite(self) -> str:
        """The ids as citations."""
        return "".join(f"[{name}]" for name in self.ids)


@dataclass(frozen=True)
class Picked:
    """What was chosen, each group in the order of the conversation."""

    overview: tuple[Item, ...] = ()
    decided: tuple[Item, ...] = ()
    tasks: tuple[Item, ...] = ()
    questions: tuple[Item, ...] = ()
    thanks: tuple[Item, ...] = ()


def pick(sources: tuple[Source, ...], room: Room = USUAL) -> Picked:
    """Choose what to say about messages; empty for none.

    Args:
        sources: Messages in the order they were written.
        room: How much may be said.
    """
    sentences = [s for s in sentences_of(sources) if not cues.INSTRUCTION.search(s.text)]
    if not sentences:
        return Picked()
    ranked = rank(sentences)
    words = sum(len(source.text.split()) for source in sources)
    short = len(sources) <= SHORT_THREAD_MESSAGES and words <= SHORT_THREAD_WORDS
    if short or not room.items:
        return Picked(overview=_items(ranked, sentences, 1))
    decided = _items([s for s in ranked if is_decision(s)], sentences, room.items)
    tasks = _tasks(sentences, _people(sources), room.items)
    promised = [task.sentence.text for task in tasks]
    every = every_sentence(sources)
    asked = [s for s in sentences if is_open(s, every) and s.text not in promised]
    questions = _items(asked, sentences, room.items) if room.questions else ()
    taken = {item.sentence.text for item in (*decided, *tasks, *questions)}
    rest = [s for s in ranked if s.text not in taken] or ranked
    count = room.overview or (2 if len(sources) <= FEW_MESSAGES else 3)
    thanks = _items([s for s in ranked if cues.THANKS.search(s.text)], sentences, room.items)
    return Picked(_items(rest, sentences, count), decided, tasks, questions, thanks)


def rank(sentences: list[Sentence]) -> list[Sentence]:
    """Return sentences by how much they say about the whole, the opening first."""
    df = Counter(stem for sentence in sentences for stem in sentence.stems)

    def score(sentence: Sentence) -> tuple[float, int]:
        shared = sum(math.log(df[stem]) for stem in sentence.stems if df[stem] > 1)
        value = shared / math.sqrt(len(sentence.stems) + 3)
        value += 2.0 if sentence.at == 0 and sentence.first else 0.0
        value += 1.0 if cues.OUTCOME.search(sentence.text) or is_decision(sentence) else 0.0
        value += 0.5 if any(ch.isdigit() for ch in sentence.text) else 0.0
        value -= 1.5 if cues.SMALL_TALK.search(sentence.text) else 0.0
        value -= 0.5 if cues.QUESTION.search(sentence.text) else 0.0
        return -value, sentence.at

    return sorted(sentences, key=score)


def is_decision(sentence: Sentence) -> bool:
    """Tell whether a sentence states a decision."""
    text = sentence.text
    asked = cues.QUESTION.search(text) or cues.UNDECIDED.search(text)
    return bool(cues.DECIDED.search(text)) and not asked


def is_open(sentence: Sentence, sentences: list[Sentence]) -> bool:
    """Tell whether a sentence asks something that nobody else answers soon after."""
    if not cues.QUESTION.search(sentence.text):
        return False
    soon = range(sentence.at + 1, sentence.at + 1 + ANSWER_WITHIN)
    for other in sentences:
        if other.at not in soon or other.source.author == sentence.source.author:
            continue
        if cues.QUESTION.search(other.text):
            continue
        next_one = other.at == sentence.at + 1 and len(other.stems) <= REPLY_STEMS
        if next_one or sentence.stems & other.stems:
            return False
    return True


def _task(sentence: Sentence, people: frozenset[str]) -> Item | None:
    """Return a sentence as a task with its owner, or None if it promises and asks nothing."""
    owner, what = _owner_and_task(sentence, people)
    if len(stems(what)) < 2:
        return None
    what = what if what[1:2].isupper() else what[:1].lower() + what[1:]
    what = cues.DUE_AT_END.sub(r",\g<0>", what.rstrip(".!?。？ "))
    line = f"{owner}: {what}"
    return Item(line, sentence.source.ids, owner, sentence)


def _owner_and_task(sentence: Sentence, people: frozenset[str]) -> tuple[str, str]:
    """Return who has to do what; empty texts where nothing is promised or asked."""
    text, author = sentence.text, sentence.source.author
    if is_decision(sentence):
        return "", ""
    promise = cues.PROMISE.match(text)
    if promise and author and not text.endswith("?"):
        return author, promise.group("what")
    request = cues.REQUEST.match(text)
    if request and request.group("owner") in people:
        return request.group("owner"), request.group("what")
    task = cues.TASK.search(text)
    if task and author and not cues.QUESTION.search(text):
        return author, task.group("what") or text
    return "", ""


def _people(sources: tuple[Source, ...]) -> frozenset[str]:
    """Return the names somebody may be called by: whole, or the first one."""
    authors = {source.author for source in sources if source.author}
    return frozenset(authors | {author.split()[0] for author in authors})


def _tasks(sentences: list[Sentence], people: frozenset[str], limit: int) -> tuple[Item, ...]:
    """Return the tasks, those with a date before the others where there are too many."""
    tasks = _distinct((_task(sentence, people) for sentence in sentences), MAX_LOOKED_AT)
    dated = sorted(tasks, key=lambda task: not cues.DUE.search(task.sentence.text))
    return tuple(sorted(dated[:limit], key=lambda task: task.sentence.at))


def _items(chosen: Iterable[Sentence], everything: list[Sentence], count: int) -> tuple[Item, ...]:
    """Return the best distinct sentences as items, in the order of the conversation."""
    lines = (Item(s.reported, _agreeing(s, everything), s.source.author, s) for s in chosen)
    items = _distinct(lines, count)
    return tuple(sorted(items, key=lambda item: item.sentence.at))


def _agreeing(sentence: Sentence, everything: list[Sentence]) -> tuple[str, ...]:
    """Return the sentence's ids, with those of one later message that says the same words."""
    same = [
        other
        for other in everything
        if other.at != sentence.at and sentence.stems and other.stems == sentence.stems
    ]
    return tuple(
        dict.fromkeys((*sentence.source.ids, *(i for o in same[:1] for i in o.source.ids)))
    )


def _distinct(items: Iterable[Item | None], limit: int) -> list[Item]:
    """Return the first `limit` items that do not say again what an earlier one said."""
    kept: list[Item] = []
    for item in items:
        if len(kept) == limit:
            break
        if item is None:
            continue
        about = item.sentence.stems
        if all(likeness(about, other.sentence.stems) < SAME for other in kept):
            kept.append(replace(item, text=finish(item.text)))
    return kept
