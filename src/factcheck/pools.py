"""Documents that are scored together, so that batches are full and of one length."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from factcheck.document import Document, FailedDocument

POOL = 60_000  # characters of text
MOST = 2_000  # documents, however short they are

Entry = TypeVar("Entry")


def characters(document: Document | FailedDocument) -> int:
    """How much text there is to judge."""
    return len(document.text) if isinstance(document, Document) else 0


def pools(entries: Iterable[Entry], size: Callable[[Entry], int]) -> Iterator[list[Entry]]:
    """Runs of entries with about ``POOL`` characters of text, at most ``MOST``, in order.

    The same entries make the same runs each time.

    :param size: characters of text of an entry.
    """
    pool: list[Entry] = []
    held = 0
    for entry in entries:
        pool.append(entry)
        held += size(entry)
        if held >= POOL or len(pool) == MOST:
            yield pool
            pool, held = [], 0
    if pool:
        yield pool
