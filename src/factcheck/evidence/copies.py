"""Recognises passages that were taken from the article they would have to prove."""

import re

from factcheck.document import Document
from factcheck.evidence.figures import SYMBOLS

SHINGLE = 5  # words; two writers seldom put five in the same order by chance
COPIED = 0.5  # share of a passage's shingles that makes it a copy

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(rf"[{SYMBOLS}]?\d+(?:[.,:]\d+)*(?:\w+|%)?|\w+")  # keeps a figure whole


def words(text: str) -> list[str]:
    """Lower-cased words without punctuation, so that typesetting does not hide a copy."""
    return _WORD.findall(text.lower())


def contains(text: str, other: str) -> bool:
    """Whether all words and figures of another text stand in a text, in a row."""
    one, two = (f" {' '.join(_TOKEN.findall(each.lower()))} " for each in (text, other))
    return two in one


def shingles(text: str) -> frozenset[str]:
    """Every run of ``SHINGLE`` words, or all the words where there are fewer."""
    found = words(text)
    runs = max(1, len(found) - SHINGLE + 1) if found else 0
    return frozenset(" ".join(found[i : i + SHINGLE]) for i in range(runs))


class Copies:
    """The passages that are one article over again: its own, and those of its near-duplicates.

    A passage is a copy when at least half of its shingles stand in the article. The measure is
    containment (Broder 1997, *On the resemblance and containment of documents*), which unlike
    resemblance does not fall when the article is much longer than the passage.
    """

    def __init__(self, article: Document) -> None:
        self.document = article.id
        self.sha256 = article.sha256
        self._running = f" {' '.join(words(article.text))} "
        self._shingles = shingles(article.text)

    def containment(self, text: str) -> float:
        """Share of the text's shingles that stand in the article, in [0, 1]."""
        wanted = shingles(text)
        if not wanted:
            return 0.0
        if len(wanted) == 1:  # perhaps shorter than a shingle, so no member of the article's set
            return float(f" {next(iter(wanted))} " in self._running)
        return len(wanted & self._shingles) / len(wanted)

    def hold(self, text: str) -> bool:
        """Whether the text was copied from the article, or the article from it."""
        return self.containment(text) >= COPIED
