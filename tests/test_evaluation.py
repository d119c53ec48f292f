import gzip
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from seam import WordScorer
from tiny import weights, write

from factcheck.cli import main
from factcheck.document import Resource, StanceScores, Thresholds
from factcheck.errors import InputError
from factcheck.evaluation import as_json, as_table, evaluate, read_labelled
from factcheck.evaluation.tasks import TASKS
from factcheck.model.scorer import Comparison, Reading
from factcheck.model.tags import TaggedSpan


class Told:
    """Scores texts by a number that they start with, so that a test can say what comes out."""

    resource = Resource(name="told", sha256="ab" * 32)
    thresholds = Thresholds(supported=0.5, refuted=0.5)
    device = "cpu"
    precision = "fp32"

    def read(self, sentences):
        return [self._reading(sentence) for sentence in sentences]

    def compare(self, pairs):
        return [self._comparison(hypothesis) for _, hypothesis in pairs]

    @staticmethod
    def _reading(sentence):
        scores = [0.1] * 4
        scores[int(sentence[0])] = 0.7
        names = ("asserted", "hedged", "opinion", "none")
        source = TaggedSpan(0, 1, "anonymous", 0.8) if "some" in sentence else None
        stance = StanceScores(**dict(zip(names, scores, strict=True)))
        cue = "evaluation" if "fine" in sentence else "doubt"
        return Reading(stance, (TaggedSpan(0, 3, cue, 0.9),), source)

    @staticmethod
    def _comparison(hypothesis):
        if hypothesis[0] == "x":
            return None
        scores = [0.15] * 3
        scores[int(hypothesis[0])] = 0.7
        return Comparison(*scores, truncated=False)


def save(path, rows):
    text = "".join(json.dumps(row) + "\n" for row in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text)
    return path


def measured(tmp_path, rows, scorer=None):
    complaints = []
    task, labelled = read_labelled(save(tmp_path / "rows.jsonl", rows), complaints.append)
    assert complaints == []
    return evaluate(task, labelled, scorer or Told())


def stance(text, label, cues=(), source="author"):
    spans = [{"start": s, "end": e, "type": t} for s, e, t in cues]
    return {"text": text, "stance": label, "cues": spans, "source": {"kind": source}}


# Tasks


def test_stance(tmp_path):
    rows = [
        stance("0 It rained.", "asserted"),
        stance("0 It rained again.", "hedged", [(0, 3, "doubt")]),
        stance("1 Perhaps some rain.", "hedged", [(1, 4, "doubt")], "anonymous"),
        stance("2 A shame.", "opinion", [(4, 9, "evaluation")], "named"),
    ]
    report, predictions = measured(tmp_path, rows)
    assert (report.task, report.n, report.accuracy) == ("stance", 4, 0.75)
    assert report.per_class["hedged"].precision == 1
    assert report.per_class["hedged"].recall == 0.5
    assert report.per_class["asserted"].f1 == pytest.approx(2 / 3)
    assert report.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)  # of none there is nothing
    assert report.confusion["hedged"] == {"asserted": 1, "hedged": 1, "opinion": 0, "none": 0}
    assert report.ece == pytest.approx(0.05)
    assert report.brier == pytest.approx((3 * (0.3**2 + 3 * 0.1**2) + 0.7**2 + 0.9**2 + 0.02) / 4)
    assert (report.cues.exact_f1, report.cues.overlap_f1) == pytest.approx((2 / 7, 4 / 7))
    assert report.source_accuracy == 0.75
    assert [p.predicted for p in predictions] == ["asserted", "asserted", "hedged", "opinion"]
    assert predictions[1].row == "rows.jsonl:2"
    low, high = report.confidence_interval["accuracy"]
    assert 0 <= low <= 0.75 <= high <= 1


def test_stance_without_spans(tmp_path):
    report, _ = measured(tmp_path, [{"text": "0 Rain.", "stance": "asserted"}])
    assert (report.cues, report.source_accuracy) == (None, None)


def test_verification(tmp_path):
    rows = [
        {"premise": "", "claim": "0 a", "label": "supported"},
        {"premise": "", "claim": "2 b", "label": "refuted"},
        {"premise": "", "claim": "x c", "label": "unverified", "id": "third"},
    ]
    report, predictions = measured(tmp_path, rows)
    assert (report.task, report.accuracy) == ("verification", 1)
    assert predictions[2].scores == {"supported": 0, "unverified": 1, "refuted": 0}
    assert predictions[2].row == "third"


def test_nli(tmp_path):
    rows = [
        {"premise": "p", "hypothesis": f"{n} h", "label": label}
        for n, label in enumerate(("entailment", "neutral", "contradiction"))
    ]
    assert measured(tmp_path, rows)[0].accuracy == 1


def test_nli_without_neutral_asks_between_two(tmp_path):
    rows = [
        {"premise": "p", "hypothesis": "0 h", "label": "entailment"},
        {"premise": "p", "hypothesis": "2 h", "label": "contradiction"},
        {"premise": "p", "hypothesis": "x h", "label": "entailment"},
    ]
    report, predictions = measured(tmp_path, rows)
    assert set(report.per_class) == {"entailment", "contradiction"}
    assert predictions[0].scores["entailment"] == pytest.approx(0.7 / 0.85)
    assert predictions[2].scores["entailment"] == 0.5


def test_grounding(tmp_path):
    rows = [
        {"premise": "p", "hypothesis": "0 h", "label": "supported"},
        {"premise": "p", "hypothesis": "1 h", "label": "supported"},
        {"premise": "p", "hypothesis": "2 h", "label": "unsupported"},
        {"premise": "p", "hypothesis": "1 h", "label": "unsupported"},
    ]
    report, _ = measured(tmp_path, rows)
    assert report.balanced_accuracy == pytest.approx(0.75)


def test_subjectivity(tmp_path):
    rows = [{"text": f"{n} t", "label": "SUBJ" if n == 2 else "OBJ"} for n in range(4)]
    report, predictions = measured(tmp_path, rows)
    assert report.accuracy == 1
    assert predictions[2].scores["SUBJ"] == pytest.approx(0.7)


def test_uncertainty_counts_hedges_of_any_clause_and_sources_without_a_name(tmp_path):
    rows = [
        {"text": "1 fine", "label": "uncertain"},
        {"text": "0 fine, some say", "label": "uncertain"},
        {"text": "0 t", "label": "uncertain"},
        {"text": "0 fine", "label": "certain"},
    ]
    report, predictions = measured(tmp_path, rows)
    assert report.accuracy == 1
    assert predictions[1].scores["uncertain"] == pytest.approx(1 - 0.9 * 0.2)
    assert predictions[2].scores["uncertain"] == pytest.approx(1 - 0.9 * 0.1)


def test_every_task_is_told_by_its_fields():
    for task in TASKS:
        row = dict.fromkeys(task.texts, "text") | {task.label: task.classes[-1]}
        assert [other.name for other in TASKS if other.holds(row)] == [task.name]


# Rows that are not as they should be


def complaints_of(tmp_path, *rows):
    heard = []
    path = save(tmp_path / "rows.jsonl", [{"text": "0 Rain.", "stance": "asserted"}, *rows])
    _, labelled = read_labelled(path, heard.append)
    assert len(labelled) == 1
    return heard


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"text": "1 t", "stance": "vague"}, "rows.jsonl:2: is no row of stance"),
        ({"premise": "p", "claim": "c", "label": "refuted"}, "rows.jsonl:2: is no row of stance"),
        ({"text": 5, "stance": "none"}, "rows.jsonl:2: field 'text' is no string"),
        ({"text": " ", "stance": "none"}, "rows.jsonl:2: field 'text' is blank"),
        ({"text": "1 t", "stance": "none", "cues": [{}]}, "rows.jsonl:2: field 'cues' cannot"),
        ({"text": "1 t", "stance": "none", "cues": 7}, "rows.jsonl:2: field 'cues' cannot"),
        (stance("1 t", "none", [(-3, 2, "doubt")]), "rows.jsonl:2: field 'cues' has a span"),
        (stance("1 t", "none", [(0, 4, "doubt")]), "rows.jsonl:2: field 'cues' has a span"),
        (stance("1 t", "none", [(1, 1, "doubt")]), "rows.jsonl:2: field 'cues' has a span"),
        ({"text": "1 t", "stance": "none", "source": "x"}, "rows.jsonl:2: field 'source' cannot"),
        (["text"], "rows.jsonl:2: is a list, not an object"),
    ],
)
def test_bad_row_is_left_out_and_told(tmp_path, row, said):
    (heard,) = complaints_of(tmp_path, row)
    assert heard.startswith(said)


def test_first_good_row_decides_the_task(tmp_path):
    rows = [{"words": "x"}, {"text": "0 t", "label": "OBJ"}, {"text": "1 t", "label": "SUBJ"}]
    heard = []
    task, labelled = read_labelled(save(tmp_path / "r.jsonl.gz", rows), heard.append)
    assert (task.name, len(labelled)) == ("subjectivity", 2)
    assert heard[0].startswith("r.jsonl.gz:1: is of no known task (fields: 'words'; label None)")


def test_limit(tmp_path):
    path = save(tmp_path / "r.jsonl", [{"text": f"{n} t", "label": "OBJ"} for n in range(4)])
    assert len(read_labelled(path, pytest.fail, limit=2)[1]) == 2


@pytest.mark.parametrize("content", [b"", b"\n\n", b'{"a": 1}\n', b"\xff\xfe{"])
def test_file_without_a_good_row(tmp_path, content):
    (tmp_path / "r.jsonl").write_bytes(content)
    with pytest.raises(InputError, match=r"r\.jsonl"):
        read_labelled(tmp_path / "r.jsonl", lambda _: None)


def test_file_without_a_good_row_says_what_is_wrong_with_the_first(tmp_path):
    rows = [stance("It may rain.", "hedged", [(-3, 600, "doubt")]), {"text": 1}]
    with pytest.raises(InputError) as caught:
        read_labelled(save(tmp_path / "r.jsonl", rows), lambda _: None)
    assert str(caught.value) == (
        f"{tmp_path / 'r.jsonl'} holds no labelled row: r.jsonl:1: field 'cues' has a span from -3 "
        "to 600: give offsets into the text, which has 12 characters"
    )


@pytest.mark.parametrize("name", ["absent.jsonl", "rows.csv", "."])
def test_no_file_of_rows(tmp_path, name):
    (tmp_path / "rows.csv").write_text("a,b")
    with pytest.raises(InputError):
        read_labelled(tmp_path / name, lambda _: None)


# What is shown


def test_table_and_json_say_the_same(tmp_path):
    rows = [stance(f"{n} t", label) for n, label in enumerate(("asserted", "hedged", "opinion"))]
    report, _ = measured(tmp_path, rows)
    table = as_table(report)
    again = json.loads(as_json(report))
    assert f"{again['macro_f1']:6.3f}" in table
    assert again["per_class"]["hedged"]["n"] == 1
    assert max(map(len, table.splitlines())) <= 90
    wanted = "task n accuracy balanced_accuracy macro_f1 per_class ece brier confidence_interval"
    assert {*wanted.split(), "seconds"} <= set(again)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return write(tmp_path_factory.mktemp("model") / "tiny", weights())


def run(*arguments):
    result = CliRunner().invoke(main, ["evaluate", *map(str, arguments)])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


def test_command(tmp_path, tiny):
    rows = [{"premise": "Rain.", "claim": f"It rained {n}.", "label": "refuted"} for n in range(5)]
    path = save(tmp_path / "rows.jsonl", rows)
    out = tmp_path / "predictions.jsonl"
    result = run(path, "--model", tiny, "--device", "cpu", "--json", "--predictions", out)
    assert (result.exit_code, result.stderr) == (0, "")
    report = json.loads(result.stdout)
    assert (report["n"], report["model"]["name"]) == (5, "tiny")
    predictions = [json.loads(line) for line in out.read_text().splitlines()]
    assert len(predictions) == 5
    for prediction in predictions:
        assert sum(prediction["scores"].values()) == pytest.approx(1)
        best = max(prediction["scores"], key=prediction["scores"].get)
        assert prediction["predicted"] == best


def test_command_with_a_bad_row_ends_with_1(tmp_path, tiny):
    path = save(tmp_path / "rows.jsonl", [{"text": "Rain.", "label": "OBJ"}, {"text": 1}])
    result = run(path, "--model", tiny)
    assert result.exit_code == 1
    assert "failed: rows.jsonl:2: is no row of subjectivity" in result.stderr
    assert "balanced accuracy" in result.stdout


def test_command_without_a_file(tmp_path):
    result = run(tmp_path / "absent.jsonl")
    assert result.exit_code == 2
    assert "absent.jsonl is no file: check the path" in result.stderr


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("no/such/place.jsonl", "cannot write 'no/such/place.jsonl': No such file or directory"),
        (".", "cannot write '.': it is not a regular file"),
        ("-", "- is no place for predictions: name a file"),
        ("./rows.jsonl", "rows.jsonl holds the labelled rows themselves: choose another place"),
    ],
)
def test_predictions_that_cannot_be_written_are_refused_at_once(tmp_path, monkeypatch, place, said):
    monkeypatch.chdir(tmp_path)
    path = save(Path("rows.jsonl"), [{"text": "Rain.", "label": "OBJ"}])
    before = path.read_bytes()
    result = run(path, "--model", "absent", "--predictions", place)  # no model is loaded before
    assert result.exit_code == 2
    assert said in result.stderr
    assert list(tmp_path.iterdir()) == [tmp_path / "rows.jsonl"]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "row",
    [
        {"text": "Rain.", "stance": "none"},
        {"text": "Rain.", "label": "certain"},
        {"premise": "Rain.", "claim": "It rained.", "label": "supported"},
        {"premise": "Rain.", "hypothesis": "It rained.", "label": "supported"},
        {"premise": "Rain.", "hypothesis": "It rained.", "label": "entailment"},
    ],
)
def test_model_that_gives_no_score_is_not_measured(tmp_path, row):
    lost = {name: torch.full_like(value, torch.nan) for name, value in weights().items()}
    model = write(tmp_path / "lost", lost)
    path = save(tmp_path / "rows.jsonl", [row])
    result = run(path, "--model", model, "--device", "cpu", "--precision", "fp32")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "factcheck: model tiny gives no score for rows.jsonl:1 in fp32: fetch it again, or give "
        "another --precision\n"
    )


def test_scores_are_those_of_the_scorer(tmp_path):
    rows = [{"text": "maybe rain", "stance": "hedged"}, {"text": "rain", "stance": "asserted"}]
    report, predictions = measured(tmp_path, rows, WordScorer())
    assert report.accuracy == 1
    assert np.argmax(list(predictions[0].scores.values())) == 1
    assert Path(predictions[0].row.partition(":")[0]).name == "rows.jsonl"
