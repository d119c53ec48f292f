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
from msgspec.structs import replace

from factcheck.document import Document, FailedDocument, Resource
from factcheck.errors import EvidenceError, cause
from factcheck.evidence.copies import Copies
from factcheck.evidence.cutting import Cut, Entry, Passage, cut_all, entry, origin
from factcheck.evidence.folder import writing
from factcheck.evidence.manifest import FORMAT, MANIFEST, Manifest, check, read_manifest, seal
from factcheck.evidence.query import ANALYZER, SCHEMA, TOKENIZER, query
from factcheck.soundness import sound

__all__ = ["FORMAT", "Index", "Passage", "add", "build"]

DAY = len("2026-01-31")
SPARE = 8  # passages fetched beyond those wanted, for copies that are dropped
TIES = 64  # passages with the score of the last that are looked at for the first in order


class Index:
    """Passages that can be searched; made by :func:`build`, :func:`add` or :meth:`open`."""

    def __init__(self, manifest: Manifest, searcher: tantivy.Searcher) -> None:
        self.manifest = manifest
        self._searcher = searcher

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an index folder and check every file of it.

        What is open stays as it is when the folder is written anew.

        :raises EvidenceError: no index, one of another format, damaged, or at a path that is not
            UTF-8.
        """
        while True:
            manifest = read_manifest(path)
            try:
                check(path, manifest)
                searcher = _searcher(path / manifest.folder, manifest.files)
            except UnicodeEncodeError as error:
                said = f"{path} is not UTF-8, as the path of an index must be: rename it"
                raise EvidenceError(said) from error
            except (EvidenceError, ValueError, OSError) as error:
                if read_manifest(path) != manifest:
                    continue  # written anew meanwhile
                if isinstance(error, EvidenceError):
                    raise
                said = f"{path}: the index cannot be opened ({cause(error)})"
                raise EvidenceError(said) from error
            # tantivy opens an index of which a file has just been removed, and fails at a search.
            if read_manifest(path) == manifest:
                return cls(manifest, searcher)

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
            enough = len(found) >= top and passage.retrieval_score < found[-1].retrieval_score
            if enough or len(found) == top + TIES:
                break
            if until and passage.published and _later(passage.published, until):
                continue
            # A fact-check is no copy of the article whose very words it reviews.
            if exclude is None or passage.fact_check or not exclude.hold(passage.text):
                found.append(passage)
        return sorted(found, key=lambda hit: (-hit.retrieval_score, hit.document, hit.start))[:top]

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
                yield replace(passage, retrieval_score=score)
            if len(hits) < limit:
                return
            offset += limit
            limit *= 2  # few queries even where a thousand copies stand before the first other


def build(
    documents: Iterable[Document | FailedDocument],
    path: Path | None,
    *,
    name: str,
    made_from: str = "",
    processes: int = 1,
) -> Index:
    """Index the passages of documents.

    An index that stands at the path is replaced when the new one is complete.

    :param path: where to write; ``None`` keeps the index in memory.
    :param made_from: see :class:`Manifest`.
    :param processes: how many cut documents; with more than one, a script that calls this needs a
        ``__main__`` guard.
    :raises EvidenceError: a process was killed.
    :raises OutputError: the place cannot be written, or holds something else than an index.
    :raises TypeError: one is no document.
    """
    if path is None:
        index = tantivy.Index(SCHEMA)
        manifest = _fill(index, documents, processes)
        index.reload()
        return Index(replace(manifest, name=name), index.searcher())
    path = Path(os.path.realpath(path))
    with writing(path) as folder:
        manifest = _fill(tantivy.Index(SCHEMA, path=str(folder)), documents, processes)
        seal(folder, replace(manifest, name=name, made_from=made_from))
    return Index.open(path)


def add(
    documents: Iterable[Document | FailedDocument],
    path: Path,
    *,
    name: str | None = None,
    processes: int = 1,
) -> Index:
    """Add documents to an index, or build it where there is none.

    A document whose id and text are in the index is passed over; one whose id is there with another
    text replaces that. Ids are compared with those of the index, not with one another. What stays
    is indexed again, so that scores are those of an index built at once.

    :param name: a new name; ``None`` leaves that of the index, or takes that of the folder.
    :param processes: as for :func:`build`.
    :raises EvidenceError: the index is damaged or of another format, or a process was killed.
    :raises OutputError: the place cannot be written, or holds something else than an index.
    :raises TypeError: one is no document.
    """
    path = Path(os.path.realpath(path))
    if (path / MANIFEST).exists():
        read_manifest(path)  # says of a damaged one that it is, not that something foreign is there
    with writing(path) as folder:
        there = (path / MANIFEST).exists()
        old = Index.open(path) if there else build((), None, name=path.name)
        new = tantivy.Index(SCHEMA, path=str(folder))
        manifest = _fill(new, documents, processes, old)
        seal(folder, replace(manifest, name=name or old.manifest.name))
    return Index.open(path)


def _fill(
    index: tantivy.Index,
    documents: Iterable[Document | FailedDocument],
    processes: int,
    old: Index | None = None,
) -> Manifest:
    """Write the passages of all documents, then those of the old index that they leave in it."""
    index.register_tokenizer(TOKENIZER, ANALYZER)
    # One thread gives one order of passages, and keeps up with the cutting.
    with index.writer(num_threads=1) as writer:
        content = _Content(writer)
        replaced: set[str] = set()
        readable = content.readable(documents)
        for cut in cut_all(_unlike(old, readable, replaced) if old else readable, processes):
            content.write(cut)
        if old:
            content.keep(old, replaced)
    return content.manifest()


def _unlike(old: Index, documents: Iterable[Document], replaced: set[str]) -> Iterator[Document]:
    """Yield the documents that are not in the old index; collect the ids there with other texts."""
    for document in documents:
        own, text = origin(document)
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

    def manifest(self) -> Manifest:
        """What was written, under no name yet."""
        return Manifest(
            name="",
            documents=self._documents,
            passages=self._passages,
            failed=self._failed,
            sha256=f"{self._sum:064x}",
        )

    def readable(self, documents: Iterable[Document | FailedDocument]) -> Iterator[Document]:
        """Pass documents on, and count those that failed or cannot be written."""
        for document in map(sound, documents):
            if isinstance(document, Document):
                yield document
            else:
                self._failed += 1

    def write(self, cut: Cut) -> None:
        """Write the passages of a document."""
        self._documents += 1
        for each in cut.entries:
            self._write(each, cut.origin)

    def keep(self, old: Index, replaced: Container[str]) -> None:
        """Write the passages of an index again, but for those of the replaced documents."""
        gone: set[tuple[str, ...]] = set()
        for passage, digests in old.entries():
            if digests[0] in replaced:
                gone.add(tuple(digests))
            else:
                self._write(entry(passage), digests)
        self._documents += old.manifest.documents - len(gone)
        self._failed += old.manifest.failed

    def _write(self, stored: Entry, digests: list[str]) -> None:
        self._passages += 1
        digest = hashlib.sha256(stored.record).digest()
        self._sum = (self._sum + int.from_bytes(digest)) % 2**256
        document = tantivy.Document(words=stored.words, origin=digests)
        document.add_bytes("record", stored.record)  # the constructor would copy them one by one
        if stored.title:
            document.add_text("title", stored.title)
        self._writer.add_document(document)


def _later(date: str, other: str) -> bool:
    """Whether a date is known to be of a later day, where either may give no day or month."""
    known = min(len(date), len(other), DAY)
    return date[:known] > other[:known]


def _searcher(path: Path, files: Iterable[str]) -> tantivy.Searcher:
    """Open tantivy's files, from a folder that may be read-only."""
    if os.access(path, os.W_OK):
        return tantivy.Index.open(str(path)).searcher()
    with TemporaryDirectory() as work:  # tantivy needs a lock file beside its own, even to read
        for name in files:
            Path(work, name).symlink_to(os.path.realpath(path / name))
        return tantivy.Index.open(work).searcher()
