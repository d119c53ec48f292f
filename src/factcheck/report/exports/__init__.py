"""Records in the formats of others, one module a format."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from factcheck.document import AnnotatedDocument, FailedDocument
from factcheck.errors import InputError
from factcheck.report.exports import (
    claimreview,
    docbin,
    markdown,
    parquet,
    sarif,
    webannotation,
)

Records = Iterable[AnnotatedDocument | FailedDocument]


class Format(NamedTuple):
    """How a format is written: as a stream, whole or not at all.

    :param failures: whether it can say that a document failed; if not, it is given no such record.
    :param suffix: of the file or folder.
    :param folder: it is a folder, not a file.
    :param library: imports what is needed beside the package itself.
    """

    write: Callable[[Iterable[Any], Path], None]
    suffix: str
    failures: bool = False
    folder: bool = False
    library: Callable[[], object] | None = None


FORMATS = {
    "webannotation": Format(webannotation.write, "webannotation.jsonl"),
    "sarif": Format(sarif.write, "sarif", failures=True),
    "claimreview": Format(claimreview.write, "claimreview.json"),
    "parquet": Format(parquet.write, "parquet", failures=True),
    "markdown": Format(markdown.write, "md", failures=True),
    "docbin": Format(docbin.write, "spacy", folder=True, library=docbin.library),
}
FLAT = {"parquet": Format(parquet.write_flat, "claims.parquet", failures=True)}


def chosen(format: str, *, flat: bool = False) -> Format:
    """The format of that name.

    :param flat: a claim a row, in place of a document.
    :raises InputError: there is no such format, or not with a claim a row, or what it needs is not
        installed.
    """
    formats = FLAT if flat else FORMATS
    if format not in formats:
        claims = " with a claim a row" if flat else ""
        raise InputError(f"there is no format {format!r}{claims}: choose {', '.join(formats)}")
    found = formats[format]
    if found.library:
        found.library()
    return found


def export(records: Records, format: Format, place: Path) -> int:
    """Write records in another format, holding few of them at a time.

    :return: how many failed documents had to be left out.
    :raises OutputError: the place cannot be written; nothing is left behind.
    """
    left_out = 0

    def said() -> Iterator[AnnotatedDocument | FailedDocument]:
        nonlocal left_out
        for record in records:
            if isinstance(record, FailedDocument) and not format.failures:
                left_out += 1
            else:
                yield record

    format.write(said(), place)
    return left_out
