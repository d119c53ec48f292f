import json

import msgspec
import pytest
from click.testing import CliRunner
from documents import evidence
from seam import WordScorer
from tiny import weights, write

from factcheck import Annotator
from factcheck.cli import main
from factcheck.cli.options import sources
from factcheck.document import Corroboration, Document
from factcheck.errors import InputError
from factcheck.evidence.index import build
from factcheck.evidence.sources import Sources
from factcheck.evidence.verdict import corroboration
from factcheck.settings import Settings

MILL = "The old mill of Lomm burned down in March."
YES = "It is indeed so that the old mill of Lomm burned, said the mayor."
NO = "The old mill of Lomm did not burn, said the owner of the place."


def article(id, text, published=None, outlet=None):
    return Document(id=id, text=text, published=published, outlet=outlet)


def judged(documents, document):
    index = build(documents, None, name="run")
    annotator = Annotator(WordScorer(), Sources([], index), Settings())
    (record,) = annotator.annotate_many([document])
    return record.claims[0]


# Counting


def test_each_outlet_counts_once():
    passages = [
        evidence("It burned, indeed.", "supports", 0.9, document="a", outlet="Lomm Post"),
        evidence("Burned it has.", "supports", 0.8, document="b", outlet="Lomm Post"),
        evidence("A fire destroyed it.", "supports", 0.7, document="c"),
        evidence("It stands.", "refutes", 0.9, document="d", outlet="Oster Wire"),
        evidence("It may stand.", "refutes", 0.5, document="e"),
        evidence("Rain.", "neutral", 0.9, document="f"),
    ]
    assert corroboration(passages) == Corroboration(agree=2, disagree=1)


def test_own_outlet_does_not_count_however_it_is_written():
    passages = [
        evidence("It burned, indeed.", "supports", 0.9, document="a", outlet="Lomm Post "),
        evidence("It stands.", "refutes", 0.9, document="b", outlet="Oster Wire"),
        evidence("It has not burned.", "refutes", 0.8, document="c", outlet="OSTER WIRE"),
    ]
    assert corroboration(passages, "lomm post") == Corroboration(agree=0, disagree=1)


def test_copies_of_one_report_count_once():
    text = "The old mill of Lomm burned down on the third of March, police said."
    passages = [evidence(text, "supports", 0.9, document=name) for name in "abc"]
    assert corroboration(passages) == Corroboration(agree=1, disagree=0)


# Within a run


def test_other_documents_of_the_run_agree_or_disagree():
    own = article("own", MILL, "2020-03-05")
    claim = judged([own, article("a", YES, "2020-03-04"), article("b", NO, "2020-03-05")], own)
    assert claim.corroboration == Corroboration(agree=1, disagree=1)
    assert {passage.document for passage in claim.evidence} == {"a", "b"}


@pytest.mark.parametrize(
    ("published", "other", "seen"),
    [
        ("2020-03-05", "2020-03-06", False),
        ("2020-03-05", "2020-03-05T23:00:00+00:00", True),
        ("2020-03-05T08:00:00", "2020-03-05", True),
        ("2020-03-05", None, True),
        (None, "2030-01-01", True),
        ("2024", "2024-05-01", True),
        ("2024-05-31", "2024-05", True),
        ("2024-05", "2024-06-01", False),
        ("2023-12-31", "2024", False),
    ],
)
def test_later_documents_are_no_evidence(published, other, seen):
    own = article("own", MILL, published)
    claim = judged([own, article("a", YES, other)], own)
    assert bool(claim.evidence) is seen


def test_near_copy_of_the_article_is_no_evidence():
    own = article("own", MILL)
    assert judged([own, article("copy", MILL.upper())], own).evidence == ()


def test_only_what_is_from_the_run_counts():
    own = article("own", MILL, "2020-03-05")
    archive = build([article("later", NO, "2020-03-09")], None, name="archive")
    run = build([own, article("a", YES, "2020-03-05")], None, name="run")
    annotator = Annotator(WordScorer(), Sources([archive], run), Settings())
    (record,) = annotator.annotate_many([own])
    assert {passage.document for passage in record.claims[0].evidence} == {"later", "a"}
    assert record.claims[0].corroboration == Corroboration(agree=1, disagree=0)


def test_other_evidence_counts_nobody():
    annotator = Annotator(
        WordScorer(), Sources([build([article("a", YES)], None, name="x")]), Settings()
    )
    (record,) = annotator.annotate_many([article("own", MILL)])
    assert record.claims[0].evidence
    assert record.claims[0].corroboration is msgspec.UNSET
    assert b"corroboration" not in msgspec.json.encode(record)


# From the command line


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return write(tmp_path_factory.mktemp("model") / "tiny", weights())


def test_run_as_evidence(tmp_path, tiny):
    rows = [{"id": "a", "text": MILL, "outlet": "Post"}, {"id": "b", "text": YES}]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = ["--evidence", "run", "--model", tiny, "--device", "cpu", "-o", "-"]
    result = CliRunner().invoke(main, ["run", str(path), *map(str, options)])
    assert result.exit_code == 0, result.stderr
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert records[0]["run"]["evidence"]["name"] == "run"
    for record in records:
        for claim in record["claims"]:
            assert all(
                passage["document"] != record["document"]["id"] for passage in claim["evidence"]
            )
            assert ("corroboration" in claim) == bool(claim["evidence"])


def test_unread_evidence_is_told(tmp_path, tiny):
    for name, text in {"a": MILL, "b": YES, "blank": " "}.items():
        (tmp_path / f"{name}.txt").write_text(text)
    options = ["--evidence", tmp_path, "--model", tiny, "--device", "cpu", "-o", "-"]
    result = CliRunner().invoke(main, ["run", str(tmp_path / "a.txt"), *map(str, options)])
    assert result.exit_code == 0
    assert "failed: blank.txt: is empty or blank" in result.stderr


def test_standard_input_has_only_one_go():
    result = CliRunner().invoke(main, ["run", "-", "--evidence", "run"], input="Rain.")
    assert result.exit_code == 2
    assert "reads the inputs twice" in result.stderr


@pytest.mark.parametrize(
    ("given", "paths"),
    [
        ((), None),
        (("self",), None),
        (("run",), ()),
        (("none", "self"), ()),
        (("a", "self", "run"), ("a",)),
    ],
)
def test_what_stands_beside_what(given, paths):
    assert sources(given) == paths


@pytest.mark.parametrize("given", [("none", "a"), ("none", "run")])
def test_none_stands_alone(given):
    with pytest.raises(InputError, match="cannot stand beside"):
        sources(given)
