"""The training loop: averaged weights, a log, and a checkpoint to go on from."""

import argparse
import copy
import hashlib
import random
import time
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import torch
from data import Batch, Item, collate, epoch, length, moved, units
from losses import loss_of
from measure import report
from networks import HEADS, Student
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

TOKENIZER = Path(__file__).parent.parent / "models/small/tokenizer.json"
AVERAGED = 0.1  # share of the steps over which the weights are averaged
WARM_UP = 0.06  # share of the steps over which the rate rises
DECAY = 0.01
CLIP = 1.0
SENTENCE_TOKENS = 4  # a batch of sentences has this fraction of a batch of pairs
CHECKPOINT_EVERY = 300.0  # seconds
LOADERS = 8  # processes that put batches together for a GPU


@dataclass(frozen=True)
class Schedule:
    """How long and how fast to learn; rates are those of AdamW.

    :param max_tokens: tokens in a batch of pairs.
    """

    epochs: int
    rate: float
    head_rate: float
    max_tokens: int
    dropout: float = 0.1
    seed: int = 0


def add_options(parser: argparse.ArgumentParser, epochs: int, rate: float, max_tokens: int) -> None:
    """Add what every training command is told."""
    add = parser.add_argument
    add("prepared", type=Path, metavar="PREPARED")
    add("--out", type=Path, required=True)
    add("--tokenizer", type=Path, default=TOKENIZER, help="by default that of the shipped models")
    add("--epochs", type=int, default=epochs)
    add("--rate", type=float, default=rate, help="peak rate of the encoder")
    add("--head-rate", type=float, default=1e-3, help="peak rate of the heads")
    add("--max-tokens", type=int, default=max_tokens, help="tokens in a batch of pairs")
    add("--dropout", type=float, default=0.1)
    add("--share", type=float, default=1.0, help="share of the rows, for a trial")
    add("--seed", type=int, default=0)


def schedule_of(options: argparse.Namespace) -> Schedule:
    """The schedule that the options of a command ask for."""
    return Schedule(
        options.epochs,
        options.rate,
        options.head_rate,
        options.max_tokens,
        options.dropout,
        options.seed,
    )


def prepare_torch(seed: int) -> torch.device:
    """Seed torch and choose the device."""
    torch.manual_seed(seed)
    torch.backends.cuda.enable_cudnn_sdp(False)  # it plans anew for every shape of batch
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def writer(out: Path) -> tuple[Callable[[nn.Module], None], Path]:
    """What writes the weights to a folder in half precision, and the place of the checkpoint."""
    out.mkdir(parents=True, exist_ok=True)

    def save(model: nn.Module) -> None:
        weights = {
            name: (value.half() if value.is_floating_point() else value).contiguous()
            for name, value in model.state_dict().items()
        }
        save_file(weights, out / "model.safetensors")

    return save, out / "checkpoint.safetensors"


def kinds_of(
    labelled: Sequence[Item],
    pool: Sequence[Item],
    plan: Schedule,
    rng: random.Random,
) -> list[tuple[list[list[Item]], list[int], int]]:
    """Units of items that stay together, their lengths, and tokens of a batch, for each kind.

    The hypotheses of one premise go together; a pair that comes again does so in another unit.
    """
    some = plan.max_tokens // SENTENCE_TOKENS
    kinds = []
    for items in (labelled, pool):
        alone = [[item] for item in items if not item.pair]
        pairs = [item for item in items if item.pair]
        rows = [row for part in repeats(rng.sample(pairs, len(pairs))) for row in units(part)]
        kinds += [
            (chosen, [length(unit) for unit in chosen], tokens)
            for chosen, tokens in ((alone, some), (rows, plan.max_tokens))
        ]
    return kinds


def repeats(items: Sequence[Item]) -> list[list[Item]]:
    """Items without one that comes twice, then those that come a second time, and so on."""
    parts: list[list[Item]] = []
    seen: Counter[tuple[int, ...]] = Counter()
    for item in items:
        ids = tuple(item.ids)
        if seen[ids] == len(parts):
            parts.append([])
        parts[seen[ids]].append(item)
        seen[ids] += 1
    return parts


def groups_of(
    kinds: Sequence[tuple[list[list[Item]], list[int], int]], rng: random.Random
) -> list[list[Item]]:
    """Batches of one epoch of what ``kinds_of`` gave: each unit once, kinds apart, shuffled."""
    groups = [group for kind in kinds for group in epoch(*kind, rng)]
    rng.shuffle(groups)
    return groups


class Batches(Dataset[Batch]):
    """Groups of items, each put together as a batch when it is asked for."""

    def __init__(self, groups: Sequence[list[Item]]) -> None:
        self._groups = groups

    def __len__(self) -> int:
        return len(self._groups)

    def __getitem__(self, index: int) -> Batch:
        return collate(self._groups[index])


def loaded(groups: Sequence[list[Item]], device: torch.device) -> DataLoader[Batch]:
    """The batches in order, put together in other processes if a GPU would have to wait."""
    workers = LOADERS if device.type == "cuda" else 0
    batches = Batches(groups)
    own = torch.Generator()  # a loader draws from it, and would disturb a run that goes on
    return DataLoader(batches, batch_size=None, num_workers=workers, generator=own)


class Training:
    """A model, the averaged weights (Polyak and Juditsky 1992), the optimiser and the step.

    Where the device has bf16, a copy of the model in it reads the batches, and the model itself
    learns in fp32 from the copy's gradients (Micikevicius et al. 2018).
    """

    def __init__(self, model: Student, plan: Schedule, steps: int) -> None:
        self.model = model
        self.average = copy.deepcopy(model)
        self.device = next(model.parameters()).device
        self._reader = copy.deepcopy(model).lowered(self.device)
        self.step = 0
        self.steps = steps
        self._peaks = (plan.rate, plan.head_rate)
        heads = [weight for name in HEADS for weight in getattr(model, name).parameters()]
        body = [
            weight
            for weight in model.parameters()
            if weight.requires_grad and all(weight is not head for head in heads)
        ]
        self._learned = [*body, *heads]
        self._optimiser = torch.optim.AdamW(
            [{"params": body}, {"params": heads}],
            lr=plan.rate,
            weight_decay=DECAY,
            fused=True,
        )

    def learn(self, batch: Batch) -> Tensor:
        """One step on one batch; its loss."""
        self._reader.train()
        loss = loss_of(self._reader, moved(batch, self.device))
        for group, peak in zip(self._optimiser.param_groups, self._peaks, strict=True):
            group["lr"] = peak * slope(self.step, self.steps)
        loss.backward()
        for own, read in zip(*self._both(), strict=True):
            own.grad, read.grad = None if read.grad is None else read.grad.float(), None
        nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
        self._optimiser.step()
        self._follow()
        self.step += 1
        update(self.average, self.model, decay(self.step, self.steps))
        return loss.detach()

    @torch.no_grad()
    def _follow(self) -> None:
        """Bring the copy that reads to what the model has learned."""
        learned = [pair for pair in zip(*self._both(), strict=True) if pair[0].requires_grad]
        torch._foreach_copy_([read for _, read in learned], [own for own, _ in learned])

    def _both(self) -> tuple[list[Tensor], list[Tensor]]:
        return list(self.model.parameters()), list(self._reader.parameters())

    def save(self, path: Path, run: str) -> None:
        """Write all that is needed to go on, as safetensors.

        :param run: digest of what is trained on and how.
        """
        state = {f"model.{name}": value for name, value in self.model.state_dict().items()}
        state |= {f"average.{name}": value for name, value in self.average.state_dict().items()}
        for number, weight in enumerate(self._learned):
            for name, value in self._optimiser.state.get(weight, {}).items():
                state[f"optimiser.{number}.{name}"] = value
        state["random"] = torch.get_rng_state()
        if self.device.type == "cuda":
            state["random of the device"] = torch.cuda.get_rng_state(self.device)
        state["step"] = torch.tensor(self.step)
        part = path.with_suffix(".part")
        tensors = {name: value.contiguous() for name, value in state.items()}
        save_file(tensors, part, metadata={"run": run})
        part.replace(path)

    def resume(self, path: Path, run: str) -> None:
        """Go on from a checkpoint.

        :raises SystemExit: it is of another run.
        """
        with safe_open(path, "pt") as file:
            other = (file.metadata() or {}).get("run")
        if other != run:
            raise SystemExit(f"{path} is of a run with other rows or options: delete it")
        state = load_file(path)
        for name, module in (("model.", self.model), ("average.", self.average)):
            module.load_state_dict(
                {k.removeprefix(name): v for k, v in state.items() if k.startswith(name)}
            )
        self._reader.load_state_dict(self.model.state_dict())
        self.step = int(state["step"])
        for number, weight in enumerate(self._learned):
            own = f"optimiser.{number}."
            moments = {k.removeprefix(own): v for k, v in state.items() if k.startswith(own)}
            if moments:
                self._optimiser.state[weight] = {
                    name: value.to(weight.device)
                    if name != "step" or self.device.type == "cuda"
                    else value
                    for name, value in moments.items()
                }
        torch.set_rng_state(state["random"])
        if "random of the device" in state:
            torch.cuda.set_rng_state(state["random of the device"], self.device)


def fit(
    model: Student,
    labelled: Sequence[Item],
    pool: Sequence[Item],
    plan: Schedule,
    dev: dict[str, list[Item]],
    save: Callable[[nn.Module], None] | None = None,
    checkpoint: Path | None = None,
) -> Student:
    """Train and return the averaged weights; ``save`` gets them after each epoch, measured.

    :param checkpoint: file that is written every five minutes, and gone on from if it is there.
    """
    rng = random.Random(plan.seed)
    kinds = kinds_of(labelled, pool, plan, rng)
    epochs = [groups_of(kinds, rng) for _ in range(plan.epochs)]
    ends = {end: number for number, end in enumerate(accumulate(map(len, epochs)), 1)}
    groups = [group for groups in epochs for group in groups]
    training = Training(model, plan, len(groups))
    run = digest(plan, [*labelled, *pool], model)
    if checkpoint and checkpoint.exists():
        training.resume(checkpoint, run)
        print(f"going on after step {training.step} of {training.steps}", flush=True)
    begun = saved = time.time()
    rest = groups[training.step :]
    losses, tokens = [], 0
    for group, batch in zip(rest, loaded(rest, training.device), strict=True):
        losses.append(training.learn(batch))
        tokens += sum(len(item.ids) for item in group)
        if number := ends.get(training.step):
            tell(number, training, losses, tokens, time.time() - begun)
            losses = []
            if save:
                save(training.average)
                reader = copy.deepcopy(training.average).lowered(training.device).eval()
                print("  " + report(reader, dev, plan.max_tokens), flush=True)
        elif checkpoint and time.time() - saved > CHECKPOINT_EVERY:
            training.save(checkpoint, run)
            saved = time.time()
    if checkpoint:
        checkpoint.unlink(missing_ok=True)
    return training.average


def digest(plan: Schedule, items: Sequence[Item], model: nn.Module) -> str:
    """SHA-256 of the schedule, of all that is learned from, and of the weights at the start."""
    found = hashlib.sha256(repr(plan).encode())
    for item in items:
        tags = [*(item.cue_tags or []), *(item.source_tags or [])]
        found.update(array("i", [*item.ids, item.label, *tags]).tobytes())
        soft = item.soft if isinstance(item.soft, tuple) else (item.soft,)
        for logits in soft:
            found.update(b"" if logits is None else logits.tobytes())
    for name, weight in model.named_parameters():
        found.update(f"{name} {weight.requires_grad}".encode())
    for name, value in model.state_dict().items():
        found.update(name.encode())
        found.update(value.cpu().numpy().tobytes())
    return found.hexdigest()


def tell(number: int, training: Training, losses: list[Tensor], tokens: int, spent: float) -> None:
    """One line of the log."""
    print(
        f"epoch {number}: loss {torch.stack(losses).mean().item():.4f}, step {training.step} of "
        f"{training.steps}, {tokens / spent:.0f} tokens/s, {spent:.0f} s",
        flush=True,
    )


def slope(step: int, steps: int) -> float:
    """Share of the peak rate at a step: up in a straight line, then down to nothing."""
    warm = WARM_UP * steps
    return min((step + 1) / (warm + 1), (steps - step) / (steps - warm))


def decay(step: int, steps: int) -> float:
    """How much of the average is kept at a step: a growing share, up to that of the whole run."""
    return min(1 - 1 / (AVERAGED * steps + 1), step / (step + 10))


@torch.no_grad()
def update(average: nn.Module, model: nn.Module, kept: float) -> None:
    """Move the averaged weights a step towards the model's."""
    ours, theirs = list(average.parameters()), list(model.parameters())
    torch._foreach_lerp_(ours, theirs, 1.0 - kept)
