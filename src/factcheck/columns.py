"""Records as rows of a table, their Arrow types made from the types of the record.

Every table has the columns of both kinds of record: of a failed document all but ``document.id``
and ``error`` are null. A column has its type even where it holds nothing but nulls.
"""

import reprlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
import numpy as np
from msgspec import inspect

from factcheck.document import AnnotatedDocument, Document, FailedDocument
from factcheck.errors import InputError
from factcheck.readers.rows import FIELDS, OPTIONAL, document_of, unknown_field

if TYPE_CHECKING:
    import pyarrow as pa

Record = AnnotatedDocument | FailedDocument
Row = dict[str, Any]

MAPPED = ("claims", "summary", "error")


# Tables of records


def schema() -> "pa.Schema":
    """The Arrow schema of a table with a document a row."""
    import pyarrow as pa

    annotated, broken = (inspect.type_info(kind) for kind in (AnnotatedDocument, FailedDocument))
    error = [field for field in _fields(broken) if field.name == "error"]
    return pa.schema([*_fields(annotated), *error])


def claim_schema() -> "pa.Schema":
    """The Arrow schema of a table with a claim a row, before it is flattened."""
    import pyarrow as pa

    whole = schema()
    claim = pa.field("claim", whole.field("claims").type.value_type)
    return pa.schema([whole.field("document"), claim, whole.field("run"), whole.field("error")])


def row(record: Record) -> Row:
    """The row of a document."""
    found: Row = msgspec.to_builtins(record)
    return found


def claim_rows(record: Record) -> Iterator[Row]:
    """The rows of the claims of a document; one that failed has a row without a claim."""
    whole = row(record)
    for claim in whole.pop("claims", [None]):
        yield whole | {"claim": claim}


def _fields(kind: inspect.Type) -> "list[pa.Field]":
    import pyarrow as pa

    if not isinstance(kind, inspect.StructType):
        raise TypeError(f"{kind} is no record")
    return [pa.field(field.encode_name, _arrow(field.type)) for field in kind.fields]


def _arrow(kind: inspect.Type) -> "pa.DataType":
    """The Arrow type of a type of ours; every one may be null."""
    import pyarrow as pa

    match kind:
        case inspect.StructType():
            return pa.struct(_fields(kind))
        case inspect.VarTupleType():
            return pa.list_(_arrow(kind.item_type))
        case inspect.UnionType():
            (held,) = (one for one in kind.types if not isinstance(one, inspect.NoneType))
            return _arrow(held)
        case inspect.IntType():
            return pa.int64()
        case inspect.FloatType():
            return pa.float64()
        case inspect.BoolType():
            return pa.bool_()
        case inspect.StrType() | inspect.EnumType() | inspect.LiteralType():
            return pa.string()
    raise TypeError(f"{kind} has no Arrow type here: add one")


# Columns for Dataset.map


class Annotates(Protocol):
    """What is asked of an annotator here."""

    def annotate_many(self, documents: Iterable[Document | FailedDocument]) -> Iterator[Record]:
        """Give one record for each document, in order."""


class Column(list[Any]):
    """Values that have their Arrow type with them, for a batch may hold nothing but nulls."""

    def __init__(self, values: Iterable[object], kind: "pa.DataType") -> None:
        super().__init__(values)
        self._kind = kind

    def __arrow_array__(self, type: "pa.DataType | None" = None) -> "pa.Array":
        """Become an Arrow array: pyarrow asks this of any object."""
        import pyarrow as pa

        return pa.array(list(self), type=type or self._kind)


def annotated_columns(
    annotator: Annotates, batch: Mapping[str, Sequence[Any]]
) -> dict[str, Column]:
    """Annotate a batch of rows and give the columns ``claims``, ``summary`` and ``error``.

    A row that cannot be read or judged has an error, and nothing else.

    :param batch: columns of equal length: ``text`` and, where there, those that articles in tables
        may have; others are not looked at.
    :raises InputError: there is no column of the text, or one of those that are given; or the
        batch is one row.
    """
    if taken := [name for name in MAPPED if name in batch]:
        raise InputError(
            f"the batch has {', '.join(map(repr, taken))} already: rename what would be "
            "lost with rename_column first"
        )
    if FIELDS.text not in batch:
        raise InputError(f"the batch {unknown_field(FIELDS.text, batch)}")
    text = batch[FIELDS.text]
    if isinstance(text, str) or not isinstance(text, Iterable):
        raise InputError(
            f"field {FIELDS.text!r} is {reprlib.repr(text)}, of one row: give a batch, with "
            "map(annotator.map, batched=True)"
        )
    columns = {name: batch[name] for name in (*FIELDS, *OPTIONAL) if name in batch}
    rows = zip(*columns.values(), strict=True)
    documents = (
        _document(dict(zip(columns, values, strict=True)), f"row {number} of the batch")
        for number, values in enumerate(rows, 1)
    )
    found = [row(record) for record in annotator.annotate_many(documents)]
    types = schema()
    return {
        name: Column([one.get(name) for one in found], types.field(name).type) for name in MAPPED
    }


def _document(values: Row, place: str) -> Document | FailedDocument:
    """Make a document of a row, which unlike one of a file may hold dates, and values of numpy."""
    plain = {name: _plain(value) for name, value in values.items()}
    return document_of(plain, place, FIELDS)


def _plain(value: Any) -> Any:  # noqa: ANN401  # of any data set
    """A value as JSON would have it; what pandas has where there is none equals nothing."""
    if isinstance(value, float | date | np.generic) and value != value:
        return None
    if isinstance(value, np.datetime64):
        return str(value)
    if isinstance(value, np.generic):
        return value.item()
    return value.isoformat() if isinstance(value, date) else value
