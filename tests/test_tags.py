import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import TOKENIZER
from tokenizers import Tokenizer

from factcheck.model.labels import CUE_TAGS, CUE_TYPES, bio
from factcheck.model.tags import decode, encode, marks, widened

TAGS = bio(("doubt", "hearsay"))


@pytest.fixture(scope="module")
def tokenizer():
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def spans_of(text, numbers, offsets, tags=TAGS):
    """The spans that are read off the tags of a text's tokens."""
    best = np.array([numbers])
    (marked,) = marks(best, np.ones(best.shape), tags)
    return decode(text, marked, offsets)


def back(tokenizer, text, spans, tags):
    """The spans after tagging the tokens and reading the tags off again."""
    offsets = tokenizer.encode(text).offsets
    found = spans_of(text, encode(spans, offsets, tags), offsets, tags)
    return [(span.start, span.end, span.type) for span in found]


@st.composite
def texts_with_spans(draw):
    """Text of words, and spans of whole words, no two of one type side by side."""
    letters = st.characters(categories=("L", "N"))
    common = st.sampled_from(["Unprecedented", "reportedly", "1.5bn", "café", "İzmir", "Ὀδυσσεύς"])
    word = common | st.text(letters, min_size=1, max_size=12)
    space = st.sampled_from([" ", "  ", "\n", "\u00a0", ", ", " – "])
    text, words = draw(st.sampled_from(["", " ", "“"])), []
    for part in draw(st.lists(word, min_size=1, max_size=12)):
        words.append((len(text), len(text) + len(part)))
        text += part + draw(space)
    spans, place = [], 0
    while place < len(words):
        size = draw(st.integers(0, 3))
        if size:
            last = min(place + size, len(words)) - 1
            before = spans[-1][2] if spans and spans[-1][1] == words[place - 1][1] else None
            kinds = [kind for kind in CUE_TYPES if kind != before]
            spans.append((words[place][0], words[last][1], draw(st.sampled_from(kinds))))
        place += max(size, 1)
    return text, spans


@given(case=texts_with_spans())
def test_spans_of_whole_words_come_back(tokenizer, case):
    text, spans = case
    assert back(tokenizer, text, spans, CUE_TAGS) == spans


def test_adjacent_spans_of_one_type_become_one(tokenizer):
    text = "Critics reportedly allegedly said so"
    spans = [(8, 18, "hearsay"), (19, 28, "hearsay")]
    assert back(tokenizer, text, spans, CUE_TAGS) == [(8, 28, "hearsay")]


def test_adjacent_spans_of_two_types_stay_apart(tokenizer):
    text = "It may well fail"
    spans = [(3, 6, "possibility"), (7, 11, "doubt")]
    assert back(tokenizer, text, spans, CUE_TAGS) == spans


def test_span_in_a_word_comes_back_as_the_word(tokenizer):
    text = "An unconscionable delay"
    assert back(tokenizer, text, [(5, 9, "evaluation")], CUE_TAGS) == [(3, 17, "evaluation")]


def test_first_of_overlapping_spans_keeps_its_tokens():
    offsets = [(0, 0), (0, 2), (3, 6), (7, 11), (0, 0)]
    assert encode([(0, 6, "doubt"), (3, 11, "hearsay")], offsets, TAGS) == [0, 1, 2, 3, 0]


def test_special_tokens_get_no_tag():
    assert encode([(0, 5, "doubt")], [(0, 0), (0, 5), (0, 0)], TAGS) == [0, 1, 0]


def test_special_tokens_are_not_read():
    spans = spans_of("maybe", [1, 1, 1], [(0, 0), (0, 5), (0, 0)])
    assert [(span.start, span.end) for span in spans] == [(0, 5)]


def test_tags_of_special_tokens_alone_give_nothing():
    offsets = [(0, 0), (1, 3), (0, 0)]
    assert spans_of(" it", [1, 0, 2], offsets) == []


def test_inside_without_begin_starts_a_span():
    spans = spans_of("it may", [0, 2], [(0, 2), (3, 6)])
    assert [(span.start, span.end, span.type) for span in spans] == [(3, 6, "doubt")]


def test_inside_of_another_type_starts_a_span():
    spans = spans_of("it may", [1, 4], [(0, 2), (3, 6)])
    assert [(span.start, span.type) for span in spans] == [(0, "doubt"), (3, "hearsay")]


def test_word_piece_that_begins_anew_does_not_cut_the_word():
    spans = spans_of("skeptical", [1, 1], [(0, 4), (4, 9)])
    assert [(span.start, span.end) for span in spans] == [(0, 9)]


def test_parts_that_touch_make_one_span():
    spans = spans_of("short-lived", [1, 1, 1], [(0, 5), (5, 6), (6, 11)])
    assert [(span.start, span.end) for span in spans] == [(0, 11)]


def test_two_types_in_one_word_give_the_first():
    spans = spans_of("skeptical view", [1, 3, 4], [(0, 4), (4, 9), (10, 14)])
    assert [(span.start, span.end, span.type) for span in spans] == [(0, 9, "doubt")]


def test_score_is_the_mean_probability_of_the_tags():
    (marked,) = marks(np.array([[1, 2, 0]]), np.array([[0.9, 0.7, 1.0]]), TAGS)
    (span,) = decode("it may be", marked, [(0, 2), (3, 6), (7, 9)])
    assert (span.start, span.end) == (0, 6)
    assert span.score == pytest.approx(0.8)


@pytest.mark.parametrize("mark", ["“", "”", '"', "("])
def test_a_mark_alone_is_no_span(mark):
    assert spans_of(f"it {mark} may", [0, 1, 0], [(0, 2), (3, 4), (5, 8)]) == []


def test_nothing_tagged():
    assert spans_of("it", [0], [(0, 2)]) == []
    assert spans_of("", [], []) == []


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("a skeptical view", "kept", "skeptical"),
        ("a skeptical view", "skeptical", "skeptical"),
        ("Covid-19 rose", "ovi", "Covid"),
        ("(may) be", "may", "may"),
        (unicodedata.normalize("NFD", "a café opens"), "cafe", "cafe\u0301"),
        ("हिन्दी भाषा", "ह", "हिन्दी"),
        ("may", "may", "may"),
        ("the Council (NC), it said", "Council (NC", "Council (NC)"),
        ("it is symbolic[al] only", "symbolic[al", "symbolic[al]"),
        ("it is [symbolic] only", "symbolic", "symbolic"),
        ("it (a council) said", "council", "council"),
        ("it (a (b) said", "a (b", "a (b)"),
        ("it (may) be", "(may", "(may)"),
        ("it (may be) so", "(may", "may"),
        ("The “Daily Loop” said", "The “Daily Loop", "The “Daily Loop”"),
        ("The “Daily Loop,” it said", "“Daily Loop", "Daily Loop"),
        ("“It may be,” he said", "may be,”", "may be,"),
        ("“It may be” he said", "” he", "he"),
        ("he said “it may be”", "said “", "said"),
        ("“a” and “b” rose", "“a” and “b", "“a” and “b”"),
        ('The "Daily Loop" said', 'The "Daily Loop', 'The "Daily Loop"'),
        ('"It may be," he said', 'may be,"', "may be,"),
        ('"It may be," he said', '" he', "he"),
        ('it "may" be', '"may"', '"may"'),
    ],
)
def test_whole_words_brackets_and_quotations(text, part, whole):
    start = text.index(part)
    start, end = widened(text, start, start + len(part))
    assert text[start:end] == whole
