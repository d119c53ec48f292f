import pytest
import torch
from msgspec.structs import astuple

from factcheck.decide import stance_of
from factcheck.document import CueType, SourceKind
from factcheck.model.labels import NLI_CLASSES
from factcheck.model.manifest import read_manifest
from factcheck.model.scorer import EncoderScorer
from factcheck.settings import Settings
from factcheck.shipped import shipped

LARGEST = {"small": 70_000_000, "base": 115_000_000}  # bytes of the folder
LARGEST_FILE = 80_000_000

MAY = "The fire may have been caused by a faulty heater."
PLAIN = "The company employs 1,200 people at three factories in Ohio."
SAID = "Twelve people were hurt in the blast, the interior ministry said."
STANCE_OF = {
    "The central bank raised its main interest rate to 4.5 percent on Thursday.": "asserted",
    "Police arrested two men in Lyon on Sunday after a robbery at a jeweller's.": "asserted",
    PLAIN: "asserted",
    MAY: "hedged",
    "Some analysts doubt that the merger will go ahead.": "hedged",
    "It is unclear whether the talks will resume next week.": "hedged",
    "This is the most shameful decision the government has ever made.": "opinion",
    "What a brilliant, moving and unforgettable film this is!": "opinion",
    "The mayor should be ashamed of such a cowardly and stupid plan.": "opinion",
    "Subscribe to our newsletter for more stories.": "none",
    "Photo: Getty Images": "none",
    "What time does the museum open?": "none",
}

HOSPITAL = (
    "The city council of Marlow voted on 12 March 2021 to build a new hospital with 340 beds."
    " The work will cost 95 million euros, said the mayor, Anna Keller."
)
BRIDGE = (
    "The bridge over the Oster was closed on Monday after two cables snapped. Repairs will take"
    " six weeks, the county said."
)
RELATION_OF = {
    "The city council of Marlow voted to build a new hospital.": "entailment",
    "The new hospital will have 340 beds.": "entailment",
    "The work will cost 95 million euros.": "entailment",
    "The new hospital will have 120 beds.": "contradiction",
    "The work will cost 20 million euros.": "contradiction",
    "The mayor of Marlow is Peter Braun.": "contradiction",
    "The football club of Marlow won the national cup.": "neutral",
    "Marlow has a university with 9,000 students.": "neutral",
    "The railway station of Oster was painted green.": "neutral",
}


@pytest.fixture(scope="module", params=LARGEST)
def folder(request):
    return shipped("models", request.param)


@pytest.fixture(scope="module")
def scorer(folder):
    return EncoderScorer.load(folder, Settings(device="cpu", precision="fp32"))


@pytest.fixture(scope="module")
def readings(scorer):
    sentences = [*STANCE_OF, SAID]
    return dict(zip(sentences, scorer.read(sentences), strict=True))


@pytest.fixture(scope="module")
def relations(scorer):
    """The most probable relation of every passage and claim."""
    pairs = [(passage, claim) for passage in (HOSPITAL, BRIDGE, "") for claim in RELATION_OF]
    return {
        pair: max(NLI_CLASSES, key=lambda name: getattr(result, name))
        for pair, result in zip(pairs, scorer.compare(pairs), strict=True)
    }


@pytest.fixture
def threads():
    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


def test_neither_the_batch_nor_the_number_of_threads_changes_a_score(folder, threads):
    """In what this CPU is fastest with; the last of six digits may be rounded otherwise."""
    scorer = EncoderScorer.load(folder, Settings(device="cpu"))
    texts = [*STANCE_OF, SAID]
    pairs = [(passage, claim) for passage in (HOSPITAL, BRIDGE) for claim in RELATION_OF]
    threads(1)
    stances = [astuple(scorer.read([text])[0].stance) for text in texts]
    relations = [scorer.compare([pair])[0][:3] for pair in pairs]
    for number in (1, 2):
        threads(number)
        for size in (1, 2, 3, 5, len(texts)):
            found = [astuple(reading.stance) for reading in scorer.read(texts[:size])]
            assert found == [pytest.approx(scores, abs=2e-6) for scores in stances[:size]]
        for size in (1, 2, 3, 5, len(pairs)):
            found = [comparison[:3] for comparison in scorer.compare(pairs[:size])]
            assert found == [pytest.approx(scores, abs=2e-6) for scores in relations[:size]]


# The folder


def test_checksums_hold(folder):
    assert read_manifest(folder).name == folder.name


def test_size(folder):
    sizes = [path.stat().st_size for path in folder.iterdir()]
    assert sum(sizes) <= LARGEST[folder.name]
    assert max(sizes) <= LARGEST_FILE


def test_calibration_is_in_a_sensible_range(folder):
    manifest = read_manifest(folder)
    assert 0.2 < manifest.temperatures.stance < 5
    assert 0.2 < manifest.temperatures.nli < 5
    for target in (None, 0.8, 0.9):
        assert 0.5 <= manifest.thresholds(target).supported < 1
        assert 0.5 <= manifest.thresholds(target).refuted < 1


# Sentences and pairs nobody could take for another class


@pytest.mark.parametrize(("sentence", "stance"), STANCE_OF.items())
def test_glaring_stance(readings, sentence, stance):
    assert stance_of(readings[sentence].stance) == stance


def test_glaring_cues(readings):
    (cue, *_) = readings[MAY].cues
    assert cue.type == CueType.POSSIBILITY
    assert "may" in MAY[cue.start : cue.end].split()
    assert readings[PLAIN].cues == ()


def test_glaring_source(readings):
    source = readings[SAID].source
    assert source.type == SourceKind.NAMED
    assert "ministry" in SAID[source.start : source.end]
    assert readings[PLAIN].source is None


@pytest.mark.parametrize(("claim", "relation"), RELATION_OF.items())
def test_glaring_pair(relations, claim, relation):
    assert relations[HOSPITAL, claim] == relation


@pytest.mark.parametrize("claim", RELATION_OF)
@pytest.mark.parametrize("passage", [BRIDGE, ""], ids=["other", "empty"])
def test_passage_about_something_else_settles_nothing(relations, passage, claim):
    assert relations[passage, claim] == "neutral"
