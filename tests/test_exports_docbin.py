"""Documents of spaCy, read back by spaCy; skipped without it."""

import json

import pytest
import tiny
from click.testing import CliRunner
from documents import TEXTS, annotated, build, claim, example
from hypothesis import given, settings

from factcheck.cli import main
from factcheck.document import FailedDocument
from factcheck.errors import InputError, OutputError
from factcheck.report.exports import chosen, docbin, export
from factcheck.report.json import encode

spacy = pytest.importorskip("spacy", reason="needs the extra [spacy]")

FAILED = FailedDocument.of("b.txt", "is binary")


def load(folder):
    """The documents of all files, as spaCy reads them."""
    vocab = spacy.blank("en").vocab
    return [
        doc
        for path in sorted(folder.iterdir())
        for doc in spacy.tokens.DocBin().from_disk(path).get_docs(vocab)
    ]


@settings(max_examples=10)  # each makes spaCy's English anew
@given(annotated(TEXTS))
def test_text_and_record_come_back_equal(tmp_path_factory, document):
    folder = tmp_path_factory.mktemp("docbin") / "out"
    export([document], chosen("docbin"), folder)
    (doc,) = load(folder)
    assert doc.text == document.text
    assert json.dumps(doc.user_data["factcheck"]) == json.dumps(json.loads(encode(document)))
    assert [(int(span.id_), span.label_) for span in doc.spans["factcheck"]] == [
        (claim.id, claim.label) for claim in document.claims
    ]
    marks = [cue for claim in document.claims for cue in claim.cues]
    spans = [*doc.spans["factcheck"], *doc.spans["factcheck_cues"]]
    for span, mark in zip(spans, [*document.claims, *marks], strict=True):
        assert mark.text in span.text
        assert span.start_char <= mark.start < mark.end <= span.end_char


def test_spans_of_an_article_are_exact(tmp_path):
    export([example()], chosen("docbin"), tmp_path / "out")
    (doc,) = load(tmp_path / "out")
    claims = example().claims
    assert [span.text for span in doc.spans["factcheck"]] == [claim.text for claim in claims]
    assert [(span.text, span.label_, int(span.id_)) for span in doc.spans["factcheck_cues"]] == [
        (cue.text, cue.type, claim.id) for claim in claims for cue in claim.cues
    ]


def test_a_run_that_goes_on_writes_it_anew(tmp_path):
    tiny.write(tmp_path / "model", tiny.weights())
    rows = [json.dumps({"id": f"{number}", "text": "It rained."}) for number in range(2)]
    (tmp_path / "rows.jsonl").write_text("\n".join(rows))
    command = ["run", f"{tmp_path}/rows.jsonl", "--model", f"{tmp_path}/model", "--evidence"]
    command += ["none", "--format", "docbin", "-o", f"{tmp_path}/out", "--limit"]
    for documents in (1, 2, 2):
        assert CliRunner().invoke(main, [*command, f"{documents}"]).exit_code == 0
        assert len(load(tmp_path / "out/annotations.factcheck.spacy")) == documents


def test_a_span_that_ends_inside_a_token_takes_in_the_whole(tmp_path):
    text = "It rains heavily"
    document = build(text, claims=[claim(text, 0, 11, "none"), claim(text, 11, 16, "none")])
    export([document], chosen("docbin"), tmp_path / "out")
    (doc,) = load(tmp_path / "out")
    assert [span.text for span in doc.spans["factcheck"]] == [text, "heavily"]
    exact = [(one["start"], one["end"]) for one in doc.user_data["factcheck"]["claims"]]
    assert exact == [(0, 11), (11, 16)]


def test_many_documents_make_several_files(tmp_path, monkeypatch):
    monkeypatch.setattr(docbin, "DOCS", 2)
    records = [build(f"Number {number}.", ["none"]) for number in range(4)]
    assert export([FAILED, *records], chosen("docbin"), tmp_path / "out") == 1
    assert [path.name for path in sorted((tmp_path / "out").iterdir())] == [
        "000000.spacy",
        "000001.spacy",
    ]
    assert [doc.text for doc in load(tmp_path / "out")] == [record.text for record in records]


def test_a_folder_is_written_whole_or_not_at_all(tmp_path):
    def broken():
        yield example()
        raise InputError("the file breaks off")

    with pytest.raises(InputError):
        export(broken(), chosen("docbin"), tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_there_is_left_alone(tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(OutputError, match="something is there"):
        export([example()], chosen("docbin"), tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())
