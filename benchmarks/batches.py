"""Speed by the size of batches: ``python benchmarks/batches.py NEWS --device cuda``.

Judges the sentences of the articles in NEWS, repeated, and pairs of their paragraphs with four
sentences each, in one process, with batches of several sizes. On a GPU it also says how long that
is busy with 16,384 sentences, and the peak of a large product of matrices in bf16.
"""

import argparse
import sys
import time
from pathlib import Path

from scale import paragraphs
from speed import first, peak
from torch.autograd import DeviceType
from torch.profiler import ProfilerActivity, profile

from factcheck.model.loading import load_scorer
from factcheck.settings import Settings

SIZES = (16_384, 32_768, 65_536, 131_072)  # tokens
TIMES = 6  # that each sentence comes
PREMISES, CLAIMS = 1500, 4  # paragraphs, and sentences compared with each
WORDS = range(41, 150)  # of a paragraph
BUSY = 16_384  # sentences


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("news", type=Path)
    parser.add_argument("--model", default="small")
    parser.add_argument("--device", default="cuda")
    chosen = parser.parse_args()
    sentences = first(chosen.news, sys.maxsize).sentences * TIMES
    premises = [p for p in paragraphs(chosen.news) if len(p.split()) in WORDS][:PREMISES]
    pairs = [
        (premise, sentences[(7 * place + 13 * number) % len(sentences)])
        for place, premise in enumerate(premises)
        for number in range(CLAIMS)
    ]
    print(f"{len(sentences):,} sentences, {len(pairs):,} pairs")
    for tokens in SIZES:
        scorer = load_scorer(chosen.model, Settings(device=chosen.device, max_tokens=tokens))
        scorer.read(sentences[:2000])
        scorer.compare(pairs[:200])
        begin = time.perf_counter()
        scorer.read(sentences)
        middle = time.perf_counter()
        scorer.compare(pairs)
        end = time.perf_counter()
        print(
            f"{tokens:7,} tokens: {len(sentences) / (middle - begin):7,.0f} sentences/s, "
            f"{len(pairs) / (end - middle):6,.0f} pairs/s",
            flush=True,
        )
    if chosen.device == "cuda":
        with profile(activities=[ProfilerActivity.CUDA]) as profiler:
            scorer.read(sentences[:BUSY])
        kernels = [e for e in profiler.key_averages() if e.device_type == DeviceType.CUDA]
        busy = sum(event.self_device_time_total for event in kernels) / 1e3
        best = peak(chosen.device) / 1e12
        print(f"busy for {busy:.0f} ms with {BUSY:,} sentences; peak {best:.0f} TFLOP/s")


if __name__ == "__main__":
    main()
