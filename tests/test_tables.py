import csv
import io
import json
import os
import random
import tracemalloc
from datetime import date, datetime
from threading import Thread

import pyarrow as pa
import pytest
from datasets import Dataset, DatasetDict, load_from_disk
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from factcheck.document import Document, FailedDocument
from factcheck.readers import MOST, Fields, read
from factcheck.readers.tables import LONGEST

ROW = {
    "id": "mill",
    "text": 'The mill, "old" as it is, burned.\nNobody was hurt. 🙂',
    "title": "Mill burns",
    "url": "https://example.org/mill",
    "published": "2024-03-02",
    "author": "Ann Bell",
    "outlet": "Oster Post",
}
MILL = Document(**ROW)


def csv_of(rows, columns):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def parquet_of(rows, columns):
    out = io.BytesIO()
    parquet.write_table(pa.table({name: [row.get(name) for row in rows] for name in columns}), out)
    return out.getvalue()


def arrow_of(rows, columns, new=pa.ipc.new_stream):
    out = io.BytesIO()
    table = pa.table({name: [row.get(name) for row in rows] for name in columns})
    with new(out, table.schema) as writer:
        writer.write_table(table, max_chunksize=100)
    return out.getvalue()


def jsonl_of(rows, columns):
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def twice():
    out = io.BytesIO()
    table = pa.Table.from_arrays([pa.array(["Rain."]), pa.array(["Wind."])], ["text", "text"])
    parquet.write_table(table, out)
    return out.getvalue()


TWICE = twice()
KINDS = {".csv": csv_of, ".parquet": parquet_of, ".arrow": arrow_of, ".jsonl.zst": jsonl_of}


@pytest.fixture(params=KINDS)
def table(request, tmp_path):
    """Write rows as a table of each kind."""

    def write(rows, columns=tuple(ROW)):
        path = tmp_path / f"table{request.param}"
        data = KINDS[request.param](rows, columns)
        path.write_bytes(pa.compress(data, "zstd", asbytes=True) if path.suffix == ".zst" else data)
        return path

    return write


@pytest.fixture
def save(tmp_path):
    def write(name, data):
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
        return tmp_path / name

    return write


def messages(path):
    """What is said of each failure, with its form checked."""
    failures = [found for found in read([path]) if isinstance(found, FailedDocument)]
    for failure in failures:
        assert failure.error.kind == "DocumentError"
        assert "\n" not in failure.error.message
        assert failure.error.message.startswith(path.name)
    return [failure.error.message for failure in failures]


# Any kind


def test_row_becomes_a_document(table):
    assert list(read([table([ROW])])) == [MILL]


def test_only_the_text_is_needed(table):
    path = table([{"text": "Rain."}], ["text"])
    first = 2 if path.suffix == ".csv" else 1
    assert list(read([path])) == [Document(id=f"{path.name}:{first}", text="Rain.")]


def test_other_fields_can_be_named(table):
    path = table([{"body": "Rain.", "number": 7}], ["body", "number"])
    assert list(read([path], Fields("body", "number"))) == [Document(id="7", text="Rain.")]


def test_bad_row_fails_alone(table):
    path = table([ROW, {"id": "bad", "text": " "}, ROW | {"id": "last"}])
    first, bad, last = read([path])
    assert (first, last.id) == (MILL, "last")
    assert bad.document.id == "bad"
    assert "field 'text' is empty or blank: give an article" in bad.error.message


def test_tables_are_found_in_a_folder(table):
    path = table([ROW])
    assert list(read([path.parent])) == [MILL]


# CSV


def test_rows_from_a_pipe_are_all_read(tmp_path):
    rows = [{"text": f"Rain {i}."} for i in range(5000)]
    path = tmp_path / "a.csv"
    os.mkfifo(path)
    writing = Thread(target=path.write_bytes, args=[csv_of(rows, ["text"])], daemon=True)
    writing.start()
    assert [row.text for row in read([path])] == [row["text"] for row in rows]


@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
def test_other_tables_are_not_read_from_a_pipe(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    os.mkfifo(path)
    assert messages(path) == [
        f"a{suffix}: is a pipe, from which {suffix} cannot be read: give a file"
    ]


def test_rows_are_called_by_the_line_they_begin_in(save):
    path = save("a.csv", '\ufefftext\r\n"One\r\n\r\nof two."\r\n\r\nThree.\r\n')
    assert [(row.id, row.text) for row in read([path])] == [
        ("a.csv:2", "One\r\n\r\nof two."),
        ("a.csv:6", "Three."),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"1", "has 1 fields, not 2 as the heading"),
        (b"1,Rain, snow.", "has 3 fields, not 2 as the heading"),
        (b"1,caf\xe9", "byte 0xE9 is not UTF-8"),
        (b'1,"Rain" or snow', "is no CSV ("),
        (b"1,", "field 'text' is empty or blank"),
        (b"1,Rain\0", "is binary (holds NUL): give text"),
    ],
)
def test_bad_line_fails_alone(save, line, said):
    path = save("a.csv", b"id,text\n0,Sun.\n" + line + b"\n2,Wind.\n")
    (message,) = messages(path)
    assert message.startswith("a.csv:3: ")
    assert said in message
    assert [row.text for row in read([path]) if isinstance(row, Document)] == ["Sun.", "Wind."]


def test_quote_that_is_never_closed(save):
    path = save("a.csv", 'id,text\n0,Sun.\n1,"Rain\n2,Wind.\n')
    assert messages(path) == [
        "a.csv:3: is no CSV (unexpected end of data): quote and double its quotes"
    ]


def test_columns_that_are_not_read_may_share_a_name(save):
    (row,) = read([save("a.csv", "text,,\nRain.,a,b\n")])
    assert row.text == "Rain."


@pytest.mark.parametrize("filling", ["rain ", "rain " * 9999 + "\n", '"rain", ' * 9999 + "\n"])
def test_very_long_row_of_csv_fails_alone(save, filling):
    texts = ["Sun.", filling * (LONGEST // len(filling) + 1), "Wind.", "Snow."]
    path = save("a.csv", csv_of([{"text": text} for text in texts], ["text"]))
    assert messages(path) == [f"a.csv:3: has over {LONGEST} characters: give an article a row"]
    read_texts = [row.text for row in read([path]) if isinstance(row, Document)]
    assert read_texts == ["Sun.", "Wind.", "Snow."]


def test_quote_that_nobody_closes_in_a_large_table(save):
    path = save("a.csv", 'text\nSun.\n"Rain.\n' + "Wind.\n" * (LONGEST // 6 + 1))
    assert messages(path) == ["a.csv:3: leaves a quote open, no row behind is read: close it"]


def test_an_article_as_long_as_a_library_fails_alone(save):
    texts = ["Sun.", "rain " * (MOST // 5 + 1), "Wind."]
    for name, made in (("a.csv", csv_of), ("a.parquet", parquet_of)):
        path = save(name, made([{"id": str(n), "text": t} for n, t in enumerate(texts)], ROW))
        sun, rain, wind = read([path])
        assert (sun.text, wind.text) == ("Sun.", "Wind.")
        assert f"has {len(texts[1])} characters, more than {MOST}" in rain.error.message
        assert len(list(read([path], evidence=True))[1].text) == len(texts[1])


def test_long_text_is_read(save):
    text = "rain " * 100_000
    assert [row.text for row in read([save("a.csv", f"text\n{text}\n")])] == [text]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "has no rows"),
        (b"\n\n", "has no rows"),
        (b"id,text\n", "has no rows"),
        (b"id;text\n1;Rain.\n2;Wind.\n", "has no field 'text' (fields: 'id;text')"),
        (b'"id"x,text\n1,Rain.\n', "is no CSV ("),
        (b"text,id,text\nRain.,1,Snow.\n", "has 2 columns 'text': name each differently"),
        (b"id,text,id\n1,Rain.,2\n", "has 2 columns 'id': name each differently"),
        ("id,text\n1,Rain.\n".encode("utf-16"), "is UTF-16: save it as UTF-8"),
    ],
)
def test_what_is_no_table_is_one_failure(save, data, said):
    (message,) = messages(save("a.csv", data))
    assert message.startswith("a.csv: ")
    assert said in message


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0")).filter(str.strip)


@given(st.lists(CELLS, min_size=1, max_size=4))
def test_every_text_comes_back_unchanged(tmp_path_factory, texts):
    rows = [{"text": text} for text in texts]
    for suffix in (".csv", ".parquet", ".arrow"):
        path = tmp_path_factory.getbasetemp() / f"every{suffix}"
        path.write_bytes(KINDS[suffix](rows, ["text"]))
        assert [row.text for row in read([path])] == texts


# Parquet


def test_dates_and_numbers_are_understood(tmp_path):
    rows = {
        "id": [1, 2],
        "text": ["Rain.", "Wind."],
        "published": [datetime(2024, 3, 2, 8), None],
        "date": [None, date(2024, 3, 4)],
        "vector": [[0.5], [1.5]],
    }
    parquet.write_table(pa.table(rows), tmp_path / "a.parquet")
    assert [(row.id, row.published) for row in read([tmp_path / "a.parquet"])] == [
        ("1", "2024-03-02T08:00:00"),
        ("2", "2024-03-04"),
    ]


@pytest.mark.parametrize(
    ("second", "zone"), [(0, "Mars/Phobos"), (2**52, "UTC"), (2**52, None), (-(2**52), None)]
)
def test_times_that_python_does_not_know_fail_alone(tmp_path, second, zone):
    times = pa.array([None, second], pa.timestamp("ms", zone))
    parquet.write_table(pa.table({"text": ["a", "b"], "published": times}), tmp_path / "a.parquet")
    (message,) = messages(tmp_path / "a.parquet")
    assert message.startswith("a.parquet:2: field 'published' cannot be read (")


def test_bad_values_fail_alone(tmp_path):
    broken = pa.StringArray.from_buffers(
        3, pa.array([0, 1, 2, 3], pa.int32()).buffers()[1], pa.py_buffer(b"a\xffc")
    )
    parquet.write_table(pa.table({"text": broken}), tmp_path / "a.parquet")
    (message,) = messages(tmp_path / "a.parquet")
    assert message.startswith("a.parquet:2: field 'text' cannot be read (")
    parquet.write_table(pa.table({"text": [b"bytes", None]}), tmp_path / "b.parquet")
    first, second = messages(tmp_path / "b.parquet")
    assert first.startswith("b.parquet:1: field 'text' is \"b'bytes'\": give a string")
    assert second.startswith("b.parquet:2: field 'text' is null: give a string")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is no Parquet ("),
        (b"id,text\n", "is no Parquet ("),
        (parquet_of([], ["text"]), "has no rows"),
        (TWICE, "has 2 columns 'text': name each differently"),
        (parquet_of([{"body": "Rain."}], ["body"]), "has no field 'text' (fields: 'body')"),
    ],
)
def test_what_is_no_parquet_is_one_failure(save, data, said):
    (message,) = messages(save("a.parquet", data))
    assert message.startswith("a.parquet: ")
    assert said in message


def test_parquet_that_breaks_off(save):
    good = bytearray(parquet_of([ROW] * 3, tuple(ROW)))
    good[4:40] = bytes(36)  # the first page, after the mark of the format
    (message,) = messages(save("a.parquet", bytes(good)))
    assert message.startswith("a.parquet:1: 3 rows from here on cannot be read (")


def test_damaged_row_group_fails_alone(tmp_path):
    path = tmp_path / "a.parquet"
    texts = [f"Rain {n}." for n in range(300)]
    parquet.write_table(pa.table({"text": texts}), path, row_group_size=100)
    data = bytearray(path.read_bytes())
    data[parquet.read_metadata(path).row_group(1).column(0).dictionary_page_offset] ^= 0xFF
    path.write_bytes(data)
    (message,) = messages(path)
    assert message.startswith("a.parquet:101: 100 rows from here on cannot be read (")
    assert [(row.id, row.text) for row in read([path]) if isinstance(row, Document)] == [
        (f"a.parquet:{n + 1}", texts[n]) for n in (*range(100), *range(200, 300))
    ]


# Arrow


@pytest.mark.parametrize("new", [pa.ipc.new_stream, pa.ipc.new_file])
def test_row_that_is_not_utf8_fails_alone(save, new):
    rows = [{"id": f"r{n}", "text": f"Rain {n}."} for n in range(250)]
    data = arrow_of(rows, ["id", "text"], new).replace(b"Rain 120.", b"Rain 1\xff0.")
    path = save("a.arrow", data)
    (message,) = messages(path)
    assert message.startswith("a.arrow:121: field 'text' cannot be read (")
    assert [row.id for row in read([path]) if isinstance(row, Document)] == [
        row["id"] for row in rows if row["id"] != "r120"
    ]


def test_both_forms_of_arrow_are_read(save):
    path = save("a.arrow", arrow_of([ROW] * 250, tuple(ROW), pa.ipc.new_file))
    assert list(read([path])) == [MILL] * 250


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is no Arrow ("),
        (b"id,text\n", "is no Arrow ("),
        (arrow_of([], ["text"]), "has no rows"),
        (arrow_of([{"body": "Rain."}], ["body"]), "has no field 'text' (fields: 'body')"),
    ],
)
def test_what_is_no_arrow_is_one_failure(save, data, said):
    (message,) = messages(save("a.arrow", data))
    assert message.startswith("a.arrow: ")
    assert said in message


def test_arrow_that_breaks_off(save):
    rows = [{"text": f"Rain {n}."} for n in range(250)]
    (message,) = messages(save("a.arrow", arrow_of(rows, ["text"])[:-600]))
    assert message.startswith("a.arrow:201: the table breaks off here (")
    assert message.endswith("), no row behind is read: make it again")


def test_damaged_arrow_is_told_and_ends_nothing(save):
    good = arrow_of([{"text": f"Rain {n}."} for n in range(9)], ["text"])
    chance = random.Random(0)
    for _ in range(150):
        data = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path = save("a.arrow", bytes(data))
        assert all(isinstance(row, Document | FailedDocument) for row in read([path]))


def test_sets_that_datasets_saved_are_read(tmp_path):
    rows = Dataset.from_list([{"text": f"Rain {n}.", "id": f"r{n}"} for n in range(30)])
    rows.save_to_disk(tmp_path / "one", num_shards=3)
    DatasetDict(train=rows, test=rows).save_to_disk(tmp_path / "two")
    load_from_disk(tmp_path / "one").filter(lambda row: row["id"] > "r5")  # leaves a cache
    assert list(tmp_path.glob("one/cache-*"))
    two = read([f"{tmp_path}/two/*/*"])
    assert [row.text for row in two] == 2 * [*rows["text"]]
    assert list(read([tmp_path / "one"])) == [
        Document(id=f"r{n}", text=f"Rain {n}.") for n in range(30)
    ]
    assert [row.text for row in read([tmp_path / "two"])] == 2 * [*rows["text"]]


def test_zstd_that_breaks_off(save):
    whole = pa.compress(jsonl_of([ROW] * 3, ROW), "zstd", asbytes=True)
    (message,) = messages(save("a.jsonl.zst", whole[:-8]))
    assert "the file breaks off here (" in message


@pytest.mark.parametrize("count", [3, 5000])
def test_zstd_with_other_bytes_behind_keeps_all_rows(save, count):
    rows = [{"text": f"Rain {i}."} for i in range(count)]
    whole = pa.compress(jsonl_of(rows, ["text"]), "zstd", asbytes=True)
    *documents, failure = read([save("a.jsonl.zst", whole + b"junk")])
    assert [row.text for row in documents] == [row["text"] for row in rows]
    assert failure.error.message.startswith(f"a.jsonl.zst:{count + 1}: the file breaks off here (")


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".arrow"])
def test_memory_does_not_grow_with_the_table(save, suffix):
    rows = [{"text": f"{i} " * 1000} for i in range(8000)]
    path = save(f"a{suffix}", KINDS[suffix](rows, ["text"]))
    usual, pool = pa.default_memory_pool(), pa.proxy_memory_pool(pa.default_memory_pool())
    pa.set_memory_pool(pool)
    tracemalloc.start()
    try:
        assert sum(1 for _ in read([path])) == len(rows)
        assert tracemalloc.get_traced_memory()[1] + pool.max_memory() < 16e6  # of 39 MB
    finally:
        tracemalloc.stop()
        pa.set_memory_pool(usual)
