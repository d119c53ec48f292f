"""Parts of an annotated document, made from what the model and the index give."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from factcheck.document import (
    Cue,
    CueType,
    Document,
    DocumentInfo,
    Evidence,
    FailedDocument,
    Relation,
    Source,
    SourceKind,
    Span,
    VerdictScores,
)
from factcheck.errors import DocumentError, cause
from factcheck.evidence.doubt import DOUBTED, Pair
from factcheck.evidence.factchecks import pair, relation_of, turned
from factcheck.evidence.guards import objection
from factcheck.evidence.index import Passage
from factcheck.evidence.sources import OfRun
from factcheck.evidence.verdict import aggregate
from factcheck.model.scorer import Comparison, Reading
from factcheck.model.scoring import Failure
from factcheck.model.tags import TaggedSpan

TOO_LONG = "the claim is longer than the model's window"
BROKEN = "the model failed on it"
CUT = "the evidence was cut"
NO_ROOM = "the fact-checks are longer than the model's window"

CLASS_OF = {  # of NLI; a tie goes to the first
    Relation.NEUTRAL: "neutral",
    Relation.REFUTES: "contradiction",
    Relation.SUPPORTS: "entailment",
}


class Sentence(NamedTuple):
    """A sentence of a document in the pool, with what it says by itself."""

    document: Document
    span: Span
    text: str
    reading: Reading


class Check(NamedTuple):
    """What the evidence says of one sentence; ``unchecked`` says why there is no verdict.

    :param of_run: the evidence that is from other articles of the run.
    """

    verdict: VerdictScores | None
    evidence: tuple[Evidence, ...]
    unchecked: str | None
    of_run: tuple[Evidence, ...] = ()


def failed(document: Document, error: Exception) -> FailedDocument:
    """Stand in for a document that cannot be judged."""
    kind = type(error).__name__
    ours = isinstance(error, DocumentError)
    said = str(error) if ours else f"cannot be judged ({kind}: {cause(error)})"
    return FailedDocument.of(document.id, f"{document.id}: {said}", kind)


def info(document: Document) -> DocumentInfo:
    """What is said of a document beside its text."""
    return DocumentInfo(
        id=document.id,
        title=document.title,
        url=document.url,
        published=document.published,
        author=document.author,
        language=document.language,
        sha256=document.sha256,
        outlet=document.outlet,
    )


def checked(
    claim: str,
    passages: Sequence[Passage],
    results: Sequence[Comparison | Failure | None],
    doubted: Collection[Pair] = (),
) -> Check:
    """The verdict over the passages of one claim, but for reviews that the window cannot hold.

    :param doubted: pairs of premise and claim whose premise only puts the claim with doubt.
    """
    pairs = []
    for passage, result in zip(passages, results, strict=True):
        if isinstance(result, Failure):  # what it kept from us may be the opposite of the rest
            return Check(None, (), f"{BROKEN} ({result.said})")
        pairs.append((passage, result))
    if any(result is None and not turned(passage) for passage, result in pairs):
        return Check(None, (), TOO_LONG)
    found = [(p, cited(claim, p, result, doubted)) for p, result in pairs if result]
    evidence = tuple(each for _, each in found)
    verdict = aggregate(evidence)
    unchecked = None if verdict else CUT if evidence else NO_ROOM
    return Check(
        verdict, evidence, unchecked, tuple(each for p, each in found if isinstance(p, OfRun))
    )


def cited(
    claim: str, passage: Passage, result: Comparison, doubted: Collection[Pair] = ()
) -> Evidence:
    """A passage with what it says of the claim, and why that may not count."""
    relation = max(CLASS_OF, key=lambda name: float(getattr(result, CLASS_OF[name])))
    score = float(getattr(result, CLASS_OF[relation]))
    claim_cut = result.truncated and turned(passage)
    if claim_cut:  # what follows from a part of the claim tells nothing of the whole
        relation, score = Relation.NEUTRAL, 1.0
    elif passage.fact_check:
        relation, score = relation_of(passage.fact_check.verdict, result.entailment)
    # A review counts, for or against, only where the claim that it reviews supports this one.
    reviews = passage.fact_check and relation is not Relation.NEUTRAL
    said = Relation.SUPPORTS if reviews else relation
    told, asked = pair(passage, claim)
    against = objection(asked, told, None if turned(passage) else passage.title, said)
    if against is None and relation is Relation.SUPPORTS and (told, asked) in doubted:
        against = DOUBTED
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
        retrieval_score=passage.retrieval_score,
        truncated=result.truncated and not claim_cut,
        fact_check=passage.fact_check,
        objection=against,
    )


def cue(sentence: Sentence, span: TaggedSpan) -> Cue:
    """A cue with offsets into the article."""
    start = sentence.span.start
    return Cue(
        start=start + span.start,
        end=start + span.end,
        text=sentence.text[span.start : span.end],
        type=CueType(span.type),
    )


def source(sentence: Sentence) -> Source:
    """Who stands behind a claim, with offsets into the article."""
    span = sentence.reading.source
    if span is None:
        return Source(kind=SourceKind.AUTHOR)
    start = sentence.span.start
    return Source(
        kind=SourceKind(span.type),
        start=start + span.start,
        end=start + span.end,
        text=sentence.text[span.start : span.end],
    )
