"""One document a line of JSON, schema ``factcheck/1``: written, read and described."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from factcheck.document import SCHEMA, AnnotatedDocument, Claim, Cue, FailedDocument, Source
from factcheck.errors import InputError, cause
from factcheck.results import UNFINISHED

SCHEMA_ID = "https://factcheck.invalid/schema/factcheck-1.json"


class _Envelope(msgspec.Struct):
    """What tells the two kinds of record apart."""

    schema: str
    error: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


def encode(record: AnnotatedDocument | FailedDocument) -> bytes:
    """Write a record as one line of JSON, without the newline at its end."""
    return msgspec.json.encode(record)


def decode(line: bytes) -> AnnotatedDocument | FailedDocument:
    """Read one line of JSON; fields this version does not know are ignored.

    :raises InputError: the line is not a record of this schema, its spans do not quote its text,
        its contradictions are of no claim or its digest is none.
    """
    envelope = _parse(line, _Envelope)
    if envelope.schema != SCHEMA:
        raise InputError(
            f"not a {SCHEMA} record: its schema is {envelope.schema[:40]!r}; "
            "read it with the version of factcheck that wrote it"
        )
    if envelope.error is not msgspec.UNSET:
        return _parse(line, FailedDocument)
    document = _parse(line, AnnotatedDocument)
    _check_spans(document)
    _check_references(document)
    return document


def read(path: Path) -> Iterator[AnnotatedDocument | FailedDocument]:
    """Read a file of records, one a line; blank lines are passed over.

    :raises InputError: the file cannot be read, holds no record or a line that is none.
    """
    empty = True
    for number, line in lines(path):
        empty = False
        with at_line(path, number):
            record = decode(line)
        yield record
    if empty:
        raise InputError(f"{path} holds no document: give what `factcheck run` wrote")


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file that are not blank, numbered from 1.

    Of what an unfinished run has written, a last line that is not whole is passed over.

    :raises InputError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if path.name == UNFINISHED and not line.endswith(b"\n"):
                    return  # a run was cut off, or goes on, amid a line
                if line.strip():
                    yield number, line
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({cause(error)}): give the folder or file that "
            "`factcheck run` wrote"
        ) from error


@contextmanager
def at_line(path: Path, number: int) -> Iterator[None]:
    """Say which line of a file holds no record."""
    try:
        yield
    except (ValueError, RecursionError, InputError) as error:
        hint = "" if isinstance(error, InputError) else ": give what `factcheck run` wrote"
        raise InputError(f"{path}, line {number}: {cause(error)}{hint}") from error


def listed(items: Iterable[object]) -> Iterator[bytes]:
    """Write a JSON array, one item a line, holding one item at a time.

    No ``<`` stands in it as such, so that it cannot end the script of a page that holds it.
    """
    yield b"["
    for number, item in enumerate(items):
        yield b",\n" if number else b"\n"
        yield msgspec.json.encode(item).replace(b"<", b"\\u003c")
    yield b"\n]"


def json_schema() -> dict[str, object]:
    """Build the JSON Schema (2020-12) of a line from the types."""
    kinds = (AnnotatedDocument, FailedDocument)
    references, definitions = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    for kind in kinds:  # msgspec leaves out fields with a default, but no record goes without this
        definitions[kind.__name__]["required"].insert(0, "schema")
    for kind, other in ((AnnotatedDocument, "error"), (FailedDocument, "claims")):
        definitions[kind.__name__]["not"] = {"required": [other]}  # what tells the two apart
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": f"A record of {SCHEMA}",
        "description": "One annotated document, or one that failed; one record a line.",
        "oneOf": list(references),
        "$defs": definitions,
    }


_Parsed = TypeVar("_Parsed", _Envelope, AnnotatedDocument, FailedDocument)


def _parse(line: bytes, kind: type[_Parsed]) -> _Parsed:
    try:
        return msgspec.json.decode(line, type=kind)
    except (ValueError, RecursionError) as error:  # ValueError: also malformed UTF-8
        raise InputError(f"not a {SCHEMA} record: {_one_line(error)}") from error


def _check_spans(document: AnnotatedDocument) -> None:
    """Refuse claims that overlap, are out of order or, like any mark in them, misquote the text."""
    cursor = 0
    for index, claim in enumerate(document.claims):
        if claim.start < cursor:
            raise InputError(
                f"not a {SCHEMA} record: claims[{index}] starts at {claim.start}, "
                f"before the end of the claim ahead of it, {cursor}"
            )
        marks: tuple[Claim | Cue | Source, ...] = (claim, *claim.cues, claim.source)
        for mark in marks:
            if not _quotes(document.text, mark.start, mark.end, mark.text):
                raise InputError(
                    f"not a {SCHEMA} record: claims[{index}] quotes "
                    f"text[{mark.start}:{mark.end}] as {(mark.text or '')[:40]!r}"
                )
        cursor = claim.end


def _check_references(document: AnnotatedDocument) -> None:
    """Refuse contradictions of claims that are not there, and a digest that is none."""
    claims = len(document.claims)
    for index, found in enumerate(document.contradictions or ()):
        for position in (found.claim, found.other):
            if position is not None and position >= claims:
                raise InputError(
                    f"not a {SCHEMA} record: contradictions[{index}] is of claim {position}, "
                    f"but there are {claims}"
                )
    if not re.fullmatch("[0-9a-fA-F]{64}", document.document.sha256):
        raise InputError(
            f"not a {SCHEMA} record: document.sha256 is {document.document.sha256[:80]!r}, "
            "not 64 hexadecimal digits"
        )


def _quotes(text: str, start: int | None, end: int | None, words: str | None) -> bool:
    """Whether the span holds exactly these words; a source may have no span at all."""
    if start is None or end is None or words is None:
        return start is None and end is None and words is None
    return start < end and text[start:end] == words


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
