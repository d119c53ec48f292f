"""A model folder with tiny random weights and the tokenizer of the shipped model."""

import hashlib
import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from factcheck.model.encoder import EncoderConfig, Model
from factcheck.model.labels import CUE_TYPES, NLI_CLASSES, SOURCE_KINDS, STANCES
from factcheck.model.manifest import Sizes
from factcheck.model.scorer import EncoderScorer
from factcheck.settings import Settings

ROOT = Path(__file__).parent.parent
TOKENIZER = ROOT / "models/small/tokenizer.json"
CONFIG = EncoderConfig(
    positions=128, layers=3, early=1, sentences=2, width=16, heads=2, intermediate=32
)
LABELS = {"stance": STANCES, "nli": NLI_CLASSES, "cues": CUE_TYPES, "sources": SOURCE_KINDS}


def weights(seed: int = 0) -> dict[str, Tensor]:
    """Random weights, biases and norms among them, that judge each text differently."""
    generator = torch.Generator().manual_seed(seed)
    state = Model(CONFIG).state_dict()
    return {
        name: torch.randn(value.shape, generator=generator) * (0.1 if "bias" in name else 1.0)
        for name, value in state.items()
    }


def write(
    folder: Path,
    state: dict[str, Tensor],
    tokenizer: bytes | None = None,
) -> Path:
    """Write a model folder whose checksums hold."""
    folder.mkdir(parents=True)
    save_file(state, folder / "model.safetensors")
    (folder / "tokenizer.json").write_bytes(tokenizer or TOKENIZER.read_bytes())
    describe(folder)
    return folder


def describe(folder: Path) -> None:
    """Write the manifest of what lies in the folder."""
    sums = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in ("model.safetensors", "tokenizer.json")
    }
    lines = [
        'format = "factcheck-model/6"',
        'name = "tiny"',
        f"max_tokens = {CONFIG.positions}",
        "target_precision = 0.8",
        "[labels]",
        *(f"{head} = {json.dumps(names)}" for head, names in LABELS.items()),
        "[encoder]",
        *(f"{name} = {getattr(CONFIG, name)}" for name in Sizes.__struct_fields__),
        "[temperatures]",
        "stance = 1.25",
        "nli = 0.8",
        "[early_exit]",
        "neutral = 1.0",
        "[[operating_points]]",
        "precision = 0.8",
        "supported = 0.7",
        "refuted = 0.6",
        "supported_recall = 0.5",
        "refuted_recall = 0.4",
        "[[operating_points]]",
        "precision = 0.95",
        "supported = 0.97",
        "refuted = 0.96",
        "supported_recall = 0.2",
        "refuted_recall = 0.1",
        "[files]",
        *(f'"{name}" = "{digest}"' for name, digest in sums.items()),
    ]
    (folder / "manifest.toml").write_text("\n".join(lines) + "\n")


def judged(folder: Path, precision: str, shared: Path | None, sentences, pairs) -> tuple:
    """What a model says that is loaded anew, in whatever process."""
    settings = Settings(device="cpu", precision=precision, max_tokens=512)
    scorer = EncoderScorer.load(folder, settings, shared)
    return scorer.read(sentences), scorer.compare(pairs)
