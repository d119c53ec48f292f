"""What a run keeps of one document."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from factcheck.breaches import unchecked
from factcheck.document import Document, FailedDocument, Summary
from factcheck.report import html, json
from factcheck.report.files import write_atomically

if TYPE_CHECKING:  # a process that hands the work to others needs no model
    from factcheck.pipeline import Annotator


class Task(NamedTuple):
    """A document to annotate.

    :param page: where its HTML page goes, if one is wanted.
    :param read: bytes of the inputs that were read for it and all before it.
    """

    document: Document | FailedDocument
    page: Path | None = None
    read: int = 0


class Outcome(NamedTuple):
    """A document's line of JSON, with its newline, and what is counted of it.

    :param labels: how many claims have each label; nothing for a document that failed.
    :param failure: what was wrong with it, if it failed.
    :param unchecked: how many of its asserted claims could not be checked.
    """

    line: bytes
    labels: Summary | None
    failure: str | None
    unchecked: int = 0

    @classmethod
    def of_failure(cls, record: FailedDocument) -> Self:
        """Of a document that failed."""
        return cls(json.encode(record) + b"\n", None, record.error.message)


def outcomes(annotator: "Annotator", tasks: Iterable[Task]) -> Iterator[Outcome]:
    """Annotate documents, in order, and write their pages.

    :raises OutputError: if a page cannot be written.
    """
    tasks = list(tasks)
    records = annotator.annotate_many(task.document for task in tasks)
    for task, record in zip(tasks, records, strict=True):
        if isinstance(record, FailedDocument):
            yield Outcome.of_failure(record)
            continue
        if task.page:
            write_atomically(task.page, html.render(record))
        lost = sum(map(unchecked, record.claims))
        yield Outcome(json.encode(record) + b"\n", record.summary, None, lost)
