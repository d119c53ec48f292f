"""JSON lines, plain or compressed: a document a row.

A row is called by its id field or else ``NAME:LINE``; ids of rows are not compared.
"""

import codecs
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from factcheck.document import Document, FailedDocument
from factcheck.errors import DocumentError, cause
from factcheck.readers.dates import iso
from factcheck.readers.inputs import Source
from factcheck.readers.position import Position
from factcheck.readers.text import UTF16, decoded

if TYPE_CHECKING:
    from pyarrow import NativeFile

LONGEST = 1 << 24  # bytes of a line; more may be a bomb
OPTIONAL = ("title", "url", "published", "date", "author", "outlet")  # read beside text and id


class Fields(NamedTuple):
    """Names of the two fields of a row that a user may rename."""

    text: str
    id: str


FIELDS = Fields("text", "id")


def read_rows(
    source: Source, fields: Fields, position: Position
) -> Iterator[Document | FailedDocument]:
    """Read a document a line, holding one line at a time.

    :raises DocumentError: the file is empty or UTF-16.
    """
    for place, row in objects(source, position):
        if isinstance(row, DocumentError):
            yield FailedDocument.of(place, f"{place}: {row}")
        else:
            yield document_of(row, place, fields)


def objects(
    source: Source, position: Position | None = None
) -> Iterator[tuple[str, dict[str, Any] | DocumentError]]:
    """The place (``NAME:LINE``) and object of each line, or what is wrong with the line.

    :raises DocumentError: the file is empty or UTF-16.
    """
    number, empty = 0, True
    with _opened(source, position or Position()) as stream:
        try:
            for number, line in enumerate(_lines(stream), 1):
                if number == 1 and line[:2] in UTF16:
                    raise DocumentError("is UTF-16: save it as UTF-8, as JSON lines must be")
                row = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
                if len(line) == LONGEST:
                    empty = False
                    said = f"has {LONGEST} bytes or more: give an article a line"
                    yield f"{source.name}:{number}", DocumentError(said)
                elif row.strip():
                    empty = False
                    yield f"{source.name}:{number}", _object(row)
        except (EOFError, zlib.error, OSError) as error:
            said = f"the file breaks off here ({cause(error)}): make it again"
            yield f"{source.name}:{number + 1}", DocumentError(said)
            return
    if empty:
        raise DocumentError("is empty or blank: give a JSON object a line")


@contextmanager
def _opened(source: Source, position: Position) -> Iterator[io.BufferedIOBase]:
    """Open a file, unpacked."""
    with position.open(source.path) as file:
        if source.suffix.endswith(".gz"):
            with gzip.open(file, "rb") as stream:
                yield stream
        elif source.suffix.endswith(".zst"):
            from pyarrow import CompressedInputStream

            with CompressedInputStream(file, "zstd") as unpacked:
                yield io.BufferedReader(_UntilDamage(unpacked))
        else:
            yield file


class _UntilDamage(io.RawIOBase):
    """A stream of pyarrow's that gives what it unpacked before it meets damage, and then raises.

    Alone it fills the buffer, raises, and does not say how far it came; NUL stands in no line.
    """

    def __init__(self, unpacked: "NativeFile") -> None:
        super().__init__()
        self._unpacked = unpacked
        self._damage: OSError | None = None

    def readable(self) -> bool:
        """As ``io.RawIOBase.readable``."""
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        """As ``io.RawIOBase.readinto``."""
        if self._damage:
            raise self._damage
        buffer[:] = bytes(len(buffer))
        try:
            size: int = self._unpacked.readinto(buffer)
        except OSError as error:
            self._damage = error
            size = len(bytes(buffer).rstrip(b"\0")) or self.readinto(buffer)
        return size


def _lines(stream: io.BufferedIOBase) -> Iterator[bytes]:
    """Yield each line, or the first ``LONGEST`` bytes of it."""
    while line := stream.readline(LONGEST):
        yield line
        while line and not line.endswith(b"\n"):
            line = stream.readline(LONGEST)


def document_of(row: dict[str, Any], place: str, fields: Fields) -> Document | FailedDocument:
    """Make a document of a row; a failure has the row's own id as soon as that is known."""
    name = place
    try:
        name = _row_name(row.get(fields.id), fields.id) or place
        return Document(
            id=name,
            text=_row_text(row, fields.text),
            title=_string(row, "title"),
            url=_string(row, "url"),
            published=iso(_string(row, "published")) or iso(_string(row, "date")),
            author=_string(row, "author"),
            outlet=_string(row, "outlet"),
        )
    except DocumentError as error:
        return FailedDocument.of(name, f"{place}: {error}")


def _object(line: bytes) -> dict[str, Any] | DocumentError:
    """Decode a line to an object, or say what is wrong with it."""
    try:
        text = decoded(line, "utf-8")
    except DocumentError as error:
        return error
    try:
        row = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        if half := _half_pair(text):
            return DocumentError(f"{half} is half a surrogate pair: give whole characters")
        return DocumentError(f"is no JSON ({cause(error)}): give one object a line")
    if not isinstance(row, dict):
        return DocumentError(f"is {_kind(row)}, not an object: give fields such as text and id")
    return row


def _half_pair(text: str) -> str | None:
    """Find a lone surrogate, which msgspec refuses without a name; written as in JSON."""
    try:
        whole = json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return None
    lone = re.search(r"[\ud800-\udfff]", whole)
    return f"\\u{ord(lone[0]):04x}" if lone else None


def _row_name(value: object, field: str) -> str | None:
    """Return an id as text; numbers are common."""
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise DocumentError(f"field {field!r} is {_kind(value)}: give a string or a whole number")
    return None if value is None else str(value).strip() or None


def unknown_field(field: str, names: Iterable[str]) -> DocumentError:
    """Say that the field of the text is not among those that are there."""
    known = ", ".join(map(repr, sorted(names)[:8])) or "none"
    return DocumentError(f"has no field {field!r} (fields: {known}): name the text's field")


def _row_text(row: dict[str, Any], field: str) -> str:
    if field not in row:
        raise unknown_field(field, row)
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
    """Name a value as its sender would in JSON, with its beginning."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    shown = json.dumps(value, ensure_ascii=False, default=str)  # a table has dates and bytes
    return shown if len(shown) <= 40 else f"{shown[:40]}…"
