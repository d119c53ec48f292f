import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seam import WordScorer, at_the_seam

from factcheck.document import Source, SourceKind
from factcheck.model.tags import TaggedSpan
from factcheck.quotations import attributed
from factcheck.sentences import split

NAMES = {"Aune": "named", "Berit Moe": "named", "one guest": "anonymous", "She": "named"}


class NameScorer(WordScorer):
    """Takes a name that stands in a sentence for its source."""

    def _reading(self, sentence):
        reading = super()._reading(sentence)
        for name, kind in NAMES.items():
            if (start := sentence.find(name)) >= 0:
                return reading._replace(source=TaggedSpan(start, start + len(name), kind, 0.9))
        return reading._replace(source=None)


def speakers(text):
    """Sentence by sentence, who stands behind it."""
    annotated = at_the_seam(scorer=NameScorer()).annotate(text)
    for claim in annotated.claims:
        source = claim.source
        assert (source.start is None) == (source.kind is SourceKind.AUTHOR)
        assert source.start is None or text[source.start : source.end] == source.text
    return [claim.source.text for claim in annotated.claims]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"The ferry is late," said Aune. "It is a disgrace."', ["Aune", "Aune"]),
        ('"It is late," said Aune. "It is old. It leaks."', ["Aune"] * 3),
        ('Aune said: "The ferry is old. It leaks. We need help."', ["Aune"] * 3),
        ('"The ferry is old. It leaks," said Aune.', ["Aune", "Aune"]),
        ('"The ferry," said Aune, "is old. It leaks badly."', ["Aune", "Aune"]),
        ("“The ferry is old,” said one guest. “It leaks.”", ["one guest", "one guest"]),
        ("«The ferry is old,» said Aune. «It leaks.»", ["Aune", "Aune"]),
        ("‘The ferry is late,’ said Aune. ‘It is old. It leaks.’", ["Aune"] * 3),
        ("‘The ferry’s old. It can’t go. It leaks’, said Aune.", ["Aune"] * 3),
        ("Aune said: ‘The workers’ pay is late. It is low. It fell.’", ["Aune"] * 3),
        ("Aune said: ‘The word is “old” here. It leaks.’", ["Aune", "Aune"]),
        ("Aune said: “The word is ‘old’ here. It leaks.”", ["Aune", "Aune"]),
        ('Aune was not pleased. "The ferry leaks."', ["Aune", "Aune"]),
        ('Aune had this to say:\n\n"The ferry leaks. It is old."', ["Aune"] * 3),
    ],
)
def test_a_quoted_sentence_goes_back_to_the_speaker(text, expected):
    assert speakers(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        '"The ferry is late," said Aune. It leaked.',
        '"The ferry is late," said Aune. The word "leak" was not used.',
        '"The ferry is late," said Aune.\n\n"It leaks."',
        '"The ferry is late," said Aune. It sailed. "It leaks."',
        "'The ferry is late,' said Aune. 'It leaks.'",
        "‘The ferry is late,’ said Aune. It leaked.",
        "‘The ferry is late,’ said Aune. The workers’ pay was late. It leaked.",
        "‘The ferry is late,’ said Aune. It is ‘old’ and leaks.",
        '"The ferry is late," said Aune. The mast is 6" wide.',
    ],
)
def test_other_sentences_keep_their_own_source(text):
    first, *_, last = speakers(text)
    assert (first, last) == ("Aune", None)


def test_a_quotation_over_paragraphs_is_one():
    text = 'Aune said: "It is old.\n\n"It leaks.\n\n"It must go." The ferry sailed.'
    assert speakers(text) == ["Aune", "Aune", "Aune", None]


def test_a_quotation_that_is_never_closed_is_none():
    text = 'Aune said: "It is old.\n\nThe ferry sailed on. It was full.\n\n"Ahoy" is its name.'
    assert speakers(text) == ["Aune", None, None, None]


def test_the_beginning_of_a_quotation_tells_more_than_its_end():
    text = 'Aune said: "It is old. It leaks. It must go," as one guest told it.'
    assert speakers(text) == ["Aune", "Aune", "one guest"]


def test_a_source_within_the_quotation_speaks_for_its_own_sentence_alone():
    text = '"It is late," said Aune. "Berit Moe saw it. It leaks."'
    assert speakers(text) == ["Aune", "Berit Moe", "Aune"]


AUTHOR = Source(kind=SourceKind.AUTHOR)
MARKED = st.text(alphabet="\"“”«»‘’' .as\nB[", max_size=60)


@given(MARKED, st.data())
def test_no_source_is_lost_and_all_quote_the_text(text, data):
    spans = split(text)
    sources = []
    for start, end in spans:
        if data.draw(st.booleans()):
            begin = data.draw(st.integers(start, end - 1))
            until = data.draw(st.integers(begin + 1, end))
            named = Source(kind="named", start=begin, end=until, text=text[begin:until])
            sources.append(named)
        else:
            sources.append(AUTHOR)
    found = attributed(text, spans, sources)
    for before, after in zip(sources, found, strict=True):
        assert after is before or (before is AUTHOR and any(after is each for each in sources))


@pytest.mark.parametrize(
    "part",
    ['"', '" ', '"a. ', '"a." ', "“a. “b. ", "‘a. ", "‘a.’ ", "‘“a.’ ", '"a\n\n', ' "a', "!" * 9],
)
def test_time_is_linear(part):
    text = part * 40_000
    spans = split(text)
    start = time.process_time()
    attributed(text, spans, [AUTHOR] * len(spans))
    assert time.process_time() - start < 3.0
