import itertools
import os
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tiny import CONFIG, ROOT, TOKENIZER, describe, judged, weights, write
from tokenizers import Tokenizer

from factcheck import Annotator
from factcheck.document import Stance
from factcheck.errors import ModelError, SettingsError
from factcheck.model.encoder import Model
from factcheck.model.labels import CUE_TYPES, NLI_CLASSES, SOURCE_KINDS, bio
from factcheck.model.loading import load_scorer
from factcheck.model.packing import Pair, pack, pack_sentences
from factcheck.model.scorer import LEAST_PREMISE, SPECIAL_TOKENS, TOKENIZED, EncoderScorer
from factcheck.model.tags import decode, marks
from factcheck.processes import workers
from factcheck.settings import Settings

pytestmark = pytest.mark.usefixtures("one_thread")
WINDOW = CONFIG.positions
ROOM = WINDOW - SPECIAL_TOKENS - LEAST_PREMISE  # word pieces of the longest hypothesis
CPU = Settings(device="cpu", precision="fp32", max_tokens=512)
NEVER = 2.0  # no probability reaches it, so that nothing leaves at the early exit
SENTENCES = [
    "The ferry to Lomm sailed again on Friday.",
    "Rain.",
    "Some analysts are sceptical that the county of Oster can pay for the new bridge by 2031.",
    "What a day!",
    "The ferry to Lomm sailed again on Friday.",
    "«Été» – naïve, she said: 中文 🙂",
    "Nineteen people were on board, its captain said, and none of them was hurt in the storm.",
]
TEXTS = st.lists(st.sampled_from("rain hail fell in May not 1911 , .".split()), max_size=9).map(
    " ".join
)
PAIRS = [
    *itertools.pairwise(SENTENCES),
    ("", "An empty premise says nothing."),
    ("Two cables had snapped in May.", "Rain."),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write(tmp_path_factory.mktemp("model") / "tiny", weights())


@pytest.fixture(scope="module")
def scorer(folder):
    return EncoderScorer.load(folder, CPU)


@pytest.fixture(scope="module", params=["fp32", "auto"])
def any_scorer(request, folder):
    """In fp32, and in what this CPU is fastest with: in both the batch does not matter."""
    return EncoderScorer.load(
        folder, Settings(device="cpu", precision=request.param, max_tokens=512)
    )


def numbers(result):
    """All numbers of a reading or comparison in one list."""
    if not hasattr(result, "stance"):
        return list(result)
    spans = [*result.cues, *([result.source] if result.source else [])]
    stance = [getattr(result.stance, name) for name in Stance]
    return stance + [number for span in spans for number in (span.start, span.end, span.score)]


def same(results, others):
    """As equal as promised; these random weights turn rounding of 1e-7 into up to 2e-5."""
    return len(results) == len(others) and all(
        numbers(a) == pytest.approx(numbers(b), abs=1e-4)
        for a, b in zip(results, others, strict=True)
    )


# Sentences


def test_readings_do_not_depend_on_batch_or_order(any_scorer):
    alone = [any_scorer.read([text])[0] for text in SENTENCES]
    assert same(any_scorer.read(SENTENCES), alone)
    assert same(any_scorer.read(SENTENCES * 12), alone * 12)
    assert same(any_scorer.read(SENTENCES[::-1]), alone[::-1])


def test_different_sentences_are_read_differently(scorer):
    first, second, third, *_ = scorer.read(SENTENCES)
    assert not same([first], [second])
    assert not same([first], [third])


def test_stance_sums_to_one(scorer):
    for reading in scorer.read(SENTENCES):
        assert sum(numbers(reading)[:4]) == pytest.approx(1, abs=1e-5)


def test_spans_lie_in_their_sentence_and_do_not_overlap(scorer):
    readings = scorer.read(SENTENCES)
    assert any(reading.cues for reading in readings)
    for text, reading in zip(SENTENCES, readings, strict=True):
        edges = [edge for cue in reading.cues for edge in (cue.start, cue.end)]
        assert edges == sorted(edges)
        assert all(cue.start < cue.end for cue in reading.cues)
        assert all(0 <= edge <= len(text) for edge in edges)
        assert all(0 < cue.score <= 1 for cue in reading.cues)


def test_order_is_kept_beyond_what_is_tokenised_at_once(scorer):
    texts = [f"Item {number}." for number in range(TOKENIZED + 2)]
    pairs = [("Rain.", text) for text in texts]
    some = (0, 77, TOKENIZED - 1, TOKENIZED, TOKENIZED + 1)
    for judge, items in ((scorer.read, texts), (scorer.compare, pairs)):
        results = judge(items)
        assert len(results) == len(items)
        assert same([results[index] for index in some], judge([items[index] for index in some]))


def test_long_sentence_is_judged_by_its_start(scorer):
    start = "rain " * (WINDOW - 2)
    (short, wet, dry) = scorer.read([start, start + "and hail " * 90, start + "fell in May " * 60])
    assert numbers(wet) == numbers(dry)
    assert same([wet], [short])


def marked(cue, source):
    """Weights that ignore the text and mark every token with these tags."""
    state = {name: torch.zeros_like(value) for name, value in weights().items()}
    state["tags.bias"][bio(CUE_TYPES).index(cue)] = 9.0
    state["tags.bias"][len(bio(CUE_TYPES)) + bio(SOURCE_KINDS).index(source)] = 9.0
    return state


def test_nothing_marked(tmp_path):
    scorer = EncoderScorer.load(write(tmp_path / "m", marked("O", "O")), CPU)
    (reading,) = scorer.read(["Rain fell."])
    assert (reading.cues, reading.source) == ((), None)
    assert numbers(reading) == [0.25] * 4


def test_everything_marked(tmp_path):
    scorer = EncoderScorer.load(write(tmp_path / "m", marked("I-doubt", "I-anonymous")), CPU)
    (reading,) = scorer.read(["Rain fell."])
    assert [(cue.start, cue.end, cue.type) for cue in reading.cues] == [(0, 10, "doubt")]
    assert reading.source[:3] == (0, 10, "anonymous")


# Pairs


def test_comparisons_do_not_depend_on_batch_or_order(any_scorer):
    alone = [any_scorer.compare([pair])[0] for pair in PAIRS]
    assert same(any_scorer.compare(PAIRS), alone)
    assert same(any_scorer.compare(PAIRS * 12), alone * 12)
    assert same(any_scorer.compare(PAIRS[::-1]), alone[::-1])


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.tuples(st.sampled_from(SENTENCES[:3]), st.sampled_from(SENTENCES)), max_size=12),
    st.lists(st.tuples(TEXTS, TEXTS), max_size=4),
)
@example([(SENTENCES[0], SENTENCES[5]), (SENTENCES[0], SENTENCES[0]), (SENTENCES[0], "Rain.")], [])
def test_pairs_that_share_a_premise_are_judged_as_they_are_alone(any_scorer, sharing, others):
    pairs = [*sharing, *others]
    assert same(any_scorer.compare(pairs), [any_scorer.compare([pair])[0] for pair in pairs])


def test_premise_of_more_hypotheses_than_a_row_holds(any_scorer):
    pairs = [(SENTENCES[2], f"{text} {number}") for number in range(20) for text in SENTENCES]
    some = (0, 17, 42, len(pairs) - 1)
    results = any_scorer.compare(pairs)
    assert same([results[i] for i in some], [any_scorer.compare([pairs[i]])[0] for i in some])


def test_relations_sum_to_one(scorer):
    for result in scorer.compare(PAIRS):
        assert sum(result[:3]) == pytest.approx(1, abs=1e-5)
        assert not result.truncated


def test_premise_and_hypothesis_are_not_interchangeable(scorer):
    one, other = scorer.compare([("Rain fell.", "It was dry."), ("It was dry.", "Rain fell.")])
    assert not same([one], [other])


def test_long_premise_is_cut_and_says_so(scorer):
    hypothesis = "Rain fell"
    held = "rain " * (WINDOW - SPECIAL_TOKENS - 2)
    whole, hail, snow = scorer.compare(
        [(held, hypothesis), (held + "and hail " * 50, hypothesis), (held + "snow", hypothesis)]
    )
    assert not whole.truncated
    assert hail.truncated
    assert snow.truncated
    assert same([hail[:3], snow[:3]], [whole[:3]] * 2)


def test_hypothesis_stays_whole_beside_a_long_premise(scorer):
    hypothesis = "rain " * (ROOM - 1)
    dry, wet = scorer.compare([("hail " * 200, hypothesis + end) for end in ("dry", "wet")])
    assert dry.truncated
    assert not same([dry], [wet])


def test_hypothesis_that_leaves_no_room_is_not_judged(scorer):
    fits, longer, far_longer = ("rain " * size for size in (ROOM, ROOM + 1, 10 * WINDOW))
    results = scorer.compare([("Hail.", text) for text in (longer, fits, far_longer)])
    assert [result is None for result in results] == [True, False, True]
    assert same(results[1:2], scorer.compare([("Hail.", fits)]))


def test_hypothesis_with_fewer_characters_than_word_pieces(scorer):
    hypothesis = " ".join(["각" * 9] * 5)  # each syllable is three pieces
    assert len(hypothesis) < ROOM
    assert scorer.compare([("Hail.", hypothesis)]) == [None]


def test_empty_lists(scorer):
    assert scorer.read([]) == []
    assert scorer.compare([]) == []
    assert scorer.compare([("Hail.", "rain " * WINDOW)]) == [None]


# Loading


def test_temperature_sharpens_and_flattens(scorer, tmp_path):
    folder = write(tmp_path / "m", weights())
    manifest = folder / "manifest.toml"
    manifest.write_text(manifest.read_text().replace("stance = 1.25", "stance = 1e6"))
    flat = EncoderScorer.load(folder, CPU).read(SENTENCES)
    assert all(numbers(reading)[:4] == pytest.approx([0.25] * 4, abs=1e-3) for reading in flat)
    assert max(numbers(scorer.read(SENTENCES[:1])[0])[:4]) > 0.3


def spans_of(text, crf, scores, offsets, tags):
    best, probabilities = crf(scores, torch.ones(scores.shape[:2], dtype=torch.bool))
    return decode(text, marks(best.numpy(), probabilities.numpy(), tags)[0], offsets)


@torch.inference_mode()
def test_scores_are_those_of_the_network(scorer):
    model, tokenizer = Model(CONFIG).eval(), Tokenizer.from_file(str(TOKENIZER))
    model.load_state_dict(weights())
    tokenizer.no_padding()
    later = 0
    for text, reading in zip(SENTENCES, scorer.read(SENTENCES), strict=True):
        code = tokenizer.encode(text)
        stance, tags = model.read_sentences(pack_sentences([code.ids]))
        assert numbers(reading)[:4] == pytest.approx((stance[0] / 1.25).softmax(-1), abs=1e-5)
        cues, sources = model.tags.apart(tags[None])
        found = spans_of(text, *cues, code.offsets, bio(CUE_TYPES))
        assert [cue[:3] for cue in reading.cues] == [cue[:3] for cue in found]
        found = spans_of(text, *sources, code.offsets, bio(SOURCE_KINDS))
        best = max(found, key=lambda span: span.score, default=None)
        assert (reading.source and reading.source[:3]) == (best and best[:3])
        later += best is not None and best is not found[0]
    assert later
    for pair, result in zip(PAIRS, scorer.compare(PAIRS), strict=True):
        code = tokenizer.encode(*pair)
        logits = model.read_pairs(pack([[Pair.of(code.ids, code.type_ids)]]), NEVER)
        assert result[:3] == pytest.approx((logits[0] / 0.8).softmax(-1), abs=1e-5)


@torch.inference_mode()
def test_what_is_plainly_neutral_is_judged_at_the_early_exit(tmp_path):
    folder = write(tmp_path / "m", weights())
    model, tokenizer = Model(CONFIG).eval(), Tokenizer.from_file(str(TOKENIZER))
    model.load_state_dict(weights())
    tokenizer.no_padding()
    pairs = [(premise, text) for premise, _ in PAIRS for text in SENTENCES]
    early, final = [], []
    for premise, text in pairs:
        code = tokenizer.encode(premise, text)
        packed = pack([[Pair.of(code.ids, code.type_ids)]])
        early.append(model.read_pairs(packed, 0.0)[0])
        final.append(model.read_pairs(packed, NEVER)[0])
    neutral = [logits.softmax(-1)[NLI_CLASSES.index("neutral")].item() for logits in early]
    least = sorted(neutral)[len(neutral) // 2] - 1e-6
    manifest = folder / "manifest.toml"
    manifest.write_text(manifest.read_text().replace("neutral = 1.0", f"neutral = {least}"))
    scorer = EncoderScorer.load(folder, CPU)
    for place, result in enumerate(scorer.compare(pairs)):
        logits = early[place] if neutral[place] >= least else final[place]
        expected = (logits / 0.8).softmax(-1).tolist()
        assert result[:3] == pytest.approx(expected, abs=1e-5)
        (alone,) = scorer.compare(pairs[place : place + 1])
        assert alone[:3] == pytest.approx(expected, abs=1e-5)


def damage_sizes(folder):
    manifest = folder / "manifest.toml"
    manifest.write_text(manifest.read_text().replace("layers = 3", "layers = 4"))


def damage_weights(folder):
    (folder / "model.safetensors").write_bytes(b"not tensors")
    describe(folder)


def damage_tokenizer(folder):
    (folder / "tokenizer.json").write_text('{"model": 3}')
    describe(folder)


def damage_encoding(folder):
    (folder / "tokenizer.json").write_bytes(b"\xff\xfe")
    describe(folder)


@pytest.mark.parametrize(
    ("damage", "file"),
    [
        (damage_sizes, "manifest"),
        (damage_weights, "manifest"),
        (damage_tokenizer, "tokenizer.json"),
        (damage_encoding, "tokenizer.json"),
    ],
)
def test_folder_that_does_not_fit_its_manifest(tmp_path, damage, file):
    folder = write(tmp_path / "m", weights())
    damage(folder)
    with pytest.raises(ModelError) as caught:
        EncoderScorer.load(folder, CPU)
    message = str(caught.value)
    assert str(folder) in message
    assert file in message
    assert "\n" not in message


def test_path_that_is_not_utf8_is_refused(tmp_path):
    folder = write(tmp_path / os.fsdecode(b"S\xf8ren"), weights())
    with pytest.raises(ModelError, match="is not UTF-8, as the path of a model must be: rename it"):
        load_scorer(folder, CPU)


# In bf16


def near(ours, theirs):
    """As near as bf16 comes with the shipped model: 0.016 was the most of 2,009 sentences."""
    for one, other in zip(ours.read(SENTENCES), theirs.read(SENTENCES), strict=True):
        assert numbers(one)[:4] == pytest.approx(numbers(other)[:4], abs=0.02)
    for one, other in zip(ours.compare(PAIRS), theirs.compare(PAIRS), strict=True):
        assert one[:3] == pytest.approx(other[:3], abs=0.02)


@pytest.fixture(scope="module")
def shipped():
    return EncoderScorer.load(ROOT / "models/small", Settings(device="cpu", precision="fp32"))


def test_a_cpu_in_bf16_stays_near_itself_in_fp32(shipped):
    near(
        EncoderScorer.load(ROOT / "models/small", Settings(device="cpu", precision="bf16")), shipped
    )


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_cuda_in_bf16_stays_near_the_cpu(shipped):
    near(EncoderScorer.load(ROOT / "models/small", Settings(device="cuda")), shipped)


# Weights that several processes have together

SAID = (SENTENCES, PAIRS)
NO_FILE_LOCKS = pytest.mark.skipif(sys.platform == "win32", reason="needs fcntl")


@pytest.fixture
def shared(tmp_path):
    (tmp_path / "weights").touch()
    return tmp_path / "weights"


@NO_FILE_LOCKS
@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_weights_in_one_memory_judge_alike(folder, shared, precision):
    alone = judged(folder, precision, None, *SAID)
    assert [judged(folder, precision, shared, *SAID) for _ in range(2)] == [alone, alone]


@NO_FILE_LOCKS
def test_weights_that_were_not_all_filled_in_are_filled_in_again(folder, shared):
    """As if the process that did had been killed."""
    alone = judged(folder, "fp32", shared, *SAID)
    content = bytearray(shared.read_bytes())
    content[: len(content) // 2] = bytes(len(content) // 2)
    shared.write_bytes(content)
    assert judged(folder, "fp32", shared, *SAID) == alone


@NO_FILE_LOCKS
def test_processes_that_load_at_once_judge_alike(folder, shared):
    processes = workers(4, torch.set_num_threads, 1)  # as here, by which the last digits change
    try:
        asked = [processes.submit(judged, folder, "fp32", shared, *SAID) for _ in range(8)]
        found = [future.result(timeout=600) for future in asked]
    finally:
        processes.end()
    assert found == [judged(folder, "fp32", None, *SAID)] * 8


@NO_FILE_LOCKS
def test_a_file_of_other_weights_is_refused(folder, shared, tmp_path):
    judged(folder, "fp32", shared, *SAID)
    other = write(tmp_path / "other", weights(seed=1))
    for model, precision in ((folder, "bf16"), (other, "fp32")):
        with pytest.raises(SettingsError, match="weights cannot be shared: it holds something"):
            judged(model, precision, shared, *SAID)


@NO_FILE_LOCKS
def test_a_file_that_is_not_there_cannot_be_shared(folder, tmp_path):
    with pytest.raises(SettingsError, match=r"nowhere cannot be shared: .*No such file"):
        Annotator.load(folder, evidence=(), settings=CPU, shared=str(tmp_path / "nowhere"))


def megabytes():
    """Memory of this process; pages that it has twice count once."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the memory of a process")
def test_weights_in_one_memory_take_it_once(shared):
    settings = Settings(device="cpu", precision="fp32")
    scorers = [EncoderScorer.load(ROOT / "models/small", settings, shared)]
    before = megabytes()
    scorers.append(EncoderScorer.load(ROOT / "models/small", settings, shared))
    assert megabytes() - before < 60  # of 134


def test_special_tokens_in_a_text_are_words(scorer):
    marked, spelled, plain = scorer.compare(
        [(f"Rain {word} fell.", "It rained.") for word in ("[SEP]", "[ SEP ]", "")]
    )
    assert marked[:3] == pytest.approx(spelled[:3], abs=1e-6)
    assert marked[:3] != pytest.approx(plain[:3], abs=1e-6)
