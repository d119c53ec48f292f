import random

import numpy as np
import pytest
import torch
from average import average
from calibrate import LOST, exit_threshold, softmax, temperature, threshold, vector_scaling
from data import IGNORED, TARGETS, collate, epoch, load_tokenizer, pairs, sentences
from distil import teach
from fit import Schedule, Training, digest, fit, kinds_of, update
from hypothesis import given
from hypothesis import strategies as st
from losses import SMOOTHING, divergence, loss_of, nli_loss, read_pairs, tag_loss
from networks import Student
from points import with_points
from tiny import CONFIG, ROOT, TOKENIZER, weights

from factcheck.model.labels import CUE_TAGS, NLI_CLASSES, SOURCE_TAGS, STANCES
from factcheck.model.manifest import read_manifest

pytestmark = pytest.mark.usefixtures("one_thread")
NOT_ENTAILED = TARGETS.index("not entailment")
ROWS = [
    {
        "text": "The port may close.",
        "stance": "hedged",
        "cues": [[9, 12, "possibility"]],
        "source": None,
    },
    {
        "text": "Rain fell, they said.",
        "stance": "asserted",
        "cues": [],
        "source": [11, 15, "named"],
    },
    {"text": "What a shame!", "stance": "opinion", "cues": [[7, 12, "evaluation"]], "source": None},
]
PAIRS = [
    {"premise": "Rain fell.", "hypothesis": "It rained.", "label": "entailment"},
    {"premise": "Rain fell.", "hypothesis": "It was dry all day.", "label": "contradiction"},
    {"premise": "", "hypothesis": "It was dry.", "label": "not entailment"},
]


@pytest.fixture(scope="module")
def tokenizer():
    return load_tokenizer(TOKENIZER)


@pytest.fixture
def model():
    model = Student(CONFIG).eval()
    model.load_state_dict(weights())
    return model


# Rows to tensors


def test_sentences_get_targets(tokenizer):
    hedged, asserted, _ = sentences(ROWS, tokenizer)
    assert STANCES[hedged.label] == "hedged"
    assert [CUE_TAGS[tag] for tag in hedged.cue_tags] == [
        *("O", "O", "O", "B-possibility"),
        *("O", "O", "O"),
    ]
    assert set(hedged.source_tags) == {0}
    assert [SOURCE_TAGS[tag] for tag in asserted.source_tags].count("B-named") == 1


def test_rows_without_labels_get_no_targets(tokenizer):
    (sentence,) = sentences([{"text": "Rain fell."}], tokenizer)
    (pair,) = pairs([{"premise": "Rain fell.", "hypothesis": "It rained."}], tokenizer)
    assert (sentence.label, sentence.cue_tags) == (IGNORED, None)
    assert pair.label == IGNORED


def test_collate_pads_and_masks(tokenizer):
    items = sentences(ROWS, tokenizer)
    batch = collate(items)
    assert batch.tokens.shape[1] % 8 == 0
    lengths = [len(item.ids) for item in items]
    assert batch.mask.sum(1).tolist() == lengths
    assert (batch.tokens[~batch.mask] == 0).all()
    assert (batch.cue_tags[~batch.mask] == IGNORED).all()


def test_an_epoch_holds_every_item_once(tokenizer):
    items = pairs(PAIRS * 40, tokenizer)
    lengths = [len(item.ids) for item in items]
    groups = epoch([[item] for item in items], lengths, 100, random.Random(1))
    assert sorted(map(id, items)) == sorted(id(item) for group in groups for item in group)
    assert all(len(group) * max(len(item.ids) for item in group) <= 100 for group in groups)


def test_a_pair_that_comes_again_is_in_another_unit(tokenizer):
    rain = [row for row in PAIRS if row["premise"]]
    items = pairs([*rain, *PAIRS, PAIRS[0]], tokenizer)
    plan = Schedule(epochs=1, rate=1e-3, head_rate=1e-3, max_tokens=4096)
    units = kinds_of(items, [], plan, random.Random(0))[1][0]
    assert sorted(len(unit) for unit in units) == [1, 1, 2, 2]
    assert all(len({item.text for item in unit}) == len(unit) for unit in units)
    assert sorted(map(id, items)) == sorted(id(item) for unit in units for item in unit)


# Losses


def test_nli_loss_by_hand():
    probabilities = torch.tensor([[0.7, 0.2, 0.1], [0.5, 0.3, 0.2]])
    loss = nli_loss(probabilities.log(), torch.tensor([0, NOT_ENTAILED]))
    logs = probabilities.log()
    smoothed = -(1 - SMOOTHING) * logs[0, 0] - SMOOTHING * logs[0].mean()
    assert loss.item() == pytest.approx((smoothed.item() - np.log(0.3 + 0.2)) / 2)


@pytest.mark.parametrize("label", range(len(NLI_CLASSES)))
def test_nli_loss_of_one_row_is_that_of_its_class(label):
    likely = torch.full((1, 3), -5.0)
    likely[0, label] = 5.0
    others = [other for other in range(3) if other != label]
    losses = [nli_loss(likely, torch.tensor([gold])).item() for gold in (label, *others)]
    assert losses[0] < 1 < min(losses[1:])
    both = nli_loss(likely, torch.tensor([NOT_ENTAILED])).item()
    assert both == pytest.approx(0 if label else 9.3, abs=0.05)


def test_nli_loss_skips_rows_without_a_label():
    logits = torch.tensor([[2.0, 0.5, -1.0], [9.0, 9.0, -9.0]])
    alone = nli_loss(logits[:1], torch.tensor([1]))
    assert nli_loss(logits, torch.tensor([1, IGNORED])) == pytest.approx(alone)
    assert nli_loss(logits, torch.tensor([IGNORED, IGNORED])) == 0


def test_divergence_is_least_at_the_teacher_and_is_then_its_entropy():
    teacher = torch.tensor([[0.6, 0.3, 0.1]]).log()
    entropy = -(teacher.exp() * teacher).sum().item()
    assert divergence(teacher, teacher).item() == pytest.approx(entropy)
    assert divergence(teacher + 3, teacher).item() == pytest.approx(entropy)
    assert divergence(torch.zeros(1, 3), teacher).item() == pytest.approx(np.log(3))
    assert divergence(torch.zeros(1, 3), teacher).item() > entropy


def test_tag_loss_of_even_scores(tokenizer):
    batch = collate(sentences(ROWS, tokenizer))
    logits = torch.zeros(*batch.tokens.shape, len(CUE_TAGS) + len(SOURCE_TAGS))
    expected = np.log(len(CUE_TAGS)) + np.log(len(SOURCE_TAGS))
    assert tag_loss(Student(CONFIG), logits, batch).item() == pytest.approx(expected)


def test_tag_loss_of_right_scores(tokenizer):
    batch = collate(sentences(ROWS, tokenizer))
    one_hot = torch.nn.functional.one_hot
    cues = one_hot(batch.cue_tags.clamp(min=0), len(CUE_TAGS))
    sources = one_hot(batch.source_tags.clamp(min=0), len(SOURCE_TAGS))
    logits = torch.cat([cues, sources], -1) * 30.0
    assert tag_loss(Student(CONFIG), logits, batch).item() == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize("kind", ["sentences", "pairs"])
@pytest.mark.parametrize("labelled", [True, False])
@pytest.mark.parametrize("taught", [True, False])
def test_loss_of_a_batch(tokenizer, model, kind, labelled, taught):
    items = sentences(ROWS, tokenizer) if kind == "sentences" else pairs(PAIRS, tokenizer)
    if not labelled:
        for item in items:
            item.label, item.cue_tags, item.source_tags = IGNORED, None, None
    if taught:
        teach(model, items, 1000)
    loss = loss_of(model, collate(items))
    assert torch.isfinite(loss)
    assert (loss > 0) == (labelled or taught)


def test_a_teacher_writes_its_logits_item_by_item(tokenizer, model):
    items = sentences(ROWS, tokenizer) + pairs(PAIRS, tokenizer)
    teach(model, items, 1000)
    for item in items:
        batch = collate([item])
        if item.pair:
            logits, _ = read_pairs(model, batch)
            torch.testing.assert_close(
                torch.from_numpy(item.soft).float(), logits[0], atol=0.01, rtol=0.01
            )
            continue
        stance, tags = model.judge_sentences(batch.tokens, batch.mask)
        torch.testing.assert_close(
            torch.from_numpy(item.soft[0]).float(), stance[0], atol=0.01, rtol=0.01
        )
        assert item.soft[1].shape == (len(item.ids), tags.shape[-1])


# Training


def test_fit_lowers_the_loss_and_repeats(tokenizer, model, capsys):
    items = sentences(ROWS, tokenizer) + pairs(PAIRS, tokenizer)
    batches = [collate(items[:3]), collate(items[3:])]

    def total(network):
        return sum(loss_of(network.eval(), batch).item() for batch in batches)

    plan = Schedule(epochs=20, rate=3e-3, head_rate=1e-2, max_tokens=4096)
    before, found = total(model), []
    for _ in range(2):
        model.load_state_dict(weights())
        torch.manual_seed(5)
        found.append(total(fit(model, items, [], plan, {})))
    assert found[0] < 0.7 * before
    assert found[0] == found[1]
    assert capsys.readouterr().out.count("epoch 20: loss ") == 2


def test_a_run_that_broke_off_ends_as_if_it_had_not(tokenizer, tmp_path, model, monkeypatch):
    monkeypatch.setattr("fit.CHECKPOINT_EVERY", 0.0)  # at every step that ends no epoch
    items = sentences(ROWS, tokenizer) + pairs(PAIRS, tokenizer)
    plan = Schedule(epochs=6, rate=3e-3, head_rate=1e-2, max_tokens=4096)
    path = tmp_path / "checkpoint.safetensors"
    epochs = []

    def run(save, seed):
        model.load_state_dict(weights())
        torch.manual_seed(seed)
        return fit(model, items, [], plan, {}, save, path).state_dict()

    def break_off(average):
        epochs.append(average)
        if len(epochs) == 3:
            raise KeyboardInterrupt

    whole = run(None, seed=5)
    assert not path.exists()
    with pytest.raises(KeyboardInterrupt):
        run(break_off, seed=5)
    assert path.exists()
    resumed = run(None, seed=99)
    for name, value in whole.items():
        torch.testing.assert_close(resumed[name], value, atol=1e-6, rtol=1e-5)


def test_a_run_with_another_teacher_is_another_run(tokenizer, model):
    plan = Schedule(epochs=1, rate=1e-3, head_rate=1e-3, max_tokens=4096)
    items = sentences(ROWS, tokenizer) + pairs(PAIRS, tokenizer)
    teach(model, items, 1000)
    before = digest(plan, items, model)
    items[-1].soft = items[-1].soft + 1
    assert digest(plan, items, model) != before
    items[-1].soft = items[-1].soft - 1
    with torch.no_grad():
        model.early.bias[0] += 1
    assert digest(plan, items, model) != before


def test_a_checkpoint_of_another_run_is_refused(tokenizer, tmp_path, model):
    plan = Schedule(epochs=1, rate=1e-3, head_rate=1e-3, max_tokens=4096)
    path = tmp_path / "checkpoint.safetensors"
    Training(model, plan, 5).save(path, "other")
    items = sentences(ROWS, tokenizer)
    with pytest.raises(SystemExit, match="other rows or options"):
        fit(model, items, [], plan, {}, checkpoint=path)
    path.unlink()
    fit(model, items, [], plan, {}, checkpoint=path)
    assert not path.exists()


def test_update_moves_the_average_a_step():
    average, model = torch.nn.Linear(2, 1), torch.nn.Linear(2, 1)
    expected = 0.75 * average.weight.detach() + 0.25 * model.weight.detach()
    update(average, model, 0.75)
    torch.testing.assert_close(average.weight.detach(), expected)


# Calibration


def test_average_is_the_mean_of_each_weight():
    one, other = weights(), {name: value + 2.0 for name, value in weights().items()}
    found = average([one, other])
    assert found.keys() == one.keys()
    for name, value in found.items():
        assert value.dtype == torch.float16
        torch.testing.assert_close(value, (one[name] + 1.0).half())
    with pytest.raises(ValueError, match="not of one network"):
        average([one, {"encoder.norm.bias": one["encoder.norm.bias"]}])


def test_softmax():
    rows = softmax(np.array([[0.0, np.log(3)], [1000.0, 1000.0]]))
    assert rows == pytest.approx(np.array([[0.25, 0.75], [0.5, 0.5]]))


@pytest.mark.parametrize("true", [0.5, 1.0, 2.0])
def test_temperature_that_made_the_labels_is_found(true):
    rng = np.random.default_rng(4)
    logits = rng.normal(0, 2, (20_000, 3))
    drawn = rng.random((20_000, 1))
    gold = (softmax(logits / true).cumsum(axis=1)[:, :2] < drawn).sum(axis=1)
    assert temperature(logits, gold) == pytest.approx(true, rel=0.08)


def test_threshold_by_hand():
    scores = np.array([0.95, 0.9, 0.8, 0.7, 0.6, 0.3])
    right = np.array([True, True, False, True, False, True])
    assert threshold([(scores, right)], 0.99) == (0.9, 0.5)
    assert threshold([(scores, right)], 0.75) == (0.7, 0.75)
    assert threshold([(scores, right)], 0.6) == (0.6, 0.75)


def test_threshold_is_no_lower_than_an_even_chance():
    assert threshold([(np.array([0.9, 0.4, 0.3]), np.array([True] * 3))], 0.9) == (0.9, 1 / 3)


def test_threshold_that_nothing_reaches():
    assert threshold([(np.array([0.9, 0.8]), np.array([False, True]))], 0.9) == (1.0, 0.0)
    assert threshold([(np.array([0.4]), np.array([True]))], 0.9) == (1.0, 0.0)


SCORED = st.lists(st.tuples(st.integers(0, 100), st.booleans()), min_size=1, max_size=40)


@given(rows=st.lists(SCORED, min_size=1, max_size=3), precision=st.sampled_from([0.5, 0.8, 0.9]))
def test_what_passes_the_threshold_has_the_precision_in_each_set(rows, precision):
    sets = [
        (np.array([score for score, _ in own]) / 100, np.array([right for _, right in own]))
        for own in rows
    ]
    least, recall = threshold(sets, precision)

    def at(threshold):
        passed = [right[scores >= threshold] for scores, right in sets]
        return min(own.mean() if len(own) else 0.0 for own in passed)

    if recall:
        assert at(least) >= precision
        assert recall == pytest.approx(
            min(right[scores >= least].sum() / max(right.sum(), 1) for scores, right in sets)
        )
    lower = [score / 100 for own in rows for score, _ in own if 50 <= score < 100 * least - 1e-9]
    assert all(at(score) < precision for score in lower)


def test_a_threshold_is_good_enough_for_the_harder_set():
    easy = (np.array([0.6, 0.7, 0.8, 0.9]), np.array([True] * 4))
    hard = (np.array([0.6, 0.7, 0.8, 0.9]), np.array([False, True, False, True]))
    assert threshold([easy], 0.9) == (0.6, 1.0)
    assert threshold([easy, hard], 0.9) == (0.9, 0.25)


@pytest.mark.parametrize("name", ["small", "base"])
def test_other_operating_points_change_nothing_else(name):
    text = (ROOT / "models" / name / "manifest.toml").read_text()
    points = read_manifest(ROOT / "models" / name).operating_points
    assert with_points(text, points) == text
    fewer = with_points(text, points[:1])
    assert len(fewer) < len(text)
    assert with_points(fewer, points) == text


def test_scaling_that_made_the_labels_is_found():
    rng = np.random.default_rng(4)
    logits = rng.normal(0, 2, (20_000, 3))
    biases = np.array([1.0, 0.0, -1.0])
    drawn = rng.random((20_000, 1))
    gold = (softmax((logits + biases) / 2).cumsum(axis=1)[:, :2] < drawn).sum(axis=1)
    found, added = vector_scaling(logits, gold)
    assert found == pytest.approx(2, rel=0.1)
    assert added - added.mean() == pytest.approx(biases, abs=0.15)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=600))
def test_few_verdicts_are_lost_at_the_early_exit(probabilities):
    least = exit_threshold(np.array(probabilities))
    assert np.mean(np.array(probabilities) >= least) <= LOST or least == 1.0
