"""What of a passage is compared with a claim: the whole, and the sentence that says most of it.

A small model overlooks what stands among six sentences, and misreads a sentence without them. A
claim that follows from either is taken to follow; that it is contradicted, both must say. On claims
of ``verify/dev`` before the passages that retrieval finds, this gives more right verdicts at equal
precision than either alone, than neighbours beside the sentence, and than every sentence by itself
(``benchmarks/chain.py``).
"""

from collections.abc import Iterable

from factcheck.evidence.factchecks import pair
from factcheck.evidence.index import Passage
from factcheck.evidence.query import terms
from factcheck.model.scorer import Comparison, Scorer
from factcheck.sentences import split

Pair = tuple[str, str]


def compare(cases: Iterable[tuple[Passage, str]], scorer: Scorer) -> dict[Pair, Comparison | None]:
    """What each passage says of its claim, by premise and hypothesis, each different pair once."""
    parts = {
        pair(passage, claim): pair(passage, claim)
        if passage.fact_check
        else (core(passage.text, claim), claim)
        for passage, claim in cases
    }
    different = list(dict.fromkeys([*parts, *parts.values()]))
    results = dict(zip(different, scorer.compare(different), strict=True))
    return {whole: together(results[whole], results[part]) for whole, part in parts.items()}


def core(passage: str, claim: str) -> str:
    """The sentence of a passage that shares most terms with a claim, the first of equals."""
    wanted = terms(claim).keys()
    sentences = [passage[start:end] for start, end in split(passage)]
    return max(sentences, key=lambda text: len(wanted & terms(text).keys()), default=passage)


def together(whole: Comparison | None, part: Comparison | None) -> Comparison | None:
    """One comparison of two: the higher entailment, the mean of the others, summing to one."""
    if whole is None or part is None:
        return whole
    entailment = max(whole.entailment, part.entailment)
    neutral = (whole.neutral + part.neutral) / 2
    contradiction = (whole.contradiction + part.contradiction) / 2
    total = entailment + neutral + contradiction
    return Comparison(
        entailment=entailment / total,
        neutral=neutral / total,
        contradiction=contradiction / total,
        truncated=whole.truncated,
    )
