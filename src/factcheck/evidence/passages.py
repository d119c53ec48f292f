"""Cuts a document into passages of evidence: whole sentences, enough of them to prove something."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from factcheck.document import Document, Span
from factcheck.sentences import split

LEAST_SENTENCES = 3  # a paragraph with as many stands alone
MOST_SENTENCES = 6
MOST_WORDS = 120
WHOLE_WORDS = 130  # a paragraph no longer than this is better left whole than cut at 120

_BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)")


class _Sentence(NamedTuple):
    span: Span
    words: int


def passages(document: Document) -> list[Span]:
    """Group the sentences of a document.

    A paragraph of at least ``LEAST_SENTENCES`` is never joined to another; shorter ones are joined
    while they fit. Only a single sentence may be longer than ``WHOLE_WORDS``.

    :return: in order, not overlapping; every sentence lies in exactly one passage.
    """
    groups: list[list[_Sentence]] = []
    joinable = False  # whether the last group is made of short paragraphs
    for paragraph in _paragraphs(document.text):
        short = len(paragraph) < LEAST_SENTENCES and _fits(paragraph, WHOLE_WORDS)
        if short and joinable and _fits([*groups[-1], *paragraph], MOST_WORDS):
            groups[-1].extend(paragraph)
        else:
            groups.extend(_cut(paragraph))
        joinable = short
    return [Span(group[0].span.start, group[-1].span.end) for group in groups]


def _paragraphs(text: str) -> Iterator[list[_Sentence]]:
    """Yield the sentences between blank lines."""
    sentences = [_Sentence(span, len(text[span.start : span.end].split())) for span in split(text)]
    paragraph = sentences[:1]
    for before, after in pairwise(sentences):
        if _BLANK_LINE.search(text, before.span.end, after.span.start):
            yield paragraph
            paragraph = []
        paragraph.append(after)
    if paragraph:
        yield paragraph


def _fits(sentences: Sequence[_Sentence], words: int) -> bool:
    total = sum(sentence.words for sentence in sentences)
    return len(sentences) <= MOST_SENTENCES and total <= words


def _cut(paragraph: list[_Sentence]) -> list[list[_Sentence]]:
    """Cut a paragraph that is too long; fill each piece, then even out the last two."""
    if _fits(paragraph, WHOLE_WORDS):
        return [paragraph]
    pieces: list[list[_Sentence]] = [[]]
    for sentence in paragraph:
        if pieces[-1] and not _fits([*pieces[-1], sentence], MOST_WORDS):
            pieces.append([])
        pieces[-1].append(sentence)
    if len(pieces) > 1 and len(pieces[-1]) < LEAST_SENTENCES:
        tail = pieces[-2] + pieces[-1]
        middle = (len(tail) + 1) // 2
        halves = [tail[:middle], tail[middle:]]
        if all(_fits(half, MOST_WORDS) for half in halves):
            pieces[-2:] = halves
    return pieces
