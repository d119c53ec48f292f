"""Where a claim cannot be checked it is unverified, with the reason, and never guessed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from seam import WordScorer, at_the_seam
from tiny import weights, write

from factcheck import Annotator
from factcheck.breaches import Forbidden, unchecked
from factcheck.checks import BROKEN, CUT, TOO_LONG
from factcheck.cli import main
from factcheck.decide import EMPTY, NO_EVIDENCE, NO_PASSAGE
from factcheck.document import Document, FailedDocument, Label, Thresholds
from factcheck.evidence.index import build
from factcheck.evidence.sources import open_evidence
from factcheck.model.labels import STANCES
from factcheck.model.scorer import Comparison
from factcheck.settings import Settings

ARTICLE = "A mill burned."
LONG = "The mill burned and " + "burned and " * 600 + "burned."
RUNS_ON = "The mill " + "stood there and " * 600 + "burned."
FAILED = f"{BROKEN} (RuntimeError: the pair)"


# In Python


@pytest.mark.parametrize(
    ("evidence", "article", "reason"),
    [
        ([], ARTICLE, NO_EVIDENCE),
        (["The mill is indeed gone. CUT"], ARTICLE, CUT),
        (["A mill is indeed there."], LONG, TOO_LONG),
        (["The mill is indeed gone. POISON"], ARTICLE, FAILED),
        (["The mill is indeed gone.", "A mill stood there. POISON"], ARTICLE, FAILED),
    ],
)
def test_what_cannot_be_checked_is_unverified(evidence, article, reason):
    (claim,) = at_the_seam(*evidence).annotate(article).claims
    assert (claim.label, claim.verdict, claim.reason) == (Label.UNVERIFIED, None, reason)
    assert unchecked(claim)


@pytest.mark.parametrize(
    ("evidence", "label"),
    [
        (["Rain fell."], "unverified"),
        (["A mill stood there."], "unverified"),
        (["A mill is indeed gone.", "The mill is not gone."], "unverified"),
        (["A mill is indeed gone.", "The mill stood there. CUT"], "supported"),
        (["A mill is not there."], "refuted"),
    ],
)
def test_silent_evidence_and_verdicts_are_checks(evidence, label):
    (claim,) = at_the_seam(*evidence).annotate(ARTICLE).claims
    assert (claim.label, unchecked(claim)) == (label, False)


@pytest.mark.parametrize("torn", [(0.5, 0.5, 0.0), (0.0, 0.5, 0.5)])
def test_a_passage_that_as_likely_says_nothing_decides_nothing(torn):
    class Torn(WordScorer):
        thresholds = Thresholds(supported=0.5, refuted=0.5)

        def compare(self, pairs):
            return [Comparison(*torn, truncated=False) for _ in pairs]

    (claim,) = at_the_seam("A mill stood there.", scorer=Torn()).annotate(ARTICLE).claims
    assert claim.label is Label.UNVERIFIED


@pytest.mark.parametrize("scores", [(0.3, 0.6, 0.1), (0.6, 0.3, 0.1), (0.2, 0.1, 0.7)])
def test_a_passage_says_how_probable_each_relation_is(scores):
    class Fixed(WordScorer):
        def compare(self, pairs):
            return [Comparison(*scores, truncated=False) for _ in pairs]

    (claim,) = at_the_seam("A mill stood there.", scorer=Fixed()).annotate(ARTICLE).claims
    (passage,) = claim.evidence
    found = passage.scores
    assert (found.supports, found.neutral, found.refutes) == scores
    assert getattr(found, passage.relation) == passage.score == max(scores)
    assert claim.label is Label.UNVERIFIED
    supported, _, refuted = scores
    expected = (
        supported * (1 - refuted) if passage.relation == "neutral" else claim.verdict.supported
    )
    assert claim.verdict.supported == pytest.approx(expected)


def test_hedged_claims_need_no_check():
    (claim,) = at_the_seam().annotate("A mill maybe burned.").claims
    assert not unchecked(claim)


def test_an_empty_index_is_no_evidence(tmp_path):
    build([], tmp_path / "index", name="empty")
    annotator = Annotator(WordScorer(), open_evidence([tmp_path / "index"]), Settings())
    (claim,) = annotator.annotate(ARTICLE).claims
    assert (claim.label, claim.verdict, claim.reason) == (Label.UNVERIFIED, None, EMPTY)
    assert unchecked(claim)


def test_a_pair_the_model_fails_on_costs_no_other_its_verdict():
    annotator = at_the_seam(
        "A mill is indeed gone.", "The lake is dry. POISON", "A barn is not it."
    )
    claims = annotator.annotate("A mill burned. The lake froze. A barn fell. A mill fell.").claims
    labels = [claim.label for claim in claims]
    assert labels == ["supported", "unverified", "refuted", "supported"]
    assert claims[1].reason == FAILED


# What a user may forbid


def test_breaches_name_document_claim_and_why():
    annotator = at_the_seam("A mill is indeed gone.", "The lake is dry. POISON")
    text = "A mill burned. The lake froze. Snow fell. The sun maybe sets."
    (record,) = annotator.annotate_many([Document(id="a.txt", text=text)])
    lake, mill = f"a.txt#1: unverified, {FAILED}", "a.txt#0: supported, A mill burned."
    assert Forbidden(False, ()).breaches(record) == []
    assert Forbidden(True, ()).breaches(record) == [lake]
    assert Forbidden(True, ["supported"]).breaches(record) == [mill, lake]
    unverified = [lake, f"a.txt#2: unverified, {NO_PASSAGE}"]
    assert Forbidden(False, ["unverified"]).breaches(record) == unverified


def test_a_failed_document_breaches_nothing_more():
    failed = FailedDocument.of("x", "x: empty")
    assert Forbidden(True, list(Label)).breaches(failed) == []


# On the command line, with a model of 128 tokens to which every sentence asserts something


@pytest.fixture(scope="module")
def asserting():
    state = weights()
    state["stance.bias"] = 1e4 * (weights()["stance.bias"] * 0)
    state["stance.bias"][STANCES.index("asserted")] = 1e4
    return state


@pytest.fixture(scope="module")
def model(tmp_path_factory, asserting):
    return write(tmp_path_factory.mktemp("model") / "tiny", asserting)


@pytest.fixture(scope="module")
def broken(tmp_path_factory, asserting):
    """A model whose arithmetic overflows when it compares."""
    nothing = asserting["nli.bias"] * float("nan")
    return write(tmp_path_factory.mktemp("model") / "tiny", asserting | {"nli.bias": nothing})


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run on one article and one document of evidence."""
    monkeypatch.chdir(tmp_path)
    build([], Path("empty"), name="empty")

    def run(article, evidence, model, *options):
        Path("article.txt").write_text(article)
        Path("evidence.txt").write_text(evidence)
        given = ["article.txt", "--model", str(model), "--device", "cpu", "-o", "-", *options]
        return CliRunner().invoke(main, ["run", *given])

    return run


GIVEN = ("--evidence", "evidence.txt")


@pytest.mark.parametrize(
    ("article", "evidence", "options", "reason"),
    [
        (ARTICLE, "x", ["--evidence", "none"], NO_EVIDENCE),
        (ARTICLE, "x", ["--evidence", "empty"], EMPTY),
        (ARTICLE, RUNS_ON, GIVEN, CUT),
        (LONG, "A mill stood there.", GIVEN, TOO_LONG),
        (ARTICLE, "The mill stood there.", GIVEN, f"{BROKEN} (it gives no score)"),
    ],
)
def test_the_command_says_so_and_strict_fails(
    run, model, broken, article, evidence, options, reason
):
    used = broken if reason.startswith(BROKEN) else model
    result = run(article, evidence, used, *options)
    assert result.exit_code == 0, result.stderr
    (claim,) = json.loads(result.stdout)["claims"]
    assert (claim["label"], claim["verdict"], claim["reason"]) == ("unverified", None, reason)
    strict = run(article, evidence, used, *options, "--strict")
    assert strict.exit_code == 1
    assert f"forbidden: article.txt#0: unverified, {reason}\n" in strict.stderr
    assert strict.stdout == result.stdout


def test_strict_bears_silent_evidence(run, model):
    result = run(ARTICLE, "Rain fell.", model, *GIVEN, "--strict")
    assert (result.exit_code, "forbidden" in result.stderr) == (0, False)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--fail-on", "unverified"], 1),
        (["--fail-on", "refuted", "--fail-on", "unverified"], 1),
        (["--fail-on", "refuted"], 0),
        (["--fail-on", "wrong"], 2),
    ],
)
def test_fail_on_a_label(run, model, options, code):
    assert run(ARTICLE, "Rain fell.", model, *GIVEN, *options).exit_code == code


@pytest.mark.parametrize("given", ["nowhere", "damaged"])
def test_evidence_that_is_missing_or_damaged_is_refused(run, model, given):
    build([Document(id="a", text="Rain fell.")], Path("damaged"), name="x")
    for file in Path("damaged").rglob("*.store"):
        file.unlink()  # a thread of tantivy may still read the old one
        file.write_bytes(b"")
    result = run(ARTICLE, "x", model, "--evidence", given)
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_sentence_without_a_score_fails_its_document(run, tmp_path, asserting):
    nothing = asserting["stance.bias"] * float("nan")
    mute = write(tmp_path / "mute", asserting | {"stance.bias": nothing})
    result = run(ARTICLE, "Rain fell.", mute, *GIVEN)
    assert result.exit_code == 1
    assert "the model gives no score for 'A mill burned.'" in result.stderr
    assert "error" in json.loads(result.stdout)
