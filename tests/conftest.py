import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["HF_HUB_OFFLINE"] = "1"  # before anything imports huggingface_hub
sys.path.insert(0, str(Path(__file__).parent))  # for documents.py, under --import-mode=importlib

# The default is quick and the same each time; what chance may find is for the other.
settings.register_profile("quick", max_examples=40, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=2000, deadline=None)  # --hypothesis-profile
settings.load_profile("quick")

GOLDENS = Path(__file__).parent / "golden"


def pytest_addoption(parser):
    parser.addoption(
        "--update-goldens",
        action="store_true",
        help="write tests/golden/ anew instead of comparing",
    )


@pytest.fixture(scope="session")
def small():
    """The shipped model, loaded once."""
    from factcheck.model.loading import model_folder
    from factcheck.model.scorer import EncoderScorer
    from factcheck.settings import Settings

    return EncoderScorer.load(model_folder("small"), Settings(device="cpu"))


@pytest.fixture(scope="module")
def one_thread():
    """More threads only wait for each other over tensors this small."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def golden(request):
    """Compare content with a file of tests/golden/, or write that file."""

    def check(name: str, content: str) -> None:
        path = GOLDENS / name
        if request.config.getoption("--update-goldens"):
            path.write_bytes(content.encode())
        assert content == path.read_bytes().decode(), f"{name} changed: pytest --update-goldens"

    return check
