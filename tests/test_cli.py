import gzip
import io
import json
import os
import re
import resource
import subprocess
import sys
import sysconfig
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

import click
import jsonschema
import pytest
from click.testing import CliRunner
from seam import at_the_seam

from factcheck import __version__
from factcheck.cli import main
from factcheck.cli.options import reported, say
from factcheck.errors import OutputError
from factcheck.model.loading import model_folder
from factcheck.readers import read
from factcheck.readers.position import Position
from factcheck.run.article import write_article
from factcheck.run.lines import write_lines
from factcheck.run.progress import Progress

FACTCHECK = Path(sysconfig.get_path("scripts"), "factcheck")
MILL = "The town of Lomm has 4,000 inhabitants. Its mayor is Per Aune. The mill burned in 1911."
ARTICLE = "Per Aune is the mayor of Lomm. Lomm has 9,000 inhabitants. Perhaps it will rain.\r\n"
NONE = ("--evidence", "none")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Every test works in a folder of its own that holds one article."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    Path("article.txt").write_bytes(ARTICLE.encode())
    return tmp_path


def factcheck(*arguments, stdin=None):
    """Run a command as a user would; any other exception than an exit is a failure."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert "Traceback" not in result.stderr
    return result


def records(result):
    return [json.loads(line) for line in result.stdout_bytes.splitlines()]


def annotations(out="out"):
    return [json.loads(line) for line in Path(out, "annotations.jsonl").read_bytes().splitlines()]


def names():
    """Every file and folder below the current one, hidden ones too."""
    return sorted(path.as_posix() for path in Path().rglob("*"))


@pytest.fixture(scope="module")
def valid():
    """Check a record against the schema that the command prints."""
    schema = json.loads(CliRunner().invoke(main, ["schema"]).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema).validate


def assert_exact(record, text, evidence):
    """Every span of a record quotes the text it is said to be from."""
    assert record["text"] == text
    for claim in record["claims"]:
        for span in (claim, *claim["cues"], claim["source"]):
            assert span["text"] is None or text[span["start"] : span["end"]] == span["text"]
        for passage in claim["evidence"]:
            assert evidence[passage["start"] : passage["end"]] == passage["text"]


# One article


def test_an_article_gives_json_and_html_and_a_view(valid):
    result = factcheck("run", "article.txt", *NONE)
    assert result.exit_code == 0
    assert names() == ["article.factcheck.html", "article.factcheck.json", "article.txt"]
    record = json.loads(Path("article.factcheck.json").read_bytes())
    valid(record)
    assert_exact(record, ARTICLE, "")
    assert "Per Aune is the mayor" in Path("article.factcheck.html").read_text()
    assert "Per Aune is the mayor of Lomm. [unverified]" in result.stdout
    assert "3 claims: 0 supported, 0 refuted, 2 unverified, 1 hedged" in result.stdout
    assert result.stderr == "wrote article.factcheck.json\nwrote article.factcheck.html\n"
    assert "\x1b" not in result.output


@pytest.mark.parametrize("name", ["My Article (2).TXT", "Räksmörgås.md", "a.b.htm", "-x.txt"])
def test_the_results_are_named_after_the_article(name):
    Path(name).write_text("<html><body><p>It rained all day in Lomm.</p></body></html>")
    assert factcheck("run", *NONE, "--", name).exit_code == 0
    stem = name.rpartition(".")[0]
    assert {f"{stem}.factcheck.json", f"{stem}.factcheck.html"} <= set(names())


def test_results_of_an_earlier_run_are_replaced():
    for name in ("json", "html"):
        Path(f"article.factcheck.{name}").write_text("old")
    assert factcheck("run", "article.txt", *NONE).exit_code == 0
    assert Path("article.factcheck.json").read_text()[0] == "{"
    assert "old" not in Path("article.factcheck.html").read_text()[:3]


def test_quiet_says_nothing_but_writes():
    result = factcheck("run", "article.txt", *NONE, "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    assert "article.factcheck.html" in names()


def test_quiet_still_names_what_failed():
    Path("blank.txt").touch()
    result = factcheck("run", "article.txt", "blank.txt", *NONE, "--quiet", "-o", "out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "failed: blank.txt: is empty or blank (0 bytes): give an article\n"


def test_standard_input():
    result = factcheck("run", "-", *NONE, stdin="Perhaps it will rain.")
    assert result.exit_code == 0
    assert "Perhaps it will rain. [hedged]" in result.stdout
    assert names() == ["article.txt", "stdin.factcheck.html", "stdin.factcheck.json"]


def test_json_lines_and_nothing_else_on_standard_output(valid):
    Path("blank.txt").touch()
    Path("second.md").write_text("# Rain\n\nPerhaps it will rain.")
    result = factcheck("run", "article.txt", "blank.txt", "second.md", *NONE, "-o", "-")
    assert result.exit_code == 1
    assert result.stdout.count("\n") == 3
    for record in records(result):
        valid(record)
    first, failed, second = records(result)
    assert_exact(first, ARTICLE, "")
    assert (failed["document"], failed["error"]["kind"]) == ({"id": "blank.txt"}, "DocumentError")
    assert second["document"]["title"] == "Rain"
    assert names() == ["article.txt", "blank.txt", "second.md"]


# A corpus


def corpus():
    """A folder with a broken document between good ones, and a table."""
    Path("news/deep").mkdir(parents=True)
    Path("news/a.txt").write_text("Perhaps it will rain.")
    Path("news/b.txt").write_bytes(b"\0\1\2")
    Path("news/deep/c.md").write_text("I think it is the ugliest town of all.")
    rows = [{"id": f"row {number}", "text": f"It rained on {number} days."} for number in range(3)]
    with gzip.open("rows.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def test_a_corpus_gives_one_line_a_document_in_order(valid):
    corpus()
    result = factcheck("run", "news", "rows.jsonl.gz", *NONE, "-o", "out/new", "--pages")
    assert result.exit_code == 1
    lines = annotations("out/new")
    for line in lines:
        valid(line)
    ids = [line["document"]["id"] for line in lines]
    assert ids == ["a.txt", "b.txt", "deep/c.md", "row 0", "row 1", "row 2"]
    assert [index for index, line in enumerate(lines) if "error" in line] == [1]
    assert len(list(Path("out/new/html").glob("*.html"))) == 5
    assert result.stdout == ""
    failed, *_, tally = result.stderr.splitlines()
    assert failed.startswith("failed: b.txt: is binary")
    assert tally.startswith("documents: 5 annotated, 1 failed; claims: 0 supported")


def test_a_corpus_has_no_pages_unless_asked_for():
    corpus()
    assert factcheck("run", "rows.jsonl.gz", *NONE, "-o", "out").exit_code == 0
    written = [
        "out",
        "out/.lock",
        "out/annotations.jsonl",
        "out/index.html",
        "out/report",
        "out/run.json",
    ]
    assert [path for path in names() if path.startswith("out")] == written


def test_pages_need_a_folder():
    result = factcheck("run", "article.txt", *NONE, "--pages")
    assert result.exit_code == 2
    assert "--pages needs a folder" in result.stderr


def test_limit():
    corpus()
    assert factcheck("run", "rows.jsonl.gz", *NONE, "-o", "out", "--limit", "2").exit_code == 0
    assert [line["document"]["id"] for line in annotations()] == ["row 0", "row 1"]


@pytest.mark.parametrize(
    "inputs", [["news"], ["article.txt", "news/a.txt"], ["news/*.txt"], ["rows.jsonl.gz"]]
)
@pytest.mark.parametrize("folder_name", ["news", "news.txt"])
def test_many_articles_need_a_place(inputs, folder_name):
    corpus()
    Path("news").rename(folder_name)
    inputs = [given.replace("news", folder_name) for given in inputs]
    before = names()
    result = factcheck("run", *inputs, *NONE)
    assert result.exit_code == 2
    assert result.stderr == (
        f"factcheck: {', '.join(inputs)} may hold many articles: "
        "say where to write with -o FOLDER, or -o - for JSON lines\n"
    )
    assert names() == before


def test_annotations_load_as_a_dataset(tmp_path):
    datasets = pytest.importorskip("datasets")
    corpus()
    Path("mill.txt").write_text(MILL)
    factcheck("run", "article.txt", "rows.jsonl.gz", "news", "--evidence", "mill.txt", "-o", "out")
    rows = datasets.load_dataset(
        "json",
        data_files="out/annotations.jsonl",
        split="train",
        cache_dir=str(tmp_path / "datasets"),
    )
    assert len(rows) == 7
    assert rows[0]["text"] == ARTICLE
    assert [claim["label"] for claim in rows[0]["claims"]] == ["supported", "refuted", "hedged"]


# Evidence


def test_no_evidence():
    (record,) = records(factcheck("run", "article.txt", *NONE, "-o", "-"))
    labels = [(claim["label"], claim["reason"]) for claim in record["claims"]]
    nothing = ("unverified", "no evidence was given")
    assert labels == [nothing, nothing, ("hedged", None)]
    assert record["run"]["evidence"] is None


@pytest.mark.parametrize("kind", ["file", "folder", "table", "index"])
def test_claims_are_checked_against_evidence_of_any_kind(kind, valid):
    Path("mill").mkdir()
    Path("mill/mill.txt").write_text(MILL)
    Path("mill.jsonl").write_text(json.dumps({"id": "mill.txt", "text": MILL, "title": "Lomm"}))
    given = {"file": "mill/mill.txt", "folder": "mill", "table": "mill.jsonl", "index": "index"}
    if kind == "index":
        built = factcheck("index", "mill.jsonl", "-o", "index", "--name", "local")
        assert (built.exit_code, built.stdout) == (0, "")
        assert built.stderr == "index: 1 passages of 1 documents, 0 failed\n"
    result = factcheck("run", "article.txt", "--evidence", given[kind], "-o", "-")
    assert result.exit_code == 0
    (record,) = records(result)
    valid(record)
    assert_exact(record, ARTICLE, MILL)
    supported, refuted, hedged = record["claims"]
    assert [claim["label"] for claim in record["claims"]] == ["supported", "refuted", "hedged"]
    for claim, relation in ((supported, "supports"), (refuted, "refutes")):
        (passage,) = claim["evidence"]
        assert (passage["document"], passage["relation"]) == ("mill.txt", relation)
        assert "4,000 inhabitants. Its mayor is Per Aune." in passage["text"]
    assert hedged["evidence"] == []
    assert len(record["run"]["evidence"]["sha256"]) == 64


def test_several_evidences():
    Path("mill.txt").write_text(MILL)
    Path("rain.txt").write_text("It will rain.")
    result = factcheck(
        "run", "article.txt", "--evidence", "mill.txt", "--evidence", "rain.txt", "-o", "-"
    )
    (record,) = records(result)
    assert record["run"]["evidence"]["name"] == "mill.txt+rain.txt"
    assert record["summary"]["supported"] == record["summary"]["refuted"] == 1


def test_an_article_is_not_its_own_evidence():
    Path("mill.txt").write_text(MILL)
    result = factcheck("run", ".", "--evidence", ".", "-o", "-")
    by_name = {record["document"]["id"]: record for record in records(result)}
    for name, record in by_name.items():
        cited = {passage["document"] for claim in record["claims"] for passage in claim["evidence"]}
        assert name not in cited
    assert by_name["article.txt"]["claims"][0]["label"] == "supported"
    result = factcheck("run", "article.txt", "--evidence", "article.txt", "-o", "-")
    (record,) = records(result)
    assert record["summary"] | {"hedged": 0} == dict.fromkeys(record["summary"], 0) | {
        "unverified": 2
    }


@pytest.mark.slow
def test_the_shipped_evidence_is_the_default():
    Path("vietnam.txt").write_text("The capital of Vietnam is Hanoi.")
    result = factcheck("run", "vietnam.txt", "-o", "-")
    (record,) = records(result)
    assert record["run"]["evidence"]["name"] == "factbook"
    assert record["claims"][0]["label"] == "supported"


# What is wrong is said in one line, and nothing is left behind


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["missing.txt"], "missing.txt does not exist"),
        (["missing"], "missing does not exist"),
        (["missing/*.txt"], "holds no article"),
        (["article.pdf"], "article.pdf is of no known kind: give .txt"),
        (["empty"], "empty holds no article"),
        (["article.txt", "--evidence", "missing"], "missing does not exist"),
        (["article.txt", "--evidence", "article.pdf"], "of no known kind"),
        (["article.txt", "--evidence", "blank.txt"], "no evidence in blank.txt"),
        (["article.txt", *NONE, "--evidence", "article.txt"], "none cannot stand beside"),
        (["-", "--evidence", "-", "-o", "out"], "- is both input and --evidence"),
        (["article.txt", *NONE, "--device", "tpu"], "device 'tpu' is unknown: choose auto"),
        (["article.txt", *NONE, "--device", "cuda:7"], "device 'cuda:7' is not there"),
        (["article.txt", *NONE, "--precision", "int8"], "precision 'int8' is unknown: choose"),
        (
            ["article.txt", *NONE, "--max-tokens", "3"],
            "3: choose a whole number from 512 to 1000000",
        ),
        (["article.txt", *NONE, "--passages", "0"], "0: choose a whole number from 1 to 20"),
        (["article.txt", *NONE, "--model", "nope"], "no model 'nope': give base or small or a"),
        (["article.txt", *NONE, "--model", "empty"], "empty/manifest.toml is missing"),
        (["article.txt", *NONE, "-o", ""], "-o is empty: give a folder, or - for JSON lines"),
        (["article.txt", *NONE, "-o", "article.txt"], "cannot write article.txt"),
        (["article.txt", *NONE, "-o", "article.txt/x"], "cannot write article.txt/x"),
        (["article.txt", *NONE, "-o", "taken"], "cannot write taken/annotations.jsonl"),
        (["article.txt", *NONE, "-o", "blocked", "--pages"], "cannot write blocked/html"),
    ],
)
def test_a_wrong_run_says_why_and_leaves_nothing(options, said):
    Path("article.pdf").touch()
    Path("blank.txt").touch()
    Path("empty").mkdir()
    Path("taken/annotations.jsonl").mkdir(parents=True)
    Path("blocked").mkdir()
    Path("blocked/html").touch()
    before = names()
    result = factcheck("run", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(r"factcheck: [^\n]+\n", result.stderr)
    assert said in result.stderr
    assert names() == before


@pytest.mark.parametrize("option", ["--limit", "--workers"])
@pytest.mark.parametrize("number", ["0", "9" * 20])
def test_a_number_out_of_range_is_refused(option, number):
    result = factcheck("run", "article.txt", *NONE, "-o", "out", option, number)
    assert result.exit_code == 2
    assert f"Error: Invalid value for '{option}': {number} is not in the range 1<=" in result.stderr
    assert names() == ["article.txt"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "is empty or blank (0 bytes)"),
        ("blank.md", b" \r\n\t", "is empty or blank (4 bytes)"),
        ("binary.txt", b"PK\3\4\0\0", "is binary"),
        ("latin.txt", "café".encode("latin-1"), "byte 0xE9 at offset 3 is not UTF-8"),
        ("page.html", b"<html><body><script>x()</script></body></html>", "no article was found"),
    ],
)
def test_an_article_that_cannot_be_read(name, content, said):
    Path(name).write_bytes(content)
    before = names()
    result = factcheck("run", name, *NONE)
    assert (result.exit_code, result.stdout) == (1, "")
    assert re.fullmatch(rf"failed: {name}: [^\n]+\n", result.stderr)
    assert said in result.stderr
    assert names() == before


def test_debug_shows_the_error():
    result = CliRunner().invoke(main, ["run", "missing.txt", "--debug"])
    assert type(result.exception).__name__ == "InputError"


@pytest.mark.parametrize("options", [["--max-tokens", "x"], ["--limit", "0"], ["--nope"]])
def test_wrong_usage(options):
    result = factcheck("run", "article.txt", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr.splitlines()[-1]


def test_a_message_is_one_line_that_no_terminal_obeys(capsys):
    say("a\x1b[31m\nb\r\u202ec\ud800é")
    assert capsys.readouterr().err == "a\ufffd[31m\ufffdb\ufffd\ufffdc\ufffdé\n"


@pytest.fixture
def model(tmp_path):
    """A copy of the shipped model whose large files are links."""
    folder = tmp_path / "model"
    folder.mkdir()
    for file in model_folder("small").iterdir():
        (folder / file.name).symlink_to(file)
    manifest = (folder / "manifest.toml").read_bytes()
    (folder / "manifest.toml").unlink()
    (folder / "manifest.toml").write_bytes(manifest)
    return folder


def edited(old, new):
    """A change of the manifest."""

    def edit(folder):
        path = folder / "manifest.toml"
        changed = re.sub(old, new, path.read_text(), count=1, flags=re.MULTILINE)
        assert changed != path.read_text()
        path.write_text(changed)

    return edit


def flipped(name):
    """A change of one bit in the middle of a file."""

    def flip(folder):
        content = bytearray((folder / name).read_bytes())
        content[len(content) // 2] ^= 1
        (folder / name).unlink()
        (folder / name).write_bytes(content)

    return flip


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda folder: (folder / "manifest.toml").unlink(), "manifest.toml is missing"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "tokenizer.json cannot be read"),
        (lambda folder: (folder / "model.safetensors").unlink(), "safetensors cannot be read"),
        (flipped("model.safetensors"), "model.safetensors is damaged"),
        (flipped("tokenizer.json"), "tokenizer.json is damaged"),
        (edited("^format = .*", 'format = "factcheck-model/9"'), "has format 'factcheck-model/9'"),
        (edited(r"(?s)/\d.*\Z", '/9"'), "has format 'factcheck-model/9'"),
        (edited(r"\A", "]"), "manifest.toml cannot be read"),
        (edited('"hedged"', '"hedgy"'), "labels.stance must be asserted, hedged"),
        (edited('"entailment"', '"entails"'), "labels.nli must be"),
        (edited("^stance = [0-9].*", "stance = 0.0"), "temperatures.stance"),
        (edited("^nli = [0-9].*", "nli = -1.0"), "temperatures.nli"),
        (edited("^heads = .*", "heads = 7"), "no multiple of heads 7"),
        (edited("^heads = .*", "heads = 0"), "encoder.heads"),
        (edited("^max_tokens = .*", "max_tokens = 1000000"), "max_tokens is 1000000"),
        (edited("^max_tokens = .*", "max_tokens = -1"), "max_tokens is -1"),
        (edited("^layers = .*", "layers = 11"), "does not fit its manifest"),
    ],
)
def test_a_damaged_model_is_refused(model, damage, said):
    damage(model)
    before = names()
    result = factcheck("run", "article.txt", *NONE, "--model", model)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(r"factcheck: [^\n]+\n", result.stderr)
    assert said in result.stderr
    assert names() == before


def test_a_model_may_be_a_folder(model):
    result = factcheck("run", "article.txt", *NONE, "--model", model, "-o", "-")
    (record,) = records(result)
    assert record["run"]["model"]["name"] == "small"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"factcheck-index/2", b"factcheck-index/9", "has format 'factcheck-index/9'"),
        (b'"passages"', b'"phrases"', "index.json cannot be read"),
        (b"{", b"", "index.json cannot be read"),
    ],
)
def test_an_index_of_another_version_is_refused(old, new, said):
    factcheck("index", "article.txt", "-o", "index")
    manifest = Path("index/index.json")
    manifest.write_bytes(manifest.read_bytes().replace(old, new, 1))
    result = factcheck("run", "article.txt", "--evidence", "index")
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(r"factcheck: [^\n]+\n", result.stderr)
    assert said in result.stderr


def test_a_damaged_index_is_refused():
    factcheck("index", "article.txt", "-o", "index")
    file = max(Path("index").rglob("*.store"))
    flipped(file.name)(file.parent)
    result = factcheck("run", "article.txt", "--evidence", "index")
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(rf"factcheck: {file} is damaged[^\n]+\n", result.stderr)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing", "-o", "deep/index"], "missing does not exist"),
        (["article.txt", "-o", "article.txt"], "article.txt is a file"),
        (["article.txt", "-o", "article.txt/index"], "cannot be written"),
        (["article.txt", "-o", "."], "no part of an index"),
        (["article.txt", "-o", "-"], "- is no place for an index"),
        (["article.txt", "-o", ""], "'' is no place for an index"),
    ],
)
def test_a_wrong_index_says_why_and_leaves_nothing(arguments, said):
    before = names()
    result = factcheck("index", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(r"factcheck: [^\n]+\n", result.stderr)
    assert said in result.stderr
    assert names() == before


def test_index_names_what_failed():
    Path("blank.txt").touch()
    result = factcheck("index", ".", "-o", "index")
    assert result.exit_code == 1
    failed, summary = result.stderr.splitlines()
    assert failed.startswith("failed: blank.txt: is empty")
    assert summary == "index: 1 passages of 1 documents, 1 failed"


@pytest.mark.parametrize("adding", [[], ["--add"]])
def test_an_index_outlives_inputs_of_which_none_can_be_read(adding):
    factcheck("index", "article.txt", "-o", "index")
    Path("blank.txt").touch()
    before = names()
    result = factcheck("index", "blank.txt", "-o", "index", *adding)
    assert result.exit_code == 2
    failed, said = result.stderr.splitlines()
    assert failed.startswith("failed: blank.txt: is empty")
    assert said.startswith("factcheck: no document could be read, so no index was written")
    assert names() == before


def test_index_adds_to_what_is_there():
    Path("blank.txt").touch()
    Path("mill.csv").write_text(f'id,text\nmill,"{MILL}"\n')
    assert factcheck("index", "article.txt", "blank.txt", "-o", "index").exit_code == 1
    added = factcheck("index", "article.txt", "mill.csv", "-o", "index", "--add")
    assert (added.exit_code, added.stdout) == (0, "")
    assert added.stderr == "index: 2 passages of 2 documents, 0 failed\n"
    again = factcheck("index", "mill.csv", "-o", "index", "--add", "--name", "towns")
    assert again.stderr == added.stderr
    assert json.loads(Path("index/index.json").read_bytes())["name"] == "towns"
    assert factcheck("index", "mill.csv", "-o", "index").stderr == (
        "index: 1 passages of 1 documents, 0 failed\n"
    )


def test_a_damaged_index_is_not_added_to():
    factcheck("index", "article.txt", "-o", "index")
    file = max(Path("index").rglob("*.store"))
    file.unlink()  # a thread of tantivy may still read the old one
    file.write_bytes(b"")
    before = names()
    result = factcheck("index", "article.txt", "-o", "index", "--add")
    assert result.exit_code == 2
    assert re.fullmatch(rf"factcheck: [^\n]*{file} is damaged[^\n]+\n", result.stderr)
    assert names() == before


# Hostile text

HOSTILE = [
    "<script>alert(1)</script> Perhaps it will rain.",
    "Perhaps </p></body><img src=x onerror=alert(1)> it will rain.",
    "[it](javascript:alert(1)) may rain. {{ 7 * 7 }} {% raw %}",
    "Perhaps \u202eit\u2066 will\u2069 rain\u202c.",
    "Perhaps\0 it will\0 rain.",
    "\x1b[31mPerhaps\x1b[0m \x1b]0;title\x07 it will rain.\x9b31m",
    "\ufeffPerhaps\u200b it\u00ad will rain.\ufffe\uffff\x85\u2028",
    "((((" * 500 + '"' * 999 + "Perhaps it will rain.",
    "." * 5000,
    "\u0301" * 300 + "e\u0301" * 300,
]


def test_hostile_text_comes_through_whole_and_inert(valid):
    with Path("rows.jsonl").open("w") as file:
        for text in HOSTILE:
            row = {"id": f"../{text[:40]}", "title": text, "url": "javascript:alert(1)"}
            file.write(json.dumps(row | {"text": text, "author": text}) + "\n")
    result = factcheck("run", "rows.jsonl", *NONE, "-o", "out", "--pages")
    assert result.exit_code == 0
    lines = annotations()
    for line, text in zip(lines, HOSTILE, strict=True):
        valid(line)
        assert_exact(line, text, "")
    pages = [path.read_text() for path in Path("out/html").iterdir()]
    assert len(pages) == len(HOSTILE)
    for page in pages:
        assert page.count("<script") == 1  # ours
        assert not re.search(r"<img|href=\"javascript|[\0\x1b\x9b]", page)
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", result.output)
    assert all(path.startswith((".cache", "article", "rows", "out")) for path in names())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_on_a_terminal(text, folder, capsys):
    Path("hostile.txt").write_text(text.replace("\0", ""))
    (record,) = at_the_seam().annotate_many(read(["hostile.txt"]))
    write_article(record, folder, colour=False)
    out = capsys.readouterr().out
    assert "claim" in out
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out)


def test_a_megabyte_in_one_line(valid):
    Path("mill.txt").write_text(MILL)
    text = "Lomm " * 200_000
    Path("long.txt").write_text(text)
    result = factcheck("run", "long.txt", "--evidence", "mill.txt", "-o", "-")
    assert result.exit_code == 0
    (record,) = records(result)
    valid(record)
    assert_exact(record, text, MILL)


# Processes


def test_help_is_quick():
    def seconds():  # of its own: another process may hold the processor
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([FACTCHECK, "--help"], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    assert min(seconds() for _ in range(5)) < 0.3


def test_nothing_heavy_is_imported_before_it_is_needed():
    code = (
        "import sys, factcheck, factcheck.cli; print(*{name.split('.')[0] for name in sys.modules})"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    heavy = {"torch", "transformers", "datasets", "numpy", "tantivy", "trafilatura", "jinja2"}
    assert not heavy & set(process.stdout.split())


def test_report_of_a_run():
    table = [{"text": ARTICLE, "outlet": "Lomm Post", "date": "2024-05-04"}, {"id": "b"}]
    Path("rows.jsonl").write_text("\n".join(map(json.dumps, table)))
    assert factcheck("run", "rows.jsonl", *NONE, "-o", "out", "--pages").exit_code == 1
    result = factcheck("report", "out")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"wrote {Path('out/index.html')}\n"
    page = Path("out/index.html").read_text()
    assert "Lomm Post" in page
    assert "Published 4 May 2024." in page
    assert factcheck("report", "out/annotations.jsonl", "-o", "elsewhere").exit_code == 0
    assert Path("elsewhere/index.html").is_file()


def test_report_of_one_article_has_a_folder_of_its_own():
    Path("report").mkdir()
    for mine in ("index.html", "report/chapter-1.html"):
        Path(mine).write_text("mine")
    assert factcheck("run", "article.txt", *NONE).exit_code == 0
    result = factcheck("report", "article.factcheck.json")
    assert result.stderr == f"wrote {Path('article.factcheck.report/index.html')}\n"
    assert Path("article.factcheck.report/index.html").is_file()
    assert {Path(mine).read_text() for mine in ("index.html", "report/chapter-1.html")} == {"mine"}


def test_a_report_does_not_replace_a_page_of_somebody_else():
    assert factcheck("run", "article.txt", *NONE).exit_code == 0
    Path("site").mkdir()
    Path("site/index.html").write_text("mine")
    command = ("report", "article.factcheck.json", "-o", "site")
    result = factcheck(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot write site/index.html: something is there that is no report" in result.stderr
    assert [path.name for path in Path("site").iterdir()] == ["index.html"]
    assert Path("site/index.html").read_text() == "mine"
    Path("site/index.html").unlink()
    assert [factcheck(*command).exit_code for _ in range(2)] == [0, 0]


@pytest.mark.parametrize(("place", "called"), [("-", "-"), ("", "''")])
def test_standard_output_and_an_empty_name_are_no_place_for_a_report(place, called):
    assert factcheck("run", "article.txt", *NONE).exit_code == 0
    result = factcheck("report", "article.factcheck.json", "-o", place)
    assert result.exit_code == 2
    assert result.stderr == f"factcheck: {called} is no place for a report: name a folder\n"
    assert not Path("index.html").exists()


def test_report_of_what_is_no_run():
    result = factcheck("report", ".")
    assert result.exit_code == 2
    assert "annotations.jsonl cannot be read" in result.stderr
    Path("empty.jsonl").write_text("\n")
    result = factcheck("report", "empty.jsonl")
    assert result.exit_code == 2
    assert "empty.jsonl holds no document: give what `factcheck run` wrote" in result.stderr
    assert not Path("empty.factcheck.report").exists()
    result = factcheck("report", "article.txt")
    assert result.exit_code == 2
    assert result.stderr.startswith("factcheck: article.txt, line 1: JSON is malformed")
    assert result.stderr.endswith(": give what `factcheck run` wrote\n")


def test_version_and_help():
    assert factcheck("--version").stdout.split()[-1] == __version__
    for command in ("run", "index", "report", "schema"):
        assert factcheck(command, "--help").stdout.startswith(f"Usage: main {command}")


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals on this system")
@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", ""), ("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colours_on_a_terminal_that_wants_and_can_show_them(name, value, monkeypatch):
    for variable, other in {
        "NO_COLOR": "",
        "FORCE_COLOR": "",
        "TERM": "xterm",
        name: value,
    }.items():
        monkeypatch.setenv(variable, other)
    screen, terminal = os.openpty()
    with os.fdopen(terminal, "w") as stdout, redirect_stdout(stdout), pytest.raises(SystemExit):
        main(["run", "article.txt", *NONE])
    shown = os.read(screen, 65536)
    os.close(screen)
    assert b"mayor" in shown
    assert (b"\x1b[" in shown) == (not value)


@pytest.mark.parametrize(("force", "no_color"), [("", ""), ("0", ""), ("1", ""), ("1", "1")])
def test_colours_in_a_pipe_only_when_forced(force, no_color, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", force)
    monkeypatch.setenv("NO_COLOR", no_color)
    result = factcheck("run", "article.txt", *NONE)
    assert (b"\x1b[" in result.stdout_bytes) == ((force, no_color) == ("1", ""))


def test_a_terminal_that_cannot_show_a_character():
    Path("tokyo.txt").write_text("Perhaps 東京 is a café.")
    shown = io.BytesIO()
    with redirect_stdout(io.TextIOWrapper(shown, "ascii")) as stdout, pytest.raises(SystemExit):
        main(["run", "tokyo.txt", *NONE])
    stdout.flush()
    assert b"Perhaps ?? is a caf?. [hedged]" in shown.getvalue()
    assert "東京" in Path("tokyo.factcheck.json").read_text()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "command", [["run", "article.txt", *NONE], ["schema"], ["evaluate", "rows.jsonl"]]
)
def test_a_full_disk_behind_standard_output(monkeypatch, command):
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)  # leaves nothing to write at the end
    Path("rows.jsonl").write_text('{"text": "It rained.", "stance": "asserted"}\n')
    with Path("/dev/full").open("wb", buffering=0) as full:
        process = subprocess.run([FACTCHECK, *command], stdout=full, stderr=subprocess.PIPE)
    assert process.returncode == 2
    assert process.stderr.startswith(b"factcheck: cannot write standard output: No space left")
    assert process.stderr.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_error(monkeypatch):
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)  # leaves nothing to write at the end
    Path("blank.txt").touch()
    command = [FACTCHECK, "run", "blank.txt", "article.txt", *NONE, "-o", "out"]
    with Path("/dev/full").open("wb", buffering=0) as full:
        code = subprocess.run(command, stderr=full).returncode
    assert code == 1  # the blank article
    assert ["error" in line for line in annotations()] == [True, False]


def test_nobody_listens_to_standard_error():
    command = [FACTCHECK, "run", "article.txt", *NONE, "-o", "out"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    process.stderr.close()
    assert process.wait() == 0
    assert len(annotations()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_lines_for_a_full_disk():
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(OutputError, match="cannot write standard output: No space left"),
    ):
        write_lines(
            read(["article.txt"]),
            full,
            at_the_seam,
            engine="local",
            workers=1,
            progress=Progress(print, "none", Position()),
        )


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (["run", "article.txt", *NONE, "-o", "out"], 0, ""),
        (["run", "article.txt", *NONE, "-o", "out", "--limit", "x"], 2, ""),
        (["run", "-", *NONE, "-o", "out"], 2, "standard input is closed: give a file"),
        (["run", "article.txt", *NONE, "-o", "-"], 2, "cannot write standard output: Bad file"),
        (["schema"], 2, "cannot write standard output: Bad file"),
    ],
)
@pytest.mark.parametrize("quiet", [False, True])
def test_standard_streams_that_are_closed(command, code, said, quiet):
    closed = (0, 1, 2) if quiet else (0, 1)
    process = subprocess.run(
        [FACTCHECK, *command],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: [os.close(number) for number in closed],
    )
    assert process.returncode == code
    assert process.stderr == "" if quiet else said in process.stderr
    assert "Traceback" not in process.stderr
    assert Path("out/annotations.jsonl").exists() == (code == 0)


def test_no_place_for_a_temporary_folder(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "missing")
    result = factcheck("run", "article.txt", *NONE, "-o", "-")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "factcheck: no temporary folder can be made (No such file or directory): set TMPDIR to a"
        " folder that can be written\n"
    )


def test_a_reader_that_has_gone():
    process = subprocess.Popen(
        [FACTCHECK, "run", "article.txt", *NONE, "-o", "-"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    stderr = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), stderr) == (141, b"")  # not 1, as if a document had failed


def test_an_interrupted_command_says_so():
    @click.command()
    @reported
    def command():
        raise KeyboardInterrupt

    result = CliRunner().invoke(command)
    said = "factcheck: interrupted; nothing was left half-written\n"
    assert (result.exit_code, result.stderr) == (130, said)
