"""Cuts documents into what an index stores, in several processes where there is much to cut."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from itertools import chain
from typing import NamedTuple

import msgspec
from msgspec import Struct

from factcheck.document import Document, FactCheck, Span
from factcheck.errors import EvidenceError
from factcheck.evidence.passages import passages
from factcheck.evidence.query import key, plain
from factcheck.processes import workers

BATCH = 1_000_000  # characters that are cut together; the first batch starts no process
AHEAD = 2  # batches that wait beside those being cut
MOST_PROCESSES = 4  # more would wait for the one that writes


class Passage(Struct, frozen=True, kw_only=True):
    """A passage that may bear on a claim; offsets into the text of its own document.

    :param retrieval_score: BM25 score, not bounded.
    """

    document: str
    title: str | None
    url: str | None
    published: str | None
    outlet: str | None = None
    start: int
    end: int
    text: str
    retrieval_score: float = 0.0
    fact_check: FactCheck | None = None


def titled(title: str | None, text: str) -> str:
    """A passage with the title of its document, which may name what the passage is about."""
    return f"{title}. {text}" if title else text


class Entry(NamedTuple):
    """What an index stores of a passage: words to search, and the passage as JSON."""

    words: str
    title: str
    record: bytes


class Cut(NamedTuple):
    """What an index stores of a document, with the digests of its id and text."""

    origin: list[str]
    entries: list[Entry]


def cut_all(documents: Iterable[Document], processes: int) -> Iterator[Cut]:
    """Cut documents, in order.

    :raises EvidenceError: a process was killed.
    """
    batches = _batches(documents)
    if processes > 1:
        yield from map(cut, next(batches, ()))
        yield from _cut_elsewhere(batches, min(processes, MOST_PROCESSES))
    else:
        yield from map(cut, chain.from_iterable(batches))


def cut(document: Document) -> Cut:
    """Cut one document."""
    return Cut(origin(document), [entry(passage) for passage in _passages(document)])


def origin(document: Document) -> list[str]:
    """Digests of a document's id and text."""
    return [key(document.id), document.sha256]


def entry(passage: Passage) -> Entry:
    """What an index stores of a passage."""
    return Entry(plain(passage.text), plain(passage.title or ""), msgspec.json.encode(passage))


def _passages(document: Document) -> Iterator[Passage]:
    spans = passages(document)
    if document.fact_check and spans:  # one review is one piece of evidence, however long
        spans = [Span(spans[0].start, spans[-1].end)]
    for start, end in spans:
        yield Passage(
            document=document.id,
            title=document.title,
            url=document.url,
            published=document.published,
            outlet=document.outlet,
            start=start,
            end=end,
            text=document.text[start:end],
            fact_check=document.fact_check,
        )


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _cut_elsewhere(batches: Iterator[Sequence[Document]], processes: int) -> Iterator[Cut]:
    """Cut batches in other processes, in order, a few ahead of what is asked for."""
    first = next(batches, None)
    if first is None:
        return
    waiting: deque[Future[list[Cut]]] = deque()
    with workers(processes) as pool:
        try:
            for batch in chain([first], batches):
                waiting.append(pool.submit(_cut_batch, batch))
                if len(waiting) > processes + AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BrokenProcessPool as error:
            raise EvidenceError(
                "a process that cut documents was killed, perhaps for want of memory: index fewer"
                " documents at once and add the others with --add"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _cut_batch(documents: Sequence[Document]) -> list[Cut]:
    return [cut(document) for document in documents]
