"""What is stored of the weights is what is read, or is rounded as it says."""

import subprocess
import sys
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save_file
from tiny import CONFIG, weights

from factcheck.model.encoder import Model
from factcheck.model.weights import MOST, fill, parts, read_weights, restored, rounded


@given(st.integers(1, 400), st.lists(st.integers(1, 60), min_size=1, max_size=12))
def test_parts_hold_all_in_order_and_no_more_than_they_may(most, sizes):
    given = {str(number): torch.zeros(size) for number, size in enumerate(sizes)}
    found = parts(given, most)
    assert [name for part in found for name in part] == list(given)
    for part in found:
        assert len(part) == 1 or sum(value.nbytes for value in part.values()) <= most


@given(st.lists(st.floats(-60_000, 60_000, width=16), min_size=1, max_size=9))
def test_rounding_is_at_most_half_a_step(row):
    exact = torch.tensor([row])
    ((_, near),) = restored(rounded({"encoder.some.weight": exact}))
    assert (near - exact).abs().max() <= 0.5001 * exact.abs().max() / MOST


def test_rows_of_zeros_and_steps_that_are_exact_come_back():
    exact = torch.tensor([[0.0, 0.0], [-1.27, 0.5]])
    exact[1] = torch.tensor([-127.0, 64.0]) / 256
    ((name, found),) = restored(rounded({"encoder.w": exact}))
    assert name == "encoder.w"
    assert torch.equal(found, exact)


def test_only_matrices_of_the_encoder_are_rounded(tmp_path):
    given = weights() | {"encoder.distances": torch.randn(8, CONFIG.heads)}
    stored = rounded(given)
    small = {name for name, value in stored.items() if value.dtype == torch.int8}
    assert small == {
        name
        for name, value in given.items()
        if name.startswith("encoder.") and name != "encoder.distances" and value.dim() == 2
    }
    some = parts(stored, 2_000)
    assert len(some) > 2
    names = [f"{number}.safetensors" for number in range(len(some))]
    for name, part in zip(names, some, strict=True):
        save_file(part, tmp_path / name)
    found = read_weights(tmp_path, names)
    model = Model(replace(CONFIG, distances=8))
    fill(model, tmp_path, names)
    for name, value in model.state_dict().items():
        assert torch.equal(value, found[name].float())
    for name, value in given.items():
        if name in small:
            assert not torch.equal(found[name], value)
            steps = value.abs().amax(1, keepdim=True).expand_as(value) / MOST
            assert ((found[name] - value).abs() <= 0.5001 * steps).all()
        else:
            assert torch.equal(found[name], value)


def test_a_matrix_without_its_steps_is_refused(tmp_path):
    stored = rounded({"encoder.w": torch.ones(2, 2)})
    del stored["encoder.w.step"]
    save_file(stored, tmp_path / "model.safetensors")
    with pytest.raises(ValueError, match=r"encoder\.w\.step is missing"):
        read_weights(tmp_path, ["model.safetensors"])


def test_weights_of_another_model_are_refused(tmp_path):
    own = weights()
    name = "encoder.norm.bias"
    odd = {
        f"weights that are missing: {name}$": {k: v for k, v in own.items() if k != name},
        "weights that are not known: other$": {**own, "other": torch.zeros(1)},
        rf"{name} is \(1,\), not \(16,\)$": {**own, name: torch.zeros(1)},
    }
    for said, state in odd.items():
        save_file(state, tmp_path / "model.safetensors")
        with pytest.raises(ValueError, match=said):
            fill(Model(CONFIG), tmp_path, ["model.safetensors"])


FILLED = """
import resource, sys
from pathlib import Path
from safetensors.torch import save_file
from factcheck.model.encoder import EncoderConfig, Model
from factcheck.model.weights import fill, rounded

def megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

model = Model(EncoderConfig(vocabulary=1000, layers=24))
if sys.argv[2] == "write":
    save_file(rounded(model.state_dict()), Path(sys.argv[1], "model.safetensors"))
else:
    before = megabytes()
    fill(model, Path(sys.argv[1]), ["model.safetensors"])
    print(megabytes() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="on other systems this is no number of kB")
def test_a_model_is_filled_in_little_more_memory_than_its_own(tmp_path):
    def done(what):
        command = [sys.executable, "-c", FILLED, str(tmp_path), what]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    done("write")
    assert float(done("fill")) < 110  # MB, 45 of them the file; the model has 172
