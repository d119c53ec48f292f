"""Figures and predictions as a reader or a program wants them."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from factcheck.characters import clean
from factcheck.evaluation.measure import Prediction, Report
from factcheck.report.files import write_atomically


def as_json(report: Report) -> str:
    """The figures as one JSON object in one line."""
    return msgspec.json.encode(report).decode()


def write_predictions(path: Path, predictions: Sequence[Prediction]) -> None:
    """Write one JSON line a row.

    :raises OutputError: if the file cannot be written.
    """
    lines = (msgspec.json.encode(prediction) + b"\n" for prediction in predictions)
    write_atomically(path, b"".join(lines))


def as_table(report: Report) -> str:
    """The figures laid out for a terminal."""
    width = max(len(name) for name in report.per_class) + 2
    columns = max(width, 9)
    lines = [
        f"{report.task}: {report.n} rows, model {clean(report.model.name)} "
        f"{report.model.sha256[:12]} on {report.device}",
        f"{report.seconds:.1f} s, {report.n / max(report.seconds, 1e-9):.0f} rows a second",
        "",
    ]
    for name, value in (
        ("accuracy", report.accuracy),
        ("balanced_accuracy", report.balanced_accuracy),
        ("macro_f1", report.macro_f1),
    ):
        low, high = report.confidence_interval[name]
        lines.append(f"{name.replace('_', ' '):<20}{value:6.3f}  [{low:.3f}, {high:.3f}]")
    lines += [
        f"{'calibration error':<20}{report.ece:6.3f}",
        f"{'brier score':<20}{report.brier:6.3f}",
    ]
    if report.cues:
        lines.append(
            f"{'cue spans F1':<20}{report.cues.exact_f1:6.3f}  "
            f"overlapping {report.cues.overlap_f1:.3f}"
        )
    if report.source_accuracy is not None:
        lines.append(f"{'source kind':<20}{report.source_accuracy:6.3f}")
    lines += ["", f"{'':<{width}}{'precision':>10}{'recall':>10}{'F1':>10}{'rows':>8}"]
    for name, figures in report.per_class.items():
        lines.append(
            f"{name:<{width}}{figures.precision:10.3f}{figures.recall:10.3f}"
            f"{figures.f1:10.3f}{figures.n:8d}"
        )
    lines += ["", "found as (columns) for what is given (rows):"]
    lines.append(f"{'':<{width}}" + _row(list(report.per_class), columns))
    for name, counts in report.confusion.items():
        lines.append(f"{name:<{width}}" + _row([str(n) for n in counts.values()], columns))
    return "\n".join(lines)


def _row(cells: list[str], width: int) -> str:
    """Cells of equal width, flush right."""
    return "".join(f"{cell:>{width + 2}}" for cell in cells)
