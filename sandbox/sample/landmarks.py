"""Where to find what in the sample: named threads and messages, for tests and the demo."""

from __future__ import annotations

import re
from collections.abc import Callable

from sandbox.contents import Seed
from sandbox.threads import Message

Predicate = Callable[[Message], bool]

_EMOJI_ONLY = re.compile(r"^(:[a-z0-9_+-]+:\s*)+$")
_HUGE_CHARS = 38_000


def _begins(words: str) -> Predicate:
    return lambda message: message["text"].startswith(words)


def _says(words: str) -> Predicate:
    return lambda message: words in message["text"]


def _is_tombstone(message: Message) -> bool:
    return message.get("subtype") == "tombstone"


def _is_wordless_bot_root(message: Message) -> bool:
    return bool("bot_id" in message and not message["text"] and message.get("reply_count"))


def _is_emoji_only(message: Message) -> bool:
    return bool(_EMOJI_ONLY.match(message["text"]))


def _is_huge(message: Message) -> bool:
    return len(message["text"]) > _HUGE_CHARS


CANARIES: dict[str, str] = {
    "pricing-core": "quince lantern ferry",
    "founders": "marble otter parade",
    "ext-fjordkost": "copper thistle waltz",
    "bike-talk": "amber pretzel orbit",
    "random": "velvet tugboat sonnet",
}
"""Channel name -> words that are said there once and nowhere else."""

LANDMARKS: dict[str, tuple[str, Predicate]] = {
    "long_thread": ("incidents", _begins("Riders in Madrid and Lyon see yesterday's routes")),
    "short_thread": ("general", _begins("Who took the projector?")),
    "decision": ("dispatch", _begins("Route cache: let's decide today.")),
    "reversal": ("dispatch", _begins("Review of yesterday's outage.")),
    "second_decision": ("rider-app", _begins("Proposal: we drop Android 9")),
    "second_reversal": ("rider-app", _begins("About Android 9.")),
    "attack": ("customers", _begins("Contact form just delivered this")),
    "tombstone_root": ("dispatch", _is_tombstone),
    "bot_root_without_text": ("incidents", _is_wordless_bot_root),
    "emoji_only": ("general", _is_emoji_only),
    "huge_message": ("incidents", _is_huge),
    "german_thread": ("team-dach", _begins("Montag, kurz die Lage")),
    "french_thread": ("customers", _begins("Les coursiers du Confluent")),
    "spanish_thread": ("customers", _begins("Primera visita a Ciclomensa")),
    "japanese_thread": ("team-apac", _begins("なにわ輪さんから")),
    "korean_thread": ("customers", _begins("부산 가덕익스프레스")),
    "chinese_thread": ("hardware", _begins("供应商 A 今天来信")),
    "open_question": ("customers", _begins("Question ouverte depuis un mois")),
    "kept_promise": ("customers", _begins("Vaulx Vélo (85 coursiers)")),
    "broken_promise": ("dispatch", _begins("Tomorrow's my last day.")),
    "broadcast": ("incidents", _says("One-flight: let's decide in the review")),
    "private_canary": ("pricing-core", _says(CANARIES["pricing-core"])),
    "hidden_canary": ("founders", _says(CANARIES["founders"])),
    "shared_canary": ("ext-fjordkost", _says(CANARIES["ext-fjordkost"])),
    "opted_out_canary": ("bike-talk", _says(CANARIES["bike-talk"])),
    "outside_canary": ("random", _says(CANARIES["random"])),
}
"""Landmark -> the channel's name and what its first message there fulfils."""


def landmark(seed: Seed, name: str) -> tuple[str, str]:
    """Return (channel_id, ts) of a landmark: the root of a thread, or the message itself.

    Args:
        seed: A seed of `sandbox.seed.sample`, late enough in the last week to hold it.
        name: A key of LANDMARKS.

    Raises:
        KeyError: If there is no such landmark, or the seed ends before it.
    """
    channel_name, fulfils = LANDMARKS[name]
    channel_id = next(c["id"] for c in seed.channels if c["name"] == channel_name)
    for message in seed.messages[channel_id]:
        if fulfils(message):
            return channel_id, message["ts"]
    raise KeyError(f"{name}: the sample ends before it")
