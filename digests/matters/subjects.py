"""What a talk without a beginning is about: names that several people mention. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from digests.extract.sentences import Sentence
from digests.matters.spoken import LINK, spoken
from digests.models import Message, People

MOST = 3
FEWEST = 2
"""Names below which they don't tell what a talk is about."""

_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[-./+][^\W_]+)*")
_STARTS = re.compile(r"(?:^|[.!?:…]\s+[\"“(]*)$")


def subjects(conversation: Sequence[Sentence], people: People) -> dict[str, Message]:
    """What several people call by a name, what is named most first, with a message that does.

    A name is a word with a capital letter where none has to be. Names of people are none.

    Returns:
        Two or three names; none where so many things are not named twice, by two people.
    """
    persons = {word.casefold() for name in people.names.values() for word in name.split()}
    seen: dict[str, dict[str, Message]] = defaultdict(dict)
    for sentence in conversation:
        text = spoken(sentence.text).replace(LINK, " ")
        for found in _WORD.finditer(text):
            word = found[0]
            if _is_name(word, text[: found.start()]) and word.casefold() not in persons:
                seen[word].setdefault(sentence.message.ts, sentence.message)
    shared = {
        word: list(messages.values())
        for word, messages in seen.items()
        if len({message.user_id for message in messages.values()}) > 1
    }
    best = sorted(shared, key=lambda word: (-len(shared[word]), shared[word][0].ts, word))[:MOST]
    return {word: shared[word][0] for word in best} if len(best) >= FEWEST else {}


def _is_name(word: str, before: str) -> bool:
    """Whether it is written as names are: "FreeBSD" anywhere, "Pluto" but where a sentence begins.

    Words in capitals are shouted unless they are short.
    """
    if word.isupper():
        return 2 < len(word) <= 5
    if any(letter.isupper() for letter in word[1:]):
        return "'" not in word
    return word[0].isupper() and len(word) > 2 and not _STARTS.search(before)
