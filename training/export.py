"""Calibrate a model on the development splits and export it as a model folder.

    python training/export.py WEIGHTS TOKENIZER PREPARED OUT --name small

What is calibrated, and how, says ``calibrate.py``. The biases of the stances, and what is taken
from the score of being outside of a cue, go into the weights. With ``--rounded`` the matrices of
the encoder are stored in 8 bits, and all is calibrated with them as they are then.
"""

import argparse
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from datetime import date
from itertools import chain
from pathlib import Path

import torch
from calibrate import COUNTRIES, NEWS, Calibration, calibrate
from data import Item, load_tokenizer, pairs, sentences
from fit import prepare_torch
from networks import Student, sizes_of
from points import operating
from rows import Row, read_rows
from safetensors.torch import load_file, save_file
from torch import Tensor

from factcheck.model.encoder import EncoderConfig
from factcheck.model.labels import CUE_TYPES, NLI_CLASSES, SOURCE_KINDS, STANCES
from factcheck.model.manifest import FORMAT, TOKENIZER, WEIGHTS, Sizes
from factcheck.model.weights import parts, restored, rounded

MAX_TOKENS = 512
MOST_BYTES = 70_000_000  # of a file of weights


def write_weights(weights: dict[str, Tensor], folder: Path) -> list[str]:
    """Write weights in as many files as it takes, and say their names, as the hub has them."""
    some = parts(weights, MOST_BYTES)
    numbers = [f"-{place:05}-of-{len(some):05}" for place in range(1, len(some) + 1)]
    names = [f"model{number if len(some) > 1 else ''}{WEIGHTS}" for number in numbers]
    for name, part in zip(names, some, strict=True):
        save_file(part, folder / name)
    return names


def described(
    name: str, target_precision: float, config: EncoderConfig, found: Calibration
) -> Iterable[str]:
    """The lines of a manifest up to the files."""
    yield f'format = "{FORMAT}"'
    yield f"name = {json.dumps(name)}"
    yield f"max_tokens = {MAX_TOKENS}"
    yield f"target_precision = {target_precision}"
    yield "\n[labels]  # in the order of the outputs"
    yield f"stance = {json.dumps(STANCES)}"
    yield f"nli = {json.dumps(NLI_CLASSES)}"
    yield f"cues = {json.dumps(CUE_TYPES)}"
    yield f"sources = {json.dumps(SOURCE_KINDS)}"
    yield "\n[encoder]"
    yield from (f"{key} = {getattr(config, key)}" for key in Sizes.__struct_fields__)
    yield "\n[temperatures]"
    yield f"stance = {found.stance:.4f}"
    yield f"nli = {found.nli:.4f}"
    yield f"\n[early_exit]  # {found.leave:.0%} of the pairs of development data"
    yield f"neutral = {found.exit}"
    yield ""
    yield from operating(found.points)
    yield f"[calibration]  # development data, {date.today().isoformat()}"
    yield f"stance_ece = {found.stance_ece:.4f}"
    yield f"nli_ece = {found.nli_ece:.4f}"


def accounted(folder: Path, files: Iterable[str], sets: Iterable[Path]) -> Iterable[str]:
    """The rest: checksums, and what the model was trained on.

    :param sets: of each round.
    """
    yield "\n[files]  # sha256"
    for name in files:
        yield f'"{name}" = "{hashlib.sha256((folder / name).read_bytes()).hexdigest()}"'
    yield "\n# What it was trained on: licence of each set, and rows in the round with most of it."
    used: dict[str, Row] = {}
    for file in sets:
        for name, entry in json.loads(file.read_text())["sets"].items():
            used[name] = max(used.get(name, entry), entry, key=lambda each: int(each["rows"]))
    for name, entry in used.items():
        yield f"[training.{name}]"
        yield f"rows = {entry['rows']}"
        yield f"licence = {json.dumps(entry['licence'])}"


def main() -> None:
    """Read the arguments, calibrate, export."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("weights", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("prepared", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", required=True)
    parser.add_argument("--sets", type=Path, nargs="+", help="sets.json of every round of training")
    parser.add_argument("--rounded", action="store_true", help="store matrices in 8 bits")
    parser.add_argument("--target-precision", type=float, default=0.85)
    options = parser.parse_args()
    weights = load_file(options.weights)
    if options.rounded:
        weights = rounded(weights)
    config = sizes_of(weights)
    model = Student(config).eval()
    model.load_state_dict(dict(restored(weights)))
    model = model.lowered(prepare_torch(0))
    tokenizer = load_tokenizer(options.tokenizer)

    def dev(tokenise: Callable[..., list[Item]], *names: str) -> list[Item]:
        files = (options.prepared / f"dev/{name}.jsonl.gz" for name in names)
        return list(chain.from_iterable(tokenise(read_rows(file), tokenizer) for file in files))

    found = calibrate(
        model,
        dev(sentences, "stance", "articles"),
        dev(pairs, *NEWS[:1]),
        dev(pairs, *NEWS[1:]),
        dev(pairs, *COUNTRIES),
    )
    weights["stance.bias"] += torch.from_numpy(found.biases).to(weights["stance.bias"].dtype)
    weights["tags.bias"][0] -= found.less_outside
    options.out.mkdir(parents=True, exist_ok=True)
    files = write_weights(weights, options.out)
    if options.tokenizer.resolve() != (options.out / TOKENIZER).resolve():
        shutil.copyfile(options.tokenizer, options.out / TOKENIZER)
    about = "\n".join(described(options.name, options.target_precision, config, found))
    rest = accounted(
        options.out, (*files, TOKENIZER), options.sets or [options.prepared / "sets.json"]
    )
    (options.out / "manifest.toml").write_text("\n".join((about, *rest)) + "\n")
    print(about)


if __name__ == "__main__":
    main()
