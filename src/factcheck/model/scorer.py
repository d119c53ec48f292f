"""Scores sentences and pairs with a model of ours."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, Self
from unicodedata import normalize

import numpy as np
import torch
from msgspec.structs import asdict
from numpy.typing import NDArray
from safetensors import SafetensorError
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from factcheck.document import Resource, StanceScores, Thresholds
from factcheck.errors import ModelError, SettingsError
from factcheck.model.batching import batches
from factcheck.model.device import TYPES, choose_device, choose_max_tokens, choose_precision
from factcheck.model.encoder import EncoderConfig, Model
from factcheck.model.labels import NLI_CLASSES, STANCES
from factcheck.model.manifest import TOKENIZER, Manifest, read_manifest
from factcheck.model.packing import Pair, length, pack, pack_sentences, rows
from factcheck.model.tags import Mark, TaggedSpan, decode, surest
from factcheck.model.weights import Unset, fill, fill_shared
from factcheck.settings import Precision, Settings

LEAST_PREMISE = 32  # word pieces of evidence beside a claim; less is no evidence
SPECIAL_TOKENS = 3  # of a pair: [CLS] premise [SEP] hypothesis [SEP]
LONGEST_MESSAGE = 200  # characters of torch's list of weights that do not fit
DIGITS = 6  # of a probability: what the batch changes, and in fp32 the machine, is beyond them
TOKENIZED = 4096  # texts tokenised at once, so that memory does not grow with the input


class Reading(NamedTuple):
    """What a sentence says by itself; spans are offsets into the sentence.

    :param source: who stands behind the claim, nothing when it is the author.
    """

    stance: StanceScores
    cues: tuple[TaggedSpan, ...]
    source: TaggedSpan | None


class Comparison(NamedTuple):
    """What a premise says of a hypothesis: probabilities that sum to one.

    :param truncated: the premise was cut to the model's window.
    """

    entailment: float
    neutral: float
    contradiction: float
    truncated: bool


class Scorer(Protocol):
    """What the pipeline asks of a model; results come in the order of the inputs.

    :param thresholds: the least probability with which this model may call a claim decided.
    :param precision: of its arithmetic, not ``auto``.
    """

    resource: Resource
    thresholds: Thresholds
    device: torch.device
    precision: Precision

    def read(self, sentences: Sequence[str]) -> list[Reading]:
        """Judge sentences by themselves; one longer than the window is judged by its start."""

    def compare(self, pairs: Sequence[tuple[str, str]]) -> list[Comparison | None]:
        """Judge (premise, hypothesis) pairs; None where the hypothesis leaves no room."""


class EncoderScorer:
    """Runs the encoder with its heads on one device."""

    def __init__(
        self, manifest: Manifest, model: Model, tokenizer: Tokenizer, settings: Settings
    ) -> None:
        self.manifest = manifest
        self.resource = manifest.resource
        self.thresholds = manifest.thresholds(settings.target_precision)
        self.device = choose_device(settings.device)
        self.precision = choose_precision(settings.precision, self.device)
        self._model = model.to(self.device).in_precision(TYPES[self.precision]).eval()
        self._max_tokens = choose_max_tokens(settings.max_tokens, self.device)
        tokenizer.no_padding()
        tokenizer.encode_special_tokens = True  # an article that says [SEP] separates nothing
        tokenizer.enable_truncation(manifest.max_tokens, strategy="only_first")
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, folder: Path, settings: Settings, shared: Path | None = None) -> Self:
        """Load a model folder.

        :param shared: a file by which processes have weights on a CPU together, as
            ``fill_shared`` says.
        :raises ModelError: if a file is missing, damaged or does not fit the manifest.
        :raises SettingsError: if the device or precision cannot be had, or nothing be shared.
        """
        manifest = read_manifest(folder)
        config = EncoderConfig(**asdict(manifest.encoder))
        device = choose_device(settings.device)
        precision = choose_precision(settings.precision, device)
        with Unset():  # on the meta device it would take two seconds more
            model = Model(config).in_precision(TYPES[precision])
        try:
            if shared and device.type == "cpu":
                mark = f"{manifest.resource.sha256} {precision}"
                fill_shared(model, folder, manifest.weights, shared, mark)
            else:
                fill(model, folder, manifest.weights)
        except (RuntimeError, SafetensorError, ValueError) as error:
            said = " ".join(str(error).split())[:LONGEST_MESSAGE]
            raise ModelError(
                f"{folder} does not fit its manifest: {said}; fetch it again"
            ) from None
        except (OSError, ImportError) as error:
            if shared is None:
                raise
            raise SettingsError(
                f"{shared} cannot be shared: {error}; give an empty file, or none"
            ) from None
        try:
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:  # tokenizers raises bare Exception for a broken file
            raise ModelError(
                f"{folder / TOKENIZER} cannot be read: {error}; fetch it again"
            ) from None
        return cls(manifest, model, tokenizer, settings)

    @torch.inference_mode()
    def read(self, sentences: Sequence[str]) -> list[Reading]:
        """Judge sentences by themselves, as ``Scorer.read`` says."""
        out: list[Reading] = []
        for start in range(0, len(sentences), TOKENIZED):
            texts = sentences[start : start + TOKENIZED]
            codes = self._tokenizer.encode_batch(list(texts))
            readings: dict[int, Reading] = {}
            for chosen in batches([len(code) for code in codes], self._max_tokens):
                packed = pack_sentences([codes[i].ids for i in chosen]).to(self.device)
                stance, tags = self._model.read_sentences(packed)
                by_stance = self._probabilities(stance, self.manifest.temperatures.stance)
                place, mask = map(torch.from_numpy, packed.blocks.padded())
                cues, sources = self._model.tags.marks(
                    tags[place.to(self.device)], mask.to(self.device)
                )
                for index, *found in zip(chosen, by_stance.tolist(), cues, sources, strict=True):
                    readings[index] = self._reading(texts[index], codes[index], *found)
            out += [readings[index] for index in range(len(texts))]
        return out

    @torch.inference_mode()
    def compare(self, pairs: Sequence[tuple[str, str]]) -> list[Comparison | None]:
        """Judge pairs of premise and hypothesis, as ``Scorer.compare`` says."""
        out: list[Comparison | None] = []
        for start in range(0, len(pairs), TOKENIZED):
            some = pairs[start : start + TOKENIZED]
            kept = [pair for pair in some if self._leaves_room(pair[1])]
            codes = self._tokenizer.encode_batch(list(kept))
            found: dict[tuple[str, str], Comparison] = {}
            for index, result in self._judged([Pair.of(c.ids, c.type_ids) for c in codes]):
                by_name = dict(zip(NLI_CLASSES, result, strict=True))
                cut = bool(codes[index].overflowing)
                found[kept[index]] = Comparison(**by_name, truncated=cut)
            out += [found.get(pair) for pair in some]
        return out

    def _leaves_room(self, hypothesis: str) -> bool:
        """Whether the window holds the hypothesis and some evidence beside it."""
        room = self.manifest.max_tokens - SPECIAL_TOKENS - LEAST_PREMISE
        if len(normalize("NFD", hypothesis)) <= room:  # a piece is at least a decomposed character
            return True
        return len(self._tokenizer.encode(hypothesis, add_special_tokens=False)) <= room

    def _judged(self, pairs: Sequence[Pair]) -> Iterator[tuple[int, list[float]]]:
        """The index of each pair, in some order, and its probabilities."""
        grouped = rows(pairs)
        packed = [[pairs[index] for index in row] for row in grouped]
        for chosen in batches([length(row) for row in packed], self._max_tokens):
            batch = pack([packed[place] for place in chosen]).to(self.device)
            logits = self._model.read_pairs(batch, self.manifest.early_exit.neutral)
            results = self._probabilities(logits, self.manifest.temperatures.nli)
            indices = (index for place in chosen for index in grouped[place])
            yield from zip(indices, results.tolist(), strict=True)

    @staticmethod
    def _probabilities(logits: Tensor, temperature: float) -> NDArray[np.float64]:
        """Calibrated probabilities that sum to one over the last dimension, but for rounding."""
        return (logits.cpu().double() / temperature).softmax(-1).numpy().round(DIGITS)

    def _reading(
        self,
        text: str,
        code: Encoding,
        stance: list[float],
        cues: list[Mark],
        sources: list[Mark],
    ) -> Reading:
        """Put the outputs for one sentence together; most have no tags, and need no offsets."""
        found = decode(text, sources, code.offsets) if sources else []
        return Reading(
            StanceScores(**dict(zip(STANCES, stance, strict=True))),
            tuple(decode(text, cues, code.offsets)) if cues else (),
            surest(found),
        )


_: type[Scorer] = EncoderScorer
