"""Does the whole job with a plain NLI model, by putting our questions as hypotheses.

The stance of a sentence is asked as in zero-shot classification (Yin et al. 2019): the probability
of a stance is the softmax over the entailment logits of its hypothesis. Such a model marks no
words, so there are no cues, and the source is always the author. Its scores are not calibrated.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import torch
from torch import Tensor

from factcheck.document import Resource, Stance, StanceScores, Thresholds
from factcheck.errors import ModelError, SettingsError, cause
from factcheck.model.batching import batches
from factcheck.model.device import TYPES, choose_device, choose_max_tokens, choose_precision
from factcheck.model.labels import NLI_CLASSES
from factcheck.model.scorer import LEAST_PREMISE, Comparison, Reading, Scorer
from factcheck.settings import Settings

HYPOTHESES: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("hypotheses.toml").read_text(encoding="utf-8")
)
EVEN = Thresholds(supported=0.5, refuted=0.5)  # there is no development data to choose better ones
LONGEST = 512  # word pieces of a pair, if the model itself names no limit
CHUNK = 4096  # pairs tokenised at once
FEW = 4  # weights that an error names
NAMES = {  # the beginning of a label in a model's config, and what it is
    "entail": "entailment",
    "contradict": "contradiction",
    "neutral": "neutral",
    "not": "neutral",  # not_entailment, of models with two classes
}


class ZeroShotScorer:
    """Runs a sequence classifier of ``transformers`` that was trained on NLI."""

    def __init__(self, model: Any, tokenizer: Any, resource: Resource, settings: Settings) -> None:  # noqa: ANN401  # transformers is loaded late
        self.resource = resource
        self.thresholds = EVEN
        self.device = choose_device(settings.device)
        self.precision = choose_precision(settings.precision, self.device, padded=True)
        self._model = model.to(self.device, TYPES[self.precision]).eval()
        self._tokenizer = tokenizer
        self._classes = classes_of(model.config.id2label, resource.name)
        self._window = min(LONGEST, tokenizer.model_max_length, positions(model))
        self._special = tokenizer.num_special_tokens_to_add(pair=True)
        self._max_tokens = choose_max_tokens(settings.max_tokens, self.device)

    @classmethod
    def load(cls, model: str | Path, settings: Settings) -> Self:
        """Load a folder (a path), or a model of the Hugging Face hub by its ID (a string).

        :raises ModelError: if it cannot be had, has no safetensors weights or not all of them, no
            tokenizer of its own, no padding token or no NLI labels.
        :raises SettingsError: if the device or precision cannot be had.
        """
        if settings.target_precision is not None:
            raise SettingsError(
                f"{model} is not calibrated, so a target precision of {settings.target_precision} "
                "means nothing: leave it out"
            )
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        name = str(model)
        here = isinstance(model, Path)  # a folder must not make it fetch anything
        try:
            with silence():
                network, info = AutoModelForSequenceClassification.from_pretrained(
                    name,
                    use_safetensors=True,
                    trust_remote_code=False,
                    local_files_only=here,
                    output_loading_info=True,
                )
                tokenizer = AutoTokenizer.from_pretrained(
                    name, trust_remote_code=False, local_files_only=here
                )
                digest = digest_of(name, here=here)
        except Exception as error:  # transformers, the hub and the tokenizer raise many kinds
            raise ModelError(
                f"no NLI model {name!r}: {cause(error)}; give a folder or a hub ID of a sequence "
                "classifier with safetensors weights"
            ) from error
        if missing := sorted(info["missing_keys"]):  # transformers made them up
            raise ModelError(
                f"no NLI model {name!r}: its weights are without {', '.join(missing[:FEW])}; give "
                "a sequence classifier that was trained on NLI"
            )
        if len(tokenizer) < network.config.vocab_size // 2:  # one that transformers made up
            raise ModelError(f"no NLI model {name!r}: its tokenizer is missing; fetch it again")
        if tokenizer.pad_token is None:
            raise ModelError(
                f"no NLI model {name!r}: its tokenizer has no padding token; name one as pad_token "
                "in its tokenizer_config.json"
            )
        if getattr(network.config, "pad_token_id", None) is None:  # where GPT-2 looks for it
            network.config.pad_token_id = tokenizer.pad_token_id
        return cls(network, tokenizer, Resource(name=name, sha256=digest), settings)

    def read(self, sentences: Sequence[str]) -> list[Reading]:
        """Judge sentences by themselves, as ``Scorer.read`` says."""
        hypotheses = [HYPOTHESES[stance] for stance in Stance]
        pairs = [(sentence, hypothesis) for sentence in sentences for hypothesis in hypotheses]
        logits = self._logits(pairs)[:, self._classes.index("entailment")]
        rows = logits.view(len(sentences), len(hypotheses)).double().softmax(-1).tolist()
        return [
            Reading(StanceScores(**dict(zip(Stance, row, strict=True))), (), None) for row in rows
        ]

    def compare(self, pairs: Sequence[tuple[str, str]]) -> list[Comparison | None]:
        """Judge pairs of premise and hypothesis, as ``Scorer.compare`` says."""
        lengths = [self._length(hypothesis) for _, hypothesis in pairs]
        room = self._window - self._special - LEAST_PREMISE
        kept = [pair for pair, length in zip(pairs, lengths, strict=True) if length <= room]
        rows = iter(self._logits(kept).double().softmax(-1).tolist())
        out: list[Comparison | None] = []
        for (premise, _), length in zip(pairs, lengths, strict=True):
            if length > room:
                out.append(None)
                continue
            scores = dict.fromkeys(NLI_CLASSES, 0.0)
            scores |= dict(zip(self._classes, next(rows), strict=True))
            cut = self._length(premise) + length + self._special > self._window
            out.append(Comparison(**scores, truncated=cut))
        return out

    def _length(self, text: str) -> int:
        """Word pieces of a text."""
        codes = self._tokenizer(
            text, add_special_tokens=False, split_special_tokens=True, verbose=False
        )
        return len(codes["input_ids"])

    @torch.inference_mode()
    def _logits(self, pairs: Sequence[tuple[str, str]]) -> Tensor:
        """Logits in the order of the model's labels. *Shape:* (n, classes)."""
        out = torch.zeros(len(pairs), len(self._classes))
        for start in range(0, len(pairs), CHUNK):
            some = pairs[start : start + CHUNK]
            codes = self._tokenizer(
                [premise for premise, _ in some],
                [hypothesis for _, hypothesis in some],
                truncation="only_first",
                split_special_tokens=True,  # an article that says [SEP] separates nothing
                max_length=self._window,
            )
            for chosen in batches([len(ids) for ids in codes["input_ids"]], self._max_tokens):
                rows = [{name: values[i] for name, values in codes.items()} for i in chosen]
                batch = self._tokenizer.pad(rows, return_tensors="pt").to(self.device)
                places = torch.tensor(chosen) + start
                out[places] = self._model(**batch).logits.float().cpu()
        return out


def digest_of(name: str, *, here: bool) -> str:
    """SHA-256 over those of ``config.json`` and of the weights, in one file or in several."""
    from transformers.utils.hub import cached_file, get_checkpoint_shard_files

    config = cached_file(name, "config.json", local_files_only=here)
    try:
        weights = [cached_file(name, "model.safetensors", local_files_only=here)]
    except OSError:
        index = cached_file(name, "model.safetensors.index.json", local_files_only=here)
        weights, _ = get_checkpoint_shard_files(name, index, local_files_only=here)
    digest = hashlib.sha256()
    for path in (config, *weights):
        with Path(str(path)).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


@contextmanager
def silence() -> Iterator[None]:
    """Keep ``transformers`` from telling how it loads a model."""
    from transformers.utils import logging

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


def positions(model: Any) -> int:  # noqa: ANN401  # transformers is loaded late
    """How many word pieces the model has places for, if it says; RoBERTa's begin after padding."""
    most = getattr(model.config, "max_position_embeddings", None) or LONGEST
    places = getattr(getattr(model.base_model, "embeddings", None), "position_embeddings", None)
    padding = getattr(places, "padding_idx", None)
    return most if padding is None else most - padding - 1


def classes_of(id2label: dict[int, str], model: str) -> tuple[str, ...]:
    """The model's classes in the order of its outputs, by the names in its config.

    :raises ModelError: if the names are not those of NLI.
    """
    found = []
    for number in sorted(id2label):
        label = id2label[number].lower()
        found.append(next((name for start, name in NAMES.items() if label.startswith(start)), ""))
    if sorted(found) not in (["contradiction", "entailment", "neutral"], ["entailment", "neutral"]):
        raise ModelError(
            f"the config of {model} names the labels {', '.join(id2label.values())}: give a model "
            "whose id2label says entailment, neutral and contradiction, or entailment and "
            "not_entailment"
        )
    return tuple(found)


_: type[Scorer] = ZeroShotScorer
