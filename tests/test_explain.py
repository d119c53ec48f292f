import json
import re
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from documents import RUN, annotated, build, claim, evidence, example
from hypothesis import given
from hypothesis import strategies as st
from seam import at_the_seam
from tiny import weights, write

from factcheck import Annotator
from factcheck.cli import main
from factcheck.decide import CONFLICT, decide
from factcheck.document import (
    Document,
    FactCheck,
    FailedDocument,
    Label,
    Relation,
    RelationScores,
    Resource,
    Ruling,
    Source,
    Stance,
    StanceScores,
    Thresholds,
    VerdictScores,
)
from factcheck.errors import InputError
from factcheck.evidence.query import MOST_TERMS, NAME, NUMBER, terms
from factcheck.evidence.verdict import aggregate
from factcheck.explain import CLOSE, explain, find, replay
from factcheck.report.explanation import as_json, render
from factcheck.report.json import encode
from factcheck.settings import Settings

NONE = ("--evidence", "none")
FAILED = FailedDocument.of("bad.txt", "bad.txt: is binary")


def written(path, *records):
    """Write records as a run does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(encode(record) + b"\n" for record in records))
    return path


def refusal(out, wanted):
    with pytest.raises(InputError) as caught:
        find(out, wanted)
    return str(caught.value)


# Find


@pytest.fixture
def corpus(tmp_path):
    records = [build("One. Two.", ["none", "hedged"], id=f"{name}.txt") for name in "abcdefg"]
    written(tmp_path / "out" / "annotations.jsonl", records[0], FAILED, *records[1:])
    return tmp_path / "out"


@pytest.mark.parametrize("name", ["", "annotations.jsonl"])
def test_a_claim_is_found_in_a_folder_and_its_file(corpus, name):
    record, found = find(corpus / name, "c.txt#1")
    assert (record.document.id, found.id, found.text) == ("c.txt", 1, "Two.")


def test_the_number_is_enough_for_one_document(tmp_path):
    path = written(tmp_path / "article.factcheck.json", example())
    assert find(path, "#3") == find(path, f"{example().document.id}#3")
    assert find(path, "#3")[1].text == "It is the longest steel arch in the world."


def test_a_claim_that_was_not_compared_has_no_strongest_passage(tmp_path):
    path = written(tmp_path / "a.jsonl", build("One. Two.", ["none", "hedged"], id="x"))
    shown = render(explain(*find(path, "x#1")), width=100)
    assert re.search(r"^verdict +none$", shown, re.MULTILINE)
    assert not re.search("^strongest", shown, re.MULTILINE)


def test_of_two_documents_with_one_id_the_first_is_found(tmp_path):
    twins = [build(text, ["none"], id="x") for text in ("One.", "Two.")]
    assert find(written(tmp_path / "a.jsonl", *twins), "x#0")[1].text == "One."


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=4, unique=True))
def test_any_id_is_found(tmp_path_factory, ids):
    records = [build("One. Two.", ["none", "hedged"], id=id) for id in ids]
    path = written(tmp_path_factory.mktemp("out") / "annotations.jsonl", *records)
    for record in records:
        for number in (0, 1):
            wanted = f"{record.document.id}#{number}"
            assert find(path, wanted) == (record, record.claims[number])


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("a.txt#2", "'a.txt' has no claim 2: its claims are 0 to 1"),
        ("x.txt#0", "has no document 'x.txt': it holds 'a.txt', 'bad.txt', 'b.txt', 'c.txt', 'd"),
        ("bad.txt#0", "'bad.txt' has no claims, it failed: bad.txt: is binary"),
        ("#0", "holds 8 documents: name one of them, 'a.txt', 'bad.txt', 'b.txt', 'c.txt', 'd.txt"),
        ("a.txt", "'a.txt' names no claim: give DOC#CLAIM, such as 'article.txt#3'"),
        ("", "'' names no claim"),
        ("3", "'3' names no claim"),
        *((f"a.txt#{number}", "names no claim") for number in ("", "x", "-1", "1 ", "٣", "1_0")),
        ("a.txt#" + "9" * 9, "'a.txt' has no claim 999999999: its claims are 0 to 1"),
        ("a.txt#" + "9" * 5000, "names no claim"),
    ],
)
def test_what_is_not_there_is_named(corpus, wanted, said):
    message = refusal(corpus, wanted)
    assert said in message
    assert "\n" not in message
    assert len(message) < 400


def test_only_a_few_of_many_documents_are_named(corpus):
    assert refusal(corpus, "x#0").endswith("'a.txt', 'bad.txt', 'b.txt', 'c.txt', 'd.txt', …")


def test_a_document_without_claims(tmp_path):
    path = written(tmp_path / "a.jsonl", build("", []))
    assert refusal(path, "#0") == "'article' has no claim 0: it has no claims"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read (No such file or directory): give the folder or file that"),
        (b"", "holds no document: give what `factcheck run` wrote"),
        (b"\n\n", "holds no document"),
        (b"[]\n", "line 1: Expected `object`, got `array`"),
        (b"\n{", "line 2: "),
        (b"\xff", "line 1: "),
        (b"[" * 100_000, "line 1: "),
        (b'{"document": {"id": "x"}}', "line 1: not a factcheck/1 record: "),
        (b'{"document": {"id": "x"}, "schema": "factcheck/9"}', "its schema is 'factcheck/9'"),
    ],
)
@pytest.mark.parametrize("wanted", ["x#0", "#0"])
def test_other_files_are_refused(tmp_path, content, said, wanted):
    if content is not None:
        (tmp_path / "annotations.jsonl").write_bytes(content)
    message = refusal(tmp_path, wanted)
    assert message.startswith(str(tmp_path / "annotations.jsonl"))
    assert said in message


# Explain


def stances(asserted=0.0, hedged=0.0, opinion=0.0, none=0.0):
    return StanceScores(asserted=asserted, hedged=hedged, opinion=opinion, none=none)


def verdict(supported, refuted):
    return VerdictScores(
        supported=supported, refuted=refuted, unverified=max(0.0, 1 - supported - refuted)
    )


def judged(stance, verdict=None, passages=(), reason=None, thresholds=(0.7, 0.75)):
    """A record of one claim with these scores, labelled by the rules."""
    run = msgspec.structs.replace(
        RUN, thresholds=Thresholds(supported=thresholds[0], refuted=thresholds[1])
    )
    decision = decide(stance, verdict, passages, run.thresholds, reason)
    made = msgspec.structs.replace(
        claim("It rains.", 0, 9, decision.label, evidence=passages),
        stance=stance,
        verdict=verdict,
        **decision._asdict(),
    )
    return build("It rains.", claims=[made], run=run)


def rule(*arguments, **fields):
    record = judged(*arguments, **fields)
    return explain(record, record.claims[0]).rule


ASSERTED = stances(asserted=0.97, hedged=0.03)
SO = "asserted 0.970 is the strongest stance, so the evidence decides: "


def test_the_rule_of_a_stance():
    said = "hedged 0.600 is the strongest stance: hedged, whatever the evidence says"
    assert rule(stances(hedged=0.6, asserted=0.4)) == said
    assert rule(stances(hedged=0.6, asserted=0.4), verdict(1.0, 0.0)) == said


def test_the_rule_of_a_claim_that_was_not_checked():
    won = "asserted 0.970 is the strongest stance, but "
    assert (
        rule(ASSERTED, reason="no evidence was given") == won + "no evidence was given: unverified"
    )
    assert rule(ASSERTED) == won + "no verdict was recorded: unverified"


@pytest.mark.parametrize(
    ("scores", "thresholds", "said"),
    [
        (
            *((0.9, 0.05), (0.7, 0.75)),
            "supported 0.900 reaches its threshold 0.700, and refuted, which is not stronger, "
            "0.050 does not reach its threshold 0.750: supported",
        ),
        (
            *((0.05, 0.9), (0.7, 0.75)),
            "refuted 0.900 reaches its threshold 0.750, and supported, which is not stronger, "
            "0.050 does not reach its threshold 0.700: refuted",
        ),
        (
            *((0.5, 0.4), (0.7, 0.3)),
            "supported 0.500 does not reach its threshold 0.700, and refuted, which is not "
            "stronger, 0.400 reaches its threshold 0.300: refuted",
        ),
        (
            *((0.3, 0.6), (0.2, 0.7)),
            "refuted 0.600 does not reach its threshold 0.700, and supported, which is not "
            "stronger, 0.300 reaches its threshold 0.200: unverified",
        ),
        (
            *((0.69999, 0.0), (0.7, 0.75)),
            "supported 0.69999 does not reach its threshold 0.7, and refuted, which is not "
            "stronger, 0.000 does not reach its threshold 0.750: unverified",
        ),
    ],
)
def test_the_rule_of_a_verdict(scores, thresholds, said):
    assert rule(ASSERTED, verdict(*scores), thresholds=thresholds) == SO + said


PASSAGES = st.builds(
    evidence, relation=st.sampled_from(Relation), score=st.floats(0, 1), truncated=st.booleans()
)


@given(
    st.tuples(*[st.floats(0, 1)] * 4),
    st.lists(PASSAGES, max_size=4),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_the_rule_ends_with_the_label_and_its_numbers_are_true(scores, passages, thresholds):
    record = judged(stances(*scores), aggregate(passages), passages, "cut", thresholds=thresholds)
    explanation = explain(record, record.claims[0])
    assert explanation.label is record.claims[0].label
    assert f": {explanation.label}" in explanation.rule
    assert explanation.rule.startswith(explanation.stance)
    pattern = r"([\d.e-]+) (reaches|does not reach) its threshold ([\d.e-]+)"
    for score, relation, threshold in re.findall(pattern, explanation.rule):
        assert (float(score) >= float(threshold)) == (relation == "reaches")


def test_a_label_that_other_rules_gave_is_noticed():
    record = judged(ASSERTED, verdict(0.9, 0.0))
    other = msgspec.structs.replace(record.claims[0], label=Label.UNVERIFIED)
    assert explain(record, other).label is Label.SUPPORTED
    shown = shown_words(explain(record, other))
    assert "but by the rules of this version it would be supported" in shown
    assert "by the rules of this version" not in shown_words(explain(record, record.claims[0]))


def test_a_conflict_shows_both_sides():
    passages = [evidence(score=0.9), evidence("No.", "refutes", 0.8)]
    record = judged(ASSERTED, aggregate(passages), passages)
    explanation = explain(record, record.claims[0])
    assert (explanation.support, explanation.refutation) == (0.9, 0.8)
    assert explanation.claim.reason == CONFLICT
    assert "strongest support 0.900, refutation 0.800" in shown_words(explanation)


def test_a_verdict_without_a_passage_that_counts_says_where_it_comes_from():
    scores = RelationScores(supports=0.3, refutes=0.1, neutral=0.6)
    passages = [evidence(relation="neutral", score=0.6, scores=scores)]
    record = judged(ASSERTED, aggregate(passages), passages)
    shown = shown_words(explain(record, record.claims[0]))
    assert "strongest no passage counts; the verdict is what neutral ones leave open" in shown
    assert "supports 0.300, refutes 0.100, neutral 0.600" in shown


# Show


def shown_words(explanation, width=80):
    return " ".join(render(explanation, width=width).split())


def test_everything_recorded_is_shown():
    record = example()
    for found in record.claims:
        shown = shown_words(explain(record, found))
        assert (
            f"{found.id}, at {found.start} to {found.end}: “{' '.join(found.text.split())}”"
            in shown
        )
        assert f"{found.label} {found.confidence:.3f}" in shown
        for name in Stance:
            assert f"{name} {getattr(found.stance, name):.3f}" in shown
        for cue in found.cues:
            assert f"“{cue.text}” {cue.type}" in shown
        assert f"source {found.source.kind}" in shown
        assert (found.source.text or "") in shown
        assert (found.reason or "reason none") in shown
        assert "thresholds supported 0.700, refuted 0.750" in shown
        assert record.run.model.sha256 in shown
        assert record.run.evidence.sha256 in shown
        for number, passage in enumerate(found.evidence):
            assert f"evidence[{number}] {passage.relation} {passage.score:.3f}" in shown
            assert "retrieval score 12.500" in shown
            assert f"at {passage.start} to {passage.end} “{passage.text}”" in shown
            for words in (passage.document, passage.title, passage.published, passage.url):
                assert (words or "") in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "supports 0.900, counts, retrieval score"),
        ({"relation": Relation.NEUTRAL}, "neutral 0.900, does not count, retrieval score"),
        ({"truncated": True}, "supports 0.900, truncated, does not count, retrieval score"),
        (
            {"objection": "other year"},
            "supports 0.900, does not count, retrieval score 12.500 objection: other year",
        ),
    ],
)
def test_a_passage_shows_whether_it_counts_and_why_not(changes, said):
    passages = [msgspec.structs.replace(evidence(score=0.9), **changes)]
    record = judged(ASSERTED, aggregate(passages), passages)
    assert said in shown_words(explain(record, record.claims[0]))


def test_a_fact_check_names_who_found_what():
    check = FactCheck(
        publisher="Checkers", claim="It snows.", rating="Pants on fire", verdict=Ruling.REFUTED
    )
    passages = [msgspec.structs.replace(evidence(relation="refutes"), fact_check=check)]
    record = judged(ASSERTED, aggregate(passages), passages)
    shown = shown_words(explain(record, record.claims[0]))
    assert "Checkers rated “It snows.”: Pants on fire (refuted)" in shown


OBEYED = r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u061c\u200e\u200f\ud800-\udfff]"


@given(annotated(), st.integers(0, 120))
def test_nothing_in_a_record_can_command_the_terminal(record, width):
    for found in record.claims:
        explanation = explain(record, found)
        for output in (render(explanation, width=width), as_json(explanation)):
            assert not re.search(OBEYED, output)
            assert output.endswith("\n")
            output.encode()
        assert all(
            len(line) <= max(width, 26) for line in render(explanation, width=width).split("\n")
        )


@given(annotated())
def test_json_holds_the_claim_as_recorded(record):
    for found in record.claims:
        data = json.loads(as_json(explain(record, found)))
        assert msgspec.convert(data["claim"], type(found)) == found
        assert (data["document"]["id"], data["replay"]) == (record.document.id, None)


# Replay

KNOWN = (
    "The mill in Lomm indeed burned in 1911.",
    "The mill was not rebuilt.",
    "Nothing is known of the mill but its name.",
)
STORY = "The mill in Lomm burned in 1911. Zebras graze. Perhaps maybe it will rain."


def run_of(*known, text=STORY, **settings):
    annotator = at_the_seam(*known, **settings)
    return annotator, next(annotator.annotate_many([Document(id="story", text=text)]))


def again(record, number, annotator):
    return replay(record, record.claims[number], annotator)


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("known", [KNOWN, ()])
def test_the_same_model_and_evidence_give_the_same(number, known):
    annotator, record = run_of(*known)
    done = again(record, number, annotator)
    assert all(entry.same for entry in (*done.results, *done.conditions))
    assert done.claim == record.claims[number]
    shown = shown_words(explain(record, record.claims[number], done))
    assert f"replay 0 of {len(done.results)} values differ, with the same model, evidence" in shown
    assert "differs" not in shown


def test_every_number_is_compared():
    annotator, record = run_of(*KNOWN)
    names = [entry.name for entry in again(record, 0, annotator).results]
    passages = [
        f"evidence[{index}].{name}"
        for index in range(len(record.claims[0].evidence))
        for name in (
            *("relation", "score", "retrieval_score", "truncated", "objection", "hypothesis"),
            *(f"scores.{name}" for name in RelationScores.__struct_fields__),
        )
    ]
    scores = [f"stance.{name}" for name in StanceScores.__struct_fields__]
    scores += [f"source.{name}" for name in Source.__struct_fields__]
    scores += [f"verdict.{name}" for name in VerdictScores.__struct_fields__]
    assert names == ["label", "confidence", "reason", *scores, *passages]


def test_a_record_from_before_the_three_scores_is_replayed():
    annotator, record = run_of(*KNOWN)
    claim = record.claims[0]
    before = [msgspec.structs.replace(passage, scores=None) for passage in claim.evidence]
    older = msgspec.structs.replace(claim, evidence=tuple(before))
    assert b'"scores"' not in msgspec.json.encode(older)
    assert all(entry.same for entry in replay(record, older, annotator).results)


def test_a_quotation_is_replayed_with_its_speaker(small):
    annotator = Annotator(small, None, Settings(device="cpu"))
    record = annotator.annotate('"We lost our way," said Jane Smith. "It was a farce."')
    done = again(record, 1, annotator)
    assert done.claim.source.text == "Jane Smith"
    assert done.claim == record.claims[1]
    assert all(entry.same for entry in done.results)


def test_terms_are_shown_where_the_claim_is_looked_up():
    annotator, record = run_of(*KNOWN)
    done = again(record, 0, annotator)
    assert done.terms == {"1911": NUMBER, "lomm": NAME, "mill": 1.0, "burn": 1.0}
    shown = shown_words(explain(record, record.claims[0], done))
    assert f"query 1911 {NUMBER}, lomm {NAME}, mill 1, burn 1" in shown
    assert again(record, 2, annotator).terms == {}  # hedged
    checking, record = run_of(*KNOWN, check_hedged=True)
    assert again(record, 2, checking).terms
    assert again(record, 0, at_the_seam()).terms == {}  # no evidence


def different(done):
    return {
        entry.name: (entry.recorded, entry.replayed) for entry in done.results if not entry.same
    }


def test_other_evidence_is_named_and_its_passages_shown():
    _, record = run_of(KNOWN[0])
    done = again(record, 0, at_the_seam("It is not known when the mill in Lomm burned."))
    assert [entry.name for entry in done.conditions if not entry.same] == ["evidence"]
    changed = different(done)
    assert changed["label"] == (Label.SUPPORTED, Label.REFUTED)
    assert changed["evidence[0].score"] == (0.9, None)
    assert changed["evidence[1].score"] == (None, 0.9)
    shown = shown_words(explain(record, record.claims[0], done))
    assert "values differ, with another evidence" in shown
    assert "differs evidence[1].relation nothing, now refutes" in shown
    assert "“It is not known when the mill in Lomm burned.”" in shown


def test_another_model_is_named():
    annotator, record = run_of(KNOWN[0])
    run = msgspec.structs.replace(record.run, model=Resource(name="words", sha256="1" * 64))
    done = again(msgspec.structs.replace(record, run=run), 0, annotator)
    (other,) = [entry for entry in done.conditions if not entry.same]
    assert (other.name, other.recorded, other.replayed) == ("model", "1" * 64, "0" * 64)


@given(st.floats(-0.01, 0.01))
def test_numbers_within_a_thousandth_are_the_same(shift):
    annotator, record = run_of(KNOWN[0])
    (passage,) = record.claims[0].evidence
    moved = msgspec.structs.replace(passage, retrieval_score=passage.retrieval_score + shift)
    other = msgspec.structs.replace(record.claims[0], evidence=(moved,))
    changed = different(replay(record, other, annotator))
    distance = abs(moved.retrieval_score - passage.retrieval_score)
    assert set(changed) == ({"evidence[0].retrieval_score"} if distance > CLOSE else set())


def test_the_thresholds_of_the_record_decide():
    annotator, record = run_of(KNOWN[0])
    strict = Thresholds(supported=0.99, refuted=0.99)
    run = msgspec.structs.replace(record.run, thresholds=strict)
    done = again(msgspec.structs.replace(record, run=run), 0, annotator)
    assert done.claim.label is Label.UNVERIFIED
    assert different(done)["label"] == (Label.SUPPORTED, Label.UNVERIFIED)


def test_the_article_itself_stays_excluded():
    annotator, record = run_of(STORY)
    done = again(record, 0, annotator)
    assert done.claim.evidence == ()
    assert different(done) == {}


@given(st.text(max_size=40))
def test_terms_have_weights(text):
    found = terms(text)
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert set(found.values()) <= {1.0, NAME, NUMBER}
    assert len(terms(" ".join(map(str, range(500))))) == MOST_TERMS


# Command line


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    return tmp_path


def factcheck(*arguments):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


def test_the_command_shows_a_claim(folder):
    written(folder / "article.factcheck.json", example())
    result = factcheck("explain", "article.factcheck.json", "#3")
    assert (result.exit_code, result.stderr) == (0, "")
    record = example()
    assert result.stdout == render(explain(record, record.claims[3]), width=80)


def test_the_command_gives_json(folder):
    written(folder / "article.factcheck.json", example())
    result = factcheck("explain", "article.factcheck.json", "#3", "--json")
    record = example()
    assert result.stdout == as_json(explain(record, record.claims[3]))


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("a.txt#7", "factcheck: 'a.txt' has no claim 7: its claims are 0 to 1\n"),
        ("bad.txt#0", "factcheck: 'bad.txt' has no claims, it failed: bad.txt: is binary\n"),
        ("a\x1b[31m#0", "has no document 'a\\x1b[31m': it holds 'a.txt'"),
    ],
)
def test_what_is_not_there_is_wrong_usage(corpus, wanted, said):
    result = factcheck("explain", corpus, wanted)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_run_is_replayed_from_the_command_line(folder):
    write(folder / "tiny", weights())
    write(folder / "other", weights(seed=1))
    Path("story.txt").write_text(STORY)
    Path("known.txt").write_text(" ".join(KNOWN))
    options = ("--model", "tiny", "--evidence", "known.txt", "--device", "cpu")
    assert factcheck("run", "story.txt", "--quiet", *options).exit_code == 0
    asked = ("explain", "story.factcheck.json", "story.txt#0", "--replay", "--json")
    same = json.loads(factcheck(*asked, *options).stdout)
    assert all(entry["same"] for entry in same["replay"]["results"] + same["replay"]["conditions"])
    changed = factcheck(*asked, *NONE, "--model", "other", "--device", "cpu")
    conditions = json.loads(changed.stdout)["replay"]["conditions"]
    different = {entry["name"] for entry in conditions if not entry["same"]}
    assert different == {"model", "evidence"}


def test_evidence_of_the_run_itself_cannot_be_replayed(folder):
    written(folder / "article.factcheck.json", example())
    result = factcheck("explain", "article.factcheck.json", "#3", "--replay", "--evidence", "run")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--evidence run cannot be replayed" in result.stderr


def test_a_replay_without_its_model_is_wrong_usage(folder):
    written(folder / "article.factcheck.json", example())
    result = factcheck(
        "explain", "article.factcheck.json", "#3", "--replay", "--model", "no/model/x"
    )
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no model 'no/model/x'" in result.stderr
