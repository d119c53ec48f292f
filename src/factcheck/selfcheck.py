"""The article against itself: sentences that contradict each other, or the headline.

What an article says twice is no evidence for it, so agreement is not reported, and nothing here
changes a label.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from factcheck.decide import stance_of
from factcheck.document import Contradiction, Stance
from factcheck.evidence.query import terms
from factcheck.evidence.verdict import EVEN
from factcheck.model.scorer import Comparison, Reading, Scorer
from factcheck.model.scoring import Failure, compare

SHARED = 0.34  # least share of the shorter sentence's terms that the other has too
FEWEST = 2  # terms they must share at least
MOST_HOLDERS = 200  # sentences that have a term which still tells something
PARTNERS = 3  # most sentences that one sentence is compared with


class Article(NamedTuple):
    """A headline, if there is one, and the sentences with what each says by itself."""

    headline: str | None
    sentences: Sequence[str]
    readings: Sequence[Reading]

    def text(self, number: int | None) -> str:
        """A sentence, or the headline."""
        return self.headline or "" if number is None else self.sentences[number]


class Pair(NamedTuple):
    """Two sentences by number, the earlier first; the headline is None."""

    first: int | None
    second: int


def against_itself(articles: Sequence[Article], scorer: Scorer) -> list[tuple[Contradiction, ...]]:
    """The contradictions within each article, all compared together."""
    pairs = [candidates(article) for article in articles]
    texts = [
        (article.text(pair.first), article.text(pair.second))
        for article, own in zip(articles, pairs, strict=True)
        for pair in own
    ]
    both = list(dict.fromkeys([*texts, *((later, earlier) for earlier, later in texts)]))
    compared = dict(zip(both, compare(scorer, both), strict=True))
    found = iter(texts)
    return [
        tuple(contradicting(own, [next(found) for _ in own], compared, scorer.thresholds.refuted))
        for own in pairs
    ]


def candidates(article: Article) -> list[Pair]:
    """Pairs that may speak of the same thing: for each sentence the ``PARTNERS`` likest.

    Only sentences that assert something can contradict; a headline always may.
    """
    words = [
        set(terms(text)) if stance_of(reading.stance) is Stance.ASSERTED else set()
        for text, reading in zip(article.sentences, article.readings, strict=True)
    ]
    holders: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(words):
        for term in own:
            holders[term].append(number)
    found = {
        Pair(min(number, other), max(number, other))
        for number, own in enumerate(words)
        for other in likest(own, words, holders, number)
    }
    headline = likest(set(terms(article.headline or "")), words, holders)
    return [*(Pair(None, other) for other in sorted(headline)), *sorted(found)]


def likest(
    own: set[str],
    words: Sequence[set[str]],
    holders: Mapping[str, Sequence[int]],
    but: int | None = None,
) -> list[int]:
    """The sentences that share most terms with one, of those that share enough.

    :param holders: of each term, the sentences that have it; a term of very many tells nothing.
    """
    telling = (holders.get(term, ()) for term in own)
    shared = Counter(n for having in telling if len(having) <= MOST_HOLDERS for n in having)
    enough = [
        number
        for number, count in shared.items()
        if number != but and count >= max(FEWEST, SHARED * min(len(own), len(words[number])))
    ]
    return sorted(enough, key=lambda number: (-shared[number], number))[:PARTNERS]


def contradicting(
    pairs: Sequence[Pair],
    texts: Sequence[tuple[str, str]],
    compared: dict[tuple[str, str], Comparison | Failure | None],
    least: float,
) -> list[Contradiction]:
    """The pairs whose sentences contradict each other, whichever is read first.

    :param least: mean probability of contradiction of the two directions.
    """
    found = []
    for (first, second), (earlier, later) in zip(pairs, texts, strict=True):
        both = (compared[earlier, later], compared[later, earlier])
        whole = [one for one in both if isinstance(one, Comparison) and not one.truncated]
        scores = [result.contradiction for result in whole]
        if len(scores) == len(both) and min(scores) > EVEN and sum(scores) / 2 >= least:
            found.append(Contradiction(claim=second, other=first, score=sum(scores) / 2))
    return found
