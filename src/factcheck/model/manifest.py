"""What a model folder says of itself: ``manifest.toml``."""

import hashlib
import re
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from factcheck.document import Probability, Resource, Thresholds
from factcheck.errors import ModelError, SettingsError
from factcheck.model.distance import LEAST, MOST
from factcheck.model.labels import CUE_TYPES, NLI_CLASSES, SOURCE_KINDS, STANCES

FORMAT = "factcheck-model/6"
TOKENIZER, WEIGHTS = "tokenizer.json", ".safetensors"  # a file, and how the others end
PART = re.compile(rf"[A-Za-z0-9_-]+{re.escape(WEIGHTS)}").fullmatch
SHORTEST = 64  # word pieces of a window that holds a sentence and some evidence beside it

Count = Annotated[int, Meta(ge=1)]
Temperature = Annotated[float, Meta(gt=0.0)]


class Labels(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The outputs of each head, in the one order that there is."""

    stance: tuple[str, ...]
    nli: tuple[str, ...]
    cues: tuple[str, ...]
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse any others."""
        for name, given, known in (
            ("stance", self.stance, STANCES),
            ("nli", self.nli, NLI_CLASSES),
            ("cues", self.cues, CUE_TYPES),
            ("sources", self.sources, SOURCE_KINDS),
        ):
            if given != known:
                raise ValueError(f"labels.{name} must be {', '.join(known)}, in this order")


class Sizes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sizes of the encoder.

    :param early: layers before the early exit of NLI.
    :param sentences: layers that sentences are read with.
    :param distances: classes of how far apart two tokens are, 0 for a BERT.
    """

    vocabulary: Count
    positions: Count
    layers: Count
    early: Count
    sentences: Count
    width: Count
    heads: Count
    intermediate: Count
    distances: Annotated[int, Meta(ge=0)]

    def __post_init__(self) -> None:
        """Refuse heads that do not share the width evenly, and layers that are not there."""
        if self.width % self.heads:
            raise ValueError(f"width {self.width} is no multiple of heads {self.heads}")
        if self.early >= self.layers:
            raise ValueError(f"early is {self.early}, not below layers {self.layers}")
        if self.sentences > self.layers:
            raise ValueError(f"sentences is {self.sentences}, above layers {self.layers}")
        if self.distances and not LEAST <= self.distances <= MOST:
            raise ValueError(f"distances is {self.distances}, neither 0 nor from {LEAST} to {MOST}")


class Temperatures(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What logits are divided by before the softmax (Guo et al. 2017), fitted on held-out data."""

    stance: Temperature
    nli: Temperature


class EarlyExit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a pair is judged at the early exit.

    :param neutral: the least probability of neutral there, before any temperature.
    """

    neutral: Probability


class OperatingPoint(Thresholds, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Thresholds that reached a precision on development data.

    :param precision: of the claims called supported, and of those called refuted.
    :param supported_recall: share of the supported claims that the threshold keeps; likewise
        ``refuted_recall``.
    """

    precision: Probability
    supported_recall: Probability
    refuted_recall: Probability


class _Format(Struct, frozen=True):
    """The part of a manifest that every version shares."""

    format: str


class Manifest(Struct, frozen=True, kw_only=True):
    """A model's name, sizes, labels, calibration and checksums.

    :param max_tokens: longest input in word pieces, special tokens included.
    :param target_precision: the precision of the operating point that is used by default.
    :param files: SHA-256 of each file, as hex: the tokenizer, and the weights in their parts.
    :param sha256: of the manifest itself, as hex; the file does not say it.
    """

    format: str
    name: str
    max_tokens: int
    labels: Labels
    encoder: Sizes
    temperatures: Temperatures
    early_exit: EarlyExit
    target_precision: Probability
    operating_points: tuple[OperatingPoint, ...]
    files: dict[str, str]
    sha256: str = ""

    def __post_init__(self) -> None:
        """Refuse a window that the encoder has no positions for, or that holds nothing."""
        if not SHORTEST <= self.max_tokens <= self.encoder.positions:
            raise ValueError(
                f"max_tokens is {self.max_tokens}, not from {SHORTEST} to {self.encoder.positions}"
            )
        if TOKENIZER not in self.files or not self.weights or not all(map(PART, self.weights)):
            raise ValueError(
                f"files must be {TOKENIZER} and plain names that end with {WEIGHTS}, not "
                f"{', '.join(map(repr, self.files)) or 'empty'}"
            )
        points = [point.precision for point in self.operating_points]
        if points != sorted(set(points)) or self.target_precision > max(points, default=-1.0):
            raise ValueError(
                "operating_points must rise in precision, up to target_precision "
                f"{self.target_precision} at least"
            )

    @property
    def weights(self) -> list[str]:
        """The files that hold the weights together."""
        return [name for name in self.files if name != TOKENIZER]

    @property
    def resource(self) -> Resource:
        """Name and digest, for the record of a run; as it names its files, they are covered too."""
        return Resource(name=self.name, sha256=self.sha256)

    def thresholds(self, target_precision: float | None = None) -> Thresholds:
        """The thresholds of the first operating point with at least this precision.

        :param target_precision: the model's own choice if not given.
        :raises SettingsError: if no operating point is that precise.
        """
        target = self.target_precision if target_precision is None else target_precision
        point = next((p for p in self.operating_points if p.precision >= target), None)
        if point is None:
            raise SettingsError(
                f"target precision {target} is beyond what model {self.name} was calibrated for: "
                f"choose up to {self.operating_points[-1].precision}"
            )
        return Thresholds(supported=point.supported, refuted=point.refuted)


def read_manifest(folder: Path) -> Manifest:
    """Read and check the manifest and the checksums of a model folder.

    :raises ModelError: if the folder or a file is missing, of another format or damaged.
    """
    path = folder / "manifest.toml"
    if not folder.is_dir():
        raise ModelError(f"no model at {folder}: give a folder with a manifest.toml, or a name")
    try:
        content = path.read_bytes()
        form = msgspec.toml.decode(content, type=_Format).format
        if form != FORMAT:
            raise ModelError(
                f"{path} has format {form!r}, this version reads {FORMAT!r}: "
                "use a model and a factcheck that belong together"
            )
        manifest = msgspec.toml.decode(content, type=Manifest)
    except FileNotFoundError:
        raise ModelError(
            f"{path} is missing: {folder} is not a model of factcheck, or was copied in part"
        ) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read: {error}; fetch the model again") from None
    for name, digest in manifest.files.items():
        check_file(folder / name, digest)
    return replace(manifest, sha256=hashlib.sha256(content).hexdigest())


def check_file(path: Path, expected: str) -> None:
    """Refuse a file that is missing or whose SHA-256 is another.

    :raises ModelError: naming the file and both digests.
    """
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"{path} cannot be read: {error.strerror}; fetch the model again"
        ) from None
    if found != expected:
        raise ModelError(
            f"{path} is damaged: its sha256 is {found[:12]}..., the manifest says "
            f"{expected[:12]}...; fetch the model again"
        )
