"""What is stored of the weights is what is read, or is rounded as it says."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save_file
from tiny import CONFIG, weights

from factcheck.model.encoder import Model
from factcheck.model.weights import MOST, parts, read_weights, restored, rounded


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
    near = restored(rounded({"encoder.some.weight": exact}))["encoder.some.weight"]
    assert (near - exact).abs().max() <= 0.5001 * exact.abs().max() / MOST


def test_rows_of_zeros_and_steps_that_are_exact_come_back():
    exact = torch.tensor([[0.0, 0.0], [-1.27, 0.5]])
    exact[1] = torch.tensor([-127.0, 64.0]) / 256
    assert torch.equal(restored(rounded({"encoder.w": exact}))["encoder.w"], exact)


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
    Model(replace(CONFIG, distances=8)).load_state_dict(found)
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
