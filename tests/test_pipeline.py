import unicodedata
from pathlib import Path

import msgspec
import pytest
from documents import TEXTS
from hypothesis import given
from hypothesis import strategies as st
from seam import WordScorer, at_the_seam
from tiny import weights, write

from factcheck import Annotator
from factcheck.breaches import unchecked
from factcheck.checks import TOO_LONG
from factcheck.decide import NO_EVIDENCE, NO_NAME, NO_PASSAGE
from factcheck.document import (
    AnnotatedDocument,
    Document,
    FailedDocument,
    Label,
    Relation,
)
from factcheck.errors import DocumentError, EvidenceError, InputError, ModelError, SettingsError
from factcheck.evidence.copies import Copies
from factcheck.evidence.index import build
from factcheck.evidence.sources import open_evidence
from factcheck.explain import replay
from factcheck.model.loading import model_folder
from factcheck.model.scorer import EncoderScorer
from factcheck.report.json import decode, encode
from factcheck.settings import Settings

MILL = (
    "\r\n  Brenford 🏭 lies on the river Ode.\r\n\r\nThe old mill in Brenford burned down on 3"
    " March 1911. Nobody was hurt in the fire. The mill was rebuilt in 1920.\r\n\r\nThe town of"
    " Lomm has 4,000 inhabitants. Its mayor is Per Aune. The island has no other town."
)
SUPPORTED = "Per Aune is the mayor of Lomm."
REFUTED = "Lomm has 9,000 inhabitants."
ALONE = "Zebras graze quietly near Zanzibar."
HEDGED = "Perhaps the mill will be sold next year."
OPINION = "I think the mill is the ugliest building in the whole country."


def with_model(scorer, evidence, settings=None):
    """An annotator over a model that is loaded already."""
    return Annotator(scorer, open_evidence(evidence), settings or Settings())


def documents(*texts):
    return [Document(id=str(number), text=text) for number, text in enumerate(texts)]


def assert_exact(annotated, text, evidence=None):
    """Every span quotes its text, claims are in order, and the record survives JSON."""
    assert annotated.text == text
    end = 0
    for number, claim in enumerate(annotated.claims):
        assert claim.id == number
        assert end <= claim.start < claim.end
        end = claim.end
        spans = [(claim, claim), *((claim, cue) for cue in claim.cues)]
        if claim.source.start is not None:
            # the speaker of a quotation may stand in another sentence, whose own source it then is
            (there,) = (c for c in annotated.claims if c.start <= claim.source.start < c.end)
            assert there.source == claim.source
            spans.append((there, claim.source))
        for sentence, span in spans:
            assert sentence.start <= span.start < span.end <= sentence.end
            assert text[span.start : span.end] == span.text
        for passage in claim.evidence:
            assert evidence is None or evidence[passage.start : passage.end] == passage.text
        assert (claim.reason is None) == (claim.label is not Label.UNVERIFIED)
    assert decode(encode(annotated)) == annotated
    assert sum(msgspec.structs.astuple(annotated.summary)) == len(annotated.claims)


# Labels, with the shipped model


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    path = tmp_path_factory.mktemp("evidence") / "mill.txt"
    path.write_bytes(MILL.encode())
    return [path]


@pytest.fixture(scope="module")
def mill(small, evidence):
    return with_model(small, evidence)


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        (SUPPORTED, Label.SUPPORTED),
        (REFUTED, Label.REFUTED),
        (ALONE, Label.UNVERIFIED),
        (HEDGED, Label.HEDGED),
        (OPINION, Label.OPINION),
    ],
)
def test_glaring_sentences_get_their_label(mill, sentence, label):
    (claim,) = mill.annotate(sentence).claims
    assert claim.label is label


@pytest.mark.parametrize(
    ("sentence", "relation"),
    [(SUPPORTED, Relation.SUPPORTS), (REFUTED, Relation.REFUTES)],
)
def test_a_verdict_cites_the_passage_behind_it(mill, sentence, relation):
    annotated = mill.annotate(sentence)
    assert_exact(annotated, sentence, MILL)
    (claim,) = annotated.claims
    passages = [passage for passage in claim.evidence if passage.relation is relation]
    assert any("4,000 inhabitants. Its mayor is Per Aune" in passage.text for passage in passages)
    assert {passage.document for passage in claim.evidence} == {"mill.txt"}


def test_a_claim_whose_words_no_passage_has_is_unverified(mill):
    (claim,) = mill.annotate(ALONE).claims
    assert (claim.verdict, claim.evidence, claim.reason) == (None, (), NO_PASSAGE)


def test_hedged_claims_and_opinions_are_not_checked(mill):
    for claim in mill.annotate(f"{HEDGED} {OPINION}").claims:
        assert (claim.verdict, claim.evidence, claim.reason) == (None, (), None)


def test_without_evidence_a_claim_is_unverified_and_says_so(small):
    annotated = with_model(small, ()).annotate(SUPPORTED)
    (claim,) = annotated.claims
    assert (claim.label, claim.verdict, claim.reason) == (Label.UNVERIFIED, None, NO_EVIDENCE)
    assert annotated.run.evidence is None


@pytest.mark.parametrize(
    "text",
    [
        "\r\n\r\n  It rained.\r\nPer Aune, the mayor,\r\nspoke.\r\n\r\n- One\r\n- Two\r\n",
        unicodedata.normalize("NFD", "Der Bürgermeister Sören Åström said the café may close."),
        "👩‍👩‍👧 The family of Zoë 🇳🇴 moved. 🙂🙂 Some analysts doubt it. 💰 $3.5bn was lost.",
        "\u2003\u00a0\tBlanks stand before. \u202eSome experts\u202c said “it may rain”.\u00a0",
        "東京は首都です。It is in Japan. السلام عليكم. Perhaps.",
        "a" * 3000 + " perhaps " + "b" * 3000 + ". Some analysts said it may rain.",
    ],
)
def test_spans_of_the_model_are_exact_and_the_text_is_unchanged(mill, text):
    assert_exact(mill.annotate(text), text, MILL)


# Scores do not depend on what else is scored


def scores(annotated):
    structs = [
        part
        for claim in annotated.claims
        for part in (claim.stance, claim.verdict, *claim.evidence)
        if part is not None
    ]
    return [
        value
        for struct in structs
        for value in msgspec.structs.astuple(struct)
        if isinstance(value, float)
    ]


@pytest.mark.parametrize("tokens", [512, 8192])
def test_scores_do_not_depend_on_the_batch(mill, evidence, tokens):
    short = f"{SUPPORTED} {REFUTED} {HEDGED} {OPINION} {ALONE}"
    years = [f"In {year} the mill of Lomm burned, said Per Aune of Ode." for year in range(9)]
    alone = mill.annotate(short)
    settings = Settings(device="cpu", max_tokens=tokens)
    scorer = EncoderScorer.load(model_folder("small"), settings)
    packed = with_model(scorer, evidence, settings)
    *_, beside = packed.annotate_many(documents(" ".join(years), "It rained. " * 3, short))
    assert scores(beside) == pytest.approx(scores(alone), abs=1e-4)
    assert [claim.label for claim in beside.claims] == [claim.label for claim in alone.claims]
    assert beside.run.settings.max_tokens == tokens


def test_equal_sentences_and_pairs_are_scored_once():
    scorer = WordScorer()
    annotator = at_the_seam("The mill was not rebuilt.", scorer=scorer)
    text = "The mill burned. " * 50 + "The mill stood. The mill burned."
    first, second = annotator.annotate_many(documents(text, text))
    assert len(first.claims) == len(second.claims) == 52
    assert sorted(scorer.read_texts) == ["The mill burned.", "The mill stood."]
    assert sorted(claim for _, claim in scorer.pairs) == ["The mill burned.", "The mill stood."]


@pytest.mark.slow
def test_a_hundred_thousand_sentences():
    scorer = WordScorer()
    annotator = at_the_seam("The mill was not rebuilt.", scorer=scorer)
    annotated = annotator.annotate("The mill burned. " * 100_000)
    assert len(annotated.claims) == annotated.summary.refuted == 100_000
    assert (len(scorer.read_texts), len(scorer.pairs)) == (1, 1)


# From passages to a label, at the seam


def test_what_evidence_says_of_a_hedged_claim_stands_beside_its_label_if_it_is_wanted():
    evidence = "The mill indeed burned."
    said = "The mill maybe burned."
    (silent,) = at_the_seam(evidence).annotate(said).claims
    (checked,) = at_the_seam(evidence, check_hedged=True).annotate(said).claims
    assert (silent.verdict, silent.evidence) == (None, ())
    assert checked.verdict.supported > 0.8
    assert [passage.relation for passage in checked.evidence] == [Relation.SUPPORTS]
    assert checked == msgspec.structs.replace(
        silent, verdict=checked.verdict, evidence=checked.evidence
    )
    assert checked.label is Label.HEDGED


@pytest.mark.parametrize(
    ("evidence", "label", "reason"),
    [
        (["The mill indeed burned."], Label.SUPPORTED, None),
        (["The mill was not there."], Label.REFUTED, None),
        (["A mill stood there."], Label.UNVERIFIED, "the evidence does not settle it"),
        (["A mill stood there.", "The mill indeed burned."], Label.SUPPORTED, None),
        (
            ["The mill indeed burned.", "The mill was not there."],
            Label.UNVERIFIED,
            "conflicting evidence",
        ),
        (["The mill indeed burned. CUT"], Label.UNVERIFIED, "the evidence was cut"),
        (["Rain fell."], Label.UNVERIFIED, NO_PASSAGE),
    ],
)
def test_passages_decide(evidence, label, reason):
    (claim,) = at_the_seam(*evidence).annotate("Yesterday a mill burned").claims
    assert (claim.label, claim.reason) == (label, reason)


def test_passages_without_a_name_of_the_claim_are_not_compared():
    scorer = WordScorer()
    annotator = at_the_seam("The mill indeed burned.", "A mill of Vell burned.", scorer=scorer)
    lomm, vell = annotator.annotate("Then the mill of Lomm burned. Then one in Vell burned.").claims
    assert (lomm.verdict, lomm.evidence, lomm.reason) == (None, (), NO_NAME)
    assert not unchecked(lomm)
    assert [passage.text for passage in vell.evidence] == ["A mill of Vell burned."]
    assert [claim for _, claim in scorer.pairs] == [vell.text]


def test_a_passage_on_the_first_word_of_a_claim_is_compared():
    annotator = at_the_seam("The mayor of Lomm is not Per Aune.")
    (claim,) = annotator.annotate("Lomm has a mayor named Ola Berg.").claims
    assert claim.label is Label.REFUTED


def test_a_claim_that_points_back_is_compared_with_what_is_on_its_subject():
    text = "The owner of Hallam Lines is rich. It rained. Its mill burned."
    for subject, reason in (("The owner of Teleq", NO_NAME), ("Hallam Lines", None)):
        annotator = at_the_seam(f"{subject} had a mill. It is indeed gone, so its mill burned.")
        its = annotator.annotate(text).claims[2]
        assert its.reason == reason
        done = replay(annotator.annotate(text), its, annotator)
        assert all(entry.same for entry in done.results)


def test_what_a_first_word_names_is_not_all_that_a_claim_may_point_back_to():
    text = "Hallam Lines has a mayor. Repairs are due. Its mill burned."
    annotator = at_the_seam("Hallam Lines had a mill. It is indeed gone, so its mill burned.")
    assert annotator.annotate(text).claims[2].label is Label.SUPPORTED


@pytest.mark.parametrize("country", ["Norway", "Kenya", "Peru"])
def test_the_subject_of_a_claim_that_points_back_is_looked_up(small, country):
    capitals = {"Norway": "Oslo", "Kenya": "Nairobi", "Peru": "Lima"}
    annotator = Annotator(small, open_evidence(None), Settings(device="cpu"))
    for own, capital in capitals.items():
        text = f"Officials in {country} met on Monday. Its capital is {capital}."
        label = annotator.annotate(text).claims[1].label
        assert label is (Label.SUPPORTED if own == country else Label.REFUTED)


def test_a_claim_longer_than_the_window_is_unverified():
    claim = "The mill burned and " + "burned and " * 60 + "burned."
    (claim,) = at_the_seam("The mill was not rebuilt.").annotate(claim).claims
    assert (claim.label, claim.verdict, claim.reason) == (Label.UNVERIFIED, None, TOO_LONG)


def test_no_more_passages_than_asked_for():
    evidence = [f"The mill number {number} is not here." for number in range(9)]
    annotated = at_the_seam(*evidence, passages=4).annotate("A mill burned.")
    assert len(annotated.claims[0].evidence) == annotated.run.settings.passages == 4


# An article is never its own evidence


ARTICLE = "The mill indeed burned in March. Nobody was there to see the fire. It was very dark."


def test_an_article_that_is_also_evidence_does_not_prove_itself():
    for claim in at_the_seam(ARTICLE).annotate(ARTICLE).claims:
        assert (claim.label, claim.evidence) == (Label.UNVERIFIED, ())


@pytest.mark.parametrize("change", [str.upper, lambda text: text.replace(". ", ".\n\n") + " End."])
def test_nor_does_a_near_copy(change):
    for claim in at_the_seam(change(ARTICLE)).annotate(ARTICLE).claims:
        assert claim.evidence == ()


def test_another_edition_of_an_article_is_no_evidence_for_it():
    """Nor where an article of another name has the same text."""
    edition = "The mill was not the only thing to go in the big storm."
    annotator = at_the_seam(edition, "A mill is not a house.", first_id="second")
    texts = [Document(id=id, text="The mill burned.") for id in ("first", "second")]
    first, second = annotator.annotate_many(texts)
    assert {found.document for found in first.claims[0].evidence} == {"second", "evidence/1"}
    assert {found.document for found in second.claims[0].evidence} == {"evidence/1"}


# One document fails alone


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_document_the_model_breaks_on_fails_alone(place):
    texts = ["The mill burned.", "It rained.", "Nobody came."]
    texts[place] = "This is POISON."
    results = list(at_the_seam("A mill is not there.").annotate_many(documents(*texts)))
    for number, result in enumerate(results):
        assert isinstance(result, FailedDocument) == (number == place)
    assert results[place] == FailedDocument.of(
        str(place), f"{place}: cannot be judged (RuntimeError: the sentence)", "RuntimeError"
    )


def test_failed_documents_pass_through_in_order():
    broken = FailedDocument.of("x", "x: empty")
    good = documents("It rained.", "It snowed.")
    results = list(at_the_seam().annotate_many([broken, good[0], broken, good[1]]))
    assert [results[0], results[2]] == [broken, broken]
    assert [results[1].text, results[3].text] == ["It rained.", "It snowed."]


@pytest.mark.parametrize("text", ["", " \r\n\t\u2003"])
def test_a_blank_text_is_refused_in_one_plain_line(text):
    with pytest.raises(DocumentError) as caught:
        at_the_seam().annotate(text)
    assert str(caught.value) == "text: the text is blank: give a document with words in it"


@pytest.mark.parametrize(
    ("text", "title", "field"), [("Half \ud800 pair.", None, "text"), ("Whole.", "\ud800", "title")]
)
def test_half_a_surrogate_pair_is_refused(text, title, field):
    with pytest.raises(DocumentError) as caught:
        at_the_seam("A mill is not there.").annotate(text, title=title)
    assert str(caught.value) == (
        f"text: field {field!r} holds half a surrogate pair, U+D800: give whole characters"
    )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": None}, "x: field 'text' is None: give a string"),
        ({"text": b"It rained."}, "x: field 'text' is b'It rained.': give a string"),
        ({"id": 7}, "7: field 'id' is 7: give a string"),
        ({"id": "\udc00"}, "\\udc00: field 'id' holds half a surrogate pair, U+DC00: give whole"),
        ({"outlet": ["A", "B"]}, "x: field 'outlet' is ['A', 'B']: give a string"),
        ({"fact_check": "true"}, "x: field 'fact_check' is 'true': give a FactCheck"),
    ],
)
def test_a_document_that_holds_what_none_can_fails_alone(fields, message):
    odd = Document(**{"id": "x", "text": "It rained."} | fields)
    good = documents("It snowed.", "Nobody came.")
    first, failure, last = at_the_seam().annotate_many([good[0], odd, good[1]])
    assert [first.text, last.text] == ["It snowed.", "Nobody came."]
    assert failure.error.kind == "DocumentError"
    assert failure.error.message.startswith(message)
    assert decode(encode(failure)) == failure


def test_what_is_no_document_is_a_mistake():
    with pytest.raises(TypeError, match=r"^'It rained\.' is no document: give factcheck\.Document"):
        list(at_the_seam().annotate_many(["It rained."]))


def test_an_id_of_several_lines_makes_one_line_of_message():
    poison = Document(id="a\n\u2028b", text="POISON.")
    (result,) = at_the_seam().annotate_many([poison])
    assert result.document.id == "a\n\u2028b"
    assert result.error.message == "a  b: cannot be judged (RuntimeError: the sentence)"


def test_a_stream_is_read_as_it_is_annotated():
    """Memory does not grow with the stream: results come before it ends."""
    taken = 0

    def stream():
        nonlocal taken
        for number in range(100):
            taken += 1
            yield Document(id=str(number), text="It rained. " * 10_000)

    results = at_the_seam().annotate_many(stream())
    assert next(results).document.id == "0"
    assert taken < 10


def test_no_documents_give_nothing():
    assert list(at_the_seam().annotate_many([])) == []


# Properties over any Unicode text


@given(TEXTS)
def test_spans_are_exact_whatever_the_text(text):
    annotator = at_the_seam("The mill is not there.")
    (result,) = annotator.annotate_many([Document(id="x", text=text)])
    if isinstance(result, AnnotatedDocument):
        assert_exact(result, text)
    else:
        assert result.error.kind == "DocumentError"
        assert not text.strip() or "blank" in result.error.message


@given(st.lists(st.sampled_from(["It rained.", "POISON.", " ", "maybe it rained. ", "\0"])))
def test_every_document_has_its_own_result_in_order(texts):
    results = list(at_the_seam("It did not rain.").annotate_many(documents(*texts)))
    assert len(results) == len(texts)
    for number, (text, result) in enumerate(zip(texts, results, strict=True)):
        if isinstance(result, AnnotatedDocument):
            assert (result.document.id, result.text) == (str(number), text)
        else:
            assert result.document.id == str(number)
            assert "POISON" in text or not text.strip()


# Loading


@pytest.mark.parametrize("name", ["nope", "", "models/small", "/nowhere"])
def test_a_model_that_is_not_there(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError):
        Annotator.load(name, evidence=())


def test_the_shipped_model_loads_by_name_and_by_folder():
    assert model_folder("small") == model_folder(model_folder("small"))
    annotator = Annotator.load(evidence=(), settings=Settings(device="cpu"))
    assert annotator.run.model.name == "small"
    assert len(annotator.run.model.sha256) == 64


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"precision": "int8"}, "precision 'int8' is unknown: choose auto, fp32, bf16, fp16"),
        ({"max_tokens": 511}, "max_tokens is 511: choose a whole number from 512 to 1000000"),
        ({"max_tokens": 600.5}, r"max_tokens is 600\.5: choose a whole number from 512 to 1000000"),
        ({"passages": 0}, "passages is 0: choose a whole number from 1 to 20"),
        ({"passages": 21}, "passages is 21"),
        ({"passages": 2.5}, r"passages is 2\.5: choose a whole number from 1 to 20"),
        ({"passages": None}, "passages is None"),
        ({"passages": "3"}, "passages is '3'"),
        ({"passages": True}, "passages is True"),
        ({"target_precision": "0.9"}, r"target_precision is '0\.9': choose a number from 0 to 1"),
        ({"target_precision": 1.5}, r"target_precision is 1\.5"),
        ({"device": None}, "device None is unknown: choose auto, cpu, cuda, cuda:N or mps"),
    ],
)
def test_settings_out_of_range(setting, said):
    with pytest.raises(SettingsError, match=said):
        Settings(**setting)


def test_evidence_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        open_evidence([tmp_path / "nowhere"])


@pytest.mark.parametrize("kind", [str, Path])
@pytest.mark.parametrize("role", ["evidence", "corpus"])
def test_one_path_needs_no_list(kind, role, tmp_path):
    model = write(tmp_path / "tiny", weights())
    path = tmp_path / "a.txt"
    path.write_text("The mill burned in March.")
    one, listed = (
        Annotator.load(model, **{"evidence": (), role: given}) for given in (kind(path), [path])
    )
    assert one.run.evidence == listed.run.evidence is not None


def test_evidence_without_a_word(tmp_path):
    (tmp_path / "blank.txt").write_text(" \n")
    with pytest.raises(EvidenceError, match="no document could be read"):
        open_evidence([tmp_path / "blank.txt"])


def test_several_kinds_of_evidence_are_searched_as_one(tmp_path):
    (tmp_path / "a.txt").write_text("The mill burned in March.")
    build(documents("The mill of Lomm burned."), tmp_path / "index", name="index")
    sources = open_evidence([tmp_path / "a.txt", tmp_path / "index"])
    found = sources.search("A mill burned.", top=5, exclude=Copies(Document(id="x", text="x")))
    assert {passage.document for passage in found} == {"a.txt", "0"}
    assert sources.resource.name == "index+a.txt"
    assert len(sources.search("A mill", top=1, exclude=Copies(Document(id="x", text="x")))) == 1


@pytest.mark.slow
def test_the_shipped_evidence_is_indexed_once_and_repaired(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    first = open_evidence(None).resource
    (folder,) = (tmp_path / "cache" / "factcheck").iterdir()
    written = (folder / "index.json").stat().st_mtime_ns
    assert open_evidence(None).resource == first
    assert (folder / "index.json").stat().st_mtime_ns == written
    (folder / "index.json").write_text("{}")
    assert open_evidence(None).resource == first
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")  # no place to keep it
    assert open_evidence(None).resource == first
