"""The evidence index: passages of documents, found by the words of a claim (BM25, tantivy).

An index is a folder with a manifest and tantivy's files, or it is held in memory.
"""

import hashlib
import os
from collections.abc import Container, Iterable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import msgspec
import tantivy
from msgspec import Struct

from factcheck.document import Document, FactCheck, FailedDocument, Resource, Span
from factcheck.errors import EvidenceError, cause
from factcheck.evidence.copies import Copies
from factcheck.evidence.folder import writing
from factcheck.evidence.manifest import FORMAT, MANIFEST, Manifest, check, read_manifest, seal
from factcheck.evidence.passages import passages
from factcheck.evidence.query import ANALYZER, SCHEMA, TOKENIZER, key, plain, query

__all__ = ["FORMAT", "Index", "Passage", "add", "build"]

DAY = len("2026-01-31")
SPARE = 8  # passages fetched beyond those wanted, for copies that are dropped


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


class Index:
    """Passages that can be searched; made by :func:`build`, :func:`add` or :meth:`open`."""

    def __init__(self, manifest: Manifest, searcher: tantivy.Searcher) -> None:
        self.manifest = manifest
        self._searcher = searcher

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an index folder and check every file of it.

        What is open stays as it is when the folder is written anew.

        :raises EvidenceError: no index, one of another format, or damaged.
        """
        while True:
            manifest = read_manifest(path)
            try:
                check(path, manifest)
                return cls(manifest, _searcher(path / manifest.folder, manifest.files))
            except (EvidenceError, ValueError, OSError) as error:
                if read_manifest(path) != manifest:
                    continue  # written anew meanwhile
                if isinstance(error, EvidenceError):
                    raise
                said = f"{path}: the index cannot be opened ({cause(error)})"
                raise EvidenceError(said) from error

    @property
    def resource(self) -> Resource:
        """Name and content, as written to the run block of an annotation."""
        return Resource(name=self.manifest.name, sha256=self.manifest.sha256)

    def search(
        self,
        claim: str,
        *,
        top: int,
        exclude: Copies | None = None,
        until: str | None = None,
    ) -> list[Passage]:
        """Find the passages that share most with a claim.

        :param exclude: the claim's own article, of which no copy is evidence.
        :param until: ISO date; passages known to be published on a later day are left out.
        :return: at most ``top``, best first; equal scores in the order of document and offset.
        """
        wanted = query(claim, exclude)
        if wanted is None or top < 1:
            return []
        found: list[Passage] = []
        for passage in self._hits(wanted, top + SPARE):
            if until and passage.published and _later(passage.published, until):
                continue
            # A fact-check is no copy of the article whose very words it reviews.
            if exclude is None or passage.fact_check or not exclude.hold(passage.text):
                found.append(passage)
            if len(found) == top:
                break
        return sorted(found, key=lambda hit: (-hit.retrieval_score, hit.document, hit.start))

    def holds(self, *origin: str) -> bool:
        """Whether a passage has all of these digests, of a document's id or text."""
        clauses = [
            (tantivy.Occur.Must, tantivy.Query.term_query(SCHEMA, "origin", digest, "basic"))
            for digest in origin
        ]
        wanted = tantivy.Query.boolean_query(clauses)
        return bool(self._searcher.search(wanted, 1, count=False).hits)

    def entries(self) -> Iterator[tuple[Passage, list[str]]]:
        """Yield every passage with the digests of its document's id and text.

        :raises EvidenceError: fewer passages are there than the manifest says.
        """
        found = 0
        for segment in range(self._searcher.num_segments):
            for number in count():
                try:
                    entry = self._searcher.doc(tantivy.DocAddress(segment, number))
                except ValueError:  # beyond the last of the segment
                    break
                found += 1
                yield msgspec.json.decode(entry["record"][0], type=Passage), entry["origin"]
        if found != self.manifest.passages:
            raise EvidenceError(
                f"{self.manifest.name} gives {found} of its {self.manifest.passages} passages:"
                " build the index again"
            )

    def _hits(self, wanted: tantivy.Query, limit: int) -> Iterator[Passage]:
        """Yield every passage that matches, best first, fetching more as they are used up."""
        offset = 0
        while True:
            hits = self._searcher.search(wanted, limit, count=False, offset=offset).hits
            for score, address in hits:
                record = self._searcher.doc(address)["record"][0]
                passage = msgspec.json.decode(record, type=Passage)
                yield msgspec.structs.replace(passage, retrieval_score=score)
            if len(hits) < limit:
                return
            offset += limit
            limit *= 2  # few queries even where a thousand copies stand before the first other


def build(documents: Iterable[Document | FailedDocument], path: Path | None, *, name: str) -> Index:
    """Index the passages of documents.

    An index that stands at the path is replaced when the new one is complete.

    :param path: where to write; ``None`` keeps the index in memory.
    :raises OutputError: the place cannot be written, or holds something else than an index.
    """
    if path is None:
        index = tantivy.Index(SCHEMA)
        manifest = _fill(index, documents, name)
        index.reload()
        return Index(manifest, index.searcher())
    path = Path(os.path.realpath(path))
    with writing(path) as folder:
        seal(folder, _fill(tantivy.Index(SCHEMA, path=str(folder)), documents, name))
    return Index.open(path)


def add(
    documents: Iterable[Document | FailedDocument], path: Path, *, name: str | None = None
) -> Index:
    """Add documents to an index, or build it where there is none.

    A document whose id and text are in the index is passed over; one whose id is there with another
    text replaces that. Ids are compared with those of the index, not with one another. What stays
    is indexed again, so that scores are those of an index built at once.

    :param name: a new name; ``None`` leaves that of the index, or takes that of the folder.
    :raises EvidenceError: the index is damaged or of another format.
    :raises OutputError: the place cannot be written, or holds something else than an index.
    """
    path = Path(os.path.realpath(path))
    if (path / MANIFEST).exists():
        read_manifest(path)  # says of a damaged one that it is, not that something foreign is there
    with writing(path) as folder:
        there = (path / MANIFEST).exists()
        old = Index.open(path) if there else build((), None, name=path.name)
        new = tantivy.Index(SCHEMA, path=str(folder))
        seal(folder, _fill(new, documents, name or old.manifest.name, old))
    return Index.open(path)


def _fill(
    index: tantivy.Index,
    documents: Iterable[Document | FailedDocument],
    name: str,
    old: Index | None = None,
) -> Manifest:
    """Write the passages of all documents, then those of the old index that they leave in it."""
    index.register_tokenizer(TOKENIZER, ANALYZER)
    # One thread gives one order of passages, and keeps up with the cutting.
    with index.writer(num_threads=1) as writer:
        content = _Content(writer)
        if old is None:
            for document in documents:
                content.write(document)
        else:
            replaced: set[str] = set()
            for document in _unlike(old, documents, replaced):
                content.write(document)
            content.keep(old, replaced)
    return content.manifest(name)


def _unlike(
    old: Index, documents: Iterable[Document | FailedDocument], replaced: set[str]
) -> Iterator[Document | FailedDocument]:
    """Yield the documents that are not in the old index; collect the ids there with other texts."""
    for document in documents:
        if isinstance(document, Document):
            own, text = _origin(document)
            if old.holds(own, text):
                continue
            if old.holds(own):
                replaced.add(own)
        yield document


class _Content:
    """What is written to an index: counted, and digested so that order does not matter.

    The digest is the sum of those of the passages (Bellare and Micciancio 1997, *A new paradigm for
    collision-free hashing*); it guards against mistakes, not against forgery.
    """

    def __init__(self, writer: tantivy.IndexWriter) -> None:
        self._writer = writer
        self._documents = self._passages = self._failed = self._sum = 0

    def manifest(self, name: str) -> Manifest:
        return Manifest(
            name=name,
            documents=self._documents,
            passages=self._passages,
            failed=self._failed,
            sha256=f"{self._sum:064x}",
        )

    def write(self, document: Document | FailedDocument) -> None:
        """Write the passages of a document."""
        if isinstance(document, FailedDocument):
            self._failed += 1
            return
        self._documents += 1
        origin = _origin(document)
        for passage in _passages(document):
            self._write(passage, origin)

    def keep(self, old: Index, replaced: Container[str]) -> None:
        """Write the passages of an index again, but for those of the replaced documents."""
        gone: set[tuple[str, ...]] = set()
        for passage, origin in old.entries():
            if origin[0] in replaced:
                gone.add(tuple(origin))
            else:
                self._write(passage, origin)
        self._documents += old.manifest.documents - len(gone)
        self._failed += old.manifest.failed

    def _write(self, passage: Passage, origin: list[str]) -> None:
        record = msgspec.json.encode(passage)
        self._passages += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(record).digest())) % 2**256
        self._writer.add_document(_entry(passage, record, origin))


def _later(date: str, other: str) -> bool:
    """Whether a date is known to be of a later day, where either may give no day or month."""
    known = min(len(date), len(other), DAY)
    return date[:known] > other[:known]


def _origin(document: Document) -> list[str]:
    """Digests of a document's id and text."""
    return [key(document.id), document.sha256]


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


def _entry(passage: Passage, record: bytes, origin: list[str]) -> tantivy.Document:
    entry = tantivy.Document(words=plain(passage.text), origin=origin)
    entry.add_bytes("record", record)  # in the constructor the bytes would be copied one by one
    if passage.title:
        entry.add_text("title", plain(passage.title))
    return entry


def _searcher(path: Path, files: Iterable[str]) -> tantivy.Searcher:
    """Open tantivy's files, from a folder that may be read-only."""
    if os.access(path, os.W_OK):
        return tantivy.Index.open(str(path)).searcher()
    with TemporaryDirectory() as work:  # tantivy needs a lock file beside its own, even to read
        for name in files:
            Path(work, name).symlink_to(os.path.realpath(path / name))
        return tantivy.Index.open(work).searcher()
