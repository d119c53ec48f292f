"""Spans to token tags and back, in the BIO scheme (Ramshaw and Marcus 1995)."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import NamedTuple
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

_CLOSING = {"(": ")", "[": "]", "“": "”", "«": "»", '"': '"'}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}


class TaggedSpan(NamedTuple):
    """A span of text with its type and the mean probability of its tokens' tags."""

    start: int
    end: int
    type: str
    score: float


def encode(
    spans: Sequence[tuple[int, int, str]], offsets: Sequence[tuple[int, int]], tags: Sequence[str]
) -> list[int]:
    """Tag each token.

    :param spans: start, end and type of each span; where two overlap the first keeps its tokens.
    :param offsets: start and end of each token, (0, 0) for special tokens.
    :param tags: names of the tags, "O" first.
    :return: an index into ``tags`` for each token.
    """
    number = {name: index for index, name in enumerate(tags)}
    out = [0] * len(offsets)
    for start, end, kind in spans:
        inside = [i for i, (a, b) in enumerate(offsets) if a < end and start < b and not out[i]]
        for place, index in enumerate(inside):
            out[index] = number[f"{'I' if place else 'B'}-{kind}"]
    return out


class Mark(NamedTuple):
    """A token that is tagged as part of a span, and the probability of the tag."""

    token: int
    tag: str
    probability: float


def marks(
    best: NDArray[np.integer], probabilities: NDArray[np.floating], tags: Sequence[str]
) -> list[list[Mark]]:
    """The tokens of each text that are not outside of every span: few.

    :param best: index of the most probable tag of each token. *Shape:* (n, n_tokens)
    :param probabilities: of those tags. *Shape:* (n, n_tokens)
    :param tags: names of the tags, "O" first.
    """
    out: list[list[Mark]] = [[] for _ in best]
    rows, tokens = best.nonzero()
    found = zip(best[rows, tokens].tolist(), probabilities[rows, tokens].tolist(), strict=True)
    for row, token, (tag, probability) in zip(rows.tolist(), tokens.tolist(), found, strict=True):
        out[row].append(Mark(token, tags[tag], probability))
    return out


def decode(
    text: str, marked: Sequence[Mark], offsets: Sequence[tuple[int, int]]
) -> list[TaggedSpan]:
    """Read the spans off the marked tokens of a text, widened to whole words and quotations.

    Tokens of one type side by side are one span, also where each is tagged as a beginning: two
    cues of a type seldom touch, and a model that is unsure where one begins says so twice.

    :param marked: in order.
    :param offsets: start and end in ``text`` of each token, (0, 0) for special tokens.
    :return: spans in order that do not overlap.
    """
    runs: list[tuple[str, list[Mark]]] = []
    for mark in marked:
        start, end = offsets[mark.token]
        if start == end:
            continue
        kind = mark.tag.partition("-")[2]
        if runs and runs[-1][0] == kind and runs[-1][1][-1].token == mark.token - 1:
            runs[-1][1].append(mark)
        else:
            runs.append((kind, [mark]))
    spans: list[TaggedSpan] = []
    for kind, run in runs:
        start, end = widened(text, offsets[run[0].token][0], offsets[run[-1].token][1])
        if start < end and (not spans or start >= spans[-1].end):
            score = fmean(mark.probability for mark in run)
            spans.append(TaggedSpan(start, end, kind, score))
    return spans


def surest(spans: Sequence[TaggedSpan]) -> TaggedSpan | None:
    """The span with the highest score, if there is any: a sentence has one source."""
    return max(spans, key=lambda span: span.score, default=None)


def widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span so that it cuts no word, nor a bracket or quotation that ends where it does.

    Brackets and quotation marks at its ends are left out if their partners are not in it, so that
    nothing may remain.
    """
    while start and in_word(text[start - 1]) and in_word(text[start]):
        start -= 1
    while end < len(text) and in_word(text[end - 1]) and in_word(text[end]):
        end += 1
    for opening, closing in _CLOSING.items():
        opened, closed = (text.count(mark, start, end) for mark in (opening, closing))
        cut = opened > closed if opening != closing else opened % 2 == 1
        end += cut and text.startswith(closing, end)
    while start < end and _dangles(text[start], _CLOSING, text[start + 1 : end]):
        start += 1
    while start < end and _dangles(text[end - 1], _OPENING, text[start : end - 1]):
        end -= 1
    return start, end


def _dangles(character: str, partners: Mapping[str, str], others: str) -> bool:
    """Whether it is a blank, or a mark that comes in pairs and has no partner among the others."""
    if character in partners:
        return partners[character] not in others
    return character.isspace() or character in _CLOSING or character in _OPENING


def in_word(character: str) -> bool:
    """Whether it is a letter, a digit or a mark on one, as in decomposed accents."""
    return character.isalnum() or category(character).startswith("M")
