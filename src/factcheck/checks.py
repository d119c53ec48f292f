"""What the evidence says of claims: each is compared with the passages that may bear on it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from factcheck.decide import NO_NAME
from factcheck.document import Evidence, Relation, RelationScores, VerdictScores
from factcheck.evidence.cutting import titled
from factcheck.evidence.doubt import DOUBTED, Pair, doubted
from factcheck.evidence.factchecks import pair, relation_of, turned
from factcheck.evidence.guards import objection
from factcheck.evidence.hypothesis import Statement, hypothesis
from factcheck.evidence.index import Passage
from factcheck.evidence.names import absent, begins_with_name_of, names
from factcheck.evidence.sources import OfRun
from factcheck.evidence.verdict import aggregate
from factcheck.model.scorer import Comparison, Scorer
from factcheck.model.scoring import Failure, compare

TOO_LONG = "the claim is longer than the model's window"
BROKEN = "the model failed on it"
CUT = "the evidence was cut"
NO_ROOM = "the fact-checks are longer than the model's window"

CLASS_OF = {  # of NLI; a tie goes to the first
    Relation.NEUTRAL: "neutral",
    Relation.REFUTES: "contradiction",
    Relation.SUPPORTS: "entailment",
}


class Check(NamedTuple):
    """What the evidence says of one sentence; ``unchecked`` says why there is no verdict.

    :param of_run: the evidence that is from other articles of the run.
    """

    verdict: VerdictScores | None
    evidence: tuple[Evidence, ...]
    unchecked: str | None
    of_run: tuple[Evidence, ...] = ()


class Asked(NamedTuple):
    """A passage, and the premise and hypothesis that tell what it says of a claim."""

    passage: Passage
    texts: Pair


def check(
    scorer: Scorer, statements: Sequence[Statement], retrieved: Sequence[Sequence[Passage]]
) -> list[Check]:
    """Compare claims with the passages retrieved for each; equal pairs are compared once."""
    asked = [list(_asked(*both)) for both in zip(statements, retrieved, strict=True)]
    pairs = list(dict.fromkeys(texts for some in asked for _, texts in some))
    compared = dict(zip(pairs, compare(scorer, pairs), strict=True))
    unsure = doubted(compared, scorer)
    return [
        _checked(statement.text, some, compared, () if statement.hedged else unsure)
        for statement, some in zip(statements, asked, strict=True)
    ]


def _asked(statement: Statement, passages: Sequence[Passage]) -> Iterator[Asked]:
    """Yield what is compared with a claim: not what has no name of it, or of its subject."""
    for passage in passages:
        whole = titled(passage.title, passage.text)
        claim = hypothesis(statement, whole)
        unnamed = absent(statement.about or names(claim), whole)
        if not unnamed or begins_with_name_of(claim, whole):
            yield Asked(passage, pair(passage, claim))


def _checked(
    claim: str,
    asked: Sequence[Asked],
    compared: Mapping[Pair, Comparison | Failure | None],
    unsure: Collection[Pair],
) -> Check:
    """Combine the comparisons of one claim.

    A fact-check that the window cannot hold is left out; where another passage cannot be judged
    there is no verdict.

    :param unsure: pairs whose premise only puts the hypothesis with doubt.
    """
    if not asked:
        return Check(None, (), NO_NAME)
    found = []
    for passage, texts in asked:
        result = compared[texts]
        if isinstance(result, Failure):  # what it kept from us may be the opposite of the rest
            return Check(None, (), f"{BROKEN} ({result.said})")
        if result:
            found.append((passage, _cited(claim, passage, texts, result, doubted=texts in unsure)))
        elif not turned(passage):
            return Check(None, (), TOO_LONG)
    evidence = tuple(each for _, each in found)
    verdict = aggregate(evidence)
    unchecked = None if verdict else CUT if evidence else NO_ROOM
    return Check(
        verdict, evidence, unchecked, tuple(each for p, each in found if isinstance(p, OfRun))
    )


def _cited(
    claim: str, passage: Passage, texts: Pair, result: Comparison, *, doubted: bool
) -> Evidence:
    """A passage with what it says of the claim, and why that may not count."""
    of_each = {relation: float(getattr(result, name)) for relation, name in CLASS_OF.items()}
    relation = max(of_each, key=lambda each: of_each[each])
    score = of_each[relation]
    claim_cut = result.truncated and turned(passage)
    if claim_cut:  # what follows from a part of the claim tells nothing of the whole
        relation, score = Relation.NEUTRAL, 1.0
    elif passage.fact_check:
        relation, score = relation_of(passage.fact_check.verdict, result.entailment)
    # A review counts, for or against, only where the claim that it reviews supports this one.
    reviews = passage.fact_check and relation is not Relation.NEUTRAL
    said = Relation.SUPPORTS if reviews else relation
    premise, asked = texts
    against = objection(asked, premise, None if turned(passage) else passage.title, said)
    if against is None and relation is Relation.SUPPORTS and doubted:
        against = DOUBTED
    compared = premise if turned(passage) else asked
    return Evidence(
        document=passage.document,
        title=passage.title,
        url=passage.url,
        published=passage.published,
        outlet=passage.outlet,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        relation=relation,
        score=score,
        scores=None if passage.fact_check else RelationScores(**of_each),
        retrieval_score=passage.retrieval_score,
        truncated=result.truncated and not claim_cut,
        fact_check=passage.fact_check,
        objection=against,
        hypothesis=None if compared == claim else compared,
    )
