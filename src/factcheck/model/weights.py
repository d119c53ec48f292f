"""Weights of a model on disk: safetensors, in parts where one file would be large.

A large matrix may be rounded to 8 bits: a row holds whole numbers from -127 to 127, and how large a
step is stands beside the matrix, in fp16. They are made into fp32 when they are read, so that
nothing is computed in 8 bits.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

SCALE = ".scale"  # what the name of a rounded matrix has behind it, for the size of its steps
STEPS = 127


def read_weights(files: Sequence[Path]) -> dict[str, Tensor]:
    """The weights that some files hold together.

    :raises SafetensorError: if a file is damaged.
    """
    return restored({name: value for file in files for name, value in load_file(file).items()})


def restored(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Weights with their rounded matrices in fp32, as near to what they were as can be."""
    return {
        name: value.float() * stored[name + SCALE].float()[:, None]
        if value.dtype == torch.int8
        else value
        for name, value in stored.items()
        if not name.endswith(SCALE)
    }


def rounded(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The same with all matrices of the encoder in 8 bits; what is read is at most half a step off.

    The largest number of a row is ``STEPS`` steps.
    """
    out: dict[str, Tensor] = {}
    for name, value in weights.items():
        if value.dim() == 2 and name.startswith("encoder.") and "distances" not in name:
            steps = (value.float().abs().amax(1) / STEPS).half().clamp(min=2.0**-24)
            out[name] = (value.float() / steps.float()[:, None]).round().clamp(-STEPS, STEPS).char()
            out[name + SCALE] = steps
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
