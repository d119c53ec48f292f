"""Finds evidence that itself only puts with doubt what it would have to prove.

A claim that is asserted does not follow from a rumour, but a small model takes it for supported.
The stance of the passage's sentence tells. An opinion, and a refutation put with doubt, are left
alone: on development data that cost more right verdicts than wrong ones (``benchmarks/chain.py``).
"""

from collections.abc import Mapping

from factcheck.decide import stance_of
from factcheck.document import Stance
from factcheck.evidence.core import core
from factcheck.model.scorer import Comparison, Scorer
from factcheck.model.scoring import Failure, each, read

DOUBTED = "the passage itself puts it with doubt"

Pair = tuple[str, str]  # premise and hypothesis


def doubted(compared: Mapping[Pair, Comparison | Failure | None], scorer: Scorer) -> set[Pair]:
    """The pairs of premise and claim whose premise entails the claim, but is hedged itself.

    A sentence on which the model fails is taken for hedged.
    """
    cores = {
        (premise, claim): premise[slice(*span)]
        for (premise, claim), result in compared.items()
        if isinstance(result, Comparison)
        and result.entailment > max(result.neutral, result.contradiction)
        and (span := core(premise, claim))
    }
    sentences = list(dict.fromkeys(cores.values()))
    readings = each(lambda some: read(scorer, some), sentences)
    hedged = {
        text
        for text, reading in zip(sentences, readings, strict=True)
        if isinstance(reading, Failure) or stance_of(reading.stance) is Stance.HEDGED
    }
    return {pair for pair, sentence in cores.items() if sentence in hedged}
