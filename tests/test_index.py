import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.document import Document, FailedDocument, Failure
from factcheck.errors import EvidenceError, OutputError
from factcheck.evidence.copies import Copies
from factcheck.evidence.index import Index, build
from factcheck.evidence.manifest import FORMAT, MANIFEST

BRIDGE = Document(
    id="bridge",
    title="Oster bridge reopens",
    url="https://example.org/bridge",
    published="2024-03-02",
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
FAILED = FailedDocument(
    document="x.txt", error=Failure(kind="DocumentError", message="x.txt: is empty")
)
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


def test_digest_is_of_content_and_order(tmp_path):
    digest = build([BRIDGE, FERRY], None, name="a").manifest.sha256
    assert build([BRIDGE, FAILED, FERRY], tmp_path / "i", name="b").manifest.sha256 == digest
    assert build([FERRY, BRIDGE], None, name="a").manifest.sha256 != digest
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
    kept = [file for file in folder.iterdir() if not file.name.startswith(".tantivy-")]
    assert {file.stat().st_mode for file in kept} == {usual}


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


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot be read (Input data was truncated)"),
        (b"\xff", "cannot be read ("),
        (b'{"formal": "x"}', "cannot be read ("),
        (b'{"format": "factcheck-index/1"}', "missing required field"),
        (b'{"format": "factcheck-index/2"}', "has format 'factcheck-index/2', not 'factcheck-"),
    ],
)
def test_other_manifests_are_refused(folder, content, said):
    (folder / MANIFEST).write_bytes(content)
    assert said in refusal(folder)


FILES = ["meta.json", "*.store", "*.term", "*.idx", "*.fieldnorm"]


@pytest.mark.parametrize("pattern", FILES)
def test_damaged_files_are_refused(folder, pattern):
    (file,) = folder.glob(pattern)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert f"{file.name} is damaged" in refusal(folder)


@pytest.mark.parametrize("pattern", FILES)
def test_missing_files_are_refused(folder, pattern):
    (file,) = folder.glob(pattern)
    file.unlink()
    assert f"{file.name} cannot be read (No such file or directory)" in refusal(folder)


def test_files_that_tantivy_refuses_are_refused(folder):
    manifest = msgspec.json.decode((folder / MANIFEST).read_bytes())
    manifest["files"] = {}
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    (folder / "meta.json").write_text("{}")
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
