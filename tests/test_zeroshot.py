import json
import pickle

import plain
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import GPT2Config, MPNetConfig, RobertaConfig
from transformers.utils import logging

from factcheck import Annotator
from factcheck.document import Stance
from factcheck.errors import ModelError, SettingsError
from factcheck.model.loading import is_hub_id, load_scorer
from factcheck.model.zeroshot import HYPOTHESES, ZeroShotScorer, classes_of
from factcheck.settings import Settings

pytestmark = pytest.mark.usefixtures("one_thread")
CPU = Settings(device="cpu", precision="fp32")
SENTENCES = ["The mill burned in 1911.", "Perhaps it will rain.", "What a shame!", "Rain."]
PAIRS = [("The mill burned in 1911.", sentence) for sentence in SENTENCES] + [("", "Rain.")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return plain.write(tmp_path_factory.mktemp("plain") / "nli")


@pytest.fixture(scope="module")
def scorer(folder):
    return load_scorer(folder, CPU)


def test_hypotheses_are_one_a_stance():
    assert set(HYPOTHESES) == set(Stance)
    assert len(set(HYPOTHESES.values())) == len(Stance)


def test_loads_from_a_folder_without_a_manifest(scorer, folder):
    assert isinstance(scorer, ZeroShotScorer)
    assert scorer.resource.name == str(folder)
    assert len(scorer.resource.sha256) == 64


def copied(folder, place):
    place.mkdir()
    for file in folder.iterdir():
        (place / file.name).write_bytes(file.read_bytes())
    return place


def test_digest_covers_the_config_and_the_weights(scorer, folder, tmp_path):
    same = copied(folder, tmp_path / "same")
    assert load_scorer(same, CPU).resource.sha256 == scorer.resource.sha256
    config = same / "config.json"
    config.write_text(config.read_text().replace("1e-12", "1e-3"))
    assert load_scorer(same, CPU).resource.sha256 != scorer.resource.sha256
    other = plain.write(tmp_path / "other", seed=1)
    assert load_scorer(other, CPU).resource.sha256 != scorer.resource.sha256


def test_weights_in_several_files(scorer, folder, tmp_path):
    from transformers import AutoModelForSequenceClassification

    parts = copied(folder, tmp_path / "parts")
    (parts / "model.safetensors").unlink()
    model = AutoModelForSequenceClassification.from_pretrained(folder)
    model.save_pretrained(parts, max_shard_size="1MB")
    loaded = load_scorer(parts, CPU)
    assert loaded.compare(PAIRS) == scorer.compare(PAIRS)
    digest = loaded.resource.sha256
    last = max(parts.glob("model-*.safetensors"))
    weights = load_file(last)
    save_file({name: weight + 1 for name, weight in weights.items()}, last, {"format": "pt"})
    assert load_scorer(parts, CPU).resource.sha256 != digest


def test_compares_as_transformers_does(scorer, folder):
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    found = scorer.compare(PAIRS)
    assert len({round(result.entailment, 4) for result in found}) > 1
    for pair, result in zip(PAIRS, found, strict=True):
        with torch.inference_mode():
            logits = model(**tokenizer(*pair, return_tensors="pt")).logits[0]
        assert list(result[:3]) == pytest.approx(logits.softmax(-1).tolist(), abs=1e-5)
        assert not result.truncated


@pytest.mark.parametrize(
    "labels",
    [
        ("contradiction", "entailment", "neutral"),
        ("CONTRADICTION", "NEUTRAL", "ENTAILMENT"),
        ("neutral", "contradiction", "entailment"),
    ],
)
def test_order_of_the_labels_is_that_of_the_config(scorer, tmp_path, labels):
    other = load_scorer(plain.write(tmp_path / "other", labels), CPU)
    for ours, theirs in zip(scorer.compare(PAIRS), other.compare(PAIRS), strict=True):
        assert theirs[:3] == pytest.approx(ours[:3], abs=1e-6)
    for ours, theirs in zip(scorer.read(SENTENCES), other.read(SENTENCES), strict=True):
        assert theirs.stance.hedged == pytest.approx(ours.stance.hedged, abs=1e-6)


def test_two_classes_never_contradict(tmp_path):
    two = load_scorer(plain.write(tmp_path / "two", ("entailment", "not_entailment")), CPU)
    for result in two.compare(PAIRS):
        assert result.contradiction == 0
        assert result.entailment + result.neutral == pytest.approx(1)


def test_stance_is_a_softmax_over_the_entailment_of_the_hypotheses(scorer):
    (reading,) = scorer.read(SENTENCES[:1])
    pairs = [(SENTENCES[0], HYPOTHESES[stance]) for stance in Stance]
    logits = scorer._logits(pairs)[:, 0]
    expected = logits.softmax(-1).tolist()
    found = [getattr(reading.stance, stance) for stance in Stance]
    assert found == pytest.approx(expected, abs=1e-6)
    assert (reading.cues, reading.source) == ((), None)


def test_batches_change_nothing(folder):
    whole = load_scorer(folder, Settings(device="cpu", max_tokens=100_000)).compare(PAIRS * 20)
    parts = load_scorer(folder, Settings(device="cpu", max_tokens=512)).compare(PAIRS * 20)
    assert [r.entailment for r in parts] == pytest.approx([r.entailment for r in whole], abs=1e-4)


def test_long_premise_is_cut_and_long_hypothesis_not_judged(scorer):
    long = "word " * 200
    cut, silent = scorer.compare([(long, "Rain."), ("Rain.", long)])
    assert cut.truncated
    assert silent is None


def test_nothing_to_judge(scorer):
    assert scorer.read([]) == []
    assert scorer.compare([]) == []


def test_does_the_whole_job(folder, tmp_path):
    evidence = tmp_path / "facts.txt"
    evidence.write_text("Per Aune is the mayor of Lomm. Lomm has 4,000 inhabitants.")
    annotator = Annotator.load(folder, evidence=[evidence], settings=CPU)
    annotated = annotator.annotate("Per Aune is the mayor of Lomm. Perhaps Lomm will grow.")
    assert len(annotated.claims) == 2
    assert annotated.run.model.name == str(folder)
    assert annotated.run.thresholds.supported == 0.5


def test_target_precision_means_nothing_here(folder):
    with pytest.raises(SettingsError, match="is not calibrated"):
        load_scorer(folder, Settings(target_precision=0.9))


def test_weights_that_are_missing_are_not_made_up(folder, tmp_path):
    headless = copied(folder, tmp_path / "headless")
    weights = load_file(headless / "model.safetensors")
    kept = {name: weight for name, weight in weights.items() if "classifier" not in name}
    save_file(kept, headless / "model.safetensors", {"format": "pt"})
    with pytest.raises(ModelError, match=r"without classifier\.bias, classifier\.weight; give a"):
        load_scorer(headless, CPU)


def test_model_without_a_padding_token(tmp_path):
    folder = plain.write_other(tmp_path / "gpt", GPT2Config)
    with pytest.raises(ModelError, match="no padding token; name one as pad_token in its tok"):
        load_scorer(folder, CPU)
    settings = folder / "tokenizer_config.json"
    settings.write_text(json.dumps(json.loads(settings.read_text()) | {"pad_token": "[PAD]"}))
    padded = load_scorer(folder, CPU)
    (alone,) = padded.compare(PAIRS[:1])
    assert padded.compare(PAIRS)[0][:3] == pytest.approx(alone[:3], abs=1e-5)


@pytest.mark.parametrize("kind", [RobertaConfig, MPNetConfig])
def test_window_leaves_out_the_positions_of_padding(tmp_path, kind):
    tokens = {"pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    other = load_scorer(plain.write_other(tmp_path / "other", kind, **tokens), CPU)
    long = "word " * 200
    assert len(other.read([long])) == 1
    assert other.compare([(long, "Rain.")])[0].truncated


def test_loading_is_silent(folder, capfd):
    before = logging.get_verbosity(), logging.is_progress_bar_enabled()
    long = "word " * 200
    load_scorer(folder, CPU).compare([(long, "Rain.")])
    assert capfd.readouterr() == ("", "")
    assert (logging.get_verbosity(), logging.is_progress_bar_enabled()) == before


@pytest.mark.parametrize("labels", [("LABEL_0", "LABEL_1", "LABEL_2"), ("entailment", "other")])
def test_labels_that_are_not_those_of_nli(labels):
    with pytest.raises(ModelError, match="names the labels"):
        classes_of(dict(enumerate(labels)), "some")


def test_damaged_folder(folder, tmp_path):
    (tmp_path / "config.json").write_text((folder / "config.json").read_text())
    with pytest.raises(ModelError, match="no NLI model"):
        load_scorer(tmp_path, CPU)


class Touch:
    """Makes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (self.path, "w")


def test_pickled_weights_are_refused(folder, tmp_path):
    for file in folder.iterdir():
        if file.suffix == ".json":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    marker = tmp_path / "ran"
    (tmp_path / "pytorch_model.bin").write_bytes(pickle.dumps(Touch(str(marker))))
    with pytest.raises(ModelError, match="no NLI model"):
        load_scorer(tmp_path, CPU)
    assert not marker.exists()


def test_code_in_the_folder_is_not_run(folder, tmp_path):
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    config = json.loads((tmp_path / "config.json").read_text())
    config["auto_map"] = {"AutoModelForSequenceClassification": "evil.Evil"}
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "evil.py").write_text("raise SystemExit('ran')")
    assert load_scorer(tmp_path, CPU).compare(PAIRS[:1])


def test_folder_without_a_tokenizer(folder, tmp_path):
    for file in folder.iterdir():
        if "token" not in file.name:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    with pytest.raises(ModelError, match="no NLI model"):
        load_scorer(tmp_path, CPU)


def test_special_tokens_in_a_text_are_words(scorer):
    plain, marked = scorer.compare(
        [("Rain fell.", "It rained."), ("Rain [SEP] fell.", "It rained.")]
    )
    (spelled,) = scorer.compare([("Rain [ SEP ] fell.", "It rained.")])
    assert marked.entailment == pytest.approx(spelled.entailment, abs=1e-5)
    assert marked.entailment != pytest.approx(plain.entailment, abs=1e-5)


def test_a_path_is_never_fetched(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models").mkdir()
    for given in ("models/smal", tmp_path / "nobody/nothing"):
        with pytest.raises(ModelError, match="no model"):
            load_scorer(given, CPU)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("user/model", True),
        ("model", False),
        ("/model", False),
        ("./model", False),
        ("../model", False),
        ("~/model", False),
        ("a/b/c", False),
        ("user/", False),
    ],
)
def test_hub_id(name, is_one):
    assert is_hub_id(name) is is_one


def test_hub_id_that_cannot_be_fetched():
    with pytest.raises(ModelError, match="no NLI model 'nobody/nothing'"):
        load_scorer("nobody/nothing", CPU)
