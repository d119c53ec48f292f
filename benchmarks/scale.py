"""How the cost of a run grows with the corpus: time, and memory of all its processes.

    python benchmarks/scale.py DATA/news/wikinews_2019_2020.jsonl.gz --articles 1000 10000

The articles are mixed anew from paragraphs of those given, eight to sixteen each or as many as
``--paragraphs`` says, so that a corpus of any size can be made; the same seed makes the same
corpus. Options after ``--`` go to ``factcheck run``, such as ``-- --evidence none``. With
``--tiny`` a network of random weights that takes no time and marks no words stands in for the
model: what is measured then is all the rest.
"""

import argparse
import json
import random
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from factcheck.document import Document
from factcheck.model.labels import CUE_TAGS
from factcheck.readers import read

sys.path.append(str(Path(__file__).parents[1] / "tests"))
import tiny

FACTCHECK = Path(sysconfig.get_path("scripts"), "factcheck")
SEED = 0


def paragraphs(path: Path) -> list[str]:
    """Every paragraph of the articles of a file."""
    texts = [document.text for document in read([path]) if isinstance(document, Document)]
    return [part for text in texts for part in text.split("\n\n") if part.strip()]


def write_articles(found: list[str], number: int, sizes: range, path: Path) -> None:
    """Write articles of that many paragraphs as JSON lines."""
    chance = random.Random(SEED)
    with path.open("w") as file:
        for article in range(number):
            text = "\n\n".join(chance.sample(found, min(len(found), chance.choice(sizes))))
            file.write(json.dumps({"id": f"article {article}", "text": text}) + "\n")


def family(process: int) -> Iterator[int]:
    """A process and all those below it."""
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:  # it has ended
        return
    for child in children:
        yield from family(int(child))


def megabytes(process: int) -> float:
    """Memory that a process has to itself, and its share of what it has with others."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def measured(articles: Path, options: list[str]) -> dict[str, float]:
    """Run and say what it took."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        start = time.monotonic()
        process = subprocess.Popen([FACTCHECK, "run", articles, "-o", out, "--quiet", *options])
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, sum(map(megabytes, family(process.pid))))
            time.sleep(0.5)
        if process.returncode:
            raise SystemExit(f"factcheck run ended with {process.returncode}")
        seconds = time.monotonic() - start
        ledger = json.loads((out / "run.json").read_text())
        return {
            "claims": sum(ledger["counts"]["labels"].values()),
            "seconds": seconds,
            "peak": peak,
            "written": (out / "annotations.jsonl").stat().st_size / 1e6,
        }


def write_tiny(folder: Path) -> Path:
    """Write a model folder of random weights whose tags are all outside."""
    weights = tiny.weights()
    weights["tags.bias"][[0, len(CUE_TAGS)]] = 99.0
    return tiny.write(folder, weights)


def main() -> None:
    """Print a row for each size of corpus."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("news", type=Path, help="articles to take paragraphs from")
    parser.add_argument("--articles", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument(
        "--paragraphs", type=int, nargs=2, default=[8, 16], metavar=("LEAST", "MOST")
    )
    parser.add_argument("--tiny", action="store_true", help="measure all but the model")
    given = sys.argv[1:]
    own, options = given, []
    if "--" in given:
        own, options = given[: given.index("--")], given[given.index("--") + 1 :]
    chosen = parser.parse_args(own)
    found = paragraphs(chosen.news)
    least, most = chosen.paragraphs
    print("articles  sentences  seconds  articles/s  sentences/s  peak MB  written MB")
    for number in chosen.articles:
        with tempfile.TemporaryDirectory() as folder:
            articles = Path(folder, "articles.jsonl")
            write_articles(found, number, range(least, most + 1), articles)
            model: list[str] = []
            if chosen.tiny:
                model = ["--model", str(write_tiny(Path(folder, "tiny")))]
            row = measured(articles, [*options, *model])
        print(
            f"{number:8}  {row['claims']:9}  {row['seconds']:7.0f}  {number / row['seconds']:10.1f}"
            f"  {row['claims'] / row['seconds']:11.0f}  {row['peak']:7.0f}  {row['written']:10.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
