"""Fit the operating points of a model anew, as it ships, and write them to its manifest.

    python training/points.py models/small PREPARED

What they are, and on what they are fitted, says ``calibrate.py``; here with the early exit, as in a
run, on a CPU in fp32.
"""

import argparse
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from calibrate import COUNTRIES, NEWS, operating_points
from numpy.typing import NDArray
from rows import read_rows

from factcheck.model.labels import NLI_CLASSES
from factcheck.model.manifest import OperatingPoint
from factcheck.model.scorer import EncoderScorer
from factcheck.settings import Settings

SECTIONS = re.compile(r"(?:\[\[operating_points\]\][^\[]*)+")


def operating(points: Iterable[OperatingPoint]) -> Iterable[str]:
    """The lines of a manifest that say what the points are."""
    for point in points:
        yield "[[operating_points]]  # on development data; recall 0: not reached, so never said"
        yield f"precision = {point.precision}"
        values = (field for field in OperatingPoint.__struct_fields__ if field != "precision")
        yield from (f"{field} = {getattr(point, field)}" for field in values)
        yield ""


def with_points(manifest: str, points: Iterable[OperatingPoint]) -> str:
    """A manifest with other operating points.

    :raises ValueError: if it has none.
    """
    text = "\n".join(operating(points)) + "\n"
    changed, found = SECTIONS.subn(lambda _: text, manifest)
    if found != 1:
        raise ValueError("the manifest does not have its operating points in one place")
    return changed


def judged(
    scorer: EncoderScorer, files: Iterable[Path]
) -> tuple[NDArray[np.floating], NDArray[np.integer]]:
    """What a model says of the pairs in some files (pairs, 3), and what is right."""
    rows = [row for file in files for row in read_rows(file)]
    found = scorer.compare([(row["premise"], row["hypothesis"]) for row in rows])
    both = zip(found, rows, strict=True)
    kept = [(each, row["label"]) for each, row in both if each and not each.truncated]
    scores = [[getattr(each, name) for name in NLI_CLASSES] for each, _ in kept]
    return np.array(scores), np.array([NLI_CLASSES.index(label) for _, label in kept])


def main() -> None:
    """Read the arguments, judge, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("prepared", type=Path)
    options = parser.parse_args()
    scorer = EncoderScorer.load(options.model, Settings(device="cpu", precision="fp32"))
    sets = [
        judged(scorer, [options.prepared / f"dev/{name}.jsonl.gz" for name in names])
        for names in (NEWS, COUNTRIES)
    ]
    points = operating_points(sets)
    manifest = options.model / "manifest.toml"
    manifest.write_text(with_points(manifest.read_text(), points))
    print("\n".join(operating(points)))


if __name__ == "__main__":
    main()
