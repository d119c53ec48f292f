"""The networks that can be trained, from the encoders that were published."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import torch
from padding import Padded, masked, one_way
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn.functional import gelu

from factcheck.model.device import TYPES, choose_precision
from factcheck.model.encoder import Attend, EncoderConfig, Model
from factcheck.model.manifest import read_manifest
from factcheck.model.weights import read_weights

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
MPNET_LAYER = {"attention_output": "attention.attn.o", "attention_norm": "attention.LayerNorm"}
MPNET = {"width": 768, "intermediate": 3072, "distances": 32}  # sizes
EXIT, SENTENCES = 1 / 3, 3 / 4  # shares of the layers before the early exit, and for sentences
HEADS = ("transform", "stance", "tags", "nli", "early")  # what no backbone brings


def from_bert(state: dict[str, Tensor], layers: int) -> dict[str, Tensor]:
    """Rename the weights of a ``BertModel`` to ours, fusing query, key and value."""
    out = {f"encoder.{ours}": state[theirs] for ours, theirs in EMBEDDINGS.items()}
    for n in range(layers):
        own = f"encoder.layers.{n}"
        for part in ("weight", "bias"):
            for ours, theirs in LAYER.items():
                out[f"{own}.{ours}.{part}"] = state[f"encoder.layer.{n}.{theirs}.{part}"]
            fused = [
                state[f"encoder.layer.{n}.attention.self.{name}.{part}"]
                for name in ("query", "key", "value")
            ]
            out[f"{own}.query_key_value.{part}"] = torch.cat(fused)
    return out


def layers_of(weights: dict[str, Tensor]) -> int:
    """How many layers a checkpoint has, ours or of a ``BertModel``."""
    numbers = {name.partition("layer")[2].split(".")[1] for name in weights if "layer" in name}
    return len(numbers)


def sizes_of(weights: dict[str, Tensor]) -> EncoderConfig:
    """The sizes of our model with these weights, on a BERT of width 384 or on an MPNet."""
    layers = layers_of(weights)
    early, sentences = (max(1, round(share * layers)) for share in (EXIT, SENTENCES))
    own = MPNET if "encoder.distances" in weights else {}
    return EncoderConfig(layers=layers, early=early, sentences=sentences, **own)


def network(origin: Path, tokenizer: Tokenizer, dropout: float = 0.1) -> "Student":
    """Our model, to learn from where something else left off; heads that are not there are new.

    :param origin: a folder with a published BERT of width 384 or MPNet, a file that training wrote,
        or a folder with a model of ours.
    """
    if (origin / "config.json").exists():
        state = from_published(origin, tokenizer)
    else:
        state = stored(origin)
    model = Student(replace(sizes_of(state), dropout=dropout))
    missing, unknown = model.load_state_dict(state, strict=False)
    absent = [name for name in missing if name.split(".")[0] not in HEADS]
    if absent or unknown:
        raise ValueError(f"{origin}: weights missing for {absent}, not known are {unknown}")
    return model


def stored(origin: Path) -> dict[str, Tensor]:
    """The weights in a file that training wrote, or in a folder with a model of ours."""
    if origin.is_dir():
        return read_weights(origin, read_manifest(origin).weights)
    return load_file(origin)


def from_published(folder: Path, tokenizer: Tokenizer) -> dict[str, Tensor]:
    """The weights of a published encoder by our names.

    :param tokenizer: ours, with whose word pieces it is to read.
    """
    state = load_file(folder / "model.safetensors")
    if json.loads((folder / "config.json").read_text())["model_type"] == "mpnet":
        theirs = Tokenizer.from_file(str(folder / "tokenizer.json"))
        return from_mpnet(state, layers_of(state), pieces_of(tokenizer, theirs))
    return from_bert(state, layers_of(state))


class Student(Model):
    """Our model as it learns: on padded texts, with dropout.

    It computes what ``Model`` does of the same texts (a test holds the two together).
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__(config)
        self.dropout = nn.Dropout(config.dropout)

    def lowered(self, device: torch.device) -> "Student":
        """The model itself, in bf16 but for the heads where the device has that."""
        return self.to(device).in_precision(TYPES[choose_precision("auto", device)])

    def judge_sentences(self, tokens: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Judge sentences: stance (n, 4) and what ``TagHead`` scores (n, length, all tags)."""
        hidden = self.encode(tokens, torch.zeros_like(tokens), mask[:, None], self.sentences)
        hidden = self._for_heads(gelu(self.transform(hidden)))
        return self.stance(hidden[:, 0]), self.tags(hidden)

    def encode(self, tokens: Tensor, segments: Tensor, mask: Tensor, layers: int) -> Tensor:
        """Hidden states (n, length, width) after some layers.

        :param mask: which tokens each token reads. *Shape:* (n, length or 1, length)
        """
        places = torch.arange(tokens.shape[1], device=tokens.device)
        hidden = self.encoder.embed(tokens, segments, places)
        attend = self._attend(self.weighed(mask, places[None]))
        return self.encoder(hidden, attend, slice(layers))

    def begin(self, padded: Padded) -> tuple[Tensor, Tensor, Tensor]:
        """Read rows up to the early exit: hidden states, mask and logits (n, most, 3) there."""
        mask = self.weighed(one_way(padded.blocks), padded.places)
        hidden = self.encoder.embed(padded.tokens, padded.segments, padded.places)
        hidden = self.encoder(hidden, self._attend(mask), slice(self.exit))
        rows = torch.arange(len(hidden), device=hidden.device)[:, None]
        return hidden, mask, self.early(self._for_heads(hidden[rows, padded.asked]))

    def finish(self, hidden: Tensor, mask: Tensor, asked: Tensor) -> Tensor:
        """Read rows from the early exit to the end: logits (n, most, 3)."""
        hidden = self.encoder(hidden, self._attend(mask), slice(self.exit, -1))
        rows = torch.arange(len(hidden), device=hidden.device)[:, None]
        hidden = self.encoder.layers[-1](hidden, self._attend(mask, asked), (rows, asked))
        return self.nli(self._for_heads(hidden))

    def weighed(self, mask: Tensor, places: Tensor) -> Tensor:
        """What attention takes for a mask: distances where they count, and what is not read.

        :param mask: which tokens each token reads. *Shape:* (n, length or 1, length)
        :param places: of the tokens. *Shape:* (n or 1, length)
        """
        if self.encoder.distances is None:
            return mask[:, None]
        return self.encoder.weights(places, places).masked_fill(~mask[:, None], -torch.inf)

    def _for_heads(self, hidden: Tensor) -> Tensor:
        return self.dropout(hidden).to(self.nli.weight.dtype)

    def _attend(self, mask: Tensor, asked: Tensor | None = None) -> Attend:
        dropped = self.dropout.p if self.training else 0.0
        return partial(masked, mask=mask, heads=self.heads, dropout=dropped, asked=asked)


def from_mpnet(state: dict[str, Tensor], layers: int, pieces: Tensor) -> dict[str, Tensor]:
    """Rename the weights of an ``MPNetModel`` to ours; it knows no segments.

    :param pieces: number of each of our word pieces in its vocabulary, which is that of BERT
        uncased in another order.
    """
    positions = state["embeddings.position_embeddings.weight"][2:]  # theirs count from 2
    out = {
        "encoder.distances": state["encoder.relative_attention_bias.weight"],
        "encoder.tokens.weight": state["embeddings.word_embeddings.weight"][pieces],
        "encoder.positions.weight": positions,
        "encoder.segments.weight": torch.zeros(2, positions.shape[1]),
    }
    for part in ("weight", "bias"):
        out[f"encoder.norm.{part}"] = state[f"embeddings.LayerNorm.{part}"]
        for n in range(layers):
            ours, theirs = f"encoder.layers.{n}", f"encoder.layer.{n}"
            for own, name in (LAYER | MPNET_LAYER).items():
                out[f"{ours}.{own}.{part}"] = state[f"{theirs}.{name}.{part}"]
            fused = [state[f"{theirs}.attention.attn.{name}.{part}"] for name in "qkv"]
            out[f"{ours}.query_key_value.{part}"] = torch.cat(fused)
    return out


def pieces_of(ours: Tokenizer, theirs: Tokenizer) -> Tensor:
    """The number that each word piece of one tokenizer has in another."""
    special = {"[PAD]": "<pad>", "[CLS]": "<s>", "[SEP]": "</s>", "[UNK]": "[UNK]"}
    unknown = theirs.token_to_id("[UNK]")
    table = torch.full((ours.get_vocab_size(),), unknown)
    for piece, number in ours.get_vocab().items():
        found = theirs.token_to_id(special.get(piece, piece))
        table[number] = unknown if found is None else found
    return table
