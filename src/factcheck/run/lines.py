"""JSON lines for another program."""

from collections.abc import Iterable
from typing import IO

from factcheck.document import Document, FailedDocument
from factcheck.pools import characters, pools
from factcheck.report.files import writing
from factcheck.run.choose import Kind, engine_for
from factcheck.run.engine import Load
from factcheck.run.interrupt import interruptible
from factcheck.run.ledger import Counts
from factcheck.run.outcome import Task
from factcheck.run.progress import Progress


def write_lines(
    documents: Iterable[Document | FailedDocument],
    lines: IO[bytes],
    load: Load,
    *,
    engine: Kind,
    workers: int | None,
    progress: Progress,
) -> Counts:
    """Write each document, annotated or failed, as one line of JSON.

    :raises OutputError: if it cannot be written.
    :raises KeyboardInterrupt: after a signal to end, when what was begun is written.
    """
    tasks = (Task(document, read=progress.position.read) for document in documents)
    rest = pools(tasks, lambda task: characters(task.document))
    counts = Counts()
    with (
        interruptible(progress.say) as stopping,
        engine_for(rest, load, engine, workers, small=True) as (annotator, ahead),
    ):
        progress.start(counts)
        try:
            for pool, outcomes in annotator.annotate(ahead, stopping):
                for outcome in outcomes:
                    counts.add(outcome)
                    with writing("standard output"):
                        lines.write(outcome.line)
                        lines.flush()
                progress.add(counts, outcomes, pool[-1].read)
        finally:
            progress.close()
        if stopping():
            raise KeyboardInterrupt(f"interrupted after {counts.documents} documents")
        progress.end(counts)
    return counts
