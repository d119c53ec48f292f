"""Train the student, with a teacher to distil it from or with labels alone.

    python training/train.py PREPARED --teacher MPNET --student MINILM --out OUT

Both learn stance, tags and NLI at once. The student sees the labelled rows, with the labels and
the teacher's probabilities in equal parts, and the unlabelled pool with the teacher's alone
(Hinton et al. 2015); its weights are averaged over the steps (Polyak and Juditsky 1992). Runs in
bf16 on a GPU, in fp32 on a CPU.

With ``--sentences`` the teacher learns and teaches sentences only, and the pairs, or the share
``--pairs`` of them, are rehearsed with their labels. ``--start`` goes on from a former student;
without ``--teacher`` it learns from the labels alone.
"""

import argparse
import copy
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from data import LONGEST, Batch, Item, collate, epoch, load_tokenizer, pairs, sentences
from measure import report
from networks import Teacher, student
from rows import read_rows
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, log_softmax, nll_loss

from factcheck.model.encoder import CUE_TAGS, EncoderConfig, Model

SMOOTHING = 0.05
AVERAGED = 0.1  # share of the steps over which the weights are averaged
WARM_UP = 0.06  # share of the steps over which the rate rises
DECAY = 0.01
CLIP = 1.0
CLASS_NOT_ENTAILED = 3
TAG_WEIGHT = 0.7  # of the tags loss beside the stance loss
SENTENCE_TOKENS = 4  # a batch of sentences has this fraction of a batch of pairs


@dataclass(frozen=True)
class Schedule:
    """How long and how fast to learn; rates are those of AdamW."""

    epochs: int
    rate: float
    head_rate: float
    max_tokens: int


def nli_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy where "not entailment" counts both other classes."""
    scores = log_softmax(logits.float(), -1)
    not_entailed = torch.logsumexp(scores[:, 1:], -1, keepdim=True)
    two = labels == CLASS_NOT_ENTAILED
    plain = labels.masked_fill(two, -100)
    total = cross_entropy(
        logits.float(), plain, ignore_index=-100, reduction="sum", label_smoothing=SMOOTHING
    )
    total = total - (not_entailed[:, 0] * two).sum()
    return total / (labels >= 0).sum().clamp(min=1)


def tag_loss(logits: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of cue and source tags over the tokens that have them."""
    cues, sources = logits.float().split((len(CUE_TAGS), logits.shape[-1] - len(CUE_TAGS)), -1)
    loss = torch.zeros((), device=logits.device)
    for scores, gold in ((cues, batch.cue_tags), (sources, batch.source_tags)):
        total = nll_loss(
            log_softmax(scores, -1).flatten(0, 1),
            gold.flatten(),
            ignore_index=-100,
            reduction="sum",
        )
        loss = loss + total / (gold >= 0).sum().clamp(min=1)
    return loss


def divergence(logits: Tensor, soft: Tensor) -> Tensor:
    """Cross-entropy to the teacher's probabilities, a row at a time."""
    return -(soft.softmax(-1) * log_softmax(logits.float(), -1)).sum(-1)


def stacked(items: Sequence[Item], length: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """The teacher's stance and tag logits of a batch of sentences, padded with zeros."""
    tags = torch.zeros(len(items), length, items[0].soft[1].shape[-1])
    for place, item in enumerate(items):
        tags[place, : len(item.ids)] = item.soft[1].float()
    stance = torch.stack([item.soft[0].float() for item in items])
    return stance.to(device, non_blocking=True), tags.to(device, non_blocking=True)


def loss_of(model: nn.Module, batch: Batch) -> Tensor:
    """Loss of one batch: labels where there are, teacher where there is one."""
    items = batch.items
    labelled = (batch.labels >= 0).any()
    distilled = items[0].soft is not None
    share = 0.5 if distilled else 1.0
    if items[0].pair:
        logits = model.read_pairs(batch.tokens, batch.segments, batch.mask)
        loss = share * nli_loss(logits, batch.labels)
        if distilled:
            soft = torch.stack([item.soft.float() for item in items]).to(logits.device)
            weight = torch.where(batch.labels >= 0, 0.5, 1.0)
            loss = loss + (weight * divergence(logits, soft)).mean()
        return loss
    stance, tags = model.read_sentences(batch.tokens, batch.mask)
    loss = stance.sum() * 0.0
    if labelled:
        gold = cross_entropy(
            stance.float(), batch.labels, ignore_index=-100, label_smoothing=SMOOTHING
        )
        loss = loss + share * (gold + TAG_WEIGHT * tag_loss(tags, batch))
    if distilled:
        soft_stance, soft_tags = stacked(items, batch.tokens.shape[1], stance.device)
        weight = torch.where(batch.labels >= 0, 0.5, 1.0)
        loss = loss + (weight * divergence(stance, soft_stance)).mean()
        split = (len(CUE_TAGS), tags.shape[-1] - len(CUE_TAGS))
        for ours, theirs in zip(tags.split(split, -1), soft_tags.split(split, -1), strict=True):
            by_token = divergence(ours, theirs) * batch.mask
            loss = loss + TAG_WEIGHT * (weight * by_token.sum(1) / batch.mask.sum(1)).mean()
    return loss


def groups_of(
    labelled: Sequence[Item], pool: Sequence[Item], repeat: int, tokens: int, rng: random.Random
) -> list[list[Item]]:
    """Batches of one epoch: sentences ``repeat`` times, pairs and pool once, shuffled."""
    kinds = [
        ([item for item in labelled if not item.pair] * repeat, tokens // SENTENCE_TOKENS),
        ([item for item in labelled if item.pair], tokens),
        ([item for item in pool if not item.pair], tokens // SENTENCE_TOKENS),
        ([item for item in pool if item.pair], tokens),
    ]
    groups = [group for items, size in kinds if items for group in epoch(items, size, rng)]
    rng.shuffle(groups)
    return groups


def fit(
    model: nn.Module,
    labelled: Sequence[Item],
    pool: Sequence[Item],
    schedule: Schedule,
    dev: dict[str, list[Item]],
    repeat: int,
    seed: int,
    save: Callable[[nn.Module], None] | None = None,
) -> nn.Module:
    """Train and return the averaged weights; ``save`` gets them after each epoch, measured."""
    device = next(model.parameters()).device
    rng = random.Random(seed)
    epochs = [
        groups_of(labelled, pool, repeat, schedule.max_tokens, rng) for _ in range(schedule.epochs)
    ]
    steps = sum(map(len, epochs))
    heads = [*model.stance.parameters(), *model.tags.parameters(), *model.nli.parameters()]
    body = [
        weight
        for weight in model.parameters()
        if weight.requires_grad and all(weight is not head for head in heads)
    ]
    optimiser = torch.optim.AdamW(
        [{"params": body}, {"params": heads}],
        lr=schedule.rate,
        weight_decay=DECAY,
        fused=device.type == "cuda",
    )
    rate = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        [schedule.rate, schedule.head_rate],
        total_steps=steps + 1,
        pct_start=WARM_UP,
        anneal_strategy="linear",
    )
    average = copy.deepcopy(model)
    begun, tokens, step = time.time(), 0, 0
    for number, groups in enumerate(epochs, 1):
        model.train()
        running = torch.zeros((), device=device)
        for group in groups:
            batch = collate(group, device)
            with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
                loss = loss_of(model, batch)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimiser.step()
            rate.step()
            step += 1
            tokens += batch.tokens.numel()
            running += loss.detach()
            update(average, model, min(1 - 1 / (AVERAGED * steps + 1), step / (step + 10)))
        print(
            f"epoch {number}: loss {running.item() / len(groups):.4f}, step {step} of {steps}, "
            f"{tokens / (time.time() - begun):.0f} tokens/s, {time.time() - begun:.0f} s",
            flush=True,
        )
        if save:
            save(average)
            print("  " + report(average.eval(), dev, schedule.max_tokens), flush=True)
    return average


@torch.no_grad()
def update(average: nn.Module, model: nn.Module, decay: float) -> None:
    """Move the averaged weights a step towards the model's."""
    ours, theirs = list(average.parameters()), list(model.parameters())
    torch._foreach_lerp_(ours, theirs, 1.0 - decay)


@torch.inference_mode()
def teach(teacher: nn.Module, items: Iterable[Item], max_tokens: int) -> None:
    """Write the teacher's logits into the items."""
    device = next(teacher.parameters()).device
    teacher.eval()
    for pair in (False, True):
        chosen = [item for item in items if item.pair is pair]
        for group in epoch(chosen, max_tokens, random.Random(0)) if chosen else ():
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
        options.teacher_epochs, options.teacher_rate, options.head_rate, options.max_tokens
    )
    repeat = 1 if options.sentences else 4
    teacher = fit(teacher, lessons, [], plan, dev, repeat=repeat, seed=options.seed)
    teach(teacher, lessons + pool, 4 * options.max_tokens)
    print("teacher: " + report(teacher, dev, options.max_tokens))
    return pool


def freeze(model: Model, layers: int) -> None:
    """Keep the embeddings and the lowest layers as they are, which saves a third of the time."""
    encoder = model.encoder
    kept = [encoder.tokens, encoder.positions, encoder.segments, encoder.norm]
    for module in (*kept, *encoder.layers[:layers]):
        module.requires_grad_(False)


def main() -> None:
    """Read the arguments, train, write the student."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prepared", type=Path, metavar="PREPARED")
    parser.add_argument("--teacher", type=Path, help="folder of an MPNet checkpoint")
    parser.add_argument("--student", type=Path, required=True, help="folder of a MiniLM checkpoint")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--teacher-epochs", type=int, default=3)
    parser.add_argument("--student-epochs", type=int, default=10)
    parser.add_argument("--teacher-rate", type=float, default=5e-5)
    parser.add_argument("--student-rate", type=float, default=3e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3, help="rate of the heads")
    parser.add_argument("--start", type=Path, help="weights of a former student to go on from")
    parser.add_argument("--frozen", type=int, default=0, help="lowest layers that do not learn")
    parser.add_argument("--sentences", action="store_true", help="teach sentences only")
    parser.add_argument("--pairs", type=float, default=1.0, help="share of the labelled pairs")
    parser.add_argument("--repeat", type=int, default=2, help="labelled sentences in an epoch")
    parser.add_argument("--max-tokens", type=int, default=16384, help="tokens in a batch of pairs")
    parser.add_argument("--share", type=float, default=1.0, help="share of the rows, for a trial")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.backends.cuda.enable_cudnn_sdp(False)  # it plans anew for every shape of batch
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    begun = time.time()
    labelled, pool, dev = load(options.prepared, options.student / "tokenizer.json", options.share)
    print(f"{len(labelled)} labelled, {len(pool)} in the pool, {time.time() - begun:.0f} s")
    rng = random.Random(options.seed)
    labelled = [item for item in labelled if not item.pair or rng.random() < options.pairs]
    if options.teacher:
        pool = taught(options, labelled, pool, dev, device)
        print(f"taught after {time.time() - begun:.0f} s", flush=True)
    else:
        pool = []
    learner = Model(EncoderConfig()) if options.start else student(options.student)
    if options.start:
        learner.load_state_dict(load_file(options.start))
    learner = learner.to(device)
    if options.frozen:
        freeze(learner, options.frozen)
    plan = Schedule(
        options.student_epochs, options.student_rate, options.head_rate, options.max_tokens
    )
    options.out.mkdir(parents=True, exist_ok=True)

    def save(model: nn.Module) -> None:
        weights = {name: value.half().contiguous() for name, value in model.state_dict().items()}
        save_file(weights, options.out / "model.safetensors")

    fit(learner, labelled, pool, plan, dev, repeat=options.repeat, seed=options.seed, save=save)
    print(f"written to {options.out} after {time.time() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
