"""Weights of a model on disk: safetensors, in parts where one file would be large.

A large matrix may be rounded to 8 bits: a row holds whole numbers from -127 to 127, and how large a
step is stands beside the matrix. They are made into fp32 when they are read, so that nothing is
computed in 8 bits.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

STEP = ".step"  # what the name of a rounded matrix has behind it, for the size of its steps
MOST = 127
LINE = 64  # bytes: where weights in memory begin, as wide as the widest load


class Unset(TorchFunctionMode):
    """Modules made in this context have no weights yet, only room for them.

    To draw random ones takes longer than to read those that are wanted, and touches all memory.
    """

    def __torch_function__(
        self,
        function: Callable[..., Any],
        types: object,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401  # what torch's own function gives
        """Do what torch would, but for what gives tensors their first values."""
        given = kwargs or {}
        if getattr(function, "__module__", None) == nn.init.__name__:
            return given["tensor"] if "tensor" in given else args[0]
        return function(*args, **given)


def read_weights(folder: Path, names: Sequence[str]) -> dict[str, Tensor]:
    """The weights that some files of a folder hold together.

    :raises SafetensorError: if a file is damaged.
    :raises ValueError: if a rounded matrix lacks its steps.
    """
    return dict(restored(_stored(folder, names)))


def fill(model: nn.Module, folder: Path, names: Sequence[str]) -> None:
    """Give a model the weights that some files of a folder hold together.

    They are restored one by one: all at once would take as much memory as the model again.

    :raises SafetensorError: if a file is damaged.
    :raises ValueError: if they are not those of the model, or a rounded matrix lacks its steps.
    """
    own, stored = model.state_dict(), _stored(folder, names)
    given = {name for name in stored if not name.endswith(STEP)}
    for said, odd in (("missing", own.keys() - given), ("not known", given - own.keys())):
        if odd:
            raise ValueError(f"weights that are {said}: {', '.join(sorted(odd))}")
    for name, value in restored(stored):
        if value.shape != own[name].shape:
            raise ValueError(f"{name} is {tuple(value.shape)}, not {tuple(own[name].shape)}")
        own[name].copy_(value)


def fill_shared(
    model: nn.Module, folder: Path, names: Sequence[str], path: Path, mark: str
) -> None:
    """As ``fill``, with weights that are in memory once for all processes that name a file.

    The first fills them in, the others wait for it. Nobody may change them. Not on Windows.

    :param path: an empty file, or one that was given here before for the same model.
    :param mark: tells this model in its precision from others.
    :raises OSError: if it cannot be used, or holds something else.
    """
    import fcntl  # not on Windows

    own = list(hashlib.sha256(mark.encode()).digest())
    with path.open("rb+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # until it is closed
        try:
            marked = _move(model, path)[: len(own)]
        except RuntimeError as error:  # of torch
            raise OSError(f"it cannot be mapped: {error}") from error
        if not marked.any():
            fill(model, folder, names)
            marked.copy_(torch.tensor(own))
        elif marked.tolist() != own:
            raise OSError("it holds something else")


def _move(model: nn.Module, path: Path) -> Tensor:
    """Move the weights of a model into a file, and say what stands before them there."""
    state = model.state_dict()
    lines = [-(-value.nbytes // LINE) for value in state.values()]
    starts = [LINE * line for line in accumulate(lines, initial=1)]
    memory = torch.from_file(str(path), shared=True, size=starts[-1], dtype=torch.uint8)
    moved = {
        name: memory[start : start + value.nbytes].view(value.dtype).view(value.shape)
        for (name, value), start in zip(state.items(), starts, strict=False)
    }
    model.load_state_dict(moved, assign=True)
    return memory[:LINE]


def _stored(folder: Path, names: Sequence[str]) -> dict[str, Tensor]:
    stored: dict[str, Tensor] = {}
    for name in names:
        stored |= load_file(folder / name)
    return stored


def restored(stored: Mapping[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    """Yield weights by name, rounded matrices in fp32.

    :raises ValueError: if one lacks its steps.
    """
    for name, value in stored.items():
        if name.endswith(STEP):
            continue
        if value.dtype != torch.int8:
            yield name, value
        elif (steps := stored.get(name + STEP)) is None:
            raise ValueError(f"{name} is in 8 bits, and {name + STEP} is missing")
        else:
            yield name, value.float().mul_(steps[:, None])


def rounded(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The same with the matrices of the encoder in 8 bits, so that no number is half a step off.

    ``MOST`` steps make the largest number of a row. What tokens add for their distances is so small
    that it stays as it is.
    """
    out: dict[str, Tensor] = {}
    for name, value in weights.items():
        if value.dim() == 2 and name.startswith("encoder.") and name != "encoder.distances":
            exact = value.float()
            steps = (exact.abs().amax(1) / MOST).clamp(min=torch.finfo(torch.float32).tiny)
            out[name], out[name + STEP] = (exact / steps[:, None]).round().char(), steps
        else:
            out[name] = value
    return out


def parts(weights: Mapping[str, Tensor], most: int) -> list[dict[str, Tensor]]:
    """The weights in order, in few parts of at most so many bytes, if none alone is larger."""
    out: list[dict[str, Tensor]] = [{}]
    size = 0
    for name, value in weights.items():
        if out[-1] and size + value.nbytes > most:
            out.append({})
            size = 0
        out[-1][name] = value
        size += value.nbytes
    return out
