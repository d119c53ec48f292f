"""Documents of evidence and the articles of a run, indexed once for several processes."""

import io
import json
import os

import pytest
from seam import WordScorer

from factcheck import Annotator
from factcheck.errors import EvidenceError, InputError, OutputError
from factcheck.evidence.index import Index, build
from factcheck.evidence.shared import index_run, prepare, shared
from factcheck.evidence.sources import open_evidence
from factcheck.readers import Fields, read
from factcheck.settings import Settings

ROWS = [
    {"id": "a", "text": "The old mill of Lomm burned down in March.", "outlet": "Post"},
    {"id": "b", "text": "It is indeed so that the old mill of Lomm burned, said the mayor."},
    {"id": "c", "text": "The old mill of Lomm did not burn, said the owner of the place."},
]


@pytest.fixture
def rows(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return path


@pytest.fixture
def notes(tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "mill.txt").write_text(ROWS[1]["text"])
    (folder / "blank.txt").write_text(" ")
    return folder


def written(folder):
    return (folder / "index.json").stat().st_mtime_ns


def annotated(rows, **evidence):
    annotator = Annotator(WordScorer(), open_evidence(**evidence), Settings())
    return list(annotator.annotate_many(read([rows])))


# The articles of a run


def test_a_run_index_on_disk_says_what_one_in_memory_says(rows, tmp_path):
    folder = index_run([rows], tmp_path / "out" / "run.index")
    on_disk = annotated(rows, paths=[], corpus=[folder])
    assert on_disk == annotated(rows, paths=[], corpus=[rows])
    assert on_disk[0].claims[0].corroboration.agree == 1


def test_a_run_index_left_behind_is_used_until_an_input_changes(rows, tmp_path):
    folder = index_run([rows], tmp_path / "run.index")
    first = written(folder)
    assert written(index_run([rows], folder)) == first
    rows.write_text(rows.read_text() + json.dumps({"id": "d", "text": "Rain fell."}) + "\n")
    assert written(index_run([rows], folder)) != first
    assert Index.open(folder).manifest.documents == 4
    os.utime(rows, ns=(0, 0))
    before = written(folder)
    assert written(index_run([rows], folder)) != before


def test_a_run_index_of_other_fields_is_made_anew(rows, tmp_path):
    folder = index_run([rows], tmp_path / "run.index")
    index_run([rows], folder, Fields("outlet", "id"))
    assert Index.open(folder).manifest.documents == 1


def test_a_damaged_run_index_is_made_anew(rows, tmp_path):
    folder = index_run([rows], tmp_path / "run.index")
    for file in folder.rglob("*.store"):
        file.unlink()  # a thread of tantivy may still read the old one
        file.write_bytes(b"")
    assert Index.open(index_run([rows], folder)).manifest.documents == 3


def test_the_articles_of_a_run_must_be_there(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        index_run([tmp_path / "nowhere.txt"], tmp_path / "run.index")
    assert not (tmp_path / "run.index").exists()


def test_an_index_of_an_input_that_cannot_be_reached_is_made_anew(rows, tmp_path):
    link = tmp_path / "more.jsonl"
    link.symlink_to(tmp_path / "gone.jsonl")
    folder = index_run([rows, f"{tmp_path}/m*.jsonl"], tmp_path / "run.index")
    first = written(folder)
    assert written(index_run([rows, f"{tmp_path}/m*.jsonl"], folder)) != first


# Documents of evidence


def test_prepared_evidence_says_what_documents_say(rows, notes, tmp_path):
    build([], tmp_path / "other", name="other")
    given = [notes, tmp_path / "other"]
    prepared = prepare(given, tmp_path / "evidence.index")
    assert prepared.paths == [tmp_path / "other", tmp_path / "evidence.index"]
    assert [failed.document.id for failed in prepared.unread] == ["blank.txt"]
    assert annotated(rows, paths=prepared.paths) == annotated(rows, paths=given)


def test_prepared_evidence_is_used_again(notes, tmp_path):
    folder = tmp_path / "evidence.index"
    prepare([notes], folder)
    first = written(folder)
    assert prepare([notes], folder).paths == [folder]
    assert written(folder) == first
    (notes / "blank.txt").unlink()
    assert prepare([notes], folder).unread == []
    assert written(folder) != first


def test_what_standard_input_said_before_is_no_evidence_now(tmp_path, monkeypatch):
    folder = tmp_path / "evidence.index"
    for row in ROWS[:2]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(row["text"].encode())))
        (index,) = prepare(["-"], folder).paths
        (passage,) = Index.open(index).search("old mill of Lomm", top=9)
        assert passage.text == row["text"]


def test_what_was_indexed_for_a_run_is_removed_at_its_end(rows, notes, tmp_path):
    with shared([notes], [rows], tmp_path / "out") as found:
        assert [path.name for path in found.paths + found.corpus] == ["evidence.index", "run.index"]
    assert list((tmp_path / "out").iterdir()) == []


def test_an_index_of_the_user_in_the_folder_of_a_run_stays(rows, notes, tmp_path):
    own = tmp_path / "out/evidence.index"
    build(read([rows]), own, name="own")
    with shared([own], [], tmp_path / "out") as found:
        assert found.paths == [own]
    with (
        pytest.raises(OutputError, match=r"evidence.index is an index that no run made: move it"),
        shared([notes], [], tmp_path / "out"),
    ):
        pass
    other = tmp_path / "out/run.index"
    other.mkdir()
    (other / "notes.txt").touch()
    with shared([own], [], tmp_path / "out"):
        pass
    assert Index.open(own).manifest.name == "own"
    assert (other / "notes.txt").exists()


def test_documents_may_lie_at_a_path_that_is_not_utf8(notes, tmp_path):
    notes = notes.rename(tmp_path / os.fsdecode(b"S\xf8ren"))
    prepared = prepare([notes], tmp_path / "evidence.index")
    assert Index.open(*prepared.paths).manifest.name == "S\\xf8ren"
    assert open_evidence([notes]).resource == open_evidence(prepared.paths).resource


def test_indexes_alone_need_no_folder(tmp_path):
    build([], tmp_path / "other", name="other")
    assert prepare([tmp_path / "other"], tmp_path / "none").paths == [tmp_path / "other"]
    assert prepare([], tmp_path / "none").paths == []
    assert not (tmp_path / "none").exists()


def test_documents_without_a_word_are_refused(notes, tmp_path):
    with pytest.raises(EvidenceError, match="no document could be read"):
        prepare([notes / "blank.txt"], tmp_path / "evidence.index")
