"""Reads articles: text, Markdown, HTML and JSON lines, from files, folders, patterns and stdin.

What is wrong with the inputs as a whole raises :class:`InputError` before anything is read. What is
wrong with one document becomes a :class:`FailedDocument` in its place, and reading goes on.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from factcheck.document import Document, FailedDocument
from factcheck.errors import DocumentError, cause
from factcheck.readers.failures import failed
from factcheck.readers.html import read_html
from factcheck.readers.inputs import ROWS, STDIN, Source, sources
from factcheck.readers.rows import Fields, read_rows
from factcheck.readers.text import read_markdown, read_text

__all__ = ["read"]

# What makes one document of a whole file: its name and content.
_WHOLE: dict[str, Callable[[str, bytes], Document]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
}


def read(
    inputs: Sequence[str | Path],
    *,
    text_field: str = "text",
    id_field: str = "id",
    stdin: BinaryIO | None = None,
) -> Iterator[Document | FailedDocument]:
    """Check all inputs, then read one document after the other.

    The text of a document is what the file holds, unchanged; of HTML it is the article alone, its
    paragraphs parted by blank lines. A file reached twice is read once.

    :param inputs: files, folders (searched in depth, hidden files and linked folders left out),
        patterns such as ``news/*.txt``, or ``-`` for standard input.
    :param stdin: read for ``-`` in place of standard input.
    :raises InputError: an input is not there, holds no article or is of no known kind.
    """
    return _documents(sources(inputs), Fields(text_field, id_field), stdin)


def _documents(
    found: list[Source], fields: Fields, stdin: BinaryIO | None
) -> Iterator[Document | FailedDocument]:
    for source in found:
        try:
            if source == STDIN:
                yield read_text(source.name, (stdin or sys.stdin.buffer).read())
            elif source.suffix in ROWS:
                yield from read_rows(source, fields)
            else:
                yield _WHOLE[source.suffix](source.name, source.path.read_bytes())
        except DocumentError as error:
            yield failed(source.name, f"{source.name}: {error}")
        except OSError as error:
            yield failed(source.name, f"{source.name}: cannot be read ({cause(error)})")
