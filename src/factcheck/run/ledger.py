"""How far a run came, kept beside its results, so that it can go on after any end.

``run.json`` is written before the first pool, and replaced in one step after each, when the lines
of the pool are on the disk. It says with what the documents are annotated, how many are done, and a
digest over them in order: a run that goes on reads its inputs again and sees whether they are still
the same. When the run is finished, the file is its record.
"""

import hashlib
import platform
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, Self

import msgspec
from msgspec import Struct, field

from factcheck.breaches import Forbidden
from factcheck.document import Label, Run
from factcheck.errors import InputError, cause
from factcheck.report.files import write_atomically
from factcheck.results import LEDGER
from factcheck.run.outcome import Outcome, Task


class Plan(Struct, frozen=True, kw_only=True):
    """What a run does with each document; one that goes on must do the same.

    :param itself: whether articles are held against themselves.
    :param pages: whether each document gets an HTML page.
    """

    run: Run
    itself: bool
    pages: bool


class Counts(Struct, kw_only=True):
    """What came out of a run so far.

    :param annotated: documents with claims.
    :param failed: documents that could not be read or judged.
    :param unchecked: asserted claims that could not be checked.
    """

    annotated: int = 0
    failed: int = 0
    unchecked: int = 0
    labels: dict[Label, int] = field(default_factory=lambda: dict.fromkeys(Label, 0))

    @property
    def documents(self) -> int:
        """Documents done, well or not."""
        return self.annotated + self.failed

    @property
    def claims(self) -> int:
        """Claims of any label."""
        return sum(self.labels.values())

    def add(self, outcome: Outcome) -> None:
        """Count one document."""
        if outcome.labels is None:
            self.failed += 1
            return
        self.annotated += 1
        self.unchecked += outcome.unchecked
        for label in Label:
            self.labels[label] += getattr(outcome.labels, label)

    def breach(self, forbidden: Forbidden) -> bool:
        """Whether a claim is what is forbidden."""
        labelled = any(self.labels[Label(label)] for label in forbidden.labels)
        return labelled or bool(forbidden.unchecked and self.unchecked)

    def __str__(self) -> str:
        labels = ", ".join(f"{number} {label}" for label, number in self.labels.items())
        return f"documents: {self.annotated} annotated, {self.failed} failed; claims: {labels}"


class Ledger(Struct, kw_only=True):
    """How far a run came.

    :param digest: hex, over the documents done, in order.
    :param size: bytes of the annotations that hold the documents done.
    :param sha256: hex, of the annotations; empty until the run is finished.
    :param seconds: spent on them.
    :param versions: of Python and the libraries that judge, where the run was begun.
    """

    format: Literal["factcheck-run/1"] = "factcheck-run/1"
    finished: bool = False
    plan: Plan
    counts: Counts = field(default_factory=Counts)
    seconds: float = 0.0
    size: int = 0
    digest: str = ""
    sha256: str = ""
    versions: dict[str, str] = field(default_factory=dict)

    @classmethod
    def begun(cls, plan: Plan) -> Self:
        """The ledger of a run that has done nothing yet."""
        libraries = {name: version(name) for name in ("torch", "tokenizers", "tantivy")}
        return cls(plan=plan, versions={"python": platform.python_version(), **libraries})

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Read the ledger of a folder; None if there is none.

        :raises InputError: it is of another version or damaged.
        """
        path = folder / LEDGER
        try:
            return msgspec.json.decode(path.read_bytes(), type=cls)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise InputError(f"{path} cannot be read ({cause(error)}): give --restart") from error
        except ValueError as error:
            raise InputError(
                f"{path} is no record of a run ({cause(error)}): give --restart to begin anew, or"
                " another folder"
            ) from error

    def write(self, folder: Path) -> None:
        """Put this in place of the ledger of a folder.

        :raises OutputError: it cannot be written.
        """
        line = msgspec.json.format(msgspec.json.encode(self), indent=2)
        write_atomically(folder / LEDGER, line + b"\n")

    def add(self, tasks: Iterable[Task], outcomes: Iterable[Outcome]) -> None:
        """Note documents as done."""
        for task, outcome in zip(tasks, outcomes, strict=True):
            self.counts.add(outcome)
            self.size += len(outcome.line)
            self.digest = digest(self.digest, task)

    def rest(self, tasks: Iterator[Task], stopping: Callable[[], bool]) -> Iterator[Task]:
        """Pass over the documents that are done.

        :raises KeyboardInterrupt: if it is told to stop meanwhile.
        :raises InputError: they are no longer what they were.
        """
        found = ""
        for number in range(self.counts.documents):
            if stopping():
                raise KeyboardInterrupt("interrupted; nothing was changed")
            task = next(tasks, None)
            if task is None:
                raise InputError(
                    f"the inputs hold {number} documents, of which {self.counts.documents} were"
                    " done: give the same inputs and no lower --limit, or --restart to begin anew"
                )
            found = digest(found, task)
        if found != self.digest:
            raise InputError(
                f"the first {self.counts.documents} documents are no longer those that were done:"
                " give the same inputs in the same order (where two files share a name, every one"
                " is called by its path), or --restart to begin anew"
            )
        return tasks

    def check(self, plan: Plan) -> None:
        """Refuse to go on with another plan.

        :raises InputError: naming what differs.
        """
        changed = differences(self.plan, plan)
        if changed:
            what = ", ".join(f"{name} was {a!r} and is {b!r}" for name, a, b in changed)
            raise InputError(
                f"the run that was begun there differs: {what}; give the same options, --restart to"
                " begin anew, or another folder"
            )


def digest(before: str, task: Task) -> str:
    """The digest over some documents and one more."""
    return hashlib.sha256(before.encode() + msgspec.json.encode(task.document)).hexdigest()


def differences(one: Struct, other: Struct) -> list[tuple[str, Any, Any]]:
    """The plain values that two records do not share: dotted name, and what each of them has."""
    ours, theirs = (dict(_leaves(msgspec.to_builtins(it))) for it in (one, other))
    names = (name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name))
    return [(name, ours.get(name), theirs.get(name)) for name in names]


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # of JSON
    """Every plain value in nested objects, by its dotted name."""
    if not isinstance(value, dict):
        yield name, value
        return
    for key, inner in value.items():
        yield from _leaves(inner, f"{name}.{key}".lstrip("."))
