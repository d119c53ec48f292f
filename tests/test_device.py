import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from factcheck.errors import SettingsError
from factcheck.model.device import choose_device, choose_max_tokens, choose_precision


def test_cpu_is_always_there():
    assert choose_device("cpu") == torch.device("cpu")
    assert choose_device("cpu:0") == torch.device("cpu")


def test_auto_is_the_best_that_is_there():
    best = "cuda" if torch.cuda.is_available() else None
    best = best or ("mps" if torch.backends.mps.is_available() else "cpu")
    assert choose_device("auto").type == best


@pytest.mark.parametrize(
    "name", ["gpu", "", "CPU", "auto:1", "cuda:one", "cuda:-1", "cuda:", "cpu:", "cpu:00", "cpu:٠"]
)
def test_unknown_device(name):
    with pytest.raises(SettingsError) as caught:
        choose_device(name)
    assert str(caught.value) == (
        f"device {name!r} is unknown: choose auto, cpu, cuda, cuda:N or mps"
    )


@pytest.mark.parametrize(
    ("name", "kind", "there"),
    [
        ("cuda:99", "cuda", torch.cuda.device_count()),
        ("mps:9", "mps", int(torch.backends.mps.is_available())),
        ("cpu:1", "cpu", 1),
    ],
)
def test_absent_device(name, kind, there):
    with pytest.raises(SettingsError) as caught:
        choose_device(name)
    assert str(caught.value) == (
        f"device {name!r} is not there: this machine has {there} of kind {kind}; "
        "choose --device auto or cpu"
    )


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a CUDA device")
def test_cuda_without_a_cuda_device():
    with pytest.raises(SettingsError, match="has 0 of kind cuda"):
        choose_device("cuda")


@pytest.mark.parametrize(
    ("name", "device", "expected"),
    [
        ("auto", "mps", "fp32"),
        ("auto", "cuda", "bf16"),
        ("fp32", "cuda", "fp32"),
        ("fp32", "cpu", "fp32"),
        ("bf16", "cpu", "bf16"),
        ("fp16", "cuda", "fp16"),
    ],
)
def test_precision(name, device, expected):
    assert choose_precision(name, torch.device(device)) == expected


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what the CPU can do")
def test_auto_on_a_cpu_is_bf16_where_it_has_instructions_for_it():
    flags = set(Path("/proc/cpuinfo").read_text().split())
    known = bool(flags & {"avx512_bf16", "amx_bf16"}) and hasattr(torch.cpu, "get_capabilities")
    expected = "bf16" if known else "fp32"
    assert choose_precision("auto", torch.device("cpu")) == expected


FORKED = """
import os, torch, factcheck.model.device
torch.set_num_threads(2)
square = torch.rand(700, 700)
(square @ square).softmax(-1).sum()
child = os.fork()
(square @ square).softmax(-1).sum()
if child:
    raise SystemExit(os.waitpid(child, 0)[1])
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_does_not_wait_for_the_threads_of_the_other():
    subprocess.run([sys.executable, "-c", FORKED], check=True, timeout=600)


GROWING = """
from pathlib import Path
import sys, tempfile
from tiny import weights, write
from factcheck.model.scorer import EncoderScorer
from factcheck.settings import Settings

def megabytes():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Rss:")) / 1024

folder = write(Path(tempfile.mkdtemp(), "tiny"), weights())
scorer = EncoderScorer.load(folder, Settings(device="cpu"))
for number in range(1, 201):
    if number == 41:
        before = megabytes()
    scorer.read(["Rain fell in Oslo."] * number)
assert megabytes() - before < 40, (before, megabytes())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the memory of a process")
def test_memory_does_not_grow_with_the_number_of_shapes_of_batches():
    """In bf16 it took 450 MB more for these 160, when oneDNN kept what it had compiled for each."""
    folders = os.pathsep.join(path for path in sys.path if path)  # of tiny too
    env = {**os.environ, "PYTHONPATH": folders}
    subprocess.run([sys.executable, "-c", GROWING], check=True, timeout=600, env=env)


def test_batches_suit_the_device_unless_told_otherwise():
    cpu, cuda = torch.device("cpu"), torch.device("cuda")
    assert choose_max_tokens(None, cpu) < choose_max_tokens(None, cuda)
    assert choose_max_tokens(4096, cpu) == choose_max_tokens(4096, cuda) == 4096
