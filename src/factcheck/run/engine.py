"""What annotates pools of documents; in which processes is the business of each engine.

A pool is scored in the same batches wherever it is scored, so what comes out depends neither on the
engine nor on the number of workers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from factcheck.document import FailedDocument, Run
from factcheck.processes import give_back_memory
from factcheck.run.outcome import Outcome, Task, outcomes

if TYPE_CHECKING:
    from factcheck.pipeline import Annotator

Pool = Sequence[Task]
Done = tuple[Pool, list[Outcome]]
Stopping = Callable[[], bool]

ON_ACCELERATOR = 4  # workers that share one: on an H100 1.4 times as fast as 2; 8 gain a tenth


class Load(Protocol):
    """Makes the annotator that a worker needs."""

    def __call__(self, *, shared: Path | None = None) -> "Annotator":
        """Load it, as ``Annotator.load``."""


class Engine(Protocol):
    """What annotates pools; results come in the order of the pools."""

    def about(self) -> Run:
        """What the documents are annotated with, asked before anything is annotated.

        Errors of loading it are raised here.
        """

    def annotate(self, pools: Iterable[Pool], stopping: Stopping) -> Iterator[Done]:
        """Annotate pools one after the other.

        :param stopping: tells whether to begin no other pool.
        """

    def close(self) -> None:
        """Let go of what was held; what is not finished is dropped."""


def load_annotator(model: str, **choices: Any) -> "Annotator":  # noqa: ANN401  # as Annotator.load
    """Load an annotator in whatever process asks for it, and only there."""
    from factcheck.pipeline import Annotator

    return Annotator.load(model, **choices)


def annotated(annotator: "Annotator", pool: Pool) -> list[Outcome]:
    """What a worker makes of a pool, before it takes the next."""
    found = list(outcomes(annotator, pool))
    give_back_memory()
    return found


def buried(task: Task) -> Outcome:
    """What is said of a document that no process survives."""
    if isinstance(task.document, FailedDocument):  # it was never judged: something else fails
        return Outcome.of_failure(task.document)
    name = task.document.id
    said = f"{name}: the process that annotated it died, perhaps for want of memory"
    return Outcome.of_failure(FailedDocument.of(name, said, "WorkerError"))
