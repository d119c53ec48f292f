"""Weights of a model on disk: safetensors, in parts where one file would be large.

A large matrix may be rounded to 8 bits: a row holds whole numbers from -127 to 127, and how large a
step is stands beside the matrix. They are made into fp32 when they are read, so that nothing is
computed in 8 bits.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

STEP = ".step"  # what the name of a rounded matrix has behind it, for the size of its steps
MOST = 127


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
