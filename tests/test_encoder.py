import pytest
import torch
from networks import from_bert
from transformers import BertConfig, BertModel

from factcheck.model.encoder import (
    CUE_TAGS,
    SOURCE_TAGS,
    Encoder,
    EncoderConfig,
    Model,
    bio,
    one_way,
)

CONFIG = EncoderConfig(
    vocabulary=60, positions=24, layers=3, width=24, heads=4, intermediate=40, dropout=0.1
)


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
def encoder(bert):
    ours = Encoder(CONFIG).eval()
    ours.load_state_dict(from_bert(bert.state_dict(), CONFIG.layers))
    return ours


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


@torch.inference_mode()
def test_computes_what_bert_computes(bert, encoder, batch):
    tokens, segments, mask = batch
    theirs = bert(input_ids=tokens, token_type_ids=segments, attention_mask=mask.long())
    ours = encoder(tokens, segments, mask[:, None])
    torch.testing.assert_close(ours[mask], theirs.last_hidden_state[mask], atol=1e-5, rtol=0)


@torch.inference_mode()
def test_padding_changes_nothing(encoder, batch):
    tokens, segments, mask = batch
    alone = encoder(tokens[1:2, :9], segments[1:2, :9], mask[1:2, None, :9])
    together = encoder(tokens, segments, mask[:, None])[1:2, :9]
    torch.testing.assert_close(together, alone, atol=1e-5, rtol=0)


@torch.inference_mode()
def test_segments_and_places_count(encoder, batch):
    tokens, segments, mask = batch
    seen = mask[:, None]
    hidden = encoder(tokens, segments, seen)
    assert not torch.allclose(encoder(tokens, 1 - segments, seen), hidden, atol=1e-2)
    backwards = encoder(tokens.flip(1), segments.flip(1), seen.flip(2))
    assert not torch.allclose(backwards.flip(1), hidden, atol=1e-2)


@torch.inference_mode()
def test_premise_does_not_read_the_hypothesis(batch):
    tokens, segments, mask = batch
    model = Model(CONFIG).eval()
    blocks = segments.masked_fill(~mask, -1)
    blocks[:, 0] = 1
    seen = one_way(blocks)
    others = torch.where(blocks == 1, (tokens + 1) % CONFIG.vocabulary, tokens)
    before, after = (model.encoder(ids, segments, seen) for ids in (tokens, others))
    premise = mask & (blocks == 0)
    torch.testing.assert_close(after[premise], before[premise], atol=1e-5, rtol=0)
    assert not torch.allclose(after[:, 0], before[:, 0], atol=1e-2)


@torch.inference_mode()
def test_hypothesis_reads_the_premise(batch):
    tokens, segments, mask = batch
    model = Model(CONFIG).eval()
    others = torch.where((segments == 0) & mask, (tokens + 1) % CONFIG.vocabulary, tokens)
    others[:, 0] = tokens[:, 0]
    before, after = (model.read_pairs(ids, segments, mask) for ids in (tokens, others))
    assert not torch.allclose(before, after, atol=1e-3)


@torch.inference_mode()
def test_only_the_tokens_asked_for_are_encoded(encoder, batch):
    tokens, segments, mask = batch
    asked = torch.tensor([[0, 23, 7], [0, 8, 8], [1, 0, 0]])
    for seen in (mask[:, None], one_way(segments.masked_fill(~mask, -1))):
        every = encoder(tokens, segments, seen)
        some = encoder(tokens, segments, seen, asked=asked)
        expected = torch.stack([own[places] for own, places in zip(every, asked, strict=True)])
        torch.testing.assert_close(some, expected, atol=1e-5, rtol=0)


@torch.inference_mode()
def test_shapes_of_the_heads(batch):
    tokens, segments, mask = batch
    model = Model(CONFIG).eval()
    stance, tags = model.read_sentences(tokens, mask)
    assert stance.shape == (3, 4)
    assert tags.shape == (3, CONFIG.positions, len(CUE_TAGS) + len(SOURCE_TAGS))
    assert model.read_pairs(tokens, segments, mask).shape == (3, 3)


def test_dropout_only_in_training(batch):
    tokens, segments, mask = batch
    model = Model(CONFIG)
    assert not torch.equal(
        model.read_pairs(tokens, segments, mask), model.read_pairs(tokens, segments, mask)
    )
    model.eval()
    assert torch.equal(
        model.read_pairs(tokens, segments, mask), model.read_pairs(tokens, segments, mask)
    )


def test_bio():
    assert bio(()) == ("O",)
    assert bio(("named", "anonymous")) == ("O", "B-named", "I-named", "B-anonymous", "I-anonymous")
