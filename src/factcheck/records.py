"""Parts of an annotated document, made from what the model and the index give."""

from collections.abc import Sequence
from typing import NamedTuple

from factcheck.decide import stance_of
from factcheck.document import (
    Cue,
    CueType,
    Document,
    DocumentInfo,
    FailedDocument,
    Source,
    SourceKind,
    Span,
    Stance,
)
from factcheck.errors import DocumentError, cause
from factcheck.evidence.hypothesis import Statement
from factcheck.evidence.names import names, points_back, subject
from factcheck.model.scorer import Reading
from factcheck.model.tags import TaggedSpan


class Sentence(NamedTuple):
    """A sentence of a document in the pool, with what it says by itself."""

    document: Document
    span: Span
    text: str
    reading: Reading


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


def statements(document: Document, sentences: Sequence[Sentence]) -> list[Statement]:
    """What each sentence of a document states."""
    known = {name for sentence in sentences for name in names(sentence.text)}
    about = sure = tuple(subject(document.title or "", known))
    found = []
    for sentence in sentences:
        back = points_back(sentence.text)
        found.append(statement(sentence.text, sentence.reading, about if back else ()))
        if not back and (new := tuple(subject(sentence.text, known))):
            # A first word, such as Repairs, may be no name: what was named before it may be meant.
            doubtful = (
                sentence.text.lstrip("\"'\u201c\u2018").startswith(new[0]) and new[0] not in known
            )
            about = (*new, *sure) if doubtful else new
            sure = sure if doubtful and sure else new
    return found


def statement(text: str, reading: Reading, about: tuple[str, ...] = ()) -> Statement:
    """What a sentence states.

    :param about: the name of what it points back to, if it does.
    """
    span = reading.source
    hedged = stance_of(reading.stance) is Stance.HEDGED
    return Statement(text, text[span.start : span.end] if span else None, about, hedged)
