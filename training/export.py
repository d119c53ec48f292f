"""Calibrate a student on the development splits and export it as a model folder.

    python training/export.py WEIGHTS TOKENIZER PREPARED OUT --name small

The temperatures of stance and NLI are those of the least negative log-likelihood (Guo et al.
2017) on ``stance/dev`` with ``articles/dev``, and on ``verify/dev``. With that of stance a bias of
each class is fitted (vector scaling, ibid.), which goes into the weights of its head. So does what
is taken from the score of being outside of a cue, chosen for F1 of the spans to the letter: the
most probable tags alone would mark too few.

The thresholds of an operating point are the least at which claims called supported, or refuted, are
so with its precision, over the claims of ``verify/dev`` before their own passage, another passage
of the document and one of another document, the held-out countries of ``facts``, and claims before
the passages that retrieval finds for them. A pair is judged at the early exit if it is neutral
there with a probability that few of the pairs reach which the last layer calls supported or
refuted; temperatures and thresholds are those of the last layer. With ``--rounded`` the matrices of
the encoder are stored in 8 bits, and all of this is fitted with them as they are then.
"""

import argparse
import hashlib
import json
import math
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import torch
from data import Item, load_tokenizer, pairs, sentences
from fit import prepare_torch
from measure import cue_f1, exits_of, logits_of, spans_of
from networks import Student, sizes_of
from numpy.typing import NDArray
from rows import read_rows
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn.functional import cross_entropy

from factcheck.metrics import expected_calibration_error
from factcheck.model.labels import CUE_TYPES, NEUTRAL, NLI_CLASSES, SOURCE_KINDS, STANCES
from factcheck.model.manifest import FORMAT, TOKENIZER, WEIGHTS, Sizes
from factcheck.model.weights import parts, restored, rounded

TEMPERATURES = np.geomspace(0.25, 4.0, 121)
LOST = 0.002  # of the verdicts of the last layer, at the early exit
OUTSIDE = np.arange(0.0, 2.1, 0.25)  # less, for words outside of cues
RIDGE = 1e-3  # on the biases of vector scaling
LOWEST = 0.5  # no threshold below an even chance
PRECISIONS = (0.7, 0.75, 0.8, 0.85, 0.9, 0.95)  # of the operating points
MAX_TOKENS = 512
MOST_BYTES = 70_000_000  # of a file of weights
BATCH_TOKENS = 4096


def softmax(logits: NDArray[np.floating]) -> NDArray[np.floating]:
    """Rows of probabilities."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def temperature(logits: NDArray[np.floating], gold: NDArray[np.integer]) -> float:
    """The temperature with the least negative log-likelihood."""

    def loss(value: float) -> float:
        return -float(np.mean(np.log(softmax(logits / value)[np.arange(len(gold)), gold] + 1e-12)))

    return float(min(TEMPERATURES, key=loss))


def vector_scaling(
    logits: NDArray[np.floating], gold: NDArray[np.integer]
) -> tuple[float, NDArray[np.floating]]:
    """Temperature and biases, to be added to the logits before it, of the least loss."""
    rows, classes = torch.from_numpy(logits).double(), torch.from_numpy(gold)
    log_temperature = torch.zeros(1, dtype=torch.double, requires_grad=True)
    biases = torch.zeros(logits.shape[1], dtype=torch.double, requires_grad=True)
    optimiser = torch.optim.LBFGS([log_temperature, biases], max_iter=200)

    def loss() -> Tensor:
        optimiser.zero_grad()
        scaled = (rows + biases) / log_temperature.exp()
        found = cross_entropy(scaled, classes) + RIDGE * biases.square().sum()
        found.backward()
        return found

    optimiser.step(loss)
    return log_temperature.detach().exp().item(), biases.detach().numpy()


def less_outside(
    model: Student, items: Sequence[Item], tags: Sequence[NDArray[np.floating]]
) -> float:
    """What to take from the score of being outside of a cue, so that cues are found best."""
    outside = np.eye(1, tags[0].shape[1], dtype=np.float32)

    def exact(less: float) -> float:
        cues, _ = spans_of(model, items, [scores - np.float32(less) * outside for scores in tags])
        return cue_f1(items, cues)[0]

    return float(max(OUTSIDE, key=exact))


def threshold(
    scores: NDArray[np.floating], right: NDArray[np.bool_], precision: float
) -> tuple[float, float]:
    """The least threshold that keeps the precision, and the share of the right it keeps."""
    order = np.argsort(-scores)
    kept = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    last_of_tie = np.append(np.diff(scores[order]) != 0, True)
    enough = np.flatnonzero((kept >= precision) & (scores[order] >= LOWEST) & last_of_tie)
    if not len(enough):
        return 1.0, 0.0
    last = enough[-1]
    return float(scores[order][last]), float(right[order][: last + 1].sum() / max(right.sum(), 1))


def exit_threshold(early: NDArray[np.floating]) -> float:
    """The least threshold that no more than ``LOST`` of these probabilities reach."""
    if not len(early):
        return 1.0
    allowed = int(LOST * len(early))
    return rounded_up(float(np.sort(early)[-1 - allowed]) + 1e-4)


def rounded_up(value: float) -> float:
    """Four decimals, never below the value, lest a row pass that broke the precision."""
    return min(1.0, math.ceil(value * 1e4) / 1e4)


def write_weights(weights: dict[str, Tensor], folder: Path) -> list[str]:
    """Write weights in as many files as it takes, and say their names, as the hub has them."""
    some = parts(weights, MOST_BYTES)
    numbers = [f"-{place:05}-of-{len(some):05}" for place in range(1, len(some) + 1)]
    names = [f"model{number if len(some) > 1 else ''}{WEIGHTS}" for number in numbers]
    for name, part in zip(names, some, strict=True):
        save_file(part, folder / name)
    return names


def main() -> None:
    """Read the arguments, calibrate, export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("prepared", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", required=True)
    parser.add_argument("--sets", type=Path, help="sets.json of the longest round of training")
    parser.add_argument("--rounded", action="store_true", help="store matrices in 8 bits")
    parser.add_argument("--target-precision", type=float, default=0.85)
    options = parser.parse_args()
    weights = load_file(options.weights)
    if options.rounded:
        weights = rounded(weights)
    config = sizes_of(weights)
    model = Student(config).eval()
    model.load_state_dict(restored(weights))
    model = model.lowered(prepare_torch(0))
    tokenizer = load_tokenizer(options.tokenizer)

    def items_of(name: str, tokenise: Callable[..., list[Item]]) -> list[Item]:
        return tokenise(read_rows(options.prepared / f"dev/{name}.jsonl.gz"), tokenizer)

    heard = [item for name in ("stance", "articles") for item in items_of(name, sentences)]
    stance_logits, tags = logits_of(model, heard, BATCH_TOKENS)
    stance_gold = np.array([item.label for item in heard])
    claims = [items_of(name, pairs) for name in ("verify", "verify_swapped", "facts", "retrieved")]
    exits = [exits_of(model, items, BATCH_TOKENS) for items in claims]
    nli_logits, early = (np.concatenate(part) for part in zip(*exits, strict=True))
    nli_gold = np.array([item.label for items in claims for item in items])
    own = len(claims[0])  # of verify/dev before their own passage
    stance_t, biases = vector_scaling(stance_logits, stance_gold)
    stance_logits = stance_logits + biases
    weights["stance.bias"] += torch.from_numpy(biases).to(weights["stance.bias"].dtype)
    weights["tags.bias"][0] -= less_outside(model, heard, tags)
    nli_t = temperature(nli_logits[:own], nli_gold[:own])
    stance_scores, scores = softmax(stance_logits / stance_t), softmax(nli_logits / nli_t)
    early = softmax(early)[:, NEUTRAL]
    leaves = exit_threshold(early[nli_logits.argmax(axis=1) != NEUTRAL])
    # What one passage says is its most probable relation, as in a run.
    relation = scores.argmax(axis=1)
    supported = np.where(relation == 0, scores[:, 0], 0.0)
    refuted = np.where(relation == 2, scores[:, 2], 0.0)
    points = [
        (
            precision,
            *threshold(supported, nli_gold == 0, precision),
            *threshold(refuted, nli_gold == 2, precision),
        )
        for precision in PRECISIONS
    ]
    options.out.mkdir(parents=True, exist_ok=True)
    files = write_weights(weights, options.out)
    if options.tokenizer.resolve() != (options.out / TOKENIZER).resolve():
        shutil.copyfile(options.tokenizer, options.out / TOKENIZER)
    sets = json.loads((options.sets or options.prepared / "sets.json").read_text())["sets"]
    lines = [
        f'format = "{FORMAT}"',
        f'name = "{options.name}"',
        f"max_tokens = {MAX_TOKENS}",
        f"target_precision = {options.target_precision}",
        "",
        "[labels]  # in the order of the outputs",
        *(
            f"{key} = {json.dumps(names)}"
            for key, names in (
                ("stance", STANCES),
                ("nli", NLI_CLASSES),
                ("cues", CUE_TYPES),
                ("sources", SOURCE_KINDS),
            )
        ),
        "",
        "[encoder]",
        *(f"{key} = {getattr(config, key)}" for key in Sizes.__struct_fields__),
        "",
        "[temperatures]",
        f"stance = {stance_t:.4f}",
        f"nli = {nli_t:.4f}",
        "",
        f"[early_exit]  # {np.mean(early >= leaves):.0%} of the pairs of development data",
        f"neutral = {leaves}",
        "",
    ]
    for precision, support, keeps_support, refute, keeps_refute in points:
        lines += [
            "[[operating_points]]  # on development data; recall 0: not reached, so never said",
            f"precision = {precision}",
            f"supported = {rounded_up(support)}",
            f"refuted = {rounded_up(refute)}",
            f"supported_recall = {keeps_support:.4f}",
            f"refuted_recall = {keeps_refute:.4f}",
            "",
        ]
    lines += [
        "[files]  # sha256",
        *(
            f'"{name}" = "{hashlib.sha256((options.out / name).read_bytes()).hexdigest()}"'
            for name in (*files, TOKENIZER)
        ),
        "",
        f"[calibration]  # development data, {date.today().isoformat()}",
        f"stance_ece = {expected_calibration_error(stance_gold, stance_scores):.4f}",
        f"nli_ece = {expected_calibration_error(nli_gold[:own], scores[:own]):.4f}",
        "",
        "# What it was trained on: rows and licence of each set.",
    ]
    for name, entry in sets.items():
        lines += [
            f"[training.{name}]",
            f"rows = {entry['rows']}",
            f"licence = {json.dumps(entry['licence'])}",
        ]
    (options.out / "manifest.toml").write_text("\n".join(lines) + "\n")
    print("\n".join(lines[:42]))


if __name__ == "__main__":
    main()
