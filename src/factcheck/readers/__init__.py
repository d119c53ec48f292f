"""Reads articles: text, Markdown, HTML, rows of tables; from files, folders, patterns and stdin.

What is wrong with the inputs as a whole raises :class:`InputError` before anything is read. What is
wrong with one document becomes a :class:`FailedDocument` in its place, and reading goes on.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from factcheck.document import Document, FailedDocument
from factcheck.errors import DocumentError, InputError, cause
from factcheck.readers.claimreview import read_reviews, reviews_on_page
from factcheck.readers.html import read_html
from factcheck.readers.inputs import REVIEWS, ROWS, STDIN, TABLES, Source, sources
from factcheck.readers.position import Position
from factcheck.readers.rows import FIELDS, LONGEST, Fields, read_rows
from factcheck.readers.tables import read_table
from factcheck.readers.text import read_markdown, read_text

MOST = 1 << 22  # characters of an article; to judge 4 million takes 400 MB

__all__ = ["FIELDS", "Fields", "read"]


# What makes one document of a whole file: its name and content.
_WHOLE: dict[str, Callable[[str, bytes], Document]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
}


def read(
    inputs: Sequence[str | Path],
    fields: Fields = FIELDS,
    *,
    stdin: BinaryIO | None = None,
    evidence: bool = False,
    position: Position | None = None,
) -> Iterator[Document | FailedDocument]:
    """Check all inputs, then read one document after the other.

    The text of a document is what the file holds, unchanged; of HTML it is the article alone, its
    paragraphs parted by blank lines. A file reached twice is read once.

    :param inputs: files, folders (searched in depth, hidden files and linked folders left out),
        patterns such as ``news/*.txt``, or ``-`` for standard input.
    :param fields: names of the fields of rows.
    :param stdin: read for ``-`` in place of standard input.
    :param evidence: also read fact-checks, from JSON and in place of the article of a page. Where
        articles are wanted, files of JSON in folders are passed over.
    :param position: told how far the reading is.
    :raises InputError: an input is not there, holds no article or is of no known kind.
    """
    found = sources(inputs)
    if STDIN in found and (stdin or sys.stdin) is None:
        raise InputError("standard input is closed: give a file, a folder or a pattern, not -")
    if not evidence:
        found = _articles(found, inputs)
    position = position or Position()
    position.total = sum(map(_size, found))
    documents = _documents(found, fields, stdin, evidence, position)
    return documents if evidence else map(_bounded, documents)


def _bounded(document: Document | FailedDocument) -> Document | FailedDocument:
    """Fail an article so long that what is said of it would fill the memory."""
    if isinstance(document, FailedDocument) or len(document.text) <= MOST:
        return document
    said = f"has {len(document.text)} characters, more than {MOST}: give an article a document"
    return FailedDocument.of(document.id, f"{document.id}: {said}")


def _articles(found: list[Source], inputs: Sequence[str | Path]) -> list[Source]:
    """Leave out what can only be a fact-check; raise if it was named or nothing is left."""
    reviews = [source.path for source in found if source.suffix in REVIEWS]
    given = set(map(Path, inputs))
    named = [path for path in reviews if path in given]
    if named or len(reviews) == len(found):
        raise InputError(
            f"{(named or reviews)[0]} is no article: give fact-checks to --evidence or to"
            " `factcheck index`"
        )
    return [source for source in found if source.suffix not in REVIEWS]


def _documents(
    found: list[Source],
    fields: Fields,
    stdin: BinaryIO | None,
    evidence: bool,
    position: Position,
) -> Iterator[Document | FailedDocument]:
    before = 0
    for source in found:
        position.read = before
        before += _size(source)
        try:
            if source == STDIN:
                yield read_text(source.name, _content(stdin or sys.stdin.buffer))
            elif source.suffix in ROWS:
                yield from read_rows(source, fields, position)
            elif source.suffix in TABLES:
                yield from read_table(source, fields, position)
            elif source.suffix in REVIEWS:
                yield from read_reviews(source.name, source.path.read_bytes())
            else:
                with source.path.open("rb") as file:
                    data = _content(file)
                position.read = before
                reviews = evidence and _WHOLE[source.suffix] is read_html
                found_on_page = reviews_on_page(source.name, data) if reviews else []
                yield from found_on_page or [_WHOLE[source.suffix](source.name, data)]
        except DocumentError as error:
            yield FailedDocument.of(source.name, f"{source.name}: {error}")
        except OSError as error:
            yield FailedDocument.of(source.name, f"{source.name}: cannot be read ({cause(error)})")
    position.read = before


def _content(file: BinaryIO) -> bytes:
    """The content of a file that is one document.

    :raises DocumentError: it is longer than a row may be.
    """
    data = file.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise DocumentError(f"has more than {LONGEST} bytes: give an article a file")
    return data


def _size(source: Source) -> int:
    """Bytes of a file on the disk; none where that cannot be told."""
    try:
        return 0 if source == STDIN else source.path.stat().st_size
    except OSError:  # it is reported when it is read
        return 0
