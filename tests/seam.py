"""An annotator over a scorer of a few lines that stands in for the model."""

import os

from factcheck import Annotator
from factcheck.document import Document, Resource, StanceScores, Thresholds
from factcheck.evidence.index import build
from factcheck.evidence.sources import Sources
from factcheck.model.scorer import Comparison, Reading
from factcheck.model.tags import TaggedSpan
from factcheck.settings import Settings


class WordScorer:
    """Reads and compares by single words, and counts; POISON breaks it."""

    resource = Resource(name="words", sha256="0" * 64)
    thresholds = Thresholds(supported=0.8, refuted=0.8)
    device = "cpu"
    precision = "fp32"

    def __init__(self):
        self.read_texts, self.pairs = [], []

    def read(self, sentences):
        self.read_texts += sentences
        if any("POISON" in sentence for sentence in sentences):
            raise RuntimeError("the sentence\nis poison")
        return [self._reading(sentence) for sentence in sentences]

    def compare(self, pairs):
        self.pairs += pairs
        if any("POISON" in premise for premise, _ in pairs):
            raise RuntimeError("the pair\nis poison")
        return [self._comparison(premise) if len(claim) < 500 else None for premise, claim in pairs]

    @staticmethod
    def _reading(sentence):
        hedged = "maybe" in sentence
        whole = (0, len(sentence))
        return Reading(
            StanceScores(asserted=float(not hedged), hedged=float(hedged), opinion=0.0, none=0.0),
            (TaggedSpan(0, 1, "doubt", 0.9), TaggedSpan(*whole, "irony", 0.9)),
            TaggedSpan(*whole, "named", 0.9),
        )

    @staticmethod
    def _comparison(premise):
        no, yes = (0.9 if word in premise.split() else 0.0 for word in ("not", "indeed"))
        return Comparison(yes, 1 - no - yes, no, truncated="CUT" in premise)


class FragileScorer(WordScorer):
    """Ends its process, as a want of memory would, at DEADLY."""

    def read(self, sentences):
        if any("DEADLY" in sentence for sentence in sentences):
            os._exit(9)
        return super().read(sentences)


def fragile(*, shared=None):
    """An annotator that DEADLY kills; picklable, for other processes."""
    return at_the_seam("The mill was not rebuilt.", scorer=FragileScorer())


def at_the_seam(*evidence, scorer=None, first_id="evidence", itself=False, shared=None, **settings):
    """An annotator over a scorer that needs no model; the evidence is a document a text.

    :param shared: of weights, which are none.
    """
    ids = [first_id, *(f"evidence/{number}" for number in range(1, len(evidence)))]
    documents = [Document(id=id, text=text) for id, text in zip(ids, evidence, strict=False)]
    return Annotator(
        scorer or WordScorer(),
        Sources([build(documents, None, name="local")]) if evidence else None,
        Settings(**settings),
        itself=itself,
    )
