"""Reads articles: text, Markdown, HTML and JSON lines, from files, folders, patterns and stdin.

What is wrong with the inputs as a whole raises :class:`InputError` before anything is read. What is
wrong with one document becomes a :class:`FailedDocument` in its place, and reading goes on.

A document is called after its file: the path below the folder or pattern that was given, or the
bare file name. Where two files would share a name, every file is called by its path as given. A row
of JSON lines is called by its id field or else ``NAME:LINE``; ids of rows are not compared.
"""

import codecs
import glob
import gzip
import json
import logging
import os
import re
import sys
import warnings
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec

from factcheck.document import Document, FailedDocument, Failure
from factcheck.errors import DocumentError, InputError

Read = Iterator[Document | FailedDocument]

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_HEADING = re.compile(r"^#[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*\r?$", re.MULTILINE)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_CHARSET_BYTES = 1024  # where the HTML standard has it looked for
_MONTH = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")


class _Source(NamedTuple):
    path: Path
    name: str


class _Fields(NamedTuple):
    """Names of the two fields of a row that a user may rename."""

    text: str
    id: str


def read(
    inputs: Sequence[str | Path],
    *,
    text_field: str = "text",
    id_field: str = "id",
    stdin: BinaryIO | None = None,
) -> Read:
    """Check all inputs, then read one document after the other.

    The text of a document is what the file holds, unchanged; of HTML it is the article alone, its
    paragraphs parted by blank lines. A file reached twice is read once.

    :param inputs: files, folders (searched in depth, hidden files and linked folders left out),
        patterns such as ``news/*.txt``, or ``-`` for standard input.
    :param stdin: read for ``-`` in place of standard input.
    :raises InputError: an input is not there, holds no article or is of no known kind.
    """
    sources = _named(_found(inputs))
    return _documents(sources, _Fields(text_field, id_field), stdin)


def _documents(sources: list[_Source], fields: _Fields, stdin: BinaryIO | None) -> Read:
    for source in sources:
        try:
            if source.path == _STDIN.path:
                data = (stdin or sys.stdin.buffer).read()
                yield Document(id=source.name, text=_text(data))
            else:
                yield from _READERS[_suffix(source.path.name)](source, fields)
        except DocumentError as error:
            yield _failed(source.name, f"{source.name}: {error}")
        except OSError as error:
            yield _failed(source.name, f"{source.name}: cannot be read ({_cause(error)})")


def _failed(name: str, message: str) -> FailedDocument:
    line = " ".join(message.splitlines())  # a file name may hold line breaks
    return FailedDocument(document=name, error=Failure(kind=DocumentError.__name__, message=line))


def _cause(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) else None
    return (text or str(error) or type(error).__name__).splitlines()[0]


# Inputs


def _found(inputs: Sequence[str | Path]) -> list[_Source]:
    """List the files behind the inputs, each once, named below what was given."""
    if not inputs:
        raise InputError("no input: give a file, a folder, a pattern or - for standard input")
    sources: dict[str, _Source] = {}
    for given in inputs:
        for source in _expand(os.fspath(given)):
            sources.setdefault(os.path.realpath(source.path), source)
    return list(sources.values())


def _named(sources: list[_Source]) -> list[_Source]:
    """Give every file a name of its own."""
    names = {source.name for source in sources}
    if len(names) < len(sources):
        sources = [
            source if source == _STDIN else source._replace(name=source.path.as_posix())
            for source in sources
        ]
    # A file name need not be UTF-8; what names a document must be.
    return [
        source._replace(name=os.fsencode(source.name).decode("utf-8", "backslashreplace"))
        for source in sources
    ]


def _expand(given: str) -> list[_Source]:
    """Turn one input into files, or raise."""
    if given == "-":
        return [_STDIN]
    path = Path(given)
    if os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises where this says no
        sources = _folder(path, path)
    elif os.path.exists(path):  # noqa: PTH110
        if not _suffix(path.name):
            raise InputError(f"{given} is of no known kind: give {_KINDS}")
        return [_Source(path, path.name)]
    elif any(sign in given for sign in "*?["):
        sources = _pattern(given)
    else:
        raise InputError(f"{given} does not exist or cannot be reached: check the path")
    if not sources:
        raise InputError(f"{given} holds no article: give {_KINDS}")
    return sources


def _folder(folder: Path, root: Path) -> list[_Source]:
    """List the articles in a folder and the folders in it, by path."""
    paths: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=_unlisted):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files = (Path(place, name) for name in names if not name.startswith(".") and _suffix(name))
        # A broken link is kept, to be reported; a pipe or socket would block.
        paths.extend(file for file in files if file.is_symlink() or file.is_file())
    return [_Source(path, path.relative_to(root).as_posix()) for path in sorted(paths)]


def _unlisted(error: OSError) -> None:
    raise InputError(f"{error.filename} cannot be listed ({_cause(error)}): check its permissions")


def _pattern(given: str) -> list[_Source]:
    """List the articles that a shell pattern stands for, named below its fixed part."""
    parts = Path(given).parts
    fixed = next(i for i, part in enumerate(parts) if any(sign in part for sign in "*?["))
    root = Path(*parts[:fixed])
    sources: list[_Source] = []
    for path in map(Path, sorted(glob.glob(given, recursive=True))):  # noqa: PTH207  # any root
        if path.is_dir():
            sources.extend(_folder(path, root))
        elif _suffix(path.name):
            sources.append(_Source(path, path.relative_to(root).as_posix()))
    return sources


def _suffix(name: str) -> str:
    """Return the known suffix of a file name, or nothing."""
    return next((suffix for suffix in _READERS if name.lower().endswith(suffix)), "")


# Text


def _read_text(source: _Source, _: _Fields) -> Read:
    yield Document(id=source.name, text=_text(source.path.read_bytes()))


def _read_markdown(source: _Source, _: _Fields) -> Read:
    text = _text(source.path.read_bytes())
    heading = _HEADING.search(text)
    yield Document(id=source.name, text=text, title=heading[1] if heading else None)


def _text(data: bytes) -> str:
    """Decode a text file; a byte order mark says how it is written and is no part of the text."""
    encoding = _UTF16.get(data[:2])
    if encoding:
        text = _decoded(data, encoding, start=2)
    elif b"\0" in data:
        raise DocumentError(
            f"is binary (NUL byte at offset {data.index(0)}): give text, as UTF-8 or as UTF-16"
            " with a byte order mark"
        )
    else:
        text = _decoded(data, "utf-8", start=3 if data.startswith(codecs.BOM_UTF8) else 0)
    if "\0" in text:
        raise DocumentError(f"is binary (NUL at character {text.index(chr(0))}): give text")
    if not text.strip():
        raise DocumentError(f"is empty or blank ({len(data)} bytes): give an article")
    return text


def _decoded(data: bytes, encoding: str, *, start: int) -> str:
    try:
        return data[start:].decode(encoding)
    except UnicodeDecodeError as error:
        at = start + error.start
        raise DocumentError(
            f"byte 0x{data[at]:02X} at offset {at} is not {encoding.upper()}: save it as UTF-8"
        ) from error


# HTML


def _read_html(source: _Source, _: _Fields) -> Read:
    data = source.path.read_bytes()
    page = _page(data)
    found = _article(page)
    if found is None or not (found.text or "").strip():
        raise DocumentError(f"no article was found in {len(data)} bytes of HTML: give its text")
    # trafilatura ends a paragraph with one line break, which would read as a wrapped line.
    lines = [line.strip() for line in found.text.split("\n")]
    text = "\n\n".join(line for line in lines if line)
    if "\ufffd" in text:
        _decoded(data, _charset(data), start=0)  # raises, unless the page itself has the character
    yield Document(
        id=source.name,
        text=text,
        title=_utf8(found.title),
        url=_utf8(found.url),
        published=_iso(found.date),
        author=_utf8(found.author),
    )


def _page(data: bytes) -> str:
    """Decode a page; a stray byte matters only where it stands in the article."""
    encoding = _charset(data)
    try:
        page = data.decode(encoding, "replace").removeprefix("\ufeff")
    except (LookupError, UnicodeError) as error:  # also what is no encoding of text, such as "hex"
        raise DocumentError(
            f"the page's encoding {encoding!r} cannot be read: save it as UTF-8"
        ) from error
    if "\0" in page:
        raise DocumentError(f"is binary (NUL at character {page.index(chr(0))}): give HTML")
    return page


def _charset(data: bytes) -> str:
    """Find the encoding as a browser does: byte order mark, then what the page says, then UTF-8."""
    if data[:2] in _UTF16:
        return _UTF16[data[:2]]
    declared = _CHARSET.search(data[:_CHARSET_BYTES])
    if data.startswith(codecs.BOM_UTF8) or not declared:
        return "utf-8"
    name = declared[1].decode().lower()
    # The WHATWG's table: what calls itself Latin-1 or ASCII is windows-1252, and what can be read
    # as ASCII up to here is not UTF-16.
    if name.startswith("utf-16"):
        return "utf-8"
    return "cp1252" if name in {"iso-8859-1", "latin1", "us-ascii", "ascii"} else name


def _article(page: str) -> Any:  # noqa: ANN401  # trafilatura.settings.Document or None
    """Take the article out of a page."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _extractor()(
                page,
                with_metadata=True,
                include_comments=False,
                # No guessing of a date from the text or the copyright line.
                date_extraction_params={"extensive_search": False, "original_date": True},
            )
        except Exception as error:  # any fault of the extraction is a fault with this page
            raise DocumentError(
                f"the article cannot be taken out ({type(error).__name__}): give its text"
            ) from error


@cache
def _extractor() -> Callable[..., Any]:
    """Import trafilatura, which takes half a second, and keep it quiet."""
    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    from trafilatura import bare_extraction

    return bare_extraction


# JSON lines


def _read_rows(source: _Source, fields: _Fields) -> Read:
    """Read a document a line, holding one line at a time."""
    opened = gzip.open if source.path.name.lower().endswith(".gz") else open
    number = rows = 0
    with opened(source.path, "rb") as stream:
        try:
            for number, line in enumerate(stream, 1):
                if number == 1 and line[:2] in _UTF16:
                    raise DocumentError("is UTF-16: save it as UTF-8, as JSON lines must be")
                row = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
                if row.strip():
                    rows += 1
                    yield _row(row, f"{source.name}:{number}", fields)
        except (EOFError, zlib.error, OSError) as error:
            place = f"{source.name}:{number + 1}"
            yield _failed(
                place, f"{place}: the file breaks off here ({_cause(error)}): make it again"
            )
            return
    if not rows:
        raise DocumentError("is empty or blank: give a JSON object a line")


def _row(line: bytes, place: str, fields: _Fields) -> Document | FailedDocument:
    """Make a document of a row; a failure has the row's own id as soon as that is known."""
    name = place
    try:
        row = _object(line)
        name = _row_name(row.get(fields.id), fields.id) or place
        return Document(
            id=name,
            text=_row_text(row, fields.text),
            title=_string(row, "title"),
            url=_string(row, "url"),
            published=_iso(_string(row, "published") or _string(row, "date")),
            author=_string(row, "author"),
        )
    except DocumentError as error:
        return _failed(name, f"{place}: {error}")


def _object(line: bytes) -> dict[str, Any]:
    text = _decoded(line, "utf-8", start=0)
    try:
        row = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        if half := _half_pair(text):
            raise DocumentError(
                f"{half} is half a surrogate pair: give whole characters"
            ) from error
        raise DocumentError(f"is no JSON ({_cause(error)}): give one object a line") from error
    if not isinstance(row, dict):
        raise DocumentError(f"is {_kind(row)}, not an object: give fields such as text and id")
    return row


def _half_pair(text: str) -> str | None:
    """Find a lone surrogate, which msgspec refuses without a name; written as in JSON."""
    try:
        decoded = json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return None
    lone = re.search(r"[\ud800-\udfff]", decoded)
    return f"\\u{ord(lone[0]):04x}" if lone else None


def _row_name(value: object, field: str) -> str | None:
    """Return an id as text; numbers are common."""
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise DocumentError(f"field {field!r} is {_kind(value)}: give a string or a whole number")
    return None if value is None else str(value).strip() or None


def _row_text(row: dict[str, Any], field: str) -> str:
    if field not in row:
        known = ", ".join(map(repr, sorted(row)[:8])) or "none"
        raise DocumentError(f"has no field {field!r} (fields: {known}): name the text's field")
    text = row[field]
    if not isinstance(text, str):
        raise DocumentError(f"field {field!r} is {_kind(text)}: give a string")
    if not text.strip():
        raise DocumentError(f"field {field!r} is empty or blank: give an article")
    return text


def _string(row: dict[str, Any], field: str) -> str | None:
    value = row.get(field)
    if not isinstance(value, str | None):
        raise DocumentError(f"field {field!r} is {_kind(value)}: give a string or leave it out")
    return value or None


def _kind(value: object) -> str:
    """Name a JSON value as its sender would, with its beginning."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 40 else f"{shown[:40]}…"


# What is said of a document


def _iso(date: str | None) -> str | None:
    """Return a date or time as given if it is ISO 8601; any other is not passed on."""
    if not date:
        return None
    try:
        datetime.fromisoformat(date)
    except ValueError:
        return date if _MONTH.fullmatch(date) else None
    return date


def _utf8(value: str | None) -> str | None:
    """Drop what cannot be written, such as a half of a surrogate pair in a page's metadata."""
    try:
        return value if value and value.encode() else None
    except UnicodeEncodeError:
        return None


_READERS: dict[str, Callable[[_Source, _Fields], Read]] = {
    ".txt": _read_text,
    ".md": _read_markdown,
    ".html": _read_html,
    ".htm": _read_html,
    ".jsonl": _read_rows,
    ".jsonl.gz": _read_rows,
}
_KINDS = ", ".join(_READERS)
_STDIN = _Source(Path("-"), "stdin")
