"""Tables for `datasets` and others, read back by `datasets` and pyarrow."""

import json
from itertools import islice

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasets import Features, load_dataset
from documents import annotated, build, claim, evidence, example
from hypothesis import given

from factcheck.columns import schema
from factcheck.document import FailedDocument
from factcheck.report.exports import chosen, export, parquet
from factcheck.report.json import encode, read

FAILED = FailedDocument.of("b.txt", "is binary")
LONG = "The bridge was opened in 1932. " * 150


@pytest.fixture
def load(tmp_path):
    """Export records and load them with `datasets`."""

    def run(records, flat=False):
        place = tmp_path / "out.parquet"
        export(records, chosen("parquet", flat=flat), place)
        return load_dataset(
            "parquet", data_files=str(place), split="train", cache_dir=str(tmp_path / "cache")
        )

    return run


def without_nulls(value):
    """A value without the fields that are null, which in a record may be left out or not."""
    if isinstance(value, dict):
        return {name: without_nulls(one) for name, one in value.items() if one is not None}
    return [*map(without_nulls, value)] if isinstance(value, list) else value


@given(annotated())
def test_a_record_comes_back_equal(tmp_path_factory, document):
    place = tmp_path_factory.mktemp("parquet") / "out.parquet"
    export([document], chosen("parquet"), place)
    (row,) = pq.read_table(place).to_pylist()
    assert without_nulls(row) == without_nulls(json.loads(encode(document)))


def test_datasets_reads_every_kind_of_record(load):
    found = load([FAILED, build("A.", ["none"]), example()])
    assert found.features == Features.from_arrow_schema(schema())
    assert found["error"][:] == [{"kind": "DocumentError", "message": "is binary"}, None, None]
    assert found["claims"][0] is None
    assert found["document"][0]["id"] == "b.txt"
    assert without_nulls(found[2]) == without_nulls(json.loads(encode(example())))


def test_failures_alone_have_all_columns(load):
    assert load([FAILED]).features == Features.from_arrow_schema(schema())


def test_a_claim_a_row(load):
    found = load([example(), FAILED], flat=True)
    assert found.num_rows == len(example().claims) + 1
    assert not any(pa.types.is_struct(field.type) for field in found.features.arrow_schema)
    assert found["claim.text"][:-1] == [claim.text for claim in example().claims]
    assert found["claim.verdict.refuted"][3] == example().claims[3].verdict.refuted
    assert found["claim.verdict.refuted"][0] is None
    assert found["claim.evidence"][2][0]["text"] == example().claims[2].evidence[0].text
    assert set(found["document.id"][:-1]) == {example().document.id}
    assert (found["document.id"][-1], found["claim.id"][-1]) == ("b.txt", None)
    assert found["error.message"][-1] == "is binary"


def many():
    """Documents without end: without titles and evidence, with them later."""
    number = 0
    while True:
        later = number > 3000
        passages = [evidence(url="https://a.example/")] if later else []
        label = "supported" if later else "hedged"
        yield build(
            LONG,
            claims=[claim(LONG, 0, 30, label, evidence=passages)],
            id=f"{number}.txt",
            title="A bridge" if later else None,
            published="2024-05-04" if number % 2 else None,
        )
        number += 1


def test_what_the_lines_alone_do_not_tell_datasets_the_table_does(load, tmp_path):
    """`datasets` guesses types from the first 10 MB of lines; the table has them."""
    lines = tmp_path / "annotations.jsonl"
    records = [*islice(many(), 3100), FAILED]
    with lines.open("wb") as file:
        file.writelines(encode(record) + b"\n" for record in records)
    assert sum(len(encode(record)) for record in records[:3000]) > 10 << 20
    found = load(read(lines))
    assert found.num_rows == len(records)
    assert found["document"][0]["title"] is None
    assert found["document"][3050]["title"] == "A bridge"
    assert found["document"][1]["published"] == "2024-05-04"  # as it was written, no time of day
    assert found["claims"][3050][0]["evidence"][0]["url"] == "https://a.example/"
    assert found["error"][-1]["message"] == "is binary"


def test_groups_of_rows_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "GROUP", 1 << 20)
    export(islice(many(), 1000), chosen("parquet"), tmp_path / "out")
    metadata = pq.read_metadata(tmp_path / "out")
    assert metadata.num_rows == 1000
    sizes = [metadata.row_group(index).num_rows for index in range(metadata.num_row_groups)]
    assert len(sizes) > 3
    assert max(sizes) < 500
