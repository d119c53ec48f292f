"""Labelled data of the kinds that can be measured; the fields of a row tell which it is."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from factcheck.document import CueType, SourceKind
from factcheck.errors import DocumentError, InputError, cause
from factcheck.model.labels import NEUTRAL, NLI_CLASSES, STANCES
from factcheck.readers.inputs import file_of_rows
from factcheck.readers.rows import objects

VERDICTS = ("supported", "unverified", "refuted")


class Task(NamedTuple):
    """What is asked of the model.

    :param texts: fields of a row that hold the sentence, or premise and hypothesis.
    :param label: field that holds one of the classes.
    """

    name: str
    texts: tuple[str, ...]
    label: str
    classes: tuple[str, ...]

    def holds(self, row: dict[str, Any]) -> bool:
        """Whether a row is of this task."""
        return all(field in row for field in self.texts) and row.get(self.label) in self.classes


TASKS = (
    Task("stance", ("text",), "stance", STANCES),
    Task("verification", ("premise", "claim"), "label", VERDICTS),
    Task("nli", ("premise", "hypothesis"), "label", NLI_CLASSES),
    Task("grounding", ("premise", "hypothesis"), "label", ("supported", "unsupported")),
    Task("subjectivity", ("text",), "label", ("OBJ", "SUBJ")),
    Task("uncertainty", ("text",), "label", ("certain", "uncertain")),
)
KINDS = "; ".join(
    f"{', '.join(task.texts)} and {task.label} ({', '.join(task.classes)})" for task in TASKS
)


class LabelledRow(NamedTuple):
    """One row of labelled data.

    :param place: file and line, or the row's own id.
    :param label: index into the classes of the task.
    :param cues: spans as (start, end, type), where the row gives any.
    :param source: kind of the source, where the row gives it.
    """

    place: str
    texts: tuple[str, ...]
    label: int
    cues: tuple[tuple[int, int, str], ...] | None
    source: str | None


def read_labelled(
    path: Path, complain: Callable[[str], None], limit: int | None = None
) -> tuple[Task, list[LabelledRow]]:
    """Read labelled rows; the first good one decides the task, and rows of another are bad.

    :param complain: is told of each bad row, which is left out.
    :raises InputError: if the file is missing, of no known kind, or has no good row; says what is
        wrong with the first.
    """
    task: Task | None = None
    rows: list[LabelledRow] = []
    first = ""
    for place, row in _objects(path):
        if len(rows) == limit:
            break
        try:
            if isinstance(row, DocumentError):
                raise row
            own = task or _task_of(row)
            rows.append(_labelled(own, place, row))
            task = own
        except DocumentError as error:
            said = f"{place}: {error}"
            complain(said)
            first = first or said
    if task is None or not rows:
        raise InputError(
            f"{path} holds no labelled row: {first or f'give JSON lines with {KINDS}'}"
        )
    return _narrowed(task, rows)


def _objects(path: Path) -> Iterator[tuple[str, dict[str, Any] | DocumentError]]:
    """The rows of a file; what is wrong with the whole file is an error of the input."""
    try:
        yield from objects(file_of_rows(path))
    except DocumentError as error:
        raise InputError(f"{path} {error}") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {cause(error)}") from error


def _task_of(row: dict[str, Any]) -> Task:
    """The task of a row by its fields."""
    found = next((task for task in TASKS if task.holds(row)), None)
    if found is None:
        fields = ", ".join(map(repr, sorted(row)[:8])) or "none"
        label = row.get("label", row.get("stance"))
        raise DocumentError(
            f"is of no known task (fields: {fields}; label {label!r}): give {KINDS}"
        )
    return found


def _labelled(task: Task, place: str, row: dict[str, Any]) -> LabelledRow:
    """Check a row against the task."""
    if not task.holds(row):
        raise DocumentError(
            f"is no row of {task.name}, as the rows before: give {', '.join(task.texts)} and "
            f"{task.label}, one of {', '.join(task.classes)}"
        )
    texts = tuple(row[field] for field in task.texts)
    for field, text in zip(task.texts, texts, strict=True):
        if not isinstance(text, str):
            raise DocumentError(f"field {field!r} is no string")
    if not texts[-1].strip():
        raise DocumentError(f"field {task.texts[-1]!r} is blank")
    name = row.get("id")
    return LabelledRow(
        str(name) if isinstance(name, str | int) else place,
        texts,
        task.classes.index(row[task.label]),
        _cues(row) if task.name == "stance" else None,
        _source(row) if task.name == "stance" else None,
    )


def _cues(row: dict[str, Any]) -> tuple[tuple[int, int, str], ...] | None:
    """The cue spans of a row, if it gives any."""
    if row.get("cues") is None:
        return None
    try:
        cues = tuple(
            (int(cue["start"]), int(cue["end"]), CueType(cue["type"]).value) for cue in row["cues"]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DocumentError(
            f"field 'cues' cannot be read ({error}): give start, end and type of each"
        ) from error
    length = len(row["text"])
    for start, end, _ in cues:
        if not 0 <= start < end <= length:
            raise DocumentError(
                f"field 'cues' has a span from {start} to {end}: give offsets into the text, which "
                f"has {length} characters"
            )
    return cues


def _source(row: dict[str, Any]) -> str | None:
    """The kind of source of a row, if it gives one."""
    if row.get("source") is None:
        return None
    try:
        return SourceKind(row["source"]["kind"]).value
    except (KeyError, TypeError, ValueError) as error:
        raise DocumentError(
            f"field 'source' cannot be read ({error}): give its kind, one of "
            f"{', '.join(SourceKind)}"
        ) from error


def _narrowed(task: Task, rows: Sequence[LabelledRow]) -> tuple[Task, list[LabelledRow]]:
    """NLI data without a neutral row (FEVER-Symmetric) asks only between the other two."""
    given = {row.label for row in rows}
    if task.name != "nli" or NEUTRAL in given:
        return task, list(rows)
    classes = ("entailment", "contradiction")
    narrow = task._replace(classes=classes)
    return narrow, [row._replace(label=classes.index(task.classes[row.label])) for row in rows]
