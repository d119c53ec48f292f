"""SARIF 2.1.0: one result a claim, its rule the label; failed documents are notifications.

Regions count code points, offsets from 0, lines and columns from 1, in the text that was judged,
which of an HTML page is its article alone. A line ends in a line feed, with or without a carriage
return before it. An artifact is called by the id of its document, which of a file is its name,
or by a name like that of its page where the id would lead out of the folder.
"""

import shutil
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple
from urllib.parse import quote

import msgspec

from factcheck import __version__
from factcheck.addresses import uri
from factcheck.document import AnnotatedDocument, Claim, Evidence, FailedDocument, Label
from factcheck.evidence.verdict import counted
from factcheck.report.files import safe_stem, whole_file
from factcheck.report.json import listed
from factcheck.report.wording import LABELS, percent

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
FRAME = {"columnKind": "unicodeCodePoints", "newlineSequences": ["\r\n", "\n"]}
HELD = 1 << 20  # bytes of notifications in memory; more go to a temporary file

_Object = dict[str, Any]


class Severity(NamedTuple):
    """What SARIF calls a result: only one of kind ``fail`` has a level other than none."""

    kind: str
    level: str


SEVERITIES = {
    Label.SUPPORTED: Severity("pass", "none"),
    Label.REFUTED: Severity("fail", "error"),
    Label.UNVERIFIED: Severity("fail", "warning"),
    Label.HEDGED: Severity("fail", "note"),
    Label.OPINION: Severity("fail", "note"),
    Label.NONE: Severity("notApplicable", "none"),
}
RULES = [
    {
        "id": label,
        "shortDescription": {"text": LABELS[label]},
        "defaultConfiguration": {"level": SEVERITIES[label].level},
    }
    for label in Label
]


def write(records: Iterable[AnnotatedDocument | FailedDocument], path: Path) -> None:
    """Write one run with all results, holding one document at a time."""
    frame = msgspec.json.encode(FRAME)
    with whole_file(path) as file, SpooledTemporaryFile(max_size=HELD) as failures:
        log = _Log(failures)
        file.write(b'{"version":"2.1.0","$schema":"%s","runs":[' % SCHEMA.encode())
        file.write(frame.removesuffix(b"}") + b',"results":')
        file.writelines(listed(log.results(records)))
        file.write(b',"tool":' + msgspec.json.encode(log.tool()))
        file.write(b',"invocations":[{"executionSuccessful":true,"toolExecutionNotifications":[')
        failures.seek(0)
        shutil.copyfileobj(failures, file)
        file.write(b"]}]}]}\n")


class _Log:
    """What is known only when all results are written."""

    def __init__(self, failures: IO[bytes]) -> None:
        self._failures = failures
        self._version = __version__

    def results(self, records: Iterable[AnnotatedDocument | FailedDocument]) -> Iterator[_Object]:
        for record in records:
            if isinstance(record, FailedDocument):
                comma = b",\n" if self._failures.tell() else b""
                self._failures.write(comma + msgspec.json.encode(_notification(record)))
            else:
                self._version = record.run.version
                yield from _results(record)

    def tool(self) -> _Object:
        return {"driver": {"name": "factcheck", "version": self._version, "rules": RULES}}


def _notification(record: FailedDocument) -> _Object:
    place = {"artifactLocation": {"uri": _relative(record.document.id)}}
    return {
        "level": "error",
        "message": {"text": "The document could not be annotated."},
        "exception": {"kind": record.error.kind, "message": record.error.message},
        "locations": [{"physicalLocation": place}],
    }


def _results(record: AnnotatedDocument) -> Iterator[_Object]:
    starts = [0, *(at + 1 for at, sign in enumerate(record.text) if sign == "\n")]
    artifact = {"uri": _relative(record.document.id)}
    for claim in record.claims:
        severity = SEVERITIES[claim.label]
        region = _lines(starts, claim) | _region(claim)
        yield {
            "ruleId": claim.label,
            "ruleIndex": list(Label).index(claim.label),
            "kind": severity.kind,
            "level": severity.level,
            # words of the article in a message would have to be escaped against links in it
            "message": {
                "text": f"{claim.label} ({percent(claim.confidence)}): {LABELS[claim.label]}"
            },
            "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
            "relatedLocations": [
                {"id": number} | _related(passage)  # equal passages would not be allowed
                for number, passage in enumerate(counted(claim.evidence))
            ],
            "properties": {
                "document": record.document.id,
                "claim": claim.id,
                "confidence": claim.confidence,
                "stance": claim.stance,
                "verdict": claim.verdict,
                "cues": claim.cues,
                "source": claim.source,
                "reason": claim.reason,
            },
        }


def _related(passage: Evidence) -> _Object:
    address = uri(passage.url) or _relative(passage.document)
    return {
        "message": {"text": f"{passage.relation} ({percent(passage.score)})"},
        "physicalLocation": {"artifactLocation": {"uri": address}, "region": _region(passage)},
    }


def _region(words: Claim | Evidence) -> _Object:
    return {
        "charOffset": words.start,
        "charLength": words.end - words.start,
        "snippet": {"text": words.text},
    }


def _lines(starts: list[int], claim: Claim) -> _Object:
    """Lines and columns of a claim, the last column exclusive."""
    first, last = bisect_right(starts, claim.start), bisect_right(starts, claim.end - 1)
    return {
        "startLine": first,
        "startColumn": claim.start - starts[first - 1] + 1,
        "endLine": last,
        "endColumn": claim.end - starts[last - 1] + 1,
    }


def _relative(name: str) -> str:
    """A relative reference to a document, which leads nowhere but below the folder it stands in."""
    leads_out = not {"", ".", ".."}.isdisjoint(name.split("/"))
    return safe_stem(name) if leads_out else quote(name)
