"""The networks that can be trained, from the encoders that were published."""

import json
import math
from dataclasses import replace
from functools import partial
from pathlib import Path

import torch
from padding import Padded, masked, one_way
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn.functional import gelu

from factcheck.model.encoder import Attend, Encoder, EncoderConfig, Model, TagHead
from factcheck.model.labels import NLI_CLASSES, STANCES

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
MPNET = EncoderConfig(width=768, intermediate=3072)
MPNET_EPS = 1e-5  # in its norms
DISTANCES, FARTHEST = 32, 128  # classes of how far apart two tokens are
EXIT, SENTENCES = 1 / 3, 3 / 4  # shares of the layers before the early exit, and for sentences
NEW = {"transform", "stance", "tags", "nli", "early"}  # what no backbone brings


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
    """The sizes of our model on a BERT of width 384, or of a checkpoint of it."""
    layers = layers_of(weights)
    early, sentences = (max(1, round(share * layers)) for share in (EXIT, SENTENCES))
    return EncoderConfig(layers=layers, early=early, sentences=sentences)


def network(backbone: Path, tokenizer: Tokenizer, weights: Path | None = None) -> nn.Module:
    """A teacher on an MPNet, or our model on a BERT of width 384.

    :param weights: what training wrote for it; heads that they lack are new.
    """
    kind = json.loads((backbone / "config.json").read_text())["model_type"]
    state = load_file(weights or backbone / "model.safetensors")
    layers = layers_of(state)
    if kind == "mpnet":
        theirs = Tokenizer.from_file(str(backbone / "tokenizer.json"))
        sizes = replace(MPNET, layers=layers, vocabulary=theirs.get_vocab_size())
        model: nn.Module = Teacher(sizes, pieces_of(tokenizer, theirs))
        renamed = from_mpnet
    else:
        model, renamed = Student(sizes_of(state)), from_bert
    ours = state if weights else renamed(state, layers)
    missing, unknown = model.load_state_dict(ours, strict=False)
    absent = [name for name in missing if name.split(".")[0] not in NEW and "segments" not in name]
    if absent or unknown:
        raise ValueError(
            f"{weights or backbone}: weights missing for {absent}, not known are {unknown}"
        )
    return model


def autocast(device: torch.device) -> torch.autocast:
    """Arithmetic in bf16 on a GPU; a CPU that has it would learn only 1.1 to 1.4 times as fast."""
    return torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda")


class Student(Model):
    """Our model as it learns: on padded texts, with dropout.

    It computes what ``Model`` does of the same texts (a test holds the two together).
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__(config)
        self.dropout = nn.Dropout(config.dropout)

    def judge_sentences(self, tokens: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Judge sentences: stance (n, 4) and what ``TagHead`` scores (n, length, all tags)."""
        hidden = self.encode(tokens, torch.zeros_like(tokens), mask[:, None], self.sentences)
        hidden = self.dropout(gelu(self.transform(hidden)))
        return self.stance(hidden[:, 0]), self.tags(hidden)

    def judge_pairs(self, tokens: Tensor, segments: Tensor, mask: Tensor) -> Tensor:
        """Judge pairs of premise and hypothesis: NLI logits (n, 3).

        The first token asks for the hypothesis, so both make one block.
        """
        blocks = segments.masked_fill(~mask, -1)
        blocks[:, 0] = 1
        hidden = self.encode(tokens, segments, one_way(blocks), len(self.encoder.layers))
        return self.nli(self.dropout(hidden[:, 0]))

    def encode(self, tokens: Tensor, segments: Tensor, mask: Tensor, layers: int) -> Tensor:
        """Hidden states (n, length, width) after some layers.

        :param mask: which tokens each token reads. *Shape:* (n, length or 1, length)
        """
        places = torch.arange(tokens.shape[1], device=tokens.device)
        hidden = self.encoder.embed(tokens, segments, places)
        return self.encoder(hidden, self._masked(mask[:, None]), slice(layers))

    def begin(self, padded: Padded) -> tuple[Tensor, Tensor, Tensor]:
        """Read rows up to the early exit: hidden states, mask and logits (n, most, 3) there."""
        mask = one_way(padded.blocks)[:, None]
        hidden = self.encoder.embed(padded.tokens, padded.segments, padded.places)
        hidden = self.encoder(hidden, self._masked(mask), slice(self.exit))
        rows = torch.arange(len(hidden), device=hidden.device)[:, None]
        return hidden, mask, self.early(self.dropout(hidden[rows, padded.asked]))

    def finish(self, hidden: Tensor, mask: Tensor, asked: Tensor) -> Tensor:
        """Read rows from the early exit to the end: logits (n, most, 3)."""
        hidden = self.encoder(hidden, self._masked(mask), slice(self.exit, -1))
        rows = torch.arange(len(hidden), device=hidden.device)[:, None]
        hidden = self.encoder.layers[-1](hidden, self._masked(mask, asked), (rows, asked))
        return self.nli(self.dropout(hidden))

    def _masked(self, mask: Tensor, asked: Tensor | None = None) -> Attend:
        dropped = self.dropout.p if self.training else 0.0
        return partial(masked, mask=mask, heads=self.heads, dropout=dropped, asked=asked)


class Teacher(nn.Module):
    """MPNet (Song et al. 2020) with the same heads, reading the student's word pieces.

    It is a BERT whose tokens also weigh each other by how far apart they are, alike in all layers.

    :param pieces: number of each of the student's word pieces in MPNet's vocabulary, which is that
        of BERT uncased in another order.
    """

    def __init__(self, config: EncoderConfig, pieces: Tensor) -> None:
        super().__init__()
        self.encoder, self.heads = Encoder(config), config.heads
        for module in self.encoder.modules():
            if isinstance(module, nn.LayerNorm):
                module.eps = MPNET_EPS
        self.register_buffer("pieces", pieces, persistent=False)
        # As pretrained: attention that learned its bias would be slower.
        self.register_buffer("distances", torch.zeros(DISTANCES, config.heads))
        self.dropout = nn.Dropout(config.dropout)
        self.stance = nn.Linear(config.width, len(STANCES))
        self.tags = TagHead(config.width)
        self.nli = nn.Linear(config.width, len(NLI_CLASSES))

    def encode(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Hidden states (n, length, width)."""
        places = torch.arange(tokens.shape[1], device=tokens.device)
        bias = self.distances[distance(places[None, :] - places[:, None])].permute(2, 0, 1)
        weighed = bias[None].masked_fill(~mask[:, None, None, :], -torch.inf)
        body = self.encoder
        hidden = body.norm(body.tokens(self.pieces[tokens]) + body.positions(places))
        hidden = body.dropout(hidden)
        dropped = self.dropout.p if self.training else 0.0
        attend = partial(masked, mask=weighed.to(hidden.dtype), heads=self.heads, dropout=dropped)
        hidden = body(hidden, attend, slice(None))
        return self.dropout(hidden)  # type: ignore[no-any-return]

    def judge_sentences(self, tokens: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Judge sentences as ``Student.judge_sentences`` does."""
        hidden = self.encode(tokens, mask)
        return self.stance(hidden[:, 0]), self.tags(hidden)

    def judge_pairs(self, tokens: Tensor, segments: Tensor, mask: Tensor) -> Tensor:
        """Judge pairs as ``Student.judge_pairs`` does; MPNet knows no segments."""
        return self.nli(self.encode(tokens, mask)[:, 0])


def distance(offsets: Tensor) -> Tensor:
    """The class, below ``DISTANCES``, of how far a token is after another (Raffel et al. 2020).

    Half of the classes are for tokens after, half of each for distances of their own, up to 7, the
    others grow with the logarithm up to 128.
    """
    half = DISTANCES // 2
    near, far = half // 2, offsets.abs()
    steps = torch.log(far.clamp(min=1) / near) / math.log(FARTHEST / near) * (half - near)
    grown = (near + steps.long()).clamp(max=half - 1)
    return half * (offsets > 0) + torch.where(far < near, far, grown)


def from_mpnet(state: dict[str, Tensor], layers: int) -> dict[str, Tensor]:
    """Rename the weights of an ``MPNetModel`` to those of ``Teacher`` without heads."""
    out = {
        "distances": state["encoder.relative_attention_bias.weight"],
        "encoder.tokens.weight": state["embeddings.word_embeddings.weight"],
        # Theirs count from 2.
        "encoder.positions.weight": state["embeddings.position_embeddings.weight"][2:],
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
