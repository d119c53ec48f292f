"""Measure a model on labelled data: read the rows, score them, report the figures."""

from factcheck.evaluation.measure import Report, evaluate
from factcheck.evaluation.output import as_json, as_table, write_predictions
from factcheck.evaluation.tasks import LabelledRow, Task, read_labelled

__all__ = [
    "LabelledRow",
    "Report",
    "Task",
    "as_json",
    "as_table",
    "evaluate",
    "read_labelled",
    "write_predictions",
]
