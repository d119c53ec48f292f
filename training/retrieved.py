"""Pairs as a run meets them: claims before the passages that retrieval finds for them.

Most of what is retrieved for a claim of the news does not settle it, however many words it shares.
"""

import random
from collections.abc import Sequence
from pathlib import Path

from rows import Row

from factcheck.evidence.index import Index, build
from factcheck.readers import read
from factcheck.sentences import split

LOOKED_UP = 8  # passages looked up for a claim
OFF_TOPIC = 2  # of those, passages on another topic that are taken
NEWS_PASSAGES = 2  # passages taken for a sentence of the news
SHORTEST, LONGEST = 6, 45  # words of a sentence of the news


def fact_pairs(
    facts: Sequence[Row], index: Index, rng: random.Random, claims: int, part: str
) -> list[Row]:
    """Claims on a country: the pair itself, and other passages of its document as neutral.

    A document of the corpus says each thing once, so where a passage holds a sentence of the
    premise, the other passages of its document are on other topics.
    """
    usable = [
        row
        for row in facts
        if row["split"] == part and row["kind"] == "pair" and row["label"] != "neutral"
    ]
    out: list[Row] = []
    for row in rng.sample(usable, min(claims, len(usable))):
        found = index.search(row["hypothesis"], top=LOOKED_UP)
        own = {row["premise"][start:end] for start, end in split(row["premise"])}
        right = [passage for passage in found if any(text in passage.text for text in own)]
        homes = {passage.document for passage in right}
        others = [p for p in found if p.document in homes and p not in right][:OFF_TOPIC]
        if others:
            out.append({key: row[key] for key in ("premise", "hypothesis", "label")})
        out += [neutral(passage.text, row["hypothesis"]) for passage in others]
    return out


def news_pairs(texts: Sequence[str], index: Index, rng: random.Random, sentences: int) -> list[Row]:
    """Sentences of the news before passages on countries: nearly always silent."""
    found = [
        text[start:end]
        for text in texts
        for start, end in split(text)
        if SHORTEST <= len(text[start:end].split()) <= LONGEST
    ]
    return [
        neutral(passage.text, sentence)
        for sentence in rng.sample(found, min(sentences, len(found)))
        for passage in index.search(sentence, top=NEWS_PASSAGES)
    ]


def neutral(premise: str, hypothesis: str) -> Row:
    """A pair of which the premise says nothing on the hypothesis."""
    return {"premise": premise, "hypothesis": hypothesis, "label": "neutral"}


def index_of(corpus: Path) -> Index:
    """The evidence corpus, indexed in memory."""
    return build(read([corpus]), None, name="training")
