"""Tables: CSV, Parquet and Arrow, a document a row, with the fields that JSON lines have.

A row is called by its id field or else ``NAME:LINE`` of CSV, ``NAME:ROW`` of the others, from one.
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from io import TextIOWrapper
from typing import Any, Self, TextIO

from factcheck.document import Document, FailedDocument
from factcheck.errors import DocumentError, cause
from factcheck.readers.inputs import Source
from factcheck.readers.position import Position
from factcheck.readers.rows import OPTIONAL, Fields, document_of, unknown_field
from factcheck.readers.text import UTF16

LONGEST = 1 << 24  # characters of a row of CSV: more is a quote nobody closed
_ENDS = ("\r", "\n")  # of a line of CSV
_ROWS = 64  # of Parquet held at a time
_ARROW_FILE = b"ARROW1"  # what a file begins with; a stream does not
_BUFFER = 1 << 20  # bytes of a column of Parquet read at a time

_Rows = Iterator[tuple[str, dict[str, Any] | DocumentError]]


def read_table(
    source: Source, fields: Fields, position: Position
) -> Iterator[Document | FailedDocument]:
    """Read a document a row, holding few rows at a time.

    :raises DocumentError: the file is empty, is no table or has no field of the text, or is a pipe
        and of a kind that is not read from its beginning to its end.
    """
    if source.suffix != ".csv" and source.path.is_fifo():
        raise DocumentError(f"is a pipe, from which {source.suffix} cannot be read: give a file")
    rows = _READERS[source.suffix](source, fields, position)
    empty = True
    for place, row in rows:
        empty = False
        if isinstance(row, DocumentError):
            yield FailedDocument.of(place, f"{place}: {row}")
        else:
            yield document_of(row, place, fields)
    if empty:
        raise DocumentError("has no rows: give a document a row")


def _csv(source: Source, fields: Fields, position: Position) -> _Rows:
    """The place and fields of each row, or what is wrong with the row."""
    csv.field_size_limit(max(LONGEST, csv.field_size_limit()))  # one for the whole process
    # Opened once, for it may be a pipe. Bytes that are not UTF-8 become halves of surrogate pairs,
    # which are found in their row.
    file = position.open(source.path)
    with TextIOWrapper(file, "utf-8-sig", "surrogateescape", newline="") as stream:
        if file.peek(2)[:2] in UTF16:
            raise DocumentError("is UTF-16: save it as UTF-8")
        reader = _records(stream)
        _, names = next(reader, (0, []))
        if isinstance(names, DocumentError):
            raise names
        if names:
            _check(names, fields)
        for line, values in reader:
            yield f"{source.name}:{line}", _named(names, values)


def _records(stream: TextIO) -> Iterator[tuple[int, list[str] | DocumentError]]:
    """The number of its first line and the values of each row that is not blank."""
    lines = _Lines(stream)
    reader = csv.reader(lines, strict=True)
    while True:
        line = lines.begin()
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, DocumentError(f"is no CSV ({cause(error)}): quote and double its quotes")
        except DocumentError as error:
            yield line, error
        else:
            if values:
                yield line, values


class _Lines:
    """The lines of one row after the other."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._number = 1  # of the next line
        self._size = self._quotes = 0  # characters, and quotes among them, of the row so far

    def begin(self) -> int:
        """Begin a row; the number of its first line, from one."""
        self._size = self._quotes = 0
        return self._number

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        """The next line.

        :raises DocumentError: the row is too long; the line after it is the next.
        """
        line = self._read()
        if self._size > LONGEST:
            while line and (self._quotes % 2 or not line.endswith(_ENDS)):
                line = self._read()
            if self._quotes % 2:
                raise DocumentError("leaves a quote open, no row behind is read: close it")
            raise DocumentError(f"has over {LONGEST} characters: give an article a row")
        if not line:
            raise StopIteration
        return line

    def _read(self) -> str:
        line = self._stream.readline(LONGEST + 1)
        self._number += line.endswith(_ENDS)
        self._size += len(line)
        self._quotes += line.count('"')
        return line


def _check(names: Sequence[str], fields: Fields) -> None:
    """Raise unless there is a column of the text, and each that is read once only."""
    if fields.text not in names:
        raise unknown_field(fields.text, names)
    for name in (*fields, *OPTIONAL):
        if names.count(name) > 1:
            raise DocumentError(f"has {names.count(name)} columns {name!r}: name each differently")


def _named(names: list[str], values: list[str] | DocumentError) -> dict[str, Any] | DocumentError:
    """The values by the names of their columns, or what is wrong with them."""
    if isinstance(values, DocumentError):
        return values
    if len(values) != len(names):
        return DocumentError(
            f"has {len(values)} fields, not {len(names)} as the heading: quote what holds a comma"
        )
    whole = "".join(values)
    try:
        whole.encode()
    except UnicodeEncodeError as error:
        byte = ord(whole[error.start]) - 0xDC00
        return DocumentError(f"byte 0x{byte:02X} is not UTF-8: save it as UTF-8")
    if "\0" in whole:
        return DocumentError("is binary (holds NUL): give text")
    return dict(zip(names, values, strict=True))


def _parquet(source: Source, fields: Fields, position: Position) -> _Rows:
    """The place and fields of each row, or what is wrong with the row."""
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        file = ParquetFile(source.path, buffer_size=_BUFFER, page_checksum_verification=True)
        names = file.schema_arrow.names
    except (ArrowException, UnicodeDecodeError) as error:
        raise DocumentError(f"is no Parquet ({cause(error)}): make it again") from error
    with file:
        _check(names, fields)
        wanted = _wanted(names, fields)
        before, size = position.read, source.path.stat().st_size
        last = 0
        for group in range(file.num_row_groups):
            first, last = last, last + file.metadata.row_group(group).num_rows
            batches = file.iter_batches(_ROWS, [group], wanted)
            for number, row in _counted(batches, first, last):
                position.read = before + size * number // max(file.metadata.num_rows, 1)
                yield f"{source.name}:{number}", row


def _arrow(source: Source, fields: Fields, position: Position) -> _Rows:
    """The place and fields of each row of a stream or file of Arrow, as ``datasets`` keeps them.

    What was written as one batch is held at once, of the columns that are read.
    """
    from pyarrow import ArrowException, PythonFile, ipc

    with position.open(source.path) as stream:
        magic = stream.peek(len(_ARROW_FILE))[: len(_ARROW_FILE)]
        opened = ipc.open_file if magic == _ARROW_FILE else ipc.open_stream
        file = PythonFile(stream)
        try:
            names = opened(file).schema.names
            _check(names, fields)
            stream.seek(0)
            wanted = [names.index(name) for name in _wanted(names, fields)]
            reader = opened(file, options=ipc.IpcReadOptions(included_fields=wanted))
        except (ArrowException, OSError, UnicodeDecodeError) as error:
            raise DocumentError(f"is no Arrow ({cause(error)}): make it again") from error
        batches = (
            map(reader.get_batch, range(reader.num_record_batches))
            if opened is ipc.open_file
            else iter(reader)
        )
        for number, row in _counted(batches):
            yield f"{source.name}:{number}", row


_READERS = {".csv": _csv, ".parquet": _parquet, ".arrow": _arrow}


def _wanted(names: Sequence[str], fields: Fields) -> list[str]:
    """The columns that are read."""
    return [name for name in names if name in {*fields, *OPTIONAL}]


def _counted(
    batches: Iterator[Any],  # of pyarrow
    number: int = 0,
    last: int | None = None,
) -> Iterator[tuple[int, dict[str, Any] | DocumentError]]:
    """Number the rows; what breaks them off is the last of them.

    :param number: of the row before the first.
    :param last: number of the last row, where it is known.
    """
    from pyarrow import ArrowException

    why = "they are not there"
    try:
        for batch in batches:
            batch.validate()  # offsets within a column are checked with each row
            sound = _is_sound(batch)
            for row in range(batch.num_rows):
                number += 1
                yield number, _values(batch, row, sound=sound)
    except (ArrowException, OSError, MemoryError) as error:  # damaged lengths may be of any size
        why = cause(error)
        if last is None:
            said = f"the table breaks off here ({why}), no row behind is read: make it again"
            yield number + 1, DocumentError(said)
    if last and number < last:
        said = f"{last - number} rows from here on cannot be read ({why}): make the table again"
        yield number + 1, DocumentError(said)


def _is_sound(batch: Any) -> bool:  # noqa: ANN401  # pyarrow's
    """Whether all offsets lie within the batch and all text is UTF-8."""
    from pyarrow import ArrowException

    try:
        batch.validate(full=True)
    except ArrowException:
        return False
    return True


def _values(
    batch: Any,  # noqa: ANN401  # pyarrow's
    row: int,
    *,
    sound: bool,
) -> dict[str, Any] | DocumentError:
    """The values of a row, dates as ISO 8601, or what is wrong with one.

    :param sound: whether all rows of the batch are; in another, to read them could end the process.
    """
    from pyarrow import ArrowException

    values: dict[str, Any] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            if not sound:
                column.slice(row, 1).validate(full=True)
            value = column[row].as_py()
        except (ValueError, KeyError, OverflowError, ArrowException) as error:
            # not UTF-8, no date of Python's, or of a time zone that is not known
            return DocumentError(f"field {name!r} cannot be read ({cause(error)}): make it again")
        values[name] = value.isoformat() if isinstance(value, date) else value
    return values
