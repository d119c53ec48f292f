"""The network: an encoder with heads for stance, tags and NLI.

It is a BERT (Devlin et al. 2019) or an MPNet (Song et al. 2020). It computes what ``BertModel`` and
``MPNetModel`` of ``transformers`` compute (tests hold them together), the norms with the epsilon of
BERT, without the four seconds that importing these takes, and with the three attention projections
fused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu

from factcheck.model.blocks import Attention, Blocks
from factcheck.model.crf import CRF
from factcheck.model.distance import distance
from factcheck.model.labels import CUE_TAGS, NEUTRAL, NLI_CLASSES, SOURCE_TAGS, STANCES
from factcheck.model.packing import Packed
from factcheck.model.tags import Mark, marks


@dataclass(frozen=True, kw_only=True)
class EncoderConfig:
    """Sizes of the encoder; the defaults are those of MiniLM 12x384 (Wang et al. 2020).

    :param early: layers before the early exit of NLI.
    :param sentences: layers that sentences are read with; pairs take all.
    :param distances: classes of how far apart two tokens are, by which they weigh each other, alike
        in all layers (MPNet, Song et al. 2020); 0 for a BERT.
    """

    vocabulary: int = 30522
    positions: int = 512
    layers: int = 12
    early: int = 4
    sentences: int = 9
    width: int = 384
    heads: int = 12
    intermediate: int = 1536
    distances: int = 0
    dropout: float = 0.1


# An attention function: from query, key and value of each token side by side (..., 3 width) to what
# the tokens that ask attend to (..., width).
Attend = Callable[[Tensor], Tensor]


class Layer(nn.Module):
    """One transformer layer, normalised after each residual."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(config.width, 3 * config.width)
        self.attention_output = nn.Linear(config.width, config.width)
        self.attention_norm = nn.LayerNorm(config.width, eps=1e-12)
        self.intermediate = nn.Linear(config.width, config.intermediate)
        self.output = nn.Linear(config.intermediate, config.width)
        self.output_norm = nn.LayerNorm(config.width, eps=1e-12)
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self, hidden: Tensor, attend: Attend, asked: Tensor | tuple[Tensor, ...] | None = None
    ) -> Tensor:
        """Transform hidden states (..., width).

        :param asked: index of the tokens to transform, all if not given.
        """
        attended = attend(self.query_key_value(hidden))
        if asked is not None:
            hidden = hidden[asked]
        hidden = self.attention_norm(hidden + self.dropout(self.attention_output(attended)))
        transformed = self.dropout(self.output(gelu(self.intermediate(hidden))))
        result: Tensor = self.output_norm(hidden + transformed)
        return result


class Encoder(nn.Module):
    """Token, position and segment embeddings, and the layers.

    :ivar distances: what an MPNet adds to how much tokens attend to others, for each class of
        distance and each head; nothing for a BERT.
    """

    distances: Tensor | None

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.tokens = nn.Embedding(config.vocabulary, config.width)
        self.positions = nn.Embedding(config.positions, config.width)
        self.segments = nn.Embedding(2, config.width)
        self.norm = nn.LayerNorm(config.width, eps=1e-12)
        self.dropout = nn.Dropout(config.dropout)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))
        # No parameter: attention that learned it would be slower.
        apart = torch.zeros(config.distances, config.heads) if config.distances else None
        self.register_buffer("distances", apart)

    def weights(self, readers: Tensor, read: Tensor) -> Tensor:
        """What an MPNet adds to how much tokens attend to others, by how far apart they are.

        :param readers: places of the tokens that attend. *Shape:* (n, length)
        :param read: places of those they attend to. *Shape:* (n, other length)
        :return: *Shape:* (n, heads, length, other length)
        """
        assert self.distances is not None
        kinds = distance(read[:, None, :] - readers[:, :, None], len(self.distances))
        return self.distances[kinds].permute(0, 3, 1, 2).contiguous()  # as GPUs want it

    def embed(self, tokens: Tensor, segments: Tensor, places: Tensor) -> Tensor:
        """What the first layer reads.

        :param tokens: ids. *Shape:* (...)
        :param segments: 0 for the premise or the only text, 1 for the hypothesis. Same shape.
        :param places: positions in the text. Same shape, or one that fits it.
        :return: *Shape:* (..., width)
        """
        hidden = self.tokens(tokens) + self.positions(places) + self.segments(segments)
        result: Tensor = self.dropout(self.norm(hidden))
        return result

    def forward(self, hidden: Tensor, attend: Attend, layers: slice) -> Tensor:
        """Take hidden states (..., width) through some of the layers."""
        for layer in self.layers[layers]:
            hidden = layer(hidden, attend)
        return hidden


class TagHead(nn.Linear):
    """Scores of each token for the tags of cues and then of sources, and what chooses from them."""

    def __init__(self, width: int) -> None:
        super().__init__(width, len(CUE_TAGS) + len(SOURCE_TAGS))
        self.cues, self.sources = CRF(len(CUE_TAGS)), CRF(len(SOURCE_TAGS))

    def apart(self, scores: Tensor) -> list[tuple[CRF, Tensor]]:
        """The CRF of cues and that of sources, each with its scores."""
        scores, first = scores.float(), len(CUE_TAGS)
        return [(self.cues, scores[..., :first]), (self.sources, scores[..., first:])]

    def marks(self, scores: Tensor, mask: Tensor) -> list[list[list[Mark]]]:
        """The tokens of each sentence that are tagged as cues, and as sources."""
        found = []
        for (crf, own), tags in zip(self.apart(scores), (CUE_TAGS, SOURCE_TAGS), strict=True):
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
        self.exit, self.sentences, self.heads = config.early, config.sentences, config.heads
        self.transform = nn.Linear(config.width, config.width)
        self.stance = nn.Linear(config.width, len(STANCES))
        self.tags = TagHead(config.width)
        self.nli = nn.Linear(config.width, len(NLI_CLASSES))
        self.early = nn.Linear(config.width, len(NLI_CLASSES))

    def in_precision(self, dtype: torch.dtype) -> Self:
        """The model with its layers in this type of numbers; the heads stay in fp32.

        They are small, and in bf16 would round the logits to three digits.
        """
        self.encoder.to(dtype)
        self.transform.to(dtype)
        return self

    def read_sentences(self, packed: Packed) -> tuple[Tensor, Tensor]:
        """Judge sentences: stance (n, 4) and what ``TagHead`` scores (tokens, all tags)."""
        attend = self._attention(packed.blocks, packed.places)
        hidden = self.encoder.embed(packed.tokens, packed.segments, packed.places)
        hidden = self.encoder(hidden, attend, slice(self.sentences))
        hidden = gelu(self.transform(hidden)).float()
        firsts = torch.from_numpy(packed.blocks.starts).to(hidden.device)
        return self.stance(hidden[firsts]), self.tags(hidden)

    def read_pairs(self, packed: Packed, least_neutral: float) -> Tensor:
        """Judge hypotheses, each by its first token: NLI logits (hypotheses, 3).

        :param least_neutral: a hypothesis that is neutral with this probability at the early exit
            is judged there; the others are read on. On a GPU in bf16, the batch may tip a
            probability that is next to it.
        """
        attend = self._attention(packed.blocks, packed.places)
        hidden = self.encoder.embed(packed.tokens, packed.segments, packed.places)
        hidden = self.encoder(hidden, attend, slice(self.exit))
        logits: Tensor = self.early(hidden[self._asked(packed.blocks, hidden)].float())
        unsure = ~(logits.softmax(-1)[:, NEUTRAL] >= least_neutral)
        if unsure.any():
            blocks, tokens = packed.blocks.only(unsure.cpu().numpy())
            kept = torch.from_numpy(tokens).to(hidden.device)
            logits[unsure] = self._read_on(hidden[kept], blocks, packed.places[kept])
        return logits

    def _read_on(self, hidden: Tensor, blocks: Blocks, places: Tensor) -> Tensor:
        """Read pairs from the early exit to the end: logits (hypotheses, 3)."""
        attend = self._attention(blocks, places)
        hidden = self.encoder(hidden, attend, slice(self.exit, -1))
        attend = self._attention(blocks, places, asked=True)
        hidden = self.encoder.layers[-1](hidden, attend, self._asked(blocks, hidden))
        logits: Tensor = self.nli(hidden.float())
        return logits

    def _attention(self, blocks: Blocks, places: Tensor, asked: bool = False) -> Attention:
        def weigh(readers: Tensor, read: Tensor) -> Tensor:
            return self.encoder.weights(places[readers], places[read])

        device = places.device
        return Attention(
            blocks,
            self.heads,
            exact=device.type == "cpu",
            device=device,
            asked=asked,
            weigh=None if self.encoder.distances is None else weigh,
        )

    @staticmethod
    def _asked(blocks: Blocks, hidden: Tensor) -> Tensor:
        """The first tokens of the hypotheses."""
        return torch.from_numpy(blocks.starts[blocks.hypotheses]).to(hidden.device)
