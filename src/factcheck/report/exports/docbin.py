"""spaCy's DocBin: a folder of files, as ``spacy train`` takes them, each of at most ``DOCS`` texts.

Texts are cut to tokens by spaCy's blank English pipeline, which loses no character. Sentences are
in ``doc.spans["factcheck"]``, labelled and with the number of the claim as id; cues are in
``doc.spans["factcheck_cues"]``. A span of spaCy is made of whole tokens: where an end of ours falls
inside a token, the span takes in the whole of it, and may share it with its neighbour. The exact
offsets, and all else that the record says, are in ``doc.user_data["factcheck"]``.
"""

from collections.abc import Iterable
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from factcheck.document import AnnotatedDocument, Claim, Cue
from factcheck.errors import InputError
from factcheck.report.files import whole_folder

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

CLAIMS, CUES = "factcheck", "factcheck_cues"
DOCS = 1000  # in a file; spaCy holds a file, and every word it has seen, in memory


def write(records: Iterable[AnnotatedDocument], path: Path) -> None:
    """Write a folder of ``.spacy`` files.

    :raises InputError: spaCy is not installed.
    """
    spacy = library()
    waiting = iter(records)
    with whole_folder(path) as folder:
        for number in count():
            pipeline = spacy.blank("en")
            docs = (_doc(pipeline, record) for record in islice(waiting, DOCS))
            found = spacy.tokens.DocBin(attrs=[], store_user_data=True, docs=docs)
            if number and not len(found):
                break
            found.to_disk(folder / f"{number:06}.spacy")


def library() -> Any:  # noqa: ANN401  # a module
    """Import spaCy.

    :raises InputError: it is not installed.
    """
    try:
        import spacy
        import spacy.tokens
    except ImportError as error:
        raise InputError("the format docbin needs spaCy: pip install 'spacy>=3.7'") from error
    return spacy


def _doc(pipeline: "Language", record: AnnotatedDocument) -> "Doc":
    doc = pipeline.tokenizer(record.text)  # the pipeline itself refuses a million characters
    claims = record.claims
    doc.spans[CLAIMS] = [_span(doc, one, one.label, one.id) for one in claims]
    doc.spans[CUES] = [_span(doc, cue, cue.type, one.id) for one in claims for cue in one.cues]
    doc.user_data[CLAIMS] = msgspec.to_builtins(record)
    return doc


def _span(doc: "Doc", mark: Claim | Cue, label: str, claim: int) -> "Span":
    span = doc.char_span(mark.start, mark.end, str(label), alignment_mode="expand")
    span.id_ = str(claim)
    return span
