"""What a coarser arithmetic changes: ``python benchmarks/precision.py NEWS [--precision bf16]``.

Annotates the articles of NEWS with the shipped evidence, in fp32 and in the other precision, and
says how many stances and labels are not the same, how far apart the probabilities are at most, and
how long each took in this process.
"""

import argparse
import time
from pathlib import Path

import torch

from factcheck.decide import stance_of
from factcheck.document import AnnotatedDocument, Document, StanceScores, VerdictScores
from factcheck.model.device import TYPES
from factcheck.pipeline import Annotator
from factcheck.readers import read
from factcheck.settings import Settings

Scores = StanceScores | VerdictScores | None


def annotated(documents: list[Document], settings: Settings) -> list[AnnotatedDocument]:
    """The documents with their claims; prints how long that took."""
    annotator = Annotator.load(settings=settings)
    begin = time.perf_counter()
    results = [r for r in annotator.annotate_many(documents) if isinstance(r, AnnotatedDocument)]
    taken = annotator.run.settings.precision
    print(f"{taken} on {annotator.run.device}: {time.perf_counter() - begin:.0f} s", flush=True)
    return results


def apart(one: Scores, other: Scores) -> float:
    """The largest difference between two probabilities; none where one claim was not checked."""
    if one is None or other is None:
        return 0.0
    return max(abs(getattr(one, n) - getattr(other, n)) for n in one.__struct_fields__)


def main() -> None:
    """Annotate twice and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("news", type=Path)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--precision", choices=sorted(TYPES), default="bf16")
    parser.add_argument("--articles", type=int, help="the first so many, all if not given")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    documents = [entry for entry in read([chosen.news]) if isinstance(entry, Document)]
    fine, coarse = (
        annotated(documents[: chosen.articles], Settings(device=chosen.device, precision=precision))
        for precision in ("fp32", chosen.precision)
    )
    pairs = [
        pair
        for one, other in zip(fine, coarse, strict=True)
        for pair in zip(one.claims, other.claims, strict=True)
    ]
    others = {
        "stance": sum(stance_of(one.stance) != stance_of(other.stance) for one, other in pairs),
        "label": sum(one.label != other.label for one, other in pairs),
        "cues": sum(one.cues != other.cues for one, other in pairs),
    }
    counted = ", ".join(f"{name} of {number}" for name, number in others.items())
    print(f"{len(pairs):,} sentences; not the same: {counted}")
    for name in ("stance", "verdict"):
        found = sorted(apart(getattr(one, name), getattr(other, name)) for one, other in pairs)
        most = found[-len(found) // 100]
        print(f"{name}: at most {found[-1]:.4f} apart, 99 of 100 at most {most:.4f}")


if __name__ == "__main__":
    main()
