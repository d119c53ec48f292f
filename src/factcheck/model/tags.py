"""Spans to token tags and back, in the BIO scheme (Ramshaw and Marcus 1995)."""

from collections.abc import Sequence
from statistics import fmean
from typing import NamedTuple
from unicodedata import category

import numpy as np
from numpy.typing import NDArray


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


def decode(
    text: str,
    probabilities: NDArray[np.floating],
    offsets: Sequence[tuple[int, int]],
    tags: Sequence[str],
) -> list[TaggedSpan]:
    """Read the spans off the most probable tags, widened to whole words.

    Tokens of one type side by side are one span, also where each is tagged as a beginning: two
    cues of a type seldom touch, and a model that is unsure where one begins says so twice.

    :param probabilities: *Shape:* (n_tokens, n_tags)
    :param offsets: start and end in ``text`` of each token, (0, 0) for special tokens.
    :param tags: names of the tags, "O" first.
    :return: spans in order that do not overlap.
    """
    best = probabilities.argmax(axis=1)
    runs: list[tuple[str, list[int]]] = []
    for index in np.flatnonzero(best).tolist():  # few: most tokens are outside
        start, end = offsets[index]
        if start == end:
            continue
        kind = tags[best[index]].partition("-")[2]
        if runs and runs[-1][0] == kind and runs[-1][1][-1] == index - 1:
            runs[-1][1].append(index)
        else:
            runs.append((kind, [index]))
    spans: list[TaggedSpan] = []
    for kind, tokens in runs:
        start, end = whole_words(text, offsets[tokens[0]][0], offsets[tokens[-1]][1])
        score = fmean(probabilities[tokens, best[tokens]].tolist())
        if not spans or start >= spans[-1].end:
            spans.append(TaggedSpan(start, end, kind, score))
    return spans


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span so that it cuts no word."""
    while start and in_word(text[start - 1]) and in_word(text[start]):
        start -= 1
    while end < len(text) and in_word(text[end - 1]) and in_word(text[end]):
        end += 1
    return start, end


def in_word(character: str) -> bool:
    """Whether it is a letter, a digit or a mark on one, as in decomposed accents."""
    return character.isalnum() or category(character).startswith("M")
