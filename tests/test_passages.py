from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.document import Document
from factcheck.evidence.passages import MOST_SENTENCES, WHOLE_WORDS, passages
from factcheck.sentences import split

SENTENCES = [
    "The ferry to Lomm sailed again on Friday.",
    "Nineteen people were on board.",
    "Its captain, Per Aune, said the sea was calm.",
    "The old engine had failed twice in March.",
    "Mechanics from Oster replaced it.",
    "The county paid 1.4 million kroner.",
    "Tickets cost as much as before.",
    "A second boat will follow in autumn.",
]
LONG = "The report lists " + "one bridge and then " * 15 + "nothing else at all."  # 67 words


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in passages(Document(id="x", text=text))]


@pytest.mark.parametrize("count", range(1, 7))
def test_paragraph_of_up_to_six_sentences_is_one_passage(count):
    text = " ".join(SENTENCES[:count])
    assert cut(text) == [text]


def test_paragraph_of_130_words_is_one_passage():
    text = " ".join([*SENTENCES[:2], "The list " + "names " * 114 + "them."])
    assert len(text.split()) == WHOLE_WORDS
    assert cut(text) == [text]
    assert len(cut(text.replace("Friday", "Friday morning"))) == 2


def test_longer_paragraph_is_cut_evenly():
    assert cut(" ".join(SENTENCES[:7])) == [" ".join(SENTENCES[:4]), " ".join(SENTENCES[4:7])]


def test_many_words_make_passages_of_fewer_sentences():
    assert cut(" ".join([LONG] * 3)) == [LONG] * 3


def test_one_sentence_is_never_cut():
    long = "It was " + "very " * 200 + "long."
    assert cut(f"{long} {SENTENCES[0]}") == [long, SENTENCES[0]]


def test_long_paragraphs_are_kept_apart():
    first, second = " ".join(SENTENCES[:3]), " ".join(SENTENCES[3:6])
    assert cut(f"{first}\n\n{second}") == [first, second]


@pytest.mark.parametrize("blank", ["\n\n", "\r\n\r\n", "\n \t\n", "\n\n\n\n"])
def test_short_paragraphs_are_joined(blank):
    text = blank.join(SENTENCES[:5])
    assert cut(text) == [text]


def test_short_paragraphs_are_joined_up_to_six_sentences():
    assert cut("\n\n".join(SENTENCES)) == ["\n\n".join(SENTENCES[:6]), "\n\n".join(SENTENCES[6:])]


def test_short_paragraph_is_not_joined_to_a_long_one():
    long = " ".join(SENTENCES[:4])
    assert cut(f"Ferries\n\n{long}\n\nBy Ann Bell") == ["Ferries", long, "By Ann Bell"]


def test_text_without_sentences_has_no_passages():
    assert passages(Document(id="x", text=" \n\n ")) == []


PIECES = st.sampled_from([*SENTENCES, LONG, "\n\n", "\n", "\r\n\r\n", " ", "“Go!” he said.", "é🙂"])


@settings(deadline=None)  # the machine may be busy
@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map(" ".join)))
def test_every_sentence_lies_in_one_passage(text):
    spans = passages(Document(id="x", text=text))
    sentences = split(text)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    inside = [[s for s in sentences if p.start <= s.start and s.end <= p.end] for p in spans]
    assert [s for group in inside for s in group] == sentences
    for span, group in zip(spans, inside, strict=True):
        assert (span.start, span.end) == (group[0].start, group[-1].end)
        assert len(group) <= MOST_SENTENCES
        words = sum(len(text[s.start : s.end].split()) for s in group)
        assert words <= WHOLE_WORDS or len(group) == 1
