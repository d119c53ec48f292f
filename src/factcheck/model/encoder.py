"""The network: a BERT encoder (Devlin et al. 2019) with heads for stance, tags and NLI.

It computes what ``transformers.BertModel`` computes (a test holds the two together) without the
four seconds that importing it takes, and with the three attention projections fused.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention

from factcheck.model.crf import CRF
from factcheck.model.packing import Packed
from factcheck.model.tags import Mark, marks

STANCES = ("asserted", "hedged", "opinion", "none")
RELATIONS = ("entailment", "neutral", "contradiction")
NEUTRAL = RELATIONS.index("neutral")
CUE_TYPES = (
    "possibility",
    "hearsay",
    "doubt",
    "condition",
    "evaluation",
    "attitude",
    "irony",
)
SOURCE_KINDS = ("named", "anonymous")


def bio(types: tuple[str, ...]) -> tuple[str, ...]:
    """Tags for spans of the given types: outside, then begin and inside of each."""
    return ("O", *(f"{mark}-{name}" for name in types for mark in "BI"))


CUE_TAGS = bio(CUE_TYPES)
SOURCE_TAGS = bio(SOURCE_KINDS)


@dataclass(frozen=True, kw_only=True)
class EncoderConfig:
    """Sizes of the encoder; the defaults are those of MiniLM 12x384 (Wang et al. 2020).

    :param early: layers before the early exit of NLI.
    :param sentences: layers that sentences are read with; pairs take all.
    """

    vocabulary: int = 30522
    positions: int = 512
    layers: int = 12
    early: int = 4
    sentences: int = 9
    width: int = 384
    heads: int = 12
    intermediate: int = 1536
    dropout: float = 0.1


class Layer(nn.Module):
    """One transformer layer, normalised after each residual."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.drop = config.dropout
        self.query_key_value = nn.Linear(config.width, 3 * config.width)
        self.attention_output = nn.Linear(config.width, config.width)
        self.attention_norm = nn.LayerNorm(config.width, eps=1e-12)
        self.intermediate = nn.Linear(config.width, config.intermediate)
        self.output = nn.Linear(config.intermediate, config.width)
        self.output_norm = nn.LayerNorm(config.width, eps=1e-12)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden: Tensor, mask: Tensor, asked: Tensor | None = None) -> Tensor:
        """Transform (n, length, width) under a mask (n, 1, length or 1, length) of keys to read.

        :param asked: the tokens to transform, all if not given. *Shape:* (n, most)
        :return: *Shape:* (n, length or most, width)
        """
        n, length, width = hidden.shape
        fused = self.query_key_value(hidden).view(n, length, 3, self.heads, width // self.heads)
        query, key, value = fused.permute(2, 0, 3, 1, 4).unbind(0)
        if asked is not None:
            rows = torch.arange(n, device=asked.device)[:, None]
            hidden = hidden[rows, asked]
            query = query[rows, :, asked].transpose(1, 2)
            mask = mask.expand(-1, -1, length, -1)[rows, :, asked].transpose(1, 2)
        attended = scaled_dot_product_attention(
            query, key, value, attn_mask=mask, dropout_p=self.drop if self.training else 0.0
        )
        attended = attended.transpose(1, 2).reshape(hidden.shape)
        hidden = self.attention_norm(hidden + self.dropout(self.attention_output(attended)))
        transformed = self.dropout(self.output(gelu(self.intermediate(hidden))))
        result: Tensor = self.output_norm(hidden + transformed)
        return result


class Encoder(nn.Module):
    """Token, position and segment embeddings, then the layers."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.tokens = nn.Embedding(config.vocabulary, config.width)
        self.positions = nn.Embedding(config.positions, config.width)
        self.segments = nn.Embedding(2, config.width)
        self.norm = nn.LayerNorm(config.width, eps=1e-12)
        self.dropout = nn.Dropout(config.dropout)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))

    def forward(
        self, tokens: Tensor, segments: Tensor, mask: Tensor, layers: int | None = None
    ) -> Tensor:
        """Encode token ids.

        :param tokens: ids. *Shape:* (n, length)
        :param segments: 0 for the premise or the only text, 1 for the hypothesis. Same shape.
        :param mask: which tokens each token reads. *Shape:* (n, length or 1, length)
        :param layers: how many of the layers, all if not given.
        :return: *Shape:* (n, length, width)
        """
        hidden = self.embed(tokens, segments)
        for layer in self.layers[:layers]:
            hidden = layer(hidden, mask[:, None])
        return hidden

    def embed(self, tokens: Tensor, segments: Tensor, places: Tensor | None = None) -> Tensor:
        """What the first layer reads.

        :param places: positions of the tokens, if they do not simply follow each other.
        :return: *Shape:* (n, length, width)
        """
        if places is None:
            places = torch.arange(tokens.shape[1], device=tokens.device)
        hidden = self.tokens(tokens) + self.positions(places) + self.segments(segments)
        result: Tensor = self.dropout(self.norm(hidden))
        return result


def one_way(blocks: Tensor) -> Tensor:
    """Which tokens each token reads, where block 0 is a premise and each other block a question.

    A question reads the premise and itself; the premise reads only itself, so that many hypotheses
    can share one encoding of it. What fills a row up is block -1, which no other block reads.

    :param blocks: block of each token. *Shape:* (n, length)
    :return: *Shape:* (n, length, length)
    """
    reader, read = blocks[:, :, None], blocks[:, None, :]
    return (read == 0) | (read == reader)


class TagHead(nn.Linear):
    """Scores of each token for the tags of cues and then of sources, and what chooses from them."""

    def __init__(self, width: int) -> None:
        super().__init__(width, len(CUE_TAGS) + len(SOURCE_TAGS))
        self.cues, self.sources = CRF(len(CUE_TAGS)), CRF(len(SOURCE_TAGS))

    def apart(self, scores: Tensor) -> list[tuple[CRF, Tensor]]:
        """The CRF of cues and that of sources, each with its scores."""
        scores, first = scores.float(), len(CUE_TAGS)
        return [(self.cues, scores[..., :first]), (self.sources, scores[..., first:])]

    def marks(
        self, scores: Tensor, mask: Tensor, names: Sequence[Sequence[str]]
    ) -> list[list[list[Mark]]]:
        """The tokens of each sentence that are tagged as cues, and as sources.

        :param names: of the tags of cues, and of sources, in the order of the scores.
        """
        found = []
        for (crf, own), tags in zip(self.apart(scores), names, strict=True):
            best, probabilities = crf(own, mask)
            found.append(marks(best.cpu().numpy(), probabilities.cpu().numpy(), tags))
        return found


class Model(nn.Module):
    """The encoder and its heads; all outputs are logits.

    NLI has an early exit (Teerapittayanon et al. 2016): a head that judges after a few layers, so
    that passages which plainly say nothing of a hypothesis need not be read to the end. Sentences
    take fewer layers than pairs, as the upper ones would add nothing to what is read off them.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.encoder = Encoder(config)
        self.exit, self.sentences = config.early, config.sentences
        self.dropout = nn.Dropout(config.dropout)
        self.transform = nn.Linear(config.width, config.width)
        self.stance = nn.Linear(config.width, len(STANCES))
        self.tags = TagHead(config.width)
        self.nli = nn.Linear(config.width, len(RELATIONS))
        self.early = nn.Linear(config.width, len(RELATIONS))

    def read_sentences(self, tokens: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Judge sentences: stance (n, 4) and what ``TagHead`` scores (n, length, all tags)."""
        hidden = self.encoder(tokens, torch.zeros_like(tokens), mask[:, None], self.sentences)
        hidden = self.dropout(gelu(self.transform(hidden)))
        return self.stance(hidden[:, 0]), self.tags(hidden)

    def read_pairs(self, tokens: Tensor, segments: Tensor, mask: Tensor) -> Tensor:
        """Judge pairs of premise and hypothesis: NLI logits (n, 3).

        The first token asks for the hypothesis, so both make one block.
        """
        blocks = segments.masked_fill(~mask, -1)
        blocks[:, 0] = 1
        hidden = self.encoder(tokens, segments, one_way(blocks))
        logits: Tensor = self.nli(self.dropout(hidden[:, 0]))
        return logits

    def read_packed(self, packed: Packed, least_neutral: float) -> Tensor:
        """Judge the hypotheses of each row: NLI logits (n, most, 3).

        What stands beyond the last hypothesis of a row means nothing.

        :param least_neutral: a hypothesis that is neutral with this probability at the early exit
            is judged there; a row is read on if it has another. Where arithmetic is coarse, as in
            bf16, the batch may tip a probability that is next to it.
        """
        hidden, mask, early = self.begin(packed)
        sure = early.float().softmax(-1)[..., NEUTRAL] >= least_neutral
        left = (~sure & (packed.asked > 0)).any(1)
        if not left.any():
            return early
        final = self.finish(hidden[left], mask[left], packed.asked[left])
        logits = early.clone()
        logits[left] = torch.where(sure[left][..., None], early[left], final)
        return logits

    def begin(self, packed: Packed) -> tuple[Tensor, Tensor, Tensor]:
        """Read rows up to the early exit: hidden states, mask and logits (n, most, 3) there."""
        mask = one_way(packed.blocks)[:, None]
        hidden = self.encoder.embed(packed.tokens, packed.segments, packed.places)
        for layer in self.encoder.layers[: self.exit]:
            hidden = layer(hidden, mask)
        rows = torch.arange(len(hidden), device=hidden.device)[:, None]
        return hidden, mask, self.early(self.dropout(hidden[rows, packed.asked]))

    def finish(self, hidden: Tensor, mask: Tensor, asked: Tensor) -> Tensor:
        """Read rows from the early exit to the end: logits (n, most, 3)."""
        *layers, last = self.encoder.layers[self.exit :]
        for layer in layers:
            hidden = layer(hidden, mask)
        logits: Tensor = self.nli(self.dropout(last(hidden, mask, asked)))
        return logits
