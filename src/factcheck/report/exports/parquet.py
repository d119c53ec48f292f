"""Parquet: a document a row, its claims nested, or a claim a row, flat.

Nested, the file holds what the records hold, and their texts to the character. Flat, names are
joined by dots, as ``Dataset.flatten`` does; lists stay lists, and the texts of documents are left
out.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.columns import Record, Row, claim_rows, claim_schema, row, schema
from factcheck.report.files import whole_file

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 64  # made at a time from Python's objects, which take about ten times as much as Arrow's
GROUP = 1 << 26  # bytes of Arrow held before a row group is written; compressed a tenth or less


def write(records: Iterable[Record], path: Path) -> None:
    """Write a document a row."""
    _write(_tables(map(row, records), schema()), schema(), path)


def write_flat(records: Iterable[Record], path: Path) -> None:
    """Write a claim a row; a document that failed has a row without a claim."""
    rows = (one for record in records for one in claim_rows(record))
    nested = claim_schema()
    _write(map(_flat, _tables(rows, nested)), _flat(nested.empty_table()).schema, path)


def _write(tables: Iterable["pa.Table"], types: "pa.Schema", path: Path) -> None:
    from pyarrow.parquet import ParquetWriter

    with whole_file(path) as file, ParquetWriter(file, types, compression="zstd") as out:
        for table in tables:
            out.write_table(table)


def _tables(rows: Iterable[Row], types: "pa.Schema") -> Iterator["pa.Table"]:
    """Put the rows together to tables of about ``GROUP`` bytes, each a row group."""
    import pyarrow as pa

    batches: list[pa.RecordBatch] = []
    held = 0
    for few in _fews(rows):
        batches.append(pa.RecordBatch.from_pylist(few, schema=types))
        held += batches[-1].nbytes
        if held >= GROUP:
            yield pa.Table.from_batches(batches)
            batches, held = [], 0
    if batches:
        yield pa.Table.from_batches(batches)


def _fews(rows: Iterable[Row]) -> Iterator[list[Row]]:
    few: list[Row] = []
    for one in rows:
        few.append(one)
        if len(few) == ROWS:
            yield few
            few = []
    if few:
        yield few


def _flat(table: "pa.Table") -> "pa.Table":
    """Put what is in structs beside one another, however deep; null structs are null inside."""
    import pyarrow as pa

    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table
