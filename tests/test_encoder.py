import json
from dataclasses import replace
from functools import partial

import pytest
import torch
from data import load_tokenizer
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import MPNET, Student, from_bert, network, pieces_of
from padding import masked, one_way, pad
from safetensors.torch import save_file
from tiny import TOKENIZER
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from torch.nn.utils.rnn import pad_sequence
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

from factcheck.model.encoder import EncoderConfig, Model
from factcheck.model.labels import CUE_TAGS, NLI_CLASSES, SOURCE_TAGS, bio
from factcheck.model.packing import Pair, pack, pack_sentences

CONFIG = EncoderConfig(
    vocabulary=60, positions=24, layers=3, early=1, sentences=2, width=24, heads=4, intermediate=40
)


NEVER = 2.0  # no probability reaches it, so that nothing leaves at the early exit


@pytest.fixture(scope="module")
def bert():
    config = BertConfig(
        vocab_size=CONFIG.vocabulary,
        max_position_embeddings=CONFIG.positions,
        num_hidden_layers=CONFIG.layers,
        hidden_size=CONFIG.width,
        num_attention_heads=CONFIG.heads,
        intermediate_size=CONFIG.intermediate,
    )
    model = BertModel(config, add_pooling_layer=False).eval()
    generator = torch.Generator().manual_seed(11)
    with torch.no_grad():  # biases too, which start at zero and would hide a mistake
        for name, weight in model.named_parameters():
            weight.normal_(std=0.3, generator=generator)
            if name.endswith("LayerNorm.weight"):
                weight.add_(1)
    return model


@pytest.fixture(scope="module")
def student(bert):
    student = Student(CONFIG).eval()
    student.load_state_dict(from_bert(bert.state_dict(), CONFIG.layers), strict=False)
    return student


@pytest.fixture(scope="module", params=["BERT", "MPNet"])
def either(request, student):
    """The student, and one of the same weights whose tokens weigh how far apart they are."""
    if request.param == "BERT":
        return student
    other = Student(replace(CONFIG, distances=8)).eval()
    distances = torch.randn(8, CONFIG.heads, generator=torch.Generator().manual_seed(14))
    other.load_state_dict(student.state_dict() | {"encoder.distances": distances})
    return other


@pytest.fixture(scope="module")
def batch():
    generator = torch.Generator().manual_seed(12)
    lengths = torch.tensor([CONFIG.positions, 9, 2])
    shape = (len(lengths), CONFIG.positions)
    mask = torch.arange(CONFIG.positions)[None, :] < lengths[:, None]
    tokens = torch.randint(1, CONFIG.vocabulary, shape, generator=generator) * mask
    segments = torch.randint(0, 2, shape, generator=generator) * mask
    segments[:, :2] = 0  # the first token, and at least the mark that closes the premise
    return tokens, segments, mask


def encode(student, tokens, segments, mask):
    return student.encode(tokens, segments, mask, CONFIG.layers)


@torch.inference_mode()
def test_computes_what_bert_computes(bert, student, batch):
    tokens, segments, mask = batch
    theirs = bert(input_ids=tokens, token_type_ids=segments, attention_mask=mask.long())
    ours = encode(student, tokens, segments, mask[:, None])
    torch.testing.assert_close(ours[mask], theirs.last_hidden_state[mask], atol=1e-5, rtol=0)


@torch.inference_mode()
def test_padding_changes_nothing(student, batch):
    tokens, segments, mask = batch
    alone = encode(student, tokens[1:2, :9], segments[1:2, :9], mask[1:2, None, :9])
    together = encode(student, tokens, segments, mask[:, None])[1:2, :9]
    torch.testing.assert_close(together, alone, atol=1e-5, rtol=0)


@torch.inference_mode()
def test_segments_and_places_count(student, batch):
    tokens, segments, mask = batch
    seen = mask[:, None]
    hidden = encode(student, tokens, segments, seen)
    assert not torch.allclose(encode(student, tokens, 1 - segments, seen), hidden, atol=1e-2)
    backwards = encode(student, tokens.flip(1), segments.flip(1), seen.flip(2))
    assert not torch.allclose(backwards.flip(1), hidden, atol=1e-2)


@torch.inference_mode()
def test_premise_does_not_read_the_hypothesis(student, batch):
    tokens, segments, mask = batch
    blocks = segments.masked_fill(~mask, -1)
    blocks[:, 0] = 1
    seen = one_way(blocks)
    others = torch.where(blocks == 1, (tokens + 1) % CONFIG.vocabulary, tokens)
    before, after = (encode(student, ids, segments, seen) for ids in (tokens, others))
    premise = mask & (blocks == 0)
    torch.testing.assert_close(after[premise], before[premise], atol=1e-5, rtol=0)
    assert not torch.allclose(after[:, 0], before[:, 0], atol=1e-2)


@torch.inference_mode()
def test_hypothesis_reads_the_premise(student, batch):
    tokens, segments, mask = batch
    others = torch.where((segments == 0) & mask, (tokens + 1) % CONFIG.vocabulary, tokens)
    others[:, 0] = tokens[:, 0]
    blocks = segments.masked_fill(~mask, -1)
    blocks[:, 0] = 1
    seen = one_way(blocks)
    before, after = (encode(student, ids, segments, seen)[:, 0] for ids in (tokens, others))
    assert not torch.allclose(before, after, atol=1e-3)


@torch.inference_mode()
def test_the_last_layer_encodes_only_the_tokens_asked_for(student, batch):
    tokens, segments, mask = batch
    asked = torch.tensor([[0, 23, 7], [0, 8, 8], [1, 0, 0]])
    rows = torch.arange(len(asked))[:, None]
    for seen in (mask[:, None], one_way(segments.masked_fill(~mask, -1))):
        hidden = student.encode(tokens, segments, seen, CONFIG.layers - 1)
        attend = partial(masked, mask=seen[:, None], heads=CONFIG.heads, dropout=0.0, asked=asked)
        some = student.encoder.layers[-1](hidden, attend, (rows, asked))
        every = encode(student, tokens, segments, seen)
        expected = torch.stack([own[places] for own, places in zip(every, asked, strict=True)])
        torch.testing.assert_close(some, expected, atol=1e-5, rtol=0)


@torch.inference_mode()
def test_shapes_of_the_heads(student, batch):
    tokens, _, mask = batch
    stance, tags = student.judge_sentences(tokens, mask)
    assert stance.shape == (3, 4)
    assert tags.shape == (3, CONFIG.positions, len(CUE_TAGS) + len(SOURCE_TAGS))
    padded = pad([[Pair((7, 2), (1, 5, 2)), Pair((7, 2), (1, 2))], [Pair((2,), (1, 8, 2))]])
    hidden, mask, early = student.begin(padded)
    assert early.shape == student.finish(hidden, mask, padded.asked).shape == (2, 2, 3)


@torch.inference_mode()
def test_sentences_are_read_with_the_lower_layers_alone():
    model = Model(CONFIG).eval()
    sentences, pairs = pack_sentences([[1, 5, 9], [1, 8]]), pack([[Pair((7, 2), (1, 5, 2))]])

    def outputs():
        return [*model.read_sentences(sentences), model.read_pairs(pairs, NEVER)]

    before = outputs()
    model.encoder.layers[CONFIG.sentences].output.weight.mul_(2)
    *upper, of_pairs = outputs()
    assert all(map(torch.equal, before, upper))
    assert not torch.equal(before[-1], of_pairs)
    model.encoder.layers[CONFIG.sentences - 1].output.weight.mul_(2)
    assert not any(map(torch.equal, before, outputs()))


def test_dropout_only_in_training(batch):
    tokens, _, mask = batch
    student = Student(CONFIG)
    assert not torch.equal(*(student.judge_sentences(tokens, mask)[0] for _ in range(2)))
    student.eval()
    assert torch.equal(*(student.judge_sentences(tokens, mask)[0] for _ in range(2)))


# The model, side by side, and the student, padded

IDS = st.lists(st.integers(3, CONFIG.vocabulary - 1), min_size=1, max_size=7).map(tuple)


def model_of(student):
    distances = student.encoder.distances
    model = Model(replace(CONFIG, distances=0 if distances is None else len(distances))).eval()
    model.load_state_dict(student.state_dict())
    return model


@settings(deadline=None, max_examples=30)
@given(st.lists(IDS, min_size=1, max_size=9))
@torch.inference_mode()
def test_sentences_are_read_as_they_are_learned(either, sentences):
    stance, tags = model_of(either).read_sentences(pack_sentences(sentences))
    tokens = pad_sequence([torch.tensor(ids) for ids in sentences], batch_first=True)
    mask = tokens > 0
    expected, by_token = either.judge_sentences(tokens, mask)
    torch.testing.assert_close(stance, expected, atol=1e-4, rtol=0)
    torch.testing.assert_close(tags, by_token[mask], atol=1e-4, rtol=0)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(IDS, st.lists(IDS, min_size=1, max_size=4)), min_size=1, max_size=5))
@torch.inference_mode()
def test_pairs_are_read_as_they_are_learned(either, texts):
    rows = [[Pair(premise, own) for own in hypotheses] for premise, hypotheses in texts]
    model, padded = model_of(either), pad(rows)
    hidden, mask, early = either.begin(padded)
    final = either.finish(hidden, mask, padded.asked)
    there = torch.arange(early.shape[1]) < torch.tensor([[len(row)] for row in rows])
    early, final = early[there], final[there]
    neutral = early.softmax(-1)[:, NLI_CLASSES.index("neutral")]
    ordered = neutral.unique()
    gaps = ordered.diff()
    least = ordered[0].item() / 2
    if len(gaps) and gaps.max() > 1e-3:  # next to a probability, rounding would tip it
        least = ordered[gaps.argmax() :][:2].mean().item()
    for threshold in (NEVER, 0.0, least):
        expected = torch.where((neutral >= threshold)[:, None], early, final)
        found = model.read_pairs(pack(rows), threshold)
        torch.testing.assert_close(found, expected, atol=1e-4, rtol=0)


@torch.inference_mode()
def test_what_is_not_a_number_is_never_sure(student):
    model = model_of(student)
    model.early.weight.fill_(torch.nan)
    pairs = pack([[Pair((7, 2), (1, 5, 2)), Pair((7, 2), (1, 6, 2))]])
    assert model.read_pairs(pairs, 0.0).isfinite().all()


def test_bio():
    assert bio(()) == ("O",)
    assert bio(("named", "anonymous")) == ("O", "B-named", "I-named", "B-anonymous", "I-anonymous")


# MPNet

VOCABULARY = ["<s>", "<pad>", "</s>", "[UNK]", "rain", "fell", "in", "oslo", ".", "1911"]


@pytest.fixture(scope="module")
def mpnet(tmp_path_factory):
    """A small MPNet with random weights, and the folder it was written to."""
    config = MPNetConfig(
        vocab_size=len(VOCABULARY),
        num_hidden_layers=2,
        layer_norm_eps=1e-12,  # theirs is 1e-5, but all weights learn on
        max_position_embeddings=514,  # of which two are not used
        hidden_size=MPNET["width"],
        intermediate_size=MPNET["intermediate"],
    )
    model = MPNetModel(config, add_pooling_layer=False).eval()
    generator = torch.Generator().manual_seed(13)
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(torch.randn(weight.shape, generator=generator), alpha=0.05)
    folder = tmp_path_factory.mktemp("mpnet")
    save_file(model.state_dict(), folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({"model_type": "mpnet"}))
    words = {word: number for number, word in enumerate(VOCABULARY)}
    Tokenizer(WordLevel(words, "[UNK]")).save(str(folder / "tokenizer.json"))
    return model, folder


def test_word_pieces_are_found_by_their_text(mpnet):
    ours = load_tokenizer(TOKENIZER)
    table = pieces_of(ours, Tokenizer.from_file(str(mpnet[1] / "tokenizer.json")))
    found = [VOCABULARY[table[number]] for number in ours.encode("Rain fell in Bergen.").ids]
    assert found == ["<s>", "rain", "fell", "in", "[UNK]", ".", "</s>"]
    assert VOCABULARY[table[0]] == "<pad>"


@torch.inference_mode()
def test_computes_what_mpnet_computes(mpnet):
    reference, folder = mpnet
    ours = load_tokenizer(TOKENIZER)
    student = network(folder, ours).eval()
    pieces = pieces_of(ours, Tokenizer.from_file(str(folder / "tokenizer.json")))
    texts = ["Rain fell. " * 90, "Rain fell in Oslo in 1911."]  # as far apart as is told apart
    codes = [ours.encode(text).ids for text in texts]
    tokens = torch.zeros(2, max(map(len, codes)), dtype=torch.long)
    for place, code in enumerate(codes):
        tokens[place, : len(code)] = torch.tensor(code)
    mask = tokens > 0
    theirs = reference(input_ids=pieces[tokens], attention_mask=mask.long())
    expected = theirs.last_hidden_state[mask]
    found = student.encode(tokens, torch.zeros_like(tokens), mask[:, None], 2)
    torch.testing.assert_close(found[mask], expected, atol=1e-4, rtol=0)


def test_a_backbone_that_lacks_weights_is_refused(mpnet, tmp_path):
    reference, folder = mpnet
    for name in ("config.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    state = reference.state_dict()
    save_file({**state, "pooler.odd": torch.zeros(1)}, tmp_path / "model.safetensors")
    network(tmp_path, load_tokenizer(TOKENIZER))  # what is not needed does not matter
    gone = "encoder.layer.1.intermediate.dense.weight"
    save_file({k: v for k, v in state.items() if k != gone}, tmp_path / "model.safetensors")
    with pytest.raises(KeyError, match=gone):
        network(tmp_path, load_tokenizer(TOKENIZER))
