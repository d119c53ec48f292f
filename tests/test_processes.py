"""Memory that was freed goes back to the system."""

import gc
import platform
from pathlib import Path

import pytest

from factcheck.processes import give_back_memory

PIECES, SIZE, KEPT = 4000, 32 * 1024, 100  # small enough to come from the heap


def megabytes():
    """Memory of this process."""
    line = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in line
    )
    return int(line.split()[1]) / 1024


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps what is freed")
def test_memory_between_what_is_in_use_goes_back():
    pieces = [bytearray(SIZE) for _ in range(PIECES)]
    kept = pieces[::KEPT]
    del pieces
    gc.collect()
    before = megabytes()
    give_back_memory()
    assert before - megabytes() > 0.5 * PIECES * SIZE / 2**20
    assert all(piece == bytes(SIZE) for piece in kept)
