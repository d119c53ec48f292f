"""What reports say in words: of labels and cues, of figures and dates, of claims and passages."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from msgspec import UnsetType

from factcheck.addresses import link
from factcheck.decide import RELATION_OF, settled
from factcheck.document import (
    AnnotatedDocument,
    Claim,
    CueType,
    Evidence,
    FactCheck,
    Label,
    Thresholds,
)
from factcheck.evidence.verdict import counted
from factcheck.report.walk import Paragraph

LABELS = {
    Label.SUPPORTED: "Evidence from outside the article supports it.",
    Label.REFUTED: "Evidence from outside the article contradicts it.",
    Label.UNVERIFIED: "Put forward as fact; the evidence does not settle it.",
    Label.HEDGED: "Put with doubt, possibility, hearsay or dispute.",
    Label.OPINION: "A judgement or feeling that no evidence could settle.",
    Label.NONE: "No claim: a question, a dateline, a fragment.",
}
CUES = {
    CueType.POSSIBILITY: "it may be so",
    CueType.HEARSAY: "others are said to say so",
    CueType.DOUBT: "it is called into question",
    CueType.CONDITION: "it holds only if something else does",
    CueType.EVALUATION: "it is judged good or bad",
    CueType.ATTITUDE: "a feeling is shown",
    CueType.IRONY: "the words are not meant as they stand",
}
_MONTHS = "January February March April May June July August September October November December"
_QUOTED = 400  # characters of a passage; the page and the record hold all of it


def percent(probability: float) -> str:
    """Write a probability in per cent, without claiming certainty by rounding."""
    if 0 < probability < 0.01:
        return "<1%"
    if 0.99 < probability < 1:
        return ">99%"
    return f"{probability:.0%}"


def date_in_words(published: str) -> str:
    """Write an ISO date in words; anything else as it is."""
    try:
        day = datetime.fromisoformat(published)
    except ValueError:
        return published
    return f"{day.day} {_MONTHS.split()[day.month - 1]} {day.year}"


def tally(document: AnnotatedDocument) -> str:
    """Count the claims by label, in words, and the sentences that make none."""
    counts = Counter(claim.label for claim in document.claims)
    listed = ", ".join(f"{counts[label]} {label}" for label in Label if label is not Label.NONE)
    claims = _number(len(document.claims) - counts[Label.NONE], "claim")
    return f"{claims}: {listed}; {_number(counts[Label.NONE], 'sentence')} without a claim"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def contradictions(document: AnnotatedDocument) -> Iterator[str]:
    """Say where the article contradicts itself, if that was looked for."""
    if isinstance(document.contradictions, UnsetType):
        return
    for found in document.contradictions:
        claim = document.claims[found.claim]
        if found.other is None:
            other = f"the headline “{document.document.title}”"
        else:
            other = f"“{document.claims[found.other].text}”"
        yield f"contradicts itself ({found.score:.2f}): {other} and “{claim.text}”"


def decisions(
    document: AnnotatedDocument, paragraph: Paragraph
) -> Iterator[tuple[Label, Evidence]]:
    """Yield what the evidence says of the claims that begin in a paragraph, and the passages."""
    for piece in paragraph.pieces:
        if piece.claim is not None and piece.opens:
            found = _decisive(document.claims[piece.claim], document.run.thresholds)
            if found:
                yield found


def _decisive(claim: Claim, thresholds: Thresholds) -> tuple[Label, Evidence] | None:
    """What the evidence says of a claim, and the strongest passage that says so and has a say.

    That is the label; of a hedged claim that was checked it is what the label would be without it.
    """
    label = claim.label
    if label is Label.HEDGED and claim.verdict:
        label = settled(claim.verdict, thresholds)
    relation = RELATION_OF.get(label)
    found = next((one for one in counted(claim.evidence) if one.relation is relation), None)
    return (label, found) if found else None


def cited(passage: Evidence) -> str:
    """Quote a passage with its origin, or the fact-check that it is."""
    if passage.fact_check:
        return _reviewed(passage.fact_check)
    published = date_in_words(passage.published) if passage.published else None
    origin = (passage.title or passage.document, published, passage.url)
    quoted = passage.text if len(passage.text) <= _QUOTED else passage.text[:_QUOTED] + " …"
    return f"{', '.join(part for part in origin if part)}: “{quoted}”"


def _reviewed(found: FactCheck) -> str:
    published = date_in_words(found.published) if found.published else None
    origin = (f"Fact-check by {found.publisher}", published, link(found.url))
    return f"{', '.join(part for part in origin if part)}: rated “{found.rating}”: “{found.claim}”"
