"""Which device runs the model, in which precision."""

import os
import re
from functools import partial

import torch

from factcheck.errors import SettingsError
from factcheck.settings import DEVICES, Precision

# The threads of OpenMP do not live on in a forked process, which would wait for them for ever.
if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(after_in_child=partial(torch.set_num_threads, 1))

# What oneDNN compiles for each shape of a product, it keeps for the last 1,024 shapes unless told
# otherwise before it is first used. Hardly two batches have one shape: 500 MB for nothing in bf16.
for _name in ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY"):
    os.environ.setdefault(_name, "32")

# Tokens of a batch. On a CPU, 4096 fall out of the cache: 1.1 to 1.4 times slower on Zen 3. On an
# H100, a quarter of what is here takes 1.6 times as long for sentences and 3.3 for pairs; double of
# it gains nothing.
CPU_TOKENS, GPU_TOKENS = 1024, 65_536
TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


def choose_device(name: str) -> torch.device:
    """The device of that name; ``auto`` is the first of CUDA, MPS, CPU that is there.

    :raises SettingsError: if the device is unknown or absent.
    """
    present = {
        "cuda": torch.cuda.device_count(),
        "mps": int(torch.backends.mps.is_available()),
        "cpu": 1,
    }
    if name == "auto":
        name = next(kind for kind, count in present.items() if count)
    kind, colon, number = name.partition(":")
    if kind not in present or (colon and not re.fullmatch("0|[1-9][0-9]*", number)):
        raise SettingsError(f"device {name!r} is unknown: choose {DEVICES}")
    if int(number or 0) >= present[kind]:
        raise SettingsError(
            f"device {name!r} is not there: this machine has {present[kind]} of kind {kind}; "
            "choose --device auto or cpu"
        )
    return torch.device("cpu" if kind == "cpu" else name)  # there is but one, by either name


def choose_precision(name: Precision, device: torch.device, *, padded: bool = False) -> Precision:
    """The precision of the arithmetic; ``auto`` is the fastest that hardly changes a label.

    That is bf16 on CUDA, and on CPUs that have instructions for it, where it is 1.7 times as fast
    as fp32 (Zen 4). A CPU that must imitate them takes four times as long.

    :param padded: texts are filled up to one length: in bf16 the batch would show in the scores,
        which on a CPU it must not.
    """
    if name != "auto":
        return name
    exact = device.type == "cpu" and not padded and cpu_has_bf16()
    return "bf16" if device.type == "cuda" or exact else "fp32"


def cpu_has_bf16() -> bool:
    """Whether the CPU multiplies numbers in bf16 by itself, as far as torch can tell."""
    if not hasattr(torch.cpu, "get_capabilities"):
        return False
    known = torch.cpu.get_capabilities()
    return bool(known.get("avx512_bf16") or known.get("amx_bf16"))


def choose_max_tokens(wanted: int | None, device: torch.device) -> int:
    """How many tokens make a batch: as many as are wanted, else as suits the device."""
    return wanted or (CPU_TOKENS if device.type == "cpu" else GPU_TOKENS)
