"""W3C Web Annotation: one annotation a claim, one a line, each a JSON-LD document of its own.

A collection of a corpus would have to be read whole before its first annotation can be used; lines
are read as they come, and ``jq -s .`` makes one list of them.

A target is selected twice, by position and by quotation. Positions are code points, as the standard
has it, in the text that was judged; ``state`` names that text by its digest (RFC 6920). On a live
page only the quotation finds the claim again. Where a text repeats itself with the words around
it, the position tells one claim from another.
Evidence that has a say is linked, the label and the reason are bodies of text; cues and the scores
of the axes are left to the record.
"""

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from factcheck.addresses import uri
from factcheck.document import AnnotatedDocument, Claim, Evidence
from factcheck.evidence.verdict import counted
from factcheck.report.files import whole_file
from factcheck.report.json import SCHEMA_ID

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"factcheck": f"{SCHEMA_ID}#"}]
NAMES = uuid5(NAMESPACE_URL, SCHEMA_ID)
AROUND = 32  # characters of context on either side of a quotation

_Object = dict[str, Any]


def write(records: Iterable[AnnotatedDocument], path: Path) -> None:
    """Write an annotation a line."""
    with whole_file(path) as file:
        for record in records:
            for claim in record.claims:
                file.write(msgspec.json.encode(annotation(record, claim)) + b"\n")


def annotation(record: AnnotatedDocument, claim: Claim) -> _Object:
    """The annotation of one claim; the same claim of the same text always has the same id."""
    info = record.document
    digest = base64.urlsafe_b64encode(bytes.fromhex(info.sha256)).decode().rstrip("=")
    text = f"ni:///sha-256;{digest}"
    return {
        "@context": CONTEXT,
        "id": _urn(info.id, info.sha256, str(claim.id)),
        "type": "Annotation",
        "motivation": "assessing",
        "generator": {"type": "Software", "name": f"factcheck {record.run.version}"},
        "body": list(_bodies(claim)),
        "target": {
            "type": "SpecificResource",
            "source": {
                "id": uri(info.url) or text,
                "type": "Text",
                "label": info.id,
                "language": info.language,
            },
            "state": {"type": "TimeState", "cached": text},
            "selector": [
                _position(claim.start, claim.end),
                _quotation(record.text, claim.start, claim.end),
            ],
        },
    }


def _bodies(claim: Claim) -> Iterator[_Object]:
    yield {
        "type": "TextualBody",
        "purpose": "classifying",
        "value": claim.label,
        "factcheck:confidence": claim.confidence,
    }
    if claim.reason is not None:
        yield {"type": "TextualBody", "purpose": "describing", "value": claim.reason}
    for passage in counted(claim.evidence):
        yield _linked(passage)


def _linked(passage: Evidence) -> _Object:
    return {
        "type": "SpecificResource",
        "purpose": "linking",
        "source": {
            "id": uri(passage.url) or _urn(passage.document),
            "type": "Text",
            "label": passage.title or passage.document,
        },
        "selector": [
            _position(passage.start, passage.end),
            {"type": "TextQuoteSelector", "exact": passage.text},
        ],
        "factcheck:relation": passage.relation,
        "factcheck:score": passage.score,
    }


def _position(start: int, end: int) -> _Object:
    return {"type": "TextPositionSelector", "start": start, "end": end}


def _quotation(text: str, start: int, end: int) -> _Object:
    return {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
    }


def _urn(*names: str) -> str:
    """An IRI for what has none, always the same for the same names."""
    return uuid5(NAMES, "\n".join(names)).urn
