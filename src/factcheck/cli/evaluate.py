"""``factcheck evaluate``."""

from pathlib import Path
from typing import Any

import click

from factcheck.cli.options import model_options, named, reported, say
from factcheck.errors import InputError


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@model_options
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after N rows.")
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object, not a table.")
@click.option(
    "--predictions",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="Also write one JSON line a row, with the probability of each class.",
)
@reported
def evaluate(
    file: Path,
    model: str,
    limit: int | None,
    json_wanted: bool,
    predictions: Path | None,
    **settings: Any,  # noqa: ANN401  # named as the fields of Settings
) -> int:
    """Measure a model on labelled rows (.jsonl[.gz|.zst]).

    The fields of the rows tell the task: text, stance; premise, claim, label (supported,
    unverified, refuted); premise, hypothesis, label (entailment, neutral, contradiction, or
    supported, unsupported); text, label (OBJ, SUBJ, or certain, uncertain).
    """
    from factcheck.settings import Settings

    checked = Settings(**settings)
    if predictions:
        check_predictions(predictions, file)
    from factcheck.evaluation import as_json, as_table, read_labelled, write_predictions
    from factcheck.evaluation import evaluate as measure
    from factcheck.model.loading import load_scorer
    from factcheck.report.files import show

    bad: list[str] = []
    task, rows = read_labelled(file, bad.append, limit)
    for message in bad:
        say(f"failed: {message}")
    report, found = measure(task, rows, load_scorer(model, checked))
    show((as_json(report) if json_wanted else as_table(report)) + "\n")
    if predictions:
        write_predictions(predictions, found)
    return 1 if bad else 0


def check_predictions(place: Path, file: Path) -> None:
    """Refuse a place for the predictions before anything is scored.

    :raises InputError: if it is standard output, or the labelled rows themselves.
    :raises OutputError: if it cannot be written.
    """
    from factcheck.report.files import check_place

    named(place, "predictions: name a file")
    check_place(place)
    if place.resolve() == file.resolve():
        raise InputError(
            f"{place} holds the labelled rows themselves: choose another place with --predictions"
        )
