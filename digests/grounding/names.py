"""People named in a text: by full name, first name or family name, without taking words for names.

Pure. A workspace's names are indexed once; finding them in a text takes time linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from digests.grounding.text import CJK, bare, even, is_cjk
from digests.grounding.words import AGREEING, NOBODY, ORDINARY, SAYING

_TOKEN = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
_CJK_RUN = re.compile(f"[{CJK}]+")
_SENTENCE_END = re.compile(r"[.!?:;\"(]\s*$|^\s*$|[-*•]\s+$")
_HONORIFICS = ("さん", "様", "氏", "君", "くん", "ちゃん", "先生", "님", "씨", "总", "老师")
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Named:
    """A person named in a text.

    Attributes:
        text: the name as it stands there.
        span: where.
        keys: whom it may mean; several where people share a name.
        full: whether it is somebody's whole name.
    """

    text: str
    span: tuple[int, int]
    keys: frozenset[str]
    full: bool


class Names:
    """An index of people by every form of their names. Keys are user ids, or "~name" without.

    A name its owner writes small, if it is one word and no ordinary one, is found written small.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        """Index some people.

        Args:
            names: plain names by key.
        """
        self._whole: dict[str, set[str]] = {}
        self._parts: dict[str, set[str]] = {}
        self._of: dict[str, frozenset[str]] = {}
        self._cjk_sizes: set[int] = set()
        self._handles: set[str] = set()
        for key, name in names.items():
            self.add(key, name)

    def add(self, key: str, name: str) -> None:
        """Index one more person; the same one again changes nothing."""
        if key in self._of:
            return
        form = name.lower() if name.isascii() else bare(even(name))
        if name.islower() and form not in ORDINARY:
            self._handles.add(form)
        self._index(key, form)

    def parts(self, keys: Iterable[str]) -> frozenset[str]:
        """Every form of some people's names, bare."""
        return frozenset().union(*(self._of.get(key, frozenset()) for key in keys))

    def keys(self, name: str) -> frozenset[str]:
        """Whom a name alone means; empty if nobody has it."""
        form = " ".join(_TOKEN.findall(bare(name)))
        return frozenset(self._whole.get(form, ())) or frozenset(self._parts.get(form, ()))

    def named_in(self, text: str) -> list[Named]:
        """The people named in an evened text, in order, none inside another."""
        found: list[Named] = []
        tokens = list(_TOKEN.finditer(text))
        at = 0
        while at < len(tokens):
            named = self._longest(text, tokens, at)
            if named is None:
                at += 1
                continue
            found.append(named)
            while at < len(tokens) and tokens[at].start() < named.span[1]:
                at += 1
        return sorted([*found, *self._cjk(text)], key=lambda each: each.span)

    def capitalized(self, text: str) -> str:
        """An evened text of the same length in which every name found begins with a capital."""
        letters = list(text)
        for named in self.named_in(text):
            capital = text[named.span[0]].upper()
            letters[named.span[0]] = capital if len(capital) == 1 else letters[named.span[0]]
        return "".join(letters)

    def is_named(self, keys: Iterable[str], bare_text: str) -> bool:
        """Whether any form of these people's names stands in a bare text, as words."""
        words = {word.removesuffix("'s") for word in _TOKEN.findall(bare_text)}
        return any(
            part in words
            or (is_cjk(part) and part in bare_text)
            or (" " in part and part in bare_text)
            for part in self.parts(keys)
        )

    def _index(self, key: str, name: str) -> None:
        tokens = _TOKEN.findall(name)
        whole = " ".join(tokens)
        forms = {whole, *(token for token in tokens if len(token) > 1)} - {""}
        if whole:
            self._whole.setdefault(whole, set()).add(key)
        for form in forms - NOBODY:
            self._parts.setdefault(form, set()).add(key)
        if is_cjk(whole):
            joined = whole.replace(" ", "")
            forms |= {joined} if len(joined) > 1 else set()
            self._whole.setdefault(joined, set()).add(key)
            self._cjk_sizes |= {len(form) for form in forms if len(form) > 1}
        self._of[key] = frozenset(forms - NOBODY)

    def _longest(self, text: str, tokens: list[re.Match[str]], at: int) -> Named | None:
        """The longest name that begins with a token."""
        for size in range(min(_LONGEST, len(tokens) - at), 0, -1):
            start, end = tokens[at].start(), tokens[at + size - 1].end()
            said = text[start:end]
            form = " ".join(_TOKEN.findall(bare(said)))
            stripped = form.removesuffix("'s")
            whole = self._whole.get(stripped)
            keys = whole or (self._parts.get(stripped) if size == 1 else None)
            if keys and (
                size > 1 or stripped in self._handles or _is_name(text, tokens, at, stripped)
            ):
                return Named(said, (start, end), frozenset(keys), full=bool(whole) and size > 1)
        return None

    def _cjk(self, text: str) -> Iterable[Named]:
        """Names in scripts without spaces: whole ones anywhere, parts before an honorific."""
        for run in _CJK_RUN.finditer(text) if self._cjk_sizes else ():
            for at in range(len(run[0])):
                for size in self._cjk_sizes:
                    piece = run[0][at : at + size]
                    keys = self._whole.get(piece)
                    after = run[0][at + size :]
                    if not keys and after.startswith(_HONORIFICS):
                        keys = self._parts.get(piece)
                    if keys and len(piece) == size and len(piece) < len(run[0]):
                        start = run.start() + at
                        yield Named(piece, (start, start + size), frozenset(keys), full=True)


def _is_name(text: str, tokens: list[re.Match[str]], at: int, form: str) -> bool:
    """Whether a single word is meant as a name: capital, and not merely opening a sentence."""
    word = tokens[at][0]
    if is_cjk(word):
        return True
    if not word[0].isupper() or (word.isupper() and len(word) > 3 and form in ORDINARY):
        return False
    if form not in ORDINARY:
        return True
    if not _SENTENCE_END.search(text[max(0, tokens[at].start() - 4) : tokens[at].start()]):
        return True
    following = text[tokens[at].end() : tokens[at].end() + 2]
    verb = tokens[at + 1][0].casefold() if at + 1 < len(tokens) else ""
    return following[:1] in (":", ",") or verb in SAYING or verb in AGREEING or verb == "and"
