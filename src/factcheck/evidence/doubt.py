"""Finds evidence that itself only puts with doubt what it would have to prove.

A claim that is asserted does not follow from a rumour, but a small model takes it for supported.
The stance of the passage's sentence tells. An opinion, and a refutation put with doubt, are left
alone: on development data that cost more right verdicts than wrong ones (``benchmarks/chain.py``).
"""

from collections.abc import Mapping

from factcheck.decide import stance_of
from factcheck.document import Stance
from factcheck.evidence.premises import Pair, core
from factcheck.model.scorer import Comparison, Scorer

DOUBTED = "the passage itself puts it with doubt"


def doubted(compared: Mapping[Pair, Comparison | None], scorer: Scorer) -> set[Pair]:
    """The pairs of premise and claim whose premise entails the claim, but is hedged itself."""
    cores = {
        pair: core(*pair)
        for pair, result in compared.items()
        if result and result.entailment > max(result.neutral, result.contradiction)
    }
    sentences = list(dict.fromkeys(cores.values()))
    readings = zip(sentences, scorer.read(sentences), strict=True)
    hedged = {text for text, reading in readings if stance_of(reading.stance) is Stance.HEDGED}
    return {pair for pair, sentence in cores.items() if sentence in hedged}
