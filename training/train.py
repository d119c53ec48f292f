"""Train the student, with a teacher to distil it from or with labels alone.

    python training/train.py PREPARED --teacher MPNET --student BACKBONE --out OUT

Both learn stance, tags and NLI at once. The student sees the labelled rows, with the labels and
the teacher's probabilities in equal parts, and the unlabelled pool with the teacher's alone
(Hinton et al. 2015); its weights are averaged over the steps (Polyak and Juditsky 1992). Runs in
bf16 on a GPU, in fp32 on a CPU.

With ``--sentences`` the teacher learns and teaches sentences only, and the pairs are rehearsed with
their labels. ``--start`` goes on from a former student; without ``--teacher`` it learns from the
labels alone. A run that broke off goes on from its last checkpoint when it is started again.
"""

import argparse
import random
import time
from collections.abc import Iterable
from pathlib import Path

import torch
from data import LONGEST, Item, collate, epoch, load_tokenizer, pairs, sentences
from fit import Schedule, fit
from measure import report
from networks import Teacher, layers_of, student
from rows import read_rows
from safetensors.torch import load_file, save_file
from torch import nn

from factcheck.model.encoder import EncoderConfig, Model


@torch.inference_mode()
def teach(teacher: nn.Module, items: Iterable[Item], max_tokens: int) -> None:
    """Write the teacher's logits into the items."""
    device = next(teacher.parameters()).device
    teacher.eval()
    for pair in (False, True):
        chosen = [item for item in items if item.pair is pair]
        lengths = [len(item.ids) for item in chosen]
        for group in epoch([[item] for item in chosen], lengths, max_tokens, random.Random(0)):
            batch = collate(group, device)
            with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
                if pair:
                    logits = teacher.read_pairs(batch.tokens, batch.segments, batch.mask)
                    for item, row in zip(group, logits.half().cpu(), strict=True):
                        item.soft = row
                    continue
                stance, tags = teacher.read_sentences(batch.tokens, batch.mask)
            for item, row, marks in zip(group, stance.half().cpu(), tags.half().cpu(), strict=True):
                item.soft = (row, marks[: len(item.ids)].clone())


def load(
    prepared: Path, tokenizer_path: Path, share: float
) -> tuple[list[Item], list[Item], dict[str, list[Item]]]:
    """Labelled items, the pool, and the development splits."""
    tokenizer = load_tokenizer(tokenizer_path)

    def some(name: str) -> list[dict[str, object]]:
        rows = read_rows(prepared / f"{name}.jsonl.gz")
        return random.Random(0).sample(rows, min(len(rows), int(share * len(rows)) + 1))

    labelled = sentences(some("sentences"), tokenizer) + pairs(some("pairs"), tokenizer)
    pool = sentences(some("pool_sentences"), tokenizer) + pairs(some("pool_pairs"), tokenizer)
    dev = {
        path.name.removesuffix(".jsonl.gz"): (
            sentences if path.name.startswith(("stance", "articles")) else pairs
        )(some(f"dev/{path.name.removesuffix('.jsonl.gz')}"), tokenizer)
        for path in sorted((prepared / "dev").glob("*.jsonl.gz"))
    }
    fits = [item for item in labelled + pool if len(item.ids) <= LONGEST]
    return (
        [item for item in fits if item.label >= 0],
        [item for item in fits if item.label < 0],
        dev,
    )


def taught(
    options: argparse.Namespace,
    labelled: list[Item],
    pool: list[Item],
    dev: dict[str, list[Item]],
    device: torch.device,
) -> list[Item]:
    """Train the teacher, let it teach, and return the part of the pool that it taught."""
    lessons = [item for item in labelled if not (options.sentences and item.pair)]
    pool = [item for item in pool if not (options.sentences and item.pair)]
    tokenizer = load_tokenizer(options.student / "tokenizer.json")
    teacher = Teacher(options.teacher, tokenizer).to(device)
    plan = Schedule(
        options.teacher_epochs,
        options.teacher_rate,
        options.head_rate,
        options.max_tokens,
        repeat=1 if options.sentences else options.repeat,
        seed=options.seed,
    )
    fitted = fit(teacher, lessons, [], plan, dev)
    teach(fitted, lessons + pool, 4 * options.max_tokens)
    print("teacher: " + report(fitted, dev, options.max_tokens))
    return pool


def freeze(model: Model, layers: int) -> None:
    """Keep the embeddings, and the lowest layers, as they are, which saves time and memory."""
    encoder = model.encoder
    kept = [encoder.tokens, encoder.positions, encoder.segments, encoder.norm]
    for module in (*kept, *encoder.layers[:layers]):
        module.requires_grad_(False)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("prepared", type=Path, metavar="PREPARED")
    add("--teacher", type=Path, help="folder of an MPNet checkpoint")
    add("--student", type=Path, required=True, help="folder of a BERT checkpoint and tokenizer")
    add("--out", type=Path, required=True)
    add("--teacher-epochs", type=int, default=3)
    add("--student-epochs", type=int, default=10)
    add("--teacher-rate", type=float, default=5e-5)
    add("--student-rate", type=float, default=3e-4)
    add("--head-rate", type=float, default=1e-3, help="rate of the heads")
    add("--start", type=Path, help="weights of a former student to go on from")
    add("--frozen", type=int, metavar="N", help="the embeddings and N lowest layers do not learn")
    add("--sentences", action="store_true", help="teach sentences only")
    add("--repeat", type=int, default=2, help="labelled sentences in an epoch")
    add("--max-tokens", type=int, default=16384, help="tokens in a batch of pairs")
    add("--share", type=float, default=1.0, help="share of the rows, for a trial")
    add("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    """Train, write the student."""
    options = arguments()
    torch.manual_seed(options.seed)
    torch.backends.cuda.enable_cudnn_sdp(False)  # it plans anew for every shape of batch
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    begun = time.time()
    labelled, pool, dev = load(options.prepared, options.student / "tokenizer.json", options.share)
    print(f"{len(labelled)} labelled, {len(pool)} in the pool, {time.time() - begun:.0f} s")
    if options.teacher:
        pool = taught(options, labelled, pool, dev, device)
        print(f"taught after {time.time() - begun:.0f} s", flush=True)
    else:
        pool = []
    if options.start:
        weights = load_file(options.start)
        learner = Model(EncoderConfig(layers=layers_of(weights)))
        learner.load_state_dict(weights)
    else:
        learner = student(options.student)
    learner = learner.to(device)
    if options.frozen is not None:
        freeze(learner, options.frozen)
    plan = Schedule(
        options.student_epochs,
        options.student_rate,
        options.head_rate,
        options.max_tokens,
        repeat=options.repeat,
        seed=options.seed,
    )
    options.out.mkdir(parents=True, exist_ok=True)

    def save(model: nn.Module) -> None:
        weights = {name: value.half().contiguous() for name, value in model.state_dict().items()}
        save_file(weights, options.out / "model.safetensors")

    fit(learner, labelled, pool, plan, dev, save, options.out / "checkpoint.safetensors")
    print(f"written to {options.out} after {time.time() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
