"""The summarizer that needs no model: a conversation's own most telling sentences. Pure.

It reads in one direction: messages, sentences, cues, scores, selection, extracts.
"""

from digests.extract.engine import Extract, default_words, extract

__all__ = ["Extract", "default_words", "extract"]
