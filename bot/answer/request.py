"""What somebody asks for, read from the text of a mention. Pure.

No text beside the mention, or a request to sum up, inside a thread is a summary; everything else
is a prompt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from digests.summarize.request import Length


class Kind(StrEnum):
    """The two things a mention can be."""

    SUMMARY = "summary"
    PROMPT = "prompt"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    Attributes:
        prompt: the text without the mention, "" if there was none.
        language: English name of the language asked for, "" to keep the thread's own.
        private: only the asker should see the answer.
        since: only what is new since the asker last wrote.
        newcomer: explain it to somebody who wasn't there.
    """

    kind: Kind
    prompt: str = ""
    length: Length = Length.NORMAL
    language: str = ""
    private: bool = False
    since: bool = False
    newcomer: bool = False


SUMMARIES = {
    "": Request(Kind.SUMMARY),
    "newcomer": Request(Kind.SUMMARY, newcomer=True),
    "since": Request(Kind.SUMMARY, since=True),
}
"""What is asked for by pressing instead of writing, by the manner that a button carries."""

_LANGUAGES = {
    "arabic": "Arabic",
    "chinese": "Chinese",
    "czech": "Czech",
    "deutsch": "German",
    "dutch": "Dutch",
    "english": "English",
    "español": "Spanish",
    "français": "French",
    "french": "French",
    "german": "German",
    "hindi": "Hindi",
    "italian": "Italian",
    "italiano": "Italian",
    "japanese": "Japanese",
    "korean": "Korean",
    "polish": "Polish",
    "português": "Portuguese",
    "portuguese": "Portuguese",
    "russian": "Russian",
    "spanish": "Spanish",
    "swedish": "Swedish",
    "turkish": "Turkish",
    "ukrainian": "Ukrainian",
    "vietnamese": "Vietnamese",
}
_LANGUAGE = re.compile(rf"\b(?:in|auf|en|in het|em)\s+({'|'.join(_LANGUAGES)})\b", re.IGNORECASE)
_PRIVATE = re.compile(
    r"\b(?:just|only) (?:for )?me\b|\bprivate(?:ly)?\b|\bnur für mich\b", re.IGNORECASE
)
_SINCE = re.compile(
    r"\bsince (?:i|my) [\w' ]{1,30}|\bwhat(?:'s| is) new\b|\bseit ich [\w ]{1,30}", re.IGNORECASE
)
_NEWCOMER = re.compile(
    r"\bfor (?:someone|somebody|a) new(?:comer| here| person| joiner| colleague)?\b", re.IGNORECASE
)
_LENGTHS = {
    Length.SHORTER: re.compile(
        r"\b(?:shorter|shortly|short|brief(?:ly)?|in (?:one|a) sentence|kurz|kürzer)\b",
        re.IGNORECASE,
    ),
    Length.LONGER: re.compile(
        r"\b(?:longer|long|detailed|in (?:more )?detail|länger|ausführlich)\b", re.IGNORECASE
    ),
}
# A text that consists of nothing but these words and the options above asks to sum up.
_SUM_UP = re.compile(
    r"\b(?:summar(?:y|ies|i[sz]e|i[sz]ed|i[sz]ing)|sum (?:it |this |that )?up|recap|tl;?\s?dr|"
    r"catch me up|what did i miss|zusammenfass(?:en|ung)|fass\w*|résum(?:é|er|e[rz]?)|"
    r"resum(?:e|en|ir|a|o)|riassum\w+|samenvatt\w+)(?!\w)"
    r"|要約|まとめ(?:て)?|总结|總結|摘要|요약",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\b(?:please|pls|can|could|would|will|you|give|me|us|make|write|a|an|the|this|that|it|of|for|"
    r"thread|discussion|conversation|channel|so|far|here|above|what|was|said|everything|hi|hey|"
    r"hello|thanks|thank|quick|and|up|bitte|den|das|diesen|zusammen|le|la|el|esto|este|hilo|fil|"
    r"version|one|again)\b|してください|ください|お願いします|请|해줘|주세요",
    re.IGNORECASE,
)
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


def parse(text: str, bot_user_id: str, *, in_thread: bool) -> Request:
    """Read a mention.

    Args:
        text: the message's mrkdwn, the mention of the bot included or not.
        bot_user_id: whose mention is taken out; those of others stay in the prompt.
        in_thread: whether there is a thread to sum up.

    Returns:
        The request; the prompt is kept for summaries too, so that nothing asked is lost.
    """
    prompt = " ".join(_without_mention(text, bot_user_id).split())
    length = next((n for n, words in _LENGTHS.items() if words.search(prompt)), Length.NORMAL)
    language = _LANGUAGE.search(prompt)
    return Request(
        kind=Kind.SUMMARY if in_thread and _asks_to_sum_up(prompt) else Kind.PROMPT,
        prompt=prompt,
        length=length,
        language=_LANGUAGES[language[1].lower()] if language else "",
        private=bool(_PRIVATE.search(prompt)),
        since=bool(_SINCE.search(prompt)),
        newcomer=bool(_NEWCOMER.search(prompt)),
    )


def mentions(text: str, user_id: str) -> bool:
    """Whether a text mentions that user."""
    return bool(user_id) and any(found == user_id for found in _MENTION.findall(text))


def _without_mention(text: str, user_id: str) -> str:
    return _MENTION.sub(lambda found: "" if found[1] == user_id else found[0], text)


def _asks_to_sum_up(prompt: str) -> bool:
    rest = prompt
    options = (_LANGUAGE, _PRIVATE, _SINCE, _NEWCOMER, *_LENGTHS.values())
    for pattern in options:
        rest = pattern.sub(" ", rest)
    only_options = rest != prompt
    without = _SUM_UP.sub(" ", rest)
    asked = without != rest or only_options
    leftover = re.sub(r"[\W_]+", "", _FILLER.sub(" ", without))
    return not re.sub(r"[\W_]+", "", prompt) or (asked and not leftover)
