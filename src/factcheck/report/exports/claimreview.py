"""schema.org's ClaimReview: drafts for fact-checkers, of supported and refuted claims alone.

A draft says of itself that it is one and that a program wrote it. It has no date and no address,
which who publishes it must add, with a verdict of their own. Claims that are unverified have no
rating, and other sentences no verdict, so there is no draft of them.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from factcheck.addresses import link
from factcheck.decide import RELATION_OF
from factcheck.document import AnnotatedDocument, Claim, Evidence, Label, SourceKind
from factcheck.evidence.verdict import counted
from factcheck.report.corpus import source_name
from factcheck.report.files import whole_file
from factcheck.report.json import listed
from factcheck.report.wording import LABELS, percent

WORST, BEST = 1, 5
RATINGS = {Label.SUPPORTED: BEST, Label.REFUTED: WORST}

_Object = dict[str, Any]


def write(records: Iterable[AnnotatedDocument], path: Path) -> None:
    """Write one list of all drafts, each whole by itself and safe in a script of a page."""
    with whole_file(path) as file:
        file.writelines(listed(_drafts(records)))


def _drafts(records: Iterable[AnnotatedDocument]) -> Iterator[_Object]:
    for record in records:
        for claim in record.claims:
            if claim.label in RATINGS:
                yield _draft(record, claim)


def _draft(record: AnnotatedDocument, claim: Claim) -> _Object:
    version = record.run.version
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "creativeWorkStatus": "Draft",
        "headline": f"Draft: {claim.label} according to factcheck",
        "author": {"@type": "Organization", "name": "factcheck"},  # schema.org allows no program
        "claimReviewed": claim.text,
        "itemReviewed": _reviewed(record, claim),
        "reviewRating": {
            "@type": "Rating",
            "alternateName": claim.label.capitalize(),
            "ratingValue": RATINGS[claim.label],
            "worstRating": WORST,
            "bestRating": BEST,
            "ratingExplanation": f"{LABELS[claim.label]} Confidence: {percent(claim.confidence)}.",
        },
        "reviewBody": f"Written by a program, factcheck {version}; no person has checked it.",
        "citation": [
            _cited(passage)
            for passage in counted(claim.evidence)
            if passage.relation is RELATION_OF[claim.label]
        ],
    }


def _reviewed(record: AnnotatedDocument, claim: Claim) -> _Object:
    """The claim where it appeared, and who made it where it is named, of either kind."""
    info = record.document
    article = {
        "@type": "NewsArticle",
        "identifier": info.id,
        "headline": info.title,
        "url": link(info.url),
        "datePublished": info.published,
    }
    named = claim.source.kind is SourceKind.NAMED and claim.source.text
    claimant = source_name(named) if named else None
    reviewed = {"@type": "Claim", "appearance": _known(article)}
    return reviewed | ({"author": {"name": claimant}} if claimant else {})


def _cited(passage: Evidence) -> _Object:
    cited = {
        "@type": "CreativeWork",
        "name": passage.title or passage.document,
        "url": link(passage.url),
        "datePublished": passage.published,
        "text": passage.text,
    }
    return _known(cited)


def _known(properties: _Object) -> _Object:
    return {name: value for name, value in properties.items() if value is not None}
