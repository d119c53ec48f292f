"""The networks that can be trained, from the encoders that were published."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import MPNetConfig, MPNetModel

from factcheck.model.encoder import (
    CUE_TAGS,
    RELATIONS,
    SOURCE_TAGS,
    STANCES,
    EncoderConfig,
    Model,
)

# Our name of a weight, and its name in a BertModel checkpoint.
EMBEDDINGS = {
    "tokens.weight": "embeddings.word_embeddings.weight",
    "positions.weight": "embeddings.position_embeddings.weight",
    "segments.weight": "embeddings.token_type_embeddings.weight",
    "norm.weight": "embeddings.LayerNorm.weight",
    "norm.bias": "embeddings.LayerNorm.bias",
}
LAYER = {
    "attention_output": "attention.output.dense",
    "attention_norm": "attention.output.LayerNorm",
    "intermediate": "intermediate.dense",
    "output": "output.dense",
    "output_norm": "output.LayerNorm",
}


def from_bert(state: dict[str, Tensor], layers: int) -> dict[str, Tensor]:
    """Rename the weights of a ``BertModel`` to ours, fusing query, key and value."""
    out = {ours: state[theirs] for ours, theirs in EMBEDDINGS.items()}
    for n in range(layers):
        for part in ("weight", "bias"):
            for ours, theirs in LAYER.items():
                out[f"layers.{n}.{ours}.{part}"] = state[f"encoder.layer.{n}.{theirs}.{part}"]
            fused = [
                state[f"encoder.layer.{n}.attention.self.{name}.{part}"]
                for name in ("query", "key", "value")
            ]
            out[f"layers.{n}.query_key_value.{part}"] = torch.cat(fused)
    return out


def layers_of(weights: dict[str, Tensor]) -> int:
    """How many layers a checkpoint has, ours or of a ``BertModel``."""
    numbers = {name.partition("layer")[2].split(".")[1] for name in weights if "layer" in name}
    return len(numbers)


def network(backbone: Path, tokenizer: Tokenizer, weights: Path | None = None) -> nn.Module:
    """A teacher on an MPNet, or our model on a BERT of width 384.

    :param weights: what training wrote for it; without them the heads are new.
    """
    config = json.loads((backbone / "config.json").read_text())
    state = load_file(weights or backbone / "model.safetensors")
    if config["model_type"] == "mpnet":
        model: nn.Module = Teacher(backbone, tokenizer)
    else:
        layers = layers_of(state)
        model = Model(EncoderConfig(layers=layers))
        if weights is None:
            model.encoder.load_state_dict(from_bert(state, layers))
    if weights:
        model.load_state_dict(state)
    return model


class Teacher(nn.Module):
    """MPNet (Song et al. 2020) with the same heads, reading the student's word pieces.

    Both vocabularies are those of BERT uncased, so each word piece is looked up by its text.
    """

    def __init__(self, backbone: Path, tokenizer: Tokenizer) -> None:
        super().__init__()
        config = MPNetConfig.from_json_file(str(backbone / "config.json"))
        self.body = MPNetModel(config, add_pooling_layer=False)
        state = load_file(backbone / "model.safetensors")
        missing, _ = self.body.load_state_dict(state, strict=False)
        unloaded = [name for name in missing if not name.endswith("position_ids")]
        if unloaded:
            raise ValueError(f"{backbone}: weights missing for {unloaded}")
        theirs = Tokenizer.from_file(str(backbone / "tokenizer.json"))
        special = {"[PAD]": "<pad>", "[CLS]": "<s>", "[SEP]": "</s>", "[UNK]": "[UNK]"}
        unknown = theirs.token_to_id("[UNK]")
        table = torch.full((tokenizer.get_vocab_size(),), unknown)
        for piece, number in tokenizer.get_vocab().items():
            found = theirs.token_to_id(special.get(piece, piece))
            table[number] = unknown if found is None else found
        self.register_buffer("piece", table)
        self.dropout = nn.Dropout(0.1)
        self.stance = nn.Linear(config.hidden_size, len(STANCES))
        self.tags = nn.Linear(config.hidden_size, len(CUE_TAGS) + len(SOURCE_TAGS))
        self.nli = nn.Linear(config.hidden_size, len(RELATIONS))

    def encode(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Hidden states (n, length, width)."""
        hidden = self.body(input_ids=self.piece[tokens], attention_mask=mask.long())
        return self.dropout(hidden.last_hidden_state)  # type: ignore[no-any-return]

    def read_sentences(self, tokens: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Judge sentences as ``Model.read_sentences`` does."""
        hidden = self.encode(tokens, mask)
        return self.stance(hidden[:, 0]), self.tags(hidden)

    def read_pairs(self, tokens: Tensor, segments: Tensor, mask: Tensor) -> Tensor:
        """Judge pairs as ``Model.read_pairs`` does; MPNet knows no segments."""
        return self.nli(self.encode(tokens, mask)[:, 0])
