"""The evidence index: passages of documents, found by the words of a claim (BM25, tantivy).

An index is a folder of tantivy's files and a manifest, or it is held in memory.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import msgspec
import tantivy
from msgspec import Struct

from factcheck.document import Document, FactCheck, FailedDocument, Resource
from factcheck.errors import EvidenceError, OutputError, cause
from factcheck.evidence.copies import Copies
from factcheck.evidence.manifest import (
    FORMAT,
    Manifest,
    check,
    read_manifest,
    refuse_foreign,
    seal,
)
from factcheck.evidence.passages import passages
from factcheck.evidence.query import ANALYZER, SCHEMA, TOKENIZER, key, plain, query

__all__ = ["FORMAT", "Index", "Passage", "build"]

SPARE = 8  # passages fetched beyond those wanted, for copies that are dropped


class Passage(Struct, frozen=True, kw_only=True):
    """A passage that may bear on a claim; offsets into the text of its own document.

    :param retrieval_score: BM25 score, not bounded.
    """

    document: str
    title: str | None
    url: str | None
    published: str | None
    start: int
    end: int
    text: str
    retrieval_score: float = 0.0
    fact_check: FactCheck | None = None


class Index:
    """Passages that can be searched; made by :func:`build` or :meth:`open`."""

    def __init__(self, manifest: Manifest, searcher: tantivy.Searcher) -> None:
        self.manifest = manifest
        self._searcher = searcher

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an index folder and check every file of it.

        :raises EvidenceError: no index, one of another format, or damaged.
        """
        manifest = read_manifest(path)
        check(path, manifest)
        try:
            return cls(manifest, _searcher(path, manifest.files))
        except (ValueError, OSError) as error:
            raise EvidenceError(f"{path}: the index cannot be opened ({cause(error)})") from error

    @property
    def resource(self) -> Resource:
        """Name and content, as written to the run block of an annotation."""
        return Resource(name=self.manifest.name, sha256=self.manifest.sha256)

    def search(self, claim: str, *, top: int, exclude: Copies | None = None) -> list[Passage]:
        """Find the passages that share most with a claim.

        :param exclude: the claim's own article, of which no copy is evidence.
        :return: at most ``top``, best first; equal scores in the order of document and offset.
        """
        wanted = query(claim, exclude)
        if wanted is None or top < 1:
            return []
        found: list[Passage] = []
        for passage in self._hits(wanted, top + SPARE):
            # A fact-check is no copy of the article whose very words it reviews.
            if exclude is None or passage.fact_check or not exclude.hold(passage.text):
                found.append(passage)
            if len(found) == top:
                break
        return sorted(found, key=lambda hit: (-hit.retrieval_score, hit.document, hit.start))

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

    The folder appears under its name only when it is complete. An index that stands there is
    replaced.

    :param path: where to write; ``None`` keeps the index in memory.
    :raises OutputError: the place cannot be written, or holds something else than an index.
    """
    if path is None:
        index = tantivy.Index(SCHEMA)
        return Index(_fill(index, documents, name), index.searcher())
    path = Path(os.path.realpath(path))
    try:
        refuse_foreign(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as work:
            new = Path(work, "new")  # the temporary folder itself only its owner may read
            new.mkdir()
            seal(new, _fill(tantivy.Index(SCHEMA, path=str(new)), documents, name))
            _swap(new, path, Path(work, "old"))
    except (OSError, ValueError) as error:  # tantivy reports a full disk as a ValueError
        raise OutputError(
            f"{path}: the index cannot be written ({cause(error)}): check space and permissions"
        ) from error
    return Index.open(path)


def _fill(
    index: tantivy.Index, documents: Iterable[Document | FailedDocument], name: str
) -> Manifest:
    """Add the passages of all documents; count and digest them."""
    index.register_tokenizer(TOKENIZER, ANALYZER)
    indexed = found = failed = 0
    content = hashlib.sha256()
    # One thread gives one order of passages, and keeps up with the cutting.
    with index.writer(num_threads=1) as writer:
        for document in documents:
            if isinstance(document, FailedDocument):
                failed += 1
                continue
            indexed += 1
            origin = [key(document.id), document.sha256]
            for passage in _passages(document):
                found += 1
                record = msgspec.json.encode(passage)
                content.update(record + b"\n")
                writer.add_document(_entry(passage, record, origin))
    index.reload()
    return Manifest(
        name=name, documents=indexed, passages=found, failed=failed, sha256=content.hexdigest()
    )


def _passages(document: Document) -> Iterator[Passage]:
    for start, end in passages(document):
        yield Passage(
            document=document.id,
            title=document.title,
            url=document.url,
            published=document.published,
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


def _swap(new: Path, path: Path, old: Path) -> None:
    """Put the new folder in the place of the one that stands there, which becomes the old."""
    if path.exists():
        path.rename(old)
    try:
        new.rename(path)
    except BaseException:
        if old.exists():
            old.rename(path)
        raise


def _searcher(path: Path, files: Iterable[str]) -> tantivy.Searcher:
    """Open tantivy's files, from a folder that may be read-only."""
    if os.access(path, os.W_OK):
        return tantivy.Index.open(str(path)).searcher()
    with TemporaryDirectory() as work:  # tantivy needs a lock file beside its own, even to read
        for name in files:
            Path(work, name).symlink_to(os.path.realpath(path / name))
        return tantivy.Index.open(work).searcher()
