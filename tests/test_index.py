import multiprocessing
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from factcheck.document import Document, FactCheck, FailedDocument, Ruling
from factcheck.errors import EvidenceError, InputError, OutputError
from factcheck.evidence import cutting
from factcheck.evidence.copies import Copies
from factcheck.evidence.index import Index, add, build
from factcheck.evidence.manifest import FORMAT, MANIFEST, check
from factcheck.evidence.sources import open_evidence
from factcheck.readers import read

BRIDGE = Document(
    id="bridge",
    title="Oster bridge reopens",
    url="https://example.org/bridge",
    published="2024-03-02",
    outlet="Oster Post",
    text="The bridge at Oster reopened on Monday. Two cables had snapped in May. Repairs cost"
    " €1,250,000, the county said.\n\nThe mayor, Søren Brandt, cut a ribbon. A café gave away"
    " coffee. Nobody was hurt when the cables broke.",
)
FERRY = Document(
    id="ferry",
    text="The ferry to Lomm sailed again on Friday. Its captain, Per Aune, said the sea was calm."
    " Nineteen people were on board.",
)
COUNCIL = Document(
    id="council",
    title="Lomm council",
    text="Members voted for a new school. It will open in 2027. The old one is closed.",
)
FAILED = FailedDocument.of("x.txt", "x.txt: is empty")
DOCUMENTS = [BRIDGE, FERRY, FAILED, COUNCIL]


@pytest.fixture(params=["memory", "folder"])
def index(request, tmp_path):
    return build(DOCUMENTS, None if request.param == "memory" else tmp_path / "i", name="local")


@pytest.fixture
def folder(tmp_path):
    build(DOCUMENTS, tmp_path / "i", name="local")
    return tmp_path / "i"


def found(index, claim, **options):
    return [passage.document for passage in index.search(claim, **{"top": 10, **options})]


# Search


def test_passage_holds_what_its_document_says(index):
    passage, *_ = index.search("The bridge reopened after cables snapped", top=3)
    assert (passage.document, passage.title) == ("bridge", "Oster bridge reopens")
    assert (passage.url, passage.published) == ("https://example.org/bridge", "2024-03-02")
    assert passage.outlet == "Oster Post"
    assert passage.start == 0
    assert BRIDGE.text[passage.start : passage.end] == passage.text
    assert passage.text.endswith("the county said.")
    assert passage.retrieval_score > 0


@pytest.mark.parametrize(
    ("claim", "document"),
    [
        ("SAILING FERRIES", "ferry"),  # stem and case
        ("Soren Brandt", "bridge"),  # accents
        ("So\u0308ren, cafe\u0301s", "bridge"),  # decomposed accents
        ("1250000 was paid", "bridge"),  # thousands
        ("1,250,000 was paid", "bridge"),
        ("What happened in Lomm's council?", "council"),  # title
        ('+Per AND "Aune" -title:x ~2 ^', "ferry"),  # no query language
    ],
)
def test_words_find_their_passage(index, claim, document):
    assert found(index, claim)[0] == document


def test_best_first_and_no_more_than_wanted(index):
    passages = index.search("cables of the bridge, the ferry to Lomm, the school", top=10)
    scores = [passage.retrieval_score for passage in passages]
    assert len(passages) == 4
    assert scores == sorted(scores, reverse=True)
    assert index.search("cables of the bridge", top=1) == passages[:1] or len(passages) > 1
    assert len(index.search("cables, ferry, school", top=2)) == 2
    assert index.search("cables", top=0) == []


@pytest.mark.parametrize("claim", ["", "it is not", "?!", "unheard", "\ud800", "\0", "x" * 100_000])
def test_claim_without_known_words_finds_nothing(index, claim):
    assert index.search(claim, top=3) == []


def test_acronym_is_no_stop_word():
    index = build([Document(id="who", text="The WHO sent aid."), FERRY], None, name="x")
    assert found(index, "WHO was there") == ["who"]


def test_very_long_claim(index):
    assert found(index, " ".join(f"word{i}" for i in range(10_000)) + " Aune") == []
    assert found(index, "Aune " + " ".join(f"word{i}" for i in range(10_000))) == []
    assert found(index, " ".join(f"word{i:a>2}" for i in range(50)) + " Aune") == ["ferry"]


MEMORY = build(DOCUMENTS, None, name="memory")
WORDS = st.sampled_from(["bridge", "Oster", "ferry", "1,250,000", "é", "İ", "ß", "²", "_", "a"])


@settings(deadline=None)  # the machine may be busy
@given(st.one_of(st.text(), st.lists(st.one_of(WORDS, st.text(max_size=4))).map(" ".join)))
def test_every_claim_can_be_searched(claim):
    for passage in MEMORY.search(claim, top=3, exclude=Copies(FERRY)):
        assert passage.document != "ferry"
        texts = {"bridge": BRIDGE.text, "council": COUNCIL.text}
        assert texts[passage.document][passage.start : passage.end] == passage.text


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=4))
def test_every_document_can_be_indexed(texts):
    documents = [Document(id=f"{i}", text=text, title=text) for i, text in enumerate(texts)]
    index = build(documents, None, name="x")
    assert index.manifest.documents == len(texts)
    for claim in texts:
        for passage in index.search(claim, top=3):
            assert texts[int(passage.document)][passage.start : passage.end] == passage.text


@pytest.mark.parametrize("path", [None, "i"])
def test_empty_index(tmp_path, path):
    index = build([FAILED], path and tmp_path / path, name="empty")
    assert (index.manifest.documents, index.manifest.failed) == (0, 1)
    assert index.search("anything at all", top=3) == []


# Exclusion


def test_the_article_itself_is_no_evidence(index):
    claim = "The bridge at Oster and the ferry to Lomm"
    assert set(found(index, claim)) == {"bridge", "ferry", "council"}
    assert "bridge" not in found(index, claim, exclude=Copies(BRIDGE))


def test_same_text_under_another_name_is_no_evidence(index):
    article = Document(id="front page", text=FERRY.text)
    assert found(index, "The ferry to Lomm sailed", exclude=Copies(article)) == ["council"]


def test_same_name_with_another_text_is_no_evidence(index):
    article = Document(id="ferry", text="An earlier version.")
    assert found(index, "The ferry sailed", exclude=Copies(article)) == []


def test_very_long_name_is_excluded_too():
    document = Document(id="x" * 100_000, text=FERRY.text)
    index = build([document], None, name="x")
    article = Document(id=document.id, text="An earlier version.")
    assert index.search("ferry", top=1, exclude=Copies(article)) == []


def test_other_evidence_is_found_behind_any_number_of_copies():
    copies = [
        Document(id=f"copy {i}", text=f"{FERRY.text} Agency report number {i}.") for i in range(200)
    ]
    others = [Document(id=f"rain {i}", text=f"It rained for {i} hours.") for i in range(2_000)]
    index = build([*copies, COUNCIL, BRIDGE, *others], None, name="wire")
    claim = "Captain Per Aune said the ferry to Lomm sailed on Friday"
    assert set(found(index, claim)) <= {copy.id for copy in copies}
    assert set(found(index, claim, exclude=Copies(FERRY))) == {"council", "bridge"}


@pytest.mark.parametrize("order", [1, -1])
def test_equal_passages_come_in_the_same_order_whichever_was_read_first(order):
    documents = [Document(id=f"day {n}", text="The ferry sailed.") for n in range(10, 30)][::order]
    index = build(documents, None, name="x")
    hits = index.search("The ferry sailed", top=3)
    assert [passage.document for passage in hits] == ["day 10", "day 11", "day 12"]


# Folder


def test_reopened_index_gives_the_same(tmp_path):
    built = build(DOCUMENTS, tmp_path / "i", name="local")
    opened = Index.open(tmp_path / "i")
    assert opened.manifest == built.manifest
    assert opened.search("bridge ferry", top=9) == built.search("bridge ferry", top=9)


def test_manifest_counts_and_names(index):
    manifest = index.manifest
    assert (manifest.format, manifest.name) == (FORMAT, "local")
    assert (manifest.documents, manifest.passages, manifest.failed) == (3, 4, 1)
    assert (index.resource.name, index.resource.sha256) == ("local", manifest.sha256)


def test_digest_is_of_content(tmp_path):
    digest = build([BRIDGE, FERRY], None, name="a").manifest.sha256
    assert build([BRIDGE, FAILED, FERRY], tmp_path / "i", name="b").manifest.sha256 == digest
    assert build([FERRY, BRIDGE], None, name="a").manifest.sha256 == digest
    assert build([FERRY, FERRY, BRIDGE], None, name="a").manifest.sha256 != digest
    retitled = msgspec.structs.replace(BRIDGE, title="Bridge reopens")
    assert build([retitled, FERRY], None, name="a").manifest.sha256 != digest


def test_index_of_ours_is_replaced(tmp_path):
    path = tmp_path / "new" / "i"
    build([BRIDGE], path, name="old")
    assert found(build([FERRY], path, name="new"), "bridge ferry") == ["ferry"]
    assert [file.name for file in path.parent.iterdir()] == ["i"]


def test_open_index_outlives_its_replacement(tmp_path):
    old = build([BRIDGE], tmp_path / "i", name="old")
    build([FERRY], tmp_path / "i", name="new")
    assert found(old, "bridge ferry")[0] == "bridge"


def test_folder_and_files_get_the_usual_permissions(folder, tmp_path):
    (tmp_path / "usual").mkdir()
    (tmp_path / "usual/file").touch()
    assert folder.stat().st_mode == (tmp_path / "usual").stat().st_mode
    usual = (tmp_path / "usual/file").stat().st_mode
    kept = [file for file in folder.rglob("*") if not file.name.startswith(".")]
    assert {file.stat().st_mode for file in kept if file.is_file()} == {usual}
    assert {file.stat().st_mode for file in kept if file.is_dir()} == {folder.stat().st_mode}


def test_empty_folder_is_filled_and_a_link_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    build([BRIDGE], tmp_path / "link", name="x")
    assert (tmp_path / "link").is_symlink()
    assert Index.open(tmp_path / "real").manifest.name == "x"


@pytest.mark.parametrize("name", ["notes.txt", MANIFEST])
def test_foreign_folder_is_left_alone(tmp_path, name):
    (tmp_path / "i").mkdir()
    (tmp_path / "i" / name).write_text("{}")
    with pytest.raises(OutputError, match="no part of an index: name another folder"):
        build(DOCUMENTS, tmp_path / "i", name="x")
    assert [file.name for file in (tmp_path / "i").iterdir()] == [name]


def test_index_with_a_foreign_file_in_it_is_left_alone(tmp_path):
    build([BRIDGE], tmp_path / "i", name="x")
    (tmp_path / "i/notes.txt").touch()
    with pytest.raises(OutputError, match=r"holds 'notes\.txt'"):
        build([FERRY], tmp_path / "i", name="x")
    assert (tmp_path / "i/notes.txt").exists()


OTHERS = [b"{}", b"", b'{"format": "factcheck-index/1"}', b'{"format": "factcheck-index/2"}']


@pytest.mark.parametrize("content", OTHERS)
def test_damaged_or_older_index_can_be_built_again(folder, content):
    (folder / MANIFEST).write_bytes(content)
    assert found(build([FERRY], folder, name="x"), "ferry") == ["ferry"]
    assert len(list(folder.glob("passages-*"))) == 1


@pytest.mark.parametrize("content", OTHERS)
def test_older_index_outlives_an_interrupted_build(folder, content):
    def interrupted():
        yield FERRY
        raise KeyboardInterrupt

    (folder / MANIFEST).write_bytes(content)
    before = sorted(folder.rglob("*"))
    with pytest.raises(KeyboardInterrupt):
        build(interrupted(), folder, name="x")
    assert sorted(folder.rglob("*")) == before


def test_file_is_left_alone(tmp_path):
    (tmp_path / "i").touch()
    with pytest.raises(OutputError, match="is a file"):
        build([BRIDGE], tmp_path / "i", name="x")
    with pytest.raises(OutputError, match="cannot be written"):
        build([BRIDGE], tmp_path / "i" / "below", name="x")


@pytest.mark.parametrize("fault", [KeyboardInterrupt, RuntimeError])
def test_nothing_is_left_of_an_interrupted_build(tmp_path, fault):
    def documents():
        yield BRIDGE
        raise fault

    with pytest.raises(fault):
        build(documents(), tmp_path / "i", name="x")
    assert list(tmp_path.iterdir()) == []
    build([FERRY], tmp_path / "i", name="old")
    with pytest.raises(fault):
        build(documents(), tmp_path / "i", name="x")
    assert [file.name for file in tmp_path.iterdir()] == ["i"]
    assert found(Index.open(tmp_path / "i"), "bridge ferry") == ["ferry"]


PAGE = """<html><head><title>Rain</title><meta property="og:site_name" content="Oster Post"></head>
<body><article><p>Rain fell on Oster for nine days, and the county closed the bridge.</p></article>
</body></html>"""


def test_outlet_comes_from_rows_and_pages(tmp_path):
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "b.jsonl").write_text('{"text": "Rain fell.", "outlet": "Lomm News"}\n')
    index = build(read([tmp_path]), None, name="x")
    outlets = {passage.document: passage.outlet for passage in index.search("rain", top=9)}
    assert outlets == {"a.html": "Oster Post", "b.jsonl:1": "Lomm News"}


@pytest.mark.parametrize("content", [None, b"{}"])
def test_index_beside_its_documents_is_not_read(folder, tmp_path, content):
    (folder / MANIFEST).write_bytes(content or (folder / MANIFEST).read_bytes())
    (tmp_path / "rain.txt").write_text("Rain fell.")
    documents = list(read([tmp_path], evidence=True))
    assert [document.id for document in documents] == ["rain.txt"]


def test_folder_with_another_index_json_holds_documents(tmp_path):
    (tmp_path / MANIFEST).write_text("{}")
    (tmp_path / "rain.txt").write_text("Rain fell.")
    sources = open_evidence([tmp_path])
    assert [hit.document for hit in sources.search("rain", top=1, exclude=Copies(FERRY))] == [
        "rain.txt"
    ]


def test_evidence_that_cannot_be_read_is_known(tmp_path):
    (tmp_path / "blank.txt").write_text(" ")
    (tmp_path / "rain.txt").write_text("Rain fell.")
    assert [failed.document.id for failed in open_evidence([tmp_path]).unread] == ["blank.txt"]


@pytest.mark.parametrize("place", [None, "i"])
@pytest.mark.parametrize("fields", [{"text": "A \ud800."}, {"title": "\ud800"}, {"text": None}])
def test_a_document_that_cannot_be_written_is_counted_as_failed(tmp_path, place, fields):
    odd = Document(**{"id": "x", "text": "It rained."} | fields)
    manifest = build([FERRY, odd], place and tmp_path / place, name="x").manifest
    assert (manifest.documents, manifest.failed) == (1, 1)


@pytest.mark.parametrize("fields", [{"claim": "\ud800"}, {"verdict": "wrong"}])
def test_so_is_one_whose_review_cannot(fields):
    whole = {"publisher": "A", "claim": "B", "rating": "C", "verdict": Ruling.REFUTED}
    odd = Document(id="x", text="It rained.", fact_check=FactCheck(**whole | fields))
    manifest = build([FERRY, odd], None, name="x").manifest
    assert (manifest.documents, manifest.failed) == (1, 1)


def test_fact_check_is_one_passage():
    claim = " ".join(f"Ferry {number} sank." for number in range(20))
    check = FactCheck(publisher="Sund", claim=claim, rating="False", verdict=Ruling.REFUTED)
    document = Document(id="feed:1", text=f"It is not true that “{claim}”.", fact_check=check)
    index = build([document], None, name="x")
    (passage,) = index.search("ferry", top=9)
    assert passage.text == document.text


# Adding

EVERYTHING = "bridge cables ferry captain Lomm school council Oster rain"
ids = st.sampled_from(["bridge", "ferry", "council", "rain", "snow"])
texts = st.sampled_from([BRIDGE.text, FERRY.text, COUNCIL.text, "Rain fell.", "Rain fell in Lomm."])
PARTS = st.lists(st.dictionaries(ids, texts, max_size=4), min_size=1, max_size=4)


def documents(texts_by_id):
    return [Document(id=id, text=text) for id, text in texts_by_id.items()]


def content(index):
    return index.search(EVERYTHING, top=100)


@settings(deadline=None, max_examples=10)  # the machine may be busy
@given(PARTS)
def test_parts_make_the_index_that_is_built_at_once(tmp_path_factory, parts):
    path = tmp_path_factory.mktemp("add") / "i"
    together = {}
    for part in parts:
        index = add(documents(part), path, name="x")
        together |= part
    whole = build(documents(together), None, name="x")
    assert content(index) == content(whole)
    assert msgspec.structs.replace(index.manifest, folder="", files={}) == whole.manifest


def test_added_documents_are_counted_and_named(tmp_path):
    path = tmp_path / "news"
    first = add([BRIDGE, FAILED], path).manifest
    assert (first.name, first.documents, first.passages, first.failed) == ("news", 1, 2, 1)
    second = add([FERRY, FAILED], path).manifest
    assert (second.name, second.documents, second.passages, second.failed) == ("news", 2, 3, 2)
    assert add([], path, name="other").manifest.name == "other"
    assert add([], path).manifest.name == "other"


def test_document_that_is_there_is_passed_over(tmp_path):
    build(DOCUMENTS, tmp_path / "i", name="x")
    retitled = msgspec.structs.replace(FERRY, title="Ferry")
    index = add([retitled, BRIDGE], tmp_path / "i")
    assert (index.manifest.documents, index.manifest.passages) == (3, 4)
    assert {passage.title for passage in index.search("ferry captain", top=1)} == {None}


def test_new_text_takes_the_place_of_the_old(tmp_path):
    build(DOCUMENTS, tmp_path / "i", name="x")
    moored = Document(id="ferry", text="The ferry lies at the quay.")
    index = add([moored], tmp_path / "i")
    assert [passage.text for passage in index.search("ferry captain", top=9)] == [moored.text]
    assert (index.manifest.documents, index.manifest.passages) == (3, 4)


def test_same_text_under_two_names_is_kept_twice(tmp_path):
    build([FERRY], tmp_path / "i", name="x")
    index = add([Document(id="copy", text=FERRY.text)], tmp_path / "i")
    assert set(found(index, "ferry")) == {"ferry", "copy"}


def test_indexed_again_an_origin_is_still_excluded(tmp_path):
    build([FERRY, COUNCIL], tmp_path / "i", name="x")
    index = add([BRIDGE], tmp_path / "i")
    earlier = Document(id="ferry", text="An earlier version.")
    renamed = Document(id="front page", text=FERRY.text)
    assert found(index, "The ferry sailed", exclude=Copies(earlier)) == []
    assert found(index, "The ferry sailed", exclude=Copies(renamed)) == []


def test_readers_get_the_old_or_the_new_index_while_it_is_written(tmp_path):
    path = tmp_path / "i"
    before = build([BRIDGE], path, name="x")
    seen, done = [], threading.Event()

    def look():
        while not done.is_set():
            index = Index.open(path)
            seen.append((index.manifest.passages, len(content(index))))

    reader = threading.Thread(target=look)
    reader.start()
    try:
        for number in range(6):
            add([Document(id=f"{number}", text=f"Rain fell for {number} hours.")], path)
    finally:
        done.set()
        reader.join()
    assert {counted for counted, _ in seen} <= set(range(2, 9))
    assert all(counted == searched for counted, searched in seen)
    assert {passage.document for passage in content(before)} == {"bridge"}
    assert len(content(Index.open(path))) == 8


def test_reader_gets_the_new_index_where_files_of_the_old_go_before_it_opens_them(tmp_path):
    path = tmp_path / "i"
    old = path / build([BRIDGE], path, name="x").manifest.folder

    def written_anew(frame, event, _):
        if event == "return" and frame.f_code is check.__code__:
            sys.setprofile(None)
            shutil.copytree(old, tmp_path / "old")
            add([FERRY], path)
            shutil.copytree(tmp_path / "old", old, ignore=shutil.ignore_patterns("*.pos"))

    sys.setprofile(written_anew)
    try:
        index = Index.open(path)
    finally:
        sys.setprofile(None)
    assert {passage.document for passage in content(index)} == {"bridge", "ferry"}


def test_one_writer_at_a_time(tmp_path):
    build([BRIDGE], tmp_path / "i", name="x")

    def meanwhile():
        yield FERRY
        with pytest.raises(OutputError, match="is being written by another run: wait"):
            add([COUNCIL], tmp_path / "i")

    assert set(found(add(meanwhile(), tmp_path / "i"), EVERYTHING)) == {"bridge", "ferry"}


KILLED = """
import os, signal, sys
from pathlib import Path
from factcheck.document import Document
from factcheck.evidence.index import add, build
def die(event, arguments):
    if event == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
def documents():
    yield Document(id="ferry", text="The ferry is new.")
    yield Document(id="rain", text="Rain fell.")
    sys.addaudithook(die)
path = Path(sys.argv[1])
add(documents(), path) if sys.argv[3] == "add" else build(documents(), path, name="x")
"""


@pytest.mark.skipif(os.name != "posix", reason="sends SIGKILL")
@pytest.mark.parametrize("way", ["add", "build"])
@pytest.mark.parametrize(("event", "is_new"), [("os.rename", False), ("shutil.rmtree", True)])
def test_killed_at_the_swap_leaves_the_old_or_the_new_index(folder, event, is_new, way):
    old = Index.open(folder).manifest
    done = subprocess.run([sys.executable, "-c", KILLED, folder, event, way], capture_output=True)
    assert done.returncode == -9, done.stderr
    left = Index.open(folder)
    assert (left.manifest != old) == is_new
    assert ("rain" in found(left, EVERYTHING)) == is_new
    assert len(list(folder.glob("passages-*"))) == 2
    add([COUNCIL], folder)  # nothing is locked, and what was left lying is removed
    assert len(list(folder.glob("passages-*"))) == 1


@pytest.mark.skipif(os.name != "posix", reason="sends SIGKILL")
def test_killed_at_the_first_build_leaves_no_index(tmp_path):
    path = tmp_path / "i"
    subprocess.run([sys.executable, "-c", KILLED, path, "os.rename", "build"], check=False)
    assert f"has no {MANIFEST}" in refusal(path)
    assert found(add([FERRY], path), EVERYTHING) == ["ferry"]


@pytest.mark.parametrize("fault", [KeyboardInterrupt, RuntimeError])
def test_interrupted_addition_changes_nothing(folder, fault):
    def interrupted():
        yield Document(id="rain", text="Rain fell.")
        raise fault

    before = sorted(folder.rglob("*"))
    old = Index.open(folder).manifest
    with pytest.raises(fault):
        add(interrupted(), folder)
    assert sorted(folder.rglob("*")) == before
    assert Index.open(folder).manifest == old


@pytest.mark.parametrize("pattern", ["meta.json", "*.store", MANIFEST])
def test_damaged_index_is_neither_added_to_nor_lost(folder, pattern):
    (file,) = folder.rglob(pattern)
    file.unlink()  # a thread of tantivy may still read the old one
    file.write_bytes(b"{}")
    before = sorted(folder.rglob("*"))
    with pytest.raises(EvidenceError, match="build the index again"):
        add([FERRY], folder)
    assert sorted(folder.rglob("*")) == before


def test_index_of_another_version_is_not_added_to(folder):
    manifest = (folder / MANIFEST).read_bytes()
    (folder / MANIFEST).write_bytes(manifest.replace(FORMAT.encode(), b"factcheck-index/9"))
    with pytest.raises(EvidenceError, match="has format 'factcheck-index/9'"):
        add([FERRY], folder)


# Opening


def refusal(path):
    with pytest.raises(EvidenceError) as caught:
        Index.open(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_missing_and_foreign_folders_are_refused(tmp_path):
    assert "does not exist: build an index with" in refusal(tmp_path / "none")
    assert f"is not an evidence index, it has no {MANIFEST}" in refusal(tmp_path)
    (tmp_path / "file").touch()
    assert "is not an evidence index" in refusal(tmp_path / "file")


def test_paths_that_are_not_utf8_are_refused(folder, tmp_path):
    path = tmp_path / os.fsdecode(b"S\xf8ren")
    for write in (build, add):
        with pytest.raises(OutputError, match="is not UTF-8, as the path of an index must be: ren"):
            write([FERRY], path, name="own")
    assert not path.exists()
    shutil.copytree(folder, path)
    assert "is not UTF-8, as the path of an index must be: rename it" in refusal(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot be read (Input data was truncated)"),
        (b"\xff", "cannot be read ("),
        (b'{"formal": "x"}', "cannot be read ("),
        (b'{"format": "factcheck-index/2"}', "missing required field"),
        (b'{"format": "factcheck-index/1"}', "has format 'factcheck-index/1', not 'factcheck-"),
    ],
)
def test_other_manifests_are_refused(folder, content, said):
    (folder / MANIFEST).write_bytes(content)
    assert said in refusal(folder)


@pytest.mark.parametrize(
    ("field", "name"),
    [("folder", "../other"), ("folder", ""), ("files", "../../secret"), ("files", "/secret")],
)
def test_files_outside_the_index_are_refused(folder, field, name):
    manifest = msgspec.json.decode((folder / MANIFEST).read_bytes())
    manifest[field] = name if field == "folder" else {name: "0" * 64}
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    assert f"names {name!r}, which is no part of an index" in refusal(folder)


FILES = ["meta.json", "*.store", "*.term", "*.idx", "*.fieldnorm"]


@pytest.mark.parametrize("pattern", FILES)
def test_damaged_files_are_refused(folder, pattern):
    (file,) = folder.rglob(pattern)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.unlink()  # a thread of tantivy may still read the old one
    file.write_bytes(data)
    assert f"{file.name} is damaged" in refusal(folder)


@pytest.mark.parametrize("pattern", FILES)
def test_missing_files_are_refused(folder, pattern):
    (file,) = folder.rglob(pattern)
    file.unlink()
    assert f"{file.name} cannot be read (No such file or directory)" in refusal(folder)


def test_files_that_tantivy_refuses_are_refused(folder):
    manifest = msgspec.json.decode((folder / MANIFEST).read_bytes())
    manifest["files"] = {}
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    meta = folder / manifest["folder"] / "meta.json"
    meta.unlink()
    meta.write_text("{}")
    assert "the index cannot be opened" in refusal(folder)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="changes its user")
def test_read_only_folder_can_be_searched(folder):
    code = (
        "import os, sys; from pathlib import Path; from factcheck.evidence.index import Index;"
        "os.setuid(65534); index = Index.open(Path(sys.argv[1]));"
        "print(*index.search('ferry', top=1)[0].text.split()[:2], os.access(sys.argv[1], os.W_OK))"
    )
    for parent in list(folder.parents)[:3]:
        parent.chmod(0o755)  # pytest's own folders are closed to others
    done = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True)
    assert done.stdout == "The ferry False\n", done.stderr


def test_moved_index_can_be_opened(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    shutil.rmtree(folder)
    assert found(Index.open(Path(tmp_path, "copy")), "ferry") == ["ferry"]


# In several processes


def test_several_processes_make_the_same_index(tmp_path, monkeypatch):
    monkeypatch.setattr(cutting, "BATCH", 200)  # characters, so that little text makes many batches
    texts = [f"The ferry number {number} sank off Brenford. It was old." for number in range(60)]
    documents = [Document(id=str(number), text=text) for number, text in enumerate(texts)]
    documents.insert(30, FAILED)
    alone = build(documents, tmp_path / "one", name="x")
    many = build(documents, tmp_path / "many", name="x", processes=2)
    assert replace(many.manifest, folder="", files={}) == replace(
        alone.manifest, folder="", files={}
    )
    assert (many.manifest.documents, many.manifest.failed) == (60, 1)
    for claim in ("ferry 7 sank", "Brenford", "the old ferry number 31"):
        assert many.search(claim, top=9) == alone.search(claim, top=9)
    grown = add([BRIDGE, *documents], tmp_path / "many", processes=2)
    assert grown.manifest.documents == 61


def test_an_error_while_documents_are_read_ends_the_processes(tmp_path, monkeypatch):
    monkeypatch.setattr(cutting, "BATCH", 1)

    def documents():
        yield from [BRIDGE, FERRY, COUNCIL]
        raise InputError("a reader fails")

    with pytest.raises(InputError, match="a reader fails"):
        build(documents(), tmp_path / "i", name="x", processes=2)
    assert not (tmp_path / "i").exists()
    assert multiprocessing.active_children() == []
