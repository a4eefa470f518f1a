"""What a talk without a beginning is about: names that several people mention. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from digests.extract.sentences import Sentence
from digests.matters.spoken import LINK, spoken
from digests.models import Message, People

NAMES = 3
"""So many tell what a talk is about; fewer don't."""

_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[-+][^\W_]+)*")
_MENTION = re.compile(r"<@([A-Z0-9]+)")
_STARTS = re.compile(r"(?:^|[.!?:…]\s+[\"“(]*)$")


def subjects(conversation: Sequence[Sentence], people: People) -> dict[str, Message]:
    """What several people call by a name, what is named most first, with a message that does.

    A name is a word with a capital letter where none has to be. Names of those who take part or
    are mentioned are none.

    Returns:
        `NAMES` names; none where so many things are not named twice, by two people.
    """
    persons = _persons(conversation, people)
    seen: dict[str, dict[str, Message]] = defaultdict(dict)
    for sentence in conversation:
        text = spoken(sentence.text).replace(LINK, " ")
        for found in _WORD.finditer(text):
            word = found[0]
            if _is_name(word, text, found.start()) and word.casefold() not in persons:
                seen[word].setdefault(sentence.message.ts, sentence.message)
    shared = {
        word: list(messages.values())
        for word, messages in seen.items()
        if len({message.user_id for message in messages.values()}) > 1
    }
    best = sorted(shared, key=lambda word: (-len(shared[word]), shared[word][0].ts, word))[:NAMES]
    return {word: shared[word][0] for word in best} if len(best) == NAMES else {}


def _persons(conversation: Sequence[Sentence], people: People) -> set[str]:
    """The words of their names, in lower case."""
    messages = {sentence.message.ts: sentence.message for sentence in conversation}.values()
    known = {user_id for message in messages for user_id in _MENTION.findall(message.text)}
    names = [people.names.get(user_id, "") for user_id in known]
    names += [people.name(message) for message in messages]
    return {word.casefold() for name in names for word in name.split()}


def _is_name(word: str, text: str, start: int) -> bool:
    """Whether it is written as names are: "FreeBSD" anywhere, "Pluto" but where a sentence begins.

    Words in capitals are shouted unless they are short.
    """
    if word.isupper():
        return 2 < len(word) <= 5
    if any(letter.isupper() for letter in word[1:]):
        return True
    return (
        word[0].isupper() and len(word) > 2 and not _STARTS.search(text, max(0, start - 5), start)
    )
