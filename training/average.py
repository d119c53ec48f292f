"""Average weights of one network that were trained on differently: one file in half precision.

    python training/average.py OUT WEIGHTS WEIGHTS ...

What a round on other data brought and what it made forgotten lie between the weights before and
after it, and their mean keeps most of both (Wortsman et al. 2022, robust fine-tuning).
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from networks import stored
from safetensors.torch import save_file
from torch import Tensor


def average(states: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of each weight, in half precision.

    :raises ValueError: they are not of one network.
    """
    first, *others = states
    shapes = {name: value.shape for name, value in first.items()}
    if any({name: value.shape for name, value in other.items()} != shapes for other in others):
        raise ValueError("these weights are not of one network")
    return {name: torch.stack([s[name].float() for s in states]).mean(0).half() for name in first}


def main() -> None:
    """Read the arguments and write the average."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("weights", type=Path, nargs="+", help="files, or folders of models of ours")
    options = parser.parse_args()
    save_file(average([stored(path) for path in options.weights]), options.out)


if __name__ == "__main__":
    main()
