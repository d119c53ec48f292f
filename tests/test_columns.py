import math
import pickle
import shutil
from datetime import date, datetime

import msgspec
import pyarrow as pa
import pytest
from datasets import Dataset, IterableDataset
from datasets.fingerprint import Hasher
from documents import annotated
from hypothesis import given
from seam import at_the_seam
from tiny import weights, write

from factcheck import Annotator
from factcheck.columns import MAPPED, claim_rows, row, schema
from factcheck.document import FailedDocument
from factcheck.errors import InputError
from factcheck.settings import Settings

EVIDENCE = "Lomm has indeed 4,000 inhabitants. Its mayor is Per Aune."
FAILED = FailedDocument.of("a", "no text")


@pytest.fixture(scope="module")
def load(tmp_path_factory):
    """Load an annotator from files, as other processes need it."""
    folder = write(tmp_path_factory.mktemp("model") / "tiny", weights())

    def loaded(**settings):
        return Annotator.load(folder, evidence=(), settings=Settings(device="cpu", **settings))

    return loaded


@pytest.fixture
def mapped(tmp_path):
    """Map a data set of these columns with an annotator, in batches, as a user would."""

    def run(annotator, columns, **options):
        rows = Dataset.from_dict(columns)
        options = {"cache_file_name": str(tmp_path / "cache.arrow"), "batch_size": 2} | options
        return rows.map(annotator.map, batched=True, **options)

    return run


# The schema


@given(annotated())
def test_a_row_keeps_all_that_a_record_says(document):
    (held,) = pa.Table.from_pylist([row(document)], schema=schema()).to_pylist()
    assert held.pop("error") is None
    assert held.pop("contradictions") is None
    for claim in held["claims"]:
        assert claim.pop("corroboration") is None
    assert msgspec.convert(held, type(document)) == document


def test_a_failed_document_is_a_row_too():
    (held,) = pa.Table.from_pylist([row(FAILED)], schema=schema()).to_pylist()
    assert held["error"] == {"kind": "DocumentError", "message": "no text"}
    assert held["document"]["id"] == "a"
    assert held["text"] is held["claims"] is held["summary"] is None
    assert [one["claim"] for one in claim_rows(FAILED)] == [None]


def test_every_column_has_a_type():
    def kinds(kind):
        inner = [kind.field(index).type for index in range(kind.num_fields)]
        return {kind}.union(*map(kinds, inner)) if inner else {kind}

    assert not any(pa.types.is_null(kind) for field in schema() for kind in kinds(field.type))


# Dataset.map


def test_every_row_gets_its_claims(mapped):
    columns = {
        "text": ["Lomm has 4,000 inhabitants.", "Maybe it will rain. It may snow."],
        "id": ["a", "b"],
        "title": [None, "Weather"],
        "kept": [1, 2],
    }
    found = mapped(at_the_seam(EVIDENCE), columns)
    assert found.column_names == [*columns, *MAPPED]
    assert found["kept"][:] == [1, 2]
    assert [[claim["text"] for claim in claims] for claims in found["claims"]] == [
        ["Lomm has 4,000 inhabitants."],
        ["Maybe it will rain.", "It may snow."],
    ]
    assert found[0]["claims"][0]["label"] == "supported"
    assert found[0]["claims"][0]["evidence"][0]["text"].startswith("Lomm has indeed")
    assert found[0]["summary"]["supported"] == 1
    assert found["error"][:] == [None, None]


@pytest.mark.parametrize("first", ["good", "bad"])
def test_types_are_the_same_in_every_batch(mapped, first):
    good, bad = "Lomm has 4,000 inhabitants.", " \n"
    texts = [good] * 2 + [bad] * 2 if first == "good" else [bad] * 2 + [good] * 2
    found = mapped(at_the_seam(EVIDENCE), {"text": texts})
    assert [error is None for error in found["error"]] == [text == good for text in texts]
    assert [claims is None for claims in found["claims"]] == [text == bad for text in texts]
    types = {name: found.features.arrow_schema.field(name).type for name in MAPPED}
    assert types == {name: schema().field(name).type for name in MAPPED}


def test_a_batch_without_evidence_comes_before_one_with_it(mapped):
    texts = ["Maybe it rains."] * 2 + ["Lomm has 4,000 inhabitants."] * 2
    found = mapped(at_the_seam(EVIDENCE), {"text": texts})
    assert [len(claims[0]["evidence"]) for claims in found["claims"]] == [0, 0, 1, 1]


def test_no_row_stops_the_map(mapped):
    texts = ["It rains.", None, "", " ", "This is POISON.", "It snows."]
    found = mapped(at_the_seam(), {"text": texts, "id": [None, "b", "c", "d", "e", "f"]})
    assert [error is None for error in found["error"]] == [True] + [False] * 4 + [True]
    messages = [error["message"] for error in found["error"] if error]
    assert messages[0].startswith("row 2 of the batch: field 'text' is null")
    assert "RuntimeError" in messages[3]


@pytest.mark.parametrize("format", ["numpy", "pandas", "arrow"])
def test_data_sets_of_any_format_are_read(format):
    moments = [datetime(2024, 5, 4, 6), None]
    columns = {
        "text": ["It rains.", "It snows."],
        "id": [1, 2],
        "title": ["Rain", None],
        "published": moments,
    }
    rows = Dataset.from_dict(columns).with_format(format)
    batch = rows[:2]
    if format == "arrow":
        batch = {name: batch[name].to_pylist() for name in batch.column_names}
    found = at_the_seam().map(batch)
    assert found["error"] == [None, None]
    assert [claims[0]["text"] for claims in found["claims"]] == columns["text"]


def test_values_that_no_file_can_hold():
    texts = ["It rains.", "half \ud800", "It rains.", "It rains.", 7, math.nan]
    batch = {
        "text": texts,
        "id": [1, "b", "\udc00", None, "e", "f"],
        "published": [date(2024, 5, 4), None, None, 5, None, None],
    }
    found = at_the_seam().map(batch)
    assert {len(column) for column in found.values()} == {6}
    said = [error and error["message"] for error in found["error"]]
    assert said[0] is None
    assert "field 'text' holds half a surrogate pair, U+D800" in said[1]
    assert "field 'id' holds half a surrogate pair, U+DC00" in said[2]
    assert "field 'published' is 5" in said[3]
    for name, column in found.items():
        assert pa.array(column).type == schema().field(name).type


def test_rows_without_text_are_a_mistake():
    with pytest.raises(InputError, match=r"no field 'text' \(fields: 'body'\)"):
        at_the_seam().map({"body": ["It rains."]})


def test_columns_that_are_there_already_are_not_lost():
    with pytest.raises(InputError, match=r"has 'claims', 'error' already: .* rename_column"):
        at_the_seam().map({"error": [None], "text": ["It rains."], "claims": [["mine"]]})


@pytest.mark.parametrize("text", ["It rains.", None])
def test_a_map_that_is_not_batched_is_a_mistake(text):
    rows = Dataset.from_dict({"text": [text]})
    with pytest.raises(InputError, match=r"^field 'text' is .*, of one row: .* batched=True"):
        rows.map(at_the_seam().map)


def test_a_stream_of_rows():
    rows = IterableDataset.from_generator(lambda: ({"text": "It rains."} for _ in range(3)))
    found = list(rows.map(at_the_seam().map, batched=True, batch_size=2))
    assert [len(one["claims"]) for one in found] == [1, 1, 1]


def test_two_processes_give_what_one_gives(mapped, load, tmp_path):
    columns = {"text": ["It rains. It may snow.", "", "The town of Lomm is old."] * 2}
    alone = mapped(load(), columns, batch_size=3)  # scores in other batches differ by rounding
    place = str(tmp_path / "both.arrow")
    both = mapped(load(), columns, batch_size=3, num_proc=2, cache_file_name=place)
    assert alone.to_list() == both.to_list()
    assert alone.features == both.features


def test_equal_annotators_have_one_fingerprint(load):
    assert Hasher.hash(load().map) == Hasher.hash(load().map)
    assert Hasher.hash(load().map) != Hasher.hash(load(passages=1).map)


def test_an_annotator_whose_model_has_changed_is_not_loaded_again(tmp_path):
    folder = write(tmp_path / "tiny", weights())
    sent = pickle.dumps(Annotator.load(folder, evidence=()))
    assert pickle.loads(sent).annotate("It rains.").claims
    shutil.rmtree(folder)
    write(folder, weights(seed=1))
    with pytest.raises(InputError, match=r"^changed meanwhile: model; load the annotator anew"):
        pickle.loads(sent)
